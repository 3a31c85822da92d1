# decimal: exact arithmetic, contexts, rounding, special values, text.
from decimal import (ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Context, Decimal, DivisionByZero, Inexact,
                     InvalidOperation, getcontext, localcontext)
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


D = Decimal
assert D("0.1") + D("0.2") == D("0.3") and D("1.10") + 1 == D("2.10") and str(D("1.10") * 2) == "2.20"
assert D(7) / D(2) == D("3.5") and D(1) / D(3) == D("0.3333333333333333333333333333")
assert D(7) // 2 == 3 and D(-7) // 2 == -3 and D(-7) % 2 == -1 and divmod(D(7), 2) == (3, 1)
assert D(2) ** 10 == 1024 and -D("1.5") == D("-1.5") and abs(D(-1)) == 1
assert str(D("1E+3")) == "1E+3" and str(D("0.000001")) == "0.000001" and str(D("0.0000001")) == "1E-7"
assert repr(D("5")) == "Decimal('5')" and str(D(0.1))[:20] == "0.100000000000000005"
assert D("2.675").quantize(D("0.01"), ROUND_HALF_UP) == D("2.68")
assert D("2.675").quantize(D("0.01"), ROUND_HALF_EVEN) == D("2.68")
assert D("2.665").quantize(D("0.01"), ROUND_DOWN) == D("2.66")
assert round(D("2.5")) == 2 and round(D("1.25"), 1) == D("1.2")
assert D("1.20").normalize() == D("1.2") and str(D("1.20").normalize()) == "1.2"
assert D("123").as_tuple() == (0, (1, 2, 3), 0)
assert D((1, (1, 5), -1)) == D("-1.5") and D("1.5").as_integer_ratio() == (3, 2)
assert D("NaN").is_nan() and D("Infinity") > 10**100 and D("-0") == 0
assert D("2").sqrt() == D("1.414213562373095048801688724")
assert D(100).log10() == 2 and D(1).exp() == D("2.718281828459045235360287471")
assert int(D("3.9")) == 3 and float(D("1.5")) == 1.5 and hash(D("1.0")) == hash(1) and D(1) == 1.0
assert D("1.5") < 2 and max(D(1), D(2)) == 2 and sum([D("0.1")] * 3) == D("0.3") and bool(D(0)) is False
assert f"{D('1234.5'):,.2f} {D('0.5'):.0%} {D('1E+5'):f}" == "1,234.50 50% 100000"
assert "%s" % D("1.0") == "1.0" and D("1e5").to_eng_string() == "100E+3"
assert D("12.34").scaleb(2) == 1234 and D("1234").adjusted() == 3 and D("1.5").compare(2) == -1
assert D("3").is_signed() is False and D("10").same_quantum(D("1"))
assert D("5").fma(2, 3) == 13 and D(" 1_000.5 ") == D("1000.5")
with localcontext() as context:
    context.prec = 5
    assert D(1) / 3 == D("0.33333") and getcontext().prec == 5
    context.rounding = ROUND_UP
    assert D(1) / 3 == D("0.33334")
with localcontext(prec=3):
    assert D("1.2345") + 0 == D("1.23")
assert getcontext().prec == 28 and Context(prec=4).divide(D(2), 3) == D("0.6667")
assert raises(lambda: D("x")).startswith("InvalidOperation")
assert raises(lambda: D(1) / 0).startswith("DivisionByZero")
assert raises(lambda: D(0) / 0).startswith("InvalidOperation")
assert issubclass(DivisionByZero, ZeroDivisionError)
assert raises(lambda: D("1.5") + 1.5).startswith("TypeError")
assert raises(lambda: int(D("Infinity"))).startswith("OverflowError")
context = Context(traps=[Inexact])
assert raises(lambda: context.divide(D(1), 3)).startswith("Inexact") and context.flags[Inexact]
