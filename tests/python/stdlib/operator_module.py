# operator: functions for every operator.
import operator as op
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


assert op.add(1, 2) == 3 and op.sub(5, 2) == 3 and op.mul(2, 3) == 6 and op.truediv(1, 2) == 0.5
assert op.floordiv(7, 2) == 3 and op.mod(7, 3) == 1 and op.pow(2, 3) == 8
assert op.and_(6, 3) == 2 and op.or_(6, 3) == 7 and op.xor(6, 3) == 5 and op.invert(5) == -6
assert op.lshift(1, 3) == 8 and op.rshift(8, 2) == 2 and op.neg(5) == -5 and op.pos(-5) == -5
assert op.lt(1, 2) and op.le(2, 2) and op.eq(1, 1.0) and op.ne(1, 2) and op.ge(2, 1)
assert op.gt(2, 1) and op.not_(0) and op.truth([1]) and op.is_(None, None) and op.is_not(1, None)
assert op.is_none(None) and op.is_not_none(0)
items = [1, 2, 3]
assert op.contains(items, 2) and op.indexOf(items, 3) == 2 and op.countOf([1, 1], 1) == 2
assert op.getitem(items, 0) == 1 and op.concat([1], [2]) == [1, 2]
op.setitem(items, 0, 9)
op.delitem(items, 1)
assert items == [9, 3] and op.index(True) == 1 and op.length_hint(iter([1, 2])) == 2 and op.abs(-1) == 1
same = items
assert op.iadd(same, [1]) is items and items == [9, 3, 1] and op.iconcat(items, [2]) is items
assert op.imul(2, 3) == 6 and op.ior({1: 1}, {2: 2}) == {1: 1, 2: 2}
assert op.call(max, 1, 2) == 2 and op.methodcaller("split", ",")("a,b") == ["a", "b"]
assert op.attrgetter("real", "imag")(1j) == (0.0, 1.0)
assert op.itemgetter(1, 0)("ab") == ("b", "a") and op.itemgetter("k")({"k": 5}) == 5
assert op.__add__(1, 2) == 3 and op.matmul.__name__ == "matmul"
assert raises(lambda: op.itemgetter()) == "TypeError: itemgetter expected 1 argument, got 0"
assert raises(lambda: op.indexOf([], 5)) == "ValueError: sequence.index(x): x not in sequence"
assert raises(lambda: op.index(1.5)) == "TypeError: 'float' object cannot be interpreted as an integer"
assert raises(lambda: op.concat(1, 2)) == "TypeError: 'int' object can't be concatenated"
assert raises(lambda: op.attrgetter(5)) == "TypeError: attribute name must be a string"
