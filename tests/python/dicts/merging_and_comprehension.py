# Dictionaries: merging operators, comprehension with order and overwriting, nested updates, defaults.
a, b = {"x": 1, "y": 2}, {"y": 3, "z": 4}
assert a | b == {"x": 1, "y": 3, "z": 4} and b | a == {"y": 2, "z": 4, "x": 1}
assert list(a | b) == ["x", "y", "z"] and list(b | a) == ["y", "z", "x"]
c = a
c |= b
assert a is c and a["y"] == 3 and {**b, **{"y": 9}} == {"y": 9, "z": 4}
assert dict(b, y=5, w=6) == {"y": 5, "z": 4, "w": 6}
assert {k: v for k, v in [("a", 1), ("b", 2), ("a", 3)]} == {"a": 3, "b": 2}
assert list({k: 0 for k in "bab"}) == ["b", "a"]
assert {v: k for k, v in {"a": 1, "b": 2}.items()} == {1: "a", 2: "b"}
assert {i: {j: i * j for j in range(2)} for i in range(2)} == {0: {0: 0, 1: 0}, 1: {0: 0, 1: 1}}
assert {x: y for x in range(3) for y in range(3) if x < y} == {0: 2, 1: 2}
counts = {}
for c in "mississippi":
    counts[c] = counts.get(c, 0) + 1
assert counts == {"m": 1, "i": 4, "s": 4, "p": 2} and max(counts, key=counts.get) == "i"
assert sorted(counts.items(), key=lambda kv: (-kv[1], kv[0]))[0] == ("i", 4)
groups = {}
for word in ["ab", "c", "de", "f"]:
    groups.setdefault(len(word), []).append(word)
assert groups == {2: ["ab", "de"], 1: ["c", "f"]}


def merge(a, b):
    return {k: merge(a[k], b[k]) if isinstance(a.get(k), dict) and isinstance(b.get(k), dict) else b.get(k, a.get(k)) for k in {**a, **b}}


assert merge({"a": {"x": 1, "y": 2}, "b": 1}, {"a": {"y": 3}, "c": 4}) == {"a": {"x": 1, "y": 3}, "b": 1, "c": 4}
tree = lambda: __import__("collections").defaultdict(tree)
t = tree()
t["a"]["b"]["c"] = 1
assert t["a"]["b"] == {"c": 1}
d = dict.fromkeys(range(5))
assert [d.pop(k, "gone") for k in (1, 1)] == [None, "gone"] and len(d) == 4
assert dict(reversed(d.items())) == d and list(dict(reversed(d.items()))) == [4, 3, 2, 0]
assert {}.keys() == set() and {1: 2}.items() == {(1, 2)}
assert {"a": [1]}.copy()["a"] is not [1] and {1: "a"}.keys() | {2: "b"}.keys() == {1, 2}
assert {(): 0, ((),): 1}[((),)] == 1 and {frozenset("ab"): 1}[frozenset("ba")] == 1 and {True: "t"}.get(1.0) == "t"
