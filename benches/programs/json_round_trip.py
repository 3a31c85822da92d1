"""json: documents of several shapes encoded and decoded again."""
import json
import sys
import time


def documents():
    flat = {f"field{i}": i * 1.5 if i % 3 else str(i) for i in range(200)}
    nested = {"level": 0, "children": []}
    for depth in range(30):
        nested = {"level": depth, "children": [nested, {"leaf": True, "none": None}], "tags": ["a", "é", "\n", str(depth)]}
    records = [{"id": i, "name": f"name {i}", "scores": [i, i + 0.25, -i], "active": i % 2 == 0} for i in range(300)]
    return [flat, nested, records]


def run(scale):
    made = documents()
    for i in range(max(1, int(600 * scale))):
        for document in made:
            text = json.dumps(document, sort_keys=i % 2 == 0)
            assert json.loads(text) == document


if __name__ == "__main__":
    scale = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    start = time.perf_counter()
    run(scale)
    print(f"json_round_trip {time.perf_counter() - start:.3f}")
