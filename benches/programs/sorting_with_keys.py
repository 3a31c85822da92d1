"""sort and sorted: numbers, strings, tuples, objects; key functions and reverse."""
import sys
import time
from operator import attrgetter, itemgetter


class Item:
    __slots__ = ("rank", "name")

    def __init__(self, rank, name):
        self.rank, self.name = rank, name

    def __lt__(self, other):
        return self.rank < other.rank


def numbers(n):
    state = 7
    for _ in range(n):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        yield state >> 8


def run(scale):
    values = list(numbers(int(40_000 * scale)))
    pairs = [(v % 1000, str(v)) for v in values]
    items = [Item(v % 5000, str(v)) for v in values]
    for _ in range(2):
        ordered = sorted(values)
        assert all(a <= b for a, b in zip(ordered, ordered[1:]))
        assert sorted(values, reverse=True) == ordered[::-1]
        assert sorted(values, key=lambda v: -v) == ordered[::-1]
        texts = sorted(map(str, values))
        assert texts[0] <= texts[-1] and sorted(texts, key=len)[0] == min(texts, key=len)
        assert sorted(pairs)[0] == min(pairs)
        by_second = sorted(pairs, key=itemgetter(1))
        assert by_second[0][1] == texts[0]
        ranks = [item.rank for item in sorted(items, key=attrgetter("rank"))]
        assert ranks == [item.rank for item in sorted(items)]
        floats = sorted(v / 3 for v in values)
        assert floats[0] == ordered[0] / 3
        again = ordered[len(ordered) // 2:] + ordered[:len(ordered) // 2]
        again.sort()
        assert again == ordered


if __name__ == "__main__":
    scale = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    start = time.perf_counter()
    run(scale)
    print(f"sorting_with_keys {time.perf_counter() - start:.3f}")
