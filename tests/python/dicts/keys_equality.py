# Dictionary keys: equality, hash collisions, identity before equality, errors while comparing.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


class Same:
    def __hash__(self): return 1
    def __eq__(self, other): return self is other


d = {Same(): i for i in range(50)}
assert len(d) == 50 and sorted(d.values()) == list(range(50))
nan = float("nan")
d = {nan: 1}
assert d[nan] == 1 and float("nan") not in d


class Raises:
    def __hash__(self): return 5
    def __eq__(self, other): raise ValueError("compared")


key = Raises()
d = {key: 1}
assert d[key] == 1 and raises(lambda: d[Raises()]) == "ValueError: compared"
assert raises(lambda: d.get(Raises())) == "ValueError: compared"


class BadHash:
    def __hash__(self): raise RuntimeError("hash")


assert raises(lambda: {}.get(BadHash())) == "RuntimeError: hash"
assert raises(lambda: BadHash() in {}) == "RuntimeError: hash"
first, second = (1, 2), tuple([1, 2])
d = {first: "x"}
d[second] = "y"
assert len(d) == 1 and next(iter(d)) is first and d[1, 2] == "y"
d = {1: "int"}
d[1.0] = "float"
assert d == {1: "float"} and type(list(d)[0]) is int
d = {"a": 1, 2: "b", None: 3, (1,): 4, 2.5: 5, frozenset([1]): 6, int: 7, len: 8, ...: 9, b"x": 10}
assert [d[k] for k in ("a", 2, None, (1,), 2.5, frozenset([1]), int, len, ..., b"x")] == [1, "b", 3, 4, 5, 6, 7, 8, 9, 10]
strings = {f"key{i}": i for i in range(5000)}
assert all(strings["key" + str(i)] == i for i in range(0, 5000, 7)) and "key5000" not in strings
mixed = {}
for i in range(1000):
    mixed[i if i % 2 else str(i)] = i
assert mixed["4"] == 4 and mixed[5] == 5 and 4 not in mixed and len(mixed) == 1000
