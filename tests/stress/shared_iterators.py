"""Iterators of built-in types shared by threads: every item is reached, none is invented."""
from hammer import hammer, ok, rounds

N = rounds(6000)
sources = {
    "list": iter(list(range(N))),
    "tuple": iter(tuple(range(N))),
    "range": iter(range(N)),
    "set": iter(set(range(N))),
    "dict": iter({i: i for i in range(N)}),
    "values": iter({i: i for i in range(N)}.values()),
    "reversed": reversed(list(range(N))),
    "bytes": iter(bytes(range(256)) * 10),
    "str": iter("".join(chr(i) for i in range(0x100, 0x100 + 1000))),
    "enumerate": enumerate(range(N)),
    "zip": zip(range(N), range(N)),
    "map": map(lambda x: x, range(N)),
    "filter": filter(lambda x: True, range(N)),
    "callable": iter(list(range(N + 1)).pop, 0),
    "array": iter(memoryview(bytes(range(256)))),
}
everything = {name: set() for name in sources}


def pull(index):
    for name, source in sources.items():
        mine = set()
        limit = 20 * N
        while limit:
            limit -= 1
            try:
                mine.add(next(source))
            except (StopIteration, IndexError):
                # IndexError: another thread took the sentinel a moment ago and the list is empty.
                break
        assert limit, f"the iterator of {name} does not end"
        everything[name].update(mine)


hammer(pull)
numbers = set(range(N))
for name in ("list", "tuple", "range", "set", "dict", "values", "reversed"):
    assert everything[name] == numbers, name
assert everything["bytes"] == set(range(256)) == everything["array"]
assert len(everything["str"]) == 1000
assert everything["map"] <= numbers and everything["filter"] <= numbers and everything["callable"] == (numbers | {N}) - {0}
assert all(0 <= a < N and 0 <= b < N for a, b in everything["zip"])
# The source may give two threads the same item, so that there are more than N to count.
assert all(0 <= a and 0 <= b < N for a, b in everything["enumerate"])
ok()
