# Subclasses of dict: defaultdict, OrderedDict, Counter, UserDict, __missing__.
from collections import ChainMap, Counter, OrderedDict, UserDict, defaultdict
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


d = defaultdict(list)
d["a"].append(1)
assert d == {"a": [1]} and d["b"] == [] and d.get("c") is None and "c" not in d and d.default_factory is list
assert repr(defaultdict(int, {"x": 1})) == "defaultdict(<class 'int'>, {'x': 1})"
assert raises(lambda: defaultdict(None)["k"]) == "KeyError: 'k'"
assert raises(lambda: defaultdict(5)) == "TypeError: first argument must be callable or None"
o = OrderedDict(a=1, b=2, c=3)
o.move_to_end("a")
assert list(o) == ["b", "c", "a"]
o.move_to_end("a", last=False)
assert list(o) == ["a", "b", "c"] and o.popitem() == ("c", 3) and o.popitem(last=False) == ("a", 1)
assert OrderedDict(a=1, b=2) != OrderedDict(b=2, a=1) and OrderedDict(a=1, b=2) == {"b": 2, "a": 1}
assert repr(OrderedDict(a=1)) == "OrderedDict({'a': 1})" and raises(lambda: o.move_to_end("z")) == "KeyError: 'z'"
c = Counter("banana")
assert c == {"b": 1, "a": 3, "n": 2} and c.most_common(2) == [("a", 3), ("n", 2)] and c["zz"] == 0 and c.total() == 6
c.subtract("aab")
assert c["a"] == 1 and c["b"] == 0 and +c == {"a": 1, "n": 2} and sorted(c.elements()) == ["a", "n", "n"]
assert Counter(a=1) + Counter(a=2, b=1) == {"a": 3, "b": 1} and Counter(a=3) - Counter(a=1) == {"a": 2}
assert Counter(a=1, b=2) & Counter(a=2, b=1) == {"a": 1, "b": 1} and Counter(a=1) | Counter(b=2) == {"a": 1, "b": 2}
chain = ChainMap({"a": 1}, {"a": 2, "b": 3})
chain["c"] = 5
assert chain["a"] == 1 and chain["b"] == 3 and chain.maps[0] == {"a": 1, "c": 5} and chain.parents["a"] == 2
assert sorted(chain) == ["a", "b", "c"]


class Upper(UserDict):
    def __setitem__(self, key, value):
        super().__setitem__(key.upper(), value)


assert dict(Upper(a=1)) == {"A": 1} and type(defaultdict(int) | {"a": 1}) is defaultdict
assert type(o.copy()) is OrderedDict and repr(c) == "Counter({'n': 2, 'a': 1, 'b': 0})"
