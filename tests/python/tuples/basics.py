# tuple: construction, operators, methods, hashing, errors.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


t = (1, "a", 2.5)
assert t[0] == 1 and t[-1] == 2.5 and t[1:] == ("a", 2.5) and t[::-1] == (2.5, "a", 1) and len(t) == 3
assert () == tuple() and (1,) == tuple([1]) and tuple("ab") == ("a", "b") and (1) == 1 and tuple(t) is t
assert (1, 2) + (3,) == (1, 2, 3) and (1,) * 3 == (1, 1, 1) and 2 in (1, 2) and () * 5 == ()
assert (1, 2).count(1) == 1 and (1, 2, 1).index(1, 1) == 2 and (1, 2) < (1, 3) and (1,) < (1, 0)
assert hash((1, 2)) == hash((1.0, 2.0)) and hash(()) == hash(tuple()) and {(1, (2,)): "v"}[1, (2,)] == "v"
assert repr(()) == "()" and repr((1,)) == "(1,)" and repr((1, ())) == "(1, ())" and str(("a",)) == "('a',)"
assert (1, [2]) == (1, [2]) and (1, 2) != [1, 2] and not () and (0,)
assert raises(lambda: t[3]) == "IndexError: tuple index out of range"
assert raises(lambda: t["a"]) == "TypeError: tuple indices must be integers or slices, not str"
assert raises(lambda: (1,) + [2]) == 'TypeError: can only concatenate tuple (not "list") to tuple'
assert raises(lambda: t.index(9)) == "ValueError: tuple.index(x): x not in tuple"
assert raises(lambda: hash(([],))) == "TypeError: unhashable type: 'list'"
assert raises(lambda: tuple(5)) == "TypeError: 'int' object is not iterable"
assert raises(lambda: t.append(1)) == "AttributeError: 'tuple' object has no attribute 'append'"


def store():
    t[0] = 1


def remove():
    del t[0]


assert raises(store) == "TypeError: 'tuple' object does not support item assignment"
assert raises(remove) == "TypeError: 'tuple' object doesn't support item deletion"
loop = ([],)
loop[0].append(loop)
assert repr(loop) == "([(...)],)"
x, (y, *z) = 1, (2, 3, 4)
assert (x, y, z) == (1, 2, [3, 4])
assert max((1, 5), (2, 0)) == (2, 0) and sorted([(2, "b"), (1, "z")]) == [(1, "z"), (2, "b")]
big = tuple(range(1000))
assert big[500:503] == (500, 501, 502) and big.index(999) == 999 and len({big, tuple(range(1000))}) == 1
assert t.__getnewargs__() == (t,) and (1, 2).__add__((3,)) == (1, 2, 3) and (1,).__eq__([1]) is NotImplemented
