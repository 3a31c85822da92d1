# Numeric special methods: conversions, index, unary, rounding, divmod, pow with modulus.
import math
import operator
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


class Number:
    def __int__(self): return 7
    def __float__(self): return 7.5
    def __complex__(self): return 7j
    def __index__(self): return 2
    def __round__(self, digits=None): return ("round", digits)
    def __trunc__(self): return "trunc"
    def __floor__(self): return "floor"
    def __ceil__(self): return "ceil"
    def __abs__(self): return "abs"
    def __neg__(self): return "neg"
    def __pos__(self): return "pos"
    def __invert__(self): return "invert"
    def __divmod__(self, other): return ("divmod", other)
    def __rdivmod__(self, other): return ("rdivmod", other)
    def __pow__(self, other, modulus=None): return ("pow", other, modulus)
    def __rpow__(self, other, modulus=None): return ("rpow", other)
    def __bool__(self): return False


n = Number()
assert (int(n), float(n), complex(n)) == (7, 7.5, 7j)
assert [10, 20, 30][n] == 30 and hex(n) == "0x2" and range(5)[n] == 2 and operator.index(n) == 2
assert [1, 2, 3][n:] == [3] and "ab" * n == "abab" and bytes(n) == b"\0\0"
assert round(n) == ("round", None) and round(n, 2) == ("round", 2)
assert math.trunc(n) == "trunc" and math.floor(n) == "floor" and math.ceil(n) == "ceil"
assert (abs(n), -n, +n, ~n) == ("abs", "neg", "pos", "invert")
assert divmod(n, 3) == ("divmod", 3) and divmod(3, n) == ("rdivmod", 3)
assert n ** 2 == ("pow", 2, None) and pow(n, 2, 5) == ("pow", 2, 5) and 2 ** n == ("rpow", 2)
assert not n


class BadInt:
    def __int__(self): return "x"
    def __float__(self): return "x"
    def __index__(self): return "x"


assert raises(lambda: int(BadInt())) == "TypeError: __int__ returned non-int (type str)"
assert raises(lambda: float(BadInt())) == "TypeError: BadInt.__float__ returned non-float (type str)"
assert raises(lambda: operator.index(BadInt())) == "TypeError: __index__ returned non-int (type str)"
assert raises(lambda: [1]["a"]) == "TypeError: list indices must be integers or slices, not str"
assert raises(lambda: abs("x")) == "TypeError: bad operand type for abs(): 'str'"
assert raises(lambda: divmod("a", "b")) == "TypeError: unsupported operand type(s) for divmod(): 'str' and 'str'"
