# Dictionary views: liveness, set operations, comparison, mapping attribute.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


d = {"a": 1, "b": 2}
keys, values, items = d.keys(), d.values(), d.items()
d["c"] = 3
assert list(keys) == ["a", "b", "c"] and list(values) == [1, 2, 3] and len(items) == 3
assert repr(keys) == "dict_keys(['a', 'b', 'c'])" and repr(values) == "dict_values([1, 2, 3])"
assert repr(items) == "dict_items([('a', 1), ('b', 2), ('c', 3)])"
assert keys & {"a", "z"} == {"a"} and keys | ["z"] == {"a", "b", "c", "z"}
assert keys - {"a"} == {"b", "c"} and keys ^ {"a"} == {"b", "c"}
assert {"a", "z"} - keys == {"z"} and keys.isdisjoint(["q"])
assert keys <= {"a", "b", "c"} and keys == {"a", "b", "c"} and keys > {"a"}
assert ("a", 1) in items and ("a", 2) not in items and "a" in keys and 3 in values and 9 not in values
assert items & {("a", 1), ("b", 9)} == {("a", 1)} and type(keys & keys) is set
assert keys == {"a": 0, "b": 0, "c": 0}.keys() and values != d.values() and items == dict(d).items()
assert list(reversed(keys)) == ["c", "b", "a"] and list(reversed(values)) == [3, 2, 1]
assert keys.mapping["a"] == 1 and type(keys.mapping).__name__ == "mappingproxy"
assert raises(lambda: keys.mapping.__setitem__) == "AttributeError: 'mappingproxy' object has no attribute '__setitem__'"
assert raises(lambda: keys[0]) == "TypeError: 'dict_keys' object is not subscriptable"
assert raises(lambda: keys & 5) == "TypeError: 'int' object is not iterable"
assert raises(lambda: hash(keys)) == "TypeError: unhashable type: 'dict_keys'"
it = iter(d)
next(it)
d["d"] = 4
assert raises(lambda: next(it)) == "RuntimeError: dictionary changed size during iteration"
assert raises(lambda: next(it)) == "RuntimeError: dictionary changed size during iteration"
it = iter(d.items())
assert it.__length_hint__() == 4 and next(it) == ("a", 1) and it.__length_hint__() == 3


def replace_while_iterating():
    for k in d:
        d[k] += 1


replace_while_iterating()
assert d == {"a": 2, "b": 3, "c": 4, "d": 5}
