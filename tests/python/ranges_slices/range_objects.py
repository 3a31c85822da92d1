# range: length, indexing, slices, membership, equality, attributes, big values.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


r = range(2, 20, 3)
assert list(r) == [2, 5, 8, 11, 14, 17] and len(r) == 6 and r[1] == 5 and r[-1] == 17 and r[1:3] == range(5, 11, 3)
assert 5 in r and 6 not in r and 5.0 in r and "a" not in r and r.index(8) == 2 and r.count(8) == 1 and r.count(9) == 0
assert (r.start, r.stop, r.step) == (2, 20, 3) and repr(r) == "range(2, 20, 3)" and repr(range(5)) == "range(0, 5)"
assert list(range(5, 0, -2)) == [5, 3, 1] and list(range(0)) == [] and list(range(3, 1)) == [] and not range(0)
assert range(0, 3, 2) == range(0, 4, 2) and hash(range(0, 3, 2)) == hash(range(0, 4, 2)) and range(0) == range(2, 2)
assert list(reversed(r)) == [17, 14, 11, 8, 5, 2] and r[::-1] == range(17, -1, -3) and max(r) == 17 and sum(r) == 57
big = range(10**20, 10**20 + 10, 3)
assert len(big) == 4 and big[-1] == 10**20 + 9 and 10**20 + 3 in big and list(big)[1] == 10**20 + 3
huge = range(10**30)
assert huge[10**29] == 10**29 and 10**29 in huge and huge[-1] == 10**30 - 1
assert raises(lambda: len(huge)) == "OverflowError: Python int too large to convert to C ssize_t"
assert raises(lambda: range(1.5)) == "TypeError: 'float' object cannot be interpreted as an integer"
assert raises(lambda: range(1, 2, 0)) == "ValueError: range() arg 3 must not be zero"
assert raises(lambda: r[10]) == "IndexError: range object index out of range"
assert raises(lambda: r.index(3)) == "ValueError: range.index(x): x not in range"
assert raises(lambda: range("a")) == "TypeError: 'str' object cannot be interpreted as an integer"
assert raises(lambda: setattr(r, "start", 1)) == "AttributeError: readonly attribute"
assert raises(lambda: r < r) == "TypeError: '<' not supported between instances of 'range' and 'range'"
it = iter(range(3))
assert next(it) == 0 and it.__length_hint__() == 2 and list(it) == [1, 2] and type(it).__name__ == "range_iterator"
assert type(iter(huge)).__name__ == "longrange_iterator" and range(True, 5)[0] == 1
assert [i for i in range(-3, 3)] == [-3, -2, -1, 0, 1, 2] and list(range(10))[3:7] == list(range(3, 7))
