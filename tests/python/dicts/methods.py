# dict: every method and its errors.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


d = {"a": 1, "b": 2}
assert d.get("a") == 1 and d.get("x") is None and d.get("x", 5) == 5
assert d.setdefault("a", 9) == 1 and d.setdefault("c", 3) == 3
assert d.setdefault("n") is None and d == {"a": 1, "b": 2, "c": 3, "n": None}
assert d.pop("n", 0) is None and d.pop("n", 0) == 0 and d.pop("c") == 3
assert d.popitem() == ("b", 2) and d == {"a": 1}
d.update({"b": 2}); d.update([("c", 3)], d=4); d.update(e=5); d.update({}.items()); d.update()
assert d == {"a": 1, "b": 2, "c": 3, "d": 4, "e": 5}
assert list(d.keys()) == ["a", "b", "c", "d", "e"]
assert list(d.values()) == [1, 2, 3, 4, 5] and list(d.items())[0] == ("a", 1)
duplicate = d.copy()
duplicate.clear()
assert duplicate == {} and len(d) == 5
assert dict.fromkeys("ab") == {"a": None, "b": None} and dict.fromkeys(range(2), 0) == {0: 0, 1: 0}
assert dict(a=1, b=2) == dict([("a", 1), ("b", 2)]) == dict({"a": 1}, b=2) == dict(zip("ab", (1, 2)))
assert {"a": 1} | {"b": 2, "a": 3} == {"a": 3, "b": 2}
d |= [("z", 26)]
assert d["z"] == 26
assert raises(lambda: d["q"]) == "KeyError: 'q'"
assert raises(lambda: d.pop("q")) == "KeyError: 'q'"
assert raises(lambda: {}.popitem()) == "KeyError: 'popitem(): dictionary is empty'"
assert raises(lambda: d[[]]) == "TypeError: cannot use 'list' as a dict key (unhashable type: 'list')"
assert raises(lambda: dict([1])) == "TypeError: object is not iterable"
assert raises(lambda: dict(["abc"])) == "ValueError: dictionary update sequence element #0 has length 3; 2 is required"
assert raises(lambda: dict(5)) == "TypeError: 'int' object is not iterable"
assert raises(lambda: {} | 5) == "TypeError: unsupported operand type(s) for |: 'dict' and 'int'"
assert raises(lambda: {} < {}) == "TypeError: '<' not supported between instances of 'dict' and 'dict'"
assert raises(lambda: dict(**{1: 2})) == "TypeError: keywords must be strings"


def remove(key):
    del d[key]


assert raises(lambda: remove("q")) == "KeyError: 'q'" and remove("z") is None and "z" not in d
assert {1: "a"} == {1.0: "a"} and {1: 1, 2: 2} == {2: 2, 1: 1}
assert {1: 1} != {1: 2} and {} == dict() and {1: 1} != [(1, 1)]
