# Comparison and sorting of ints, floats, bools, fractions and decimals together.
from decimal import Decimal
from fractions import Fraction
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


values = [3, 1.5, True, Fraction(5, 2), 10**30, -1e30, 0]
assert sorted(values) == [-1e30, 0, True, 1.5, Fraction(5, 2), 3, 10**30]
assert Fraction(1, 2) == 0.5 == Decimal("0.5") and Decimal(1) == 1 == Fraction(1)
assert hash(Fraction(1, 2)) == hash(0.5) == hash(Decimal("0.5"))
assert {1: "int", 1.0: "float", Fraction(1): "fraction", Decimal(1): "decimal", True: "bool"} == {1: "bool"}
assert raises(lambda: Decimal(1) + 1.5).startswith("TypeError")
assert Fraction(1, 3) + 1 == Fraction(4, 3) and type(Fraction(1, 2) + 0.5) is float
assert Decimal("1.10") + 1 == Decimal("2.10")
assert raises(lambda: sorted([1, "a"])) == "TypeError: '<' not supported between instances of 'str' and 'int'"
assert 2**53 == float(2**53) and 2**53 + 1 > float(2**53) and not 2**53 + 1 == float(2**53)
assert 10**309 > 1e308 and -(10**309) < -1e308 and 10**309 != float("inf") and 10**309 < float("inf")
assert (1).__lt__(1.5) is NotImplemented and (1.5).__gt__(1) is True
assert min([0.0, -0.0, 0]) == 0 and max(1, True) == 1 and type(max(1, True)) is int
assert sum([0.1] * 10) == 1.0 and sum([1e16, 1, -1e16]) == 1.0 and sum([1, 2.5, True]) == 4.5
assert sum([[1], [2]], []) == [1, 2] and raises(lambda: sum(["a"])) == (
    "TypeError: unsupported operand type(s) for +: 'int' and 'str'")
assert raises(lambda: sum("ab", "")) == "TypeError: sum() can't sum strings [use ''.join(seq) instead]"
