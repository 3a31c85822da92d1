# set and frozenset: operators, methods, errors.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


a, b = {1, 2, 3}, {2, 3, 4}
assert a | b == {1, 2, 3, 4} and a & b == {2, 3} and a - b == {1} and a ^ b == {1, 4}
assert a.union([5], (6,)) == {1, 2, 3, 5, 6} and a.intersection([1, 2], {2}) == {2} and a.difference([1], [2]) == {3}
assert a.symmetric_difference([3, 9]) == {1, 2, 9} and a.union() == a and a.union() is not a
assert {1} < a and {1} <= a and a >= {1, 2, 3} and not a < a
assert a.issubset(range(5)) and a.issuperset([1]) and a.isdisjoint([9])
assert a == frozenset([3, 2, 1]) and hash(frozenset("ab")) == hash(frozenset("ba"))
assert {frozenset([1]): 1}[frozenset([1])] == 1
s = set("abc")
s.add("d"); s.discard("zz"); s.remove("a"); s.update("ef", ["g"])
assert s == set("bcdefg") and s.pop() in set("bcdefg") and len(s) == 5
s = set("bcdefg")
s |= {"x"}; s &= {"x", "b", "c"}; s -= {"b"}; s ^= {"c", "y"}
assert s == {"x", "y"}
s.intersection_update({"x"}); s.difference_update(["q"]); s.symmetric_difference_update(["x", "z"])
assert s == {"z"}
s.clear()
assert s == set() and repr(s) == "set()" and repr({1}) == "{1}"
assert repr(frozenset()) == "frozenset()" and repr(frozenset([1])) == "frozenset({1})"
assert type(a | frozenset([1])) is set and type(frozenset([1]) | a) is frozenset and frozenset(f := frozenset([1])) is f
assert {1, 1.0, True} == {1} and len({"a", b"a"}) == 2 and {(1, 2)} == {tuple([1, 2])} and a.copy() is not a
assert frozenset([1]) in {frozenset([1])} and {1} in {frozenset([1])}
assert raises(lambda: a.remove(9)) == "KeyError: 9"
assert raises(lambda: set().pop()) == "KeyError: 'pop from an empty set'"
assert raises(lambda: {[]}) == "TypeError: cannot use 'list' as a set element (unhashable type: 'list')"
assert raises(lambda: a | [1]) == "TypeError: unsupported operand type(s) for |: 'set' and 'list'"
assert raises(lambda: a < [1]) == "TypeError: '<' not supported between instances of 'set' and 'list'"
assert raises(lambda: a.union(5)) == "TypeError: 'int' object is not iterable"
assert raises(lambda: hash(a)) == "TypeError: unhashable type: 'set'"
assert raises(lambda: frozenset([1]).add(2)) == "AttributeError: 'frozenset' object has no attribute 'add'"
assert raises(lambda: a[0]) == "TypeError: 'set' object is not subscriptable"
assert raises(lambda: set(1, 2)) == "TypeError: set expected at most 1 argument, got 2"
