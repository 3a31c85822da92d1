# float: methods, parsing and rounding.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


assert (0.75).as_integer_ratio() == (3, 4) and (-2.5).as_integer_ratio() == (-5, 2)
assert (0.1).hex() == "0x1.999999999999ap-4" and float.fromhex("0x1.8p3") == 12.0 and float.fromhex("inf") > 0
assert (1.0).hex() == "0x1.0000000000000p+0" and (-0.0).hex() == "-0x0.0p+0" and float.fromhex("0x.8") == 0.5
assert raises(lambda: float.fromhex("zz")) == "ValueError: invalid hexadecimal floating-point string"
assert raises(lambda: float("inf").as_integer_ratio()) == "OverflowError: cannot convert Infinity to integer ratio"
assert raises(lambda: float("nan").as_integer_ratio()) == "ValueError: cannot convert NaN to integer ratio"
assert float("  1.5e3 ") == 1500.0 and float("1_000.5") == 1000.5 and float("-Infinity") == -float("inf")
assert float("+.5") == 0.5 and float("5.") == 5.0 and float(b"2.5") == 2.5 and float("٣.٥") == 3.5 and float() == 0.0
assert raises(lambda: float("1__0")) == "ValueError: could not convert string to float: '1__0'"
assert raises(lambda: float("")) == "ValueError: could not convert string to float: ''"
assert raises(lambda: float("1e")) == "ValueError: could not convert string to float: '1e'"
assert raises(lambda: float("0x10")) == "ValueError: could not convert string to float: '0x10'"
assert round(2.5) == 2 and round(3.5) == 4 and round(-2.5) == -2 and type(round(2.5)) is int
assert round(2.675, 2) == 2.67 and round(1234.5678, -2) == 1200.0
assert round(1.15, 1) == 1.1 and type(round(2.5, 0)) is float
assert round(1e300) == int(1e300) and round(5e-324, 300) == 0.0 and round(0.5) == 0 and round(1.5) == 2
assert raises(lambda: round(float("nan"))) == "ValueError: cannot convert float NaN to integer"
assert raises(lambda: round(float("inf"))) == "OverflowError: cannot convert float infinity to integer"
assert (1.5).conjugate() == 1.5 and (1.5).real == 1.5 and (1.5).imag == 0.0 and (3.7).__trunc__() == 3
assert (3.2).__ceil__() == 4 and (-3.2).__floor__() == -4 and float.from_number(3) == 3.0
assert float(repr(0.1)) == 0.1 and all(float(repr(x)) == x for x in (1 / 3, 2 / 3, 1e-300, 123456.789e20))
assert 1.5.__add__("x") is NotImplemented and (1.0).__eq__(1) is True
assert raises(lambda: 1.5 << 1) == "TypeError: unsupported operand type(s) for <<: 'float' and 'int'"
assert raises(lambda: 1.5 & 1) == "TypeError: unsupported operand type(s) for &: 'float' and 'int'"
assert raises(lambda: [1][1.0]) == "TypeError: list indices must be integers or slices, not float"
