# Rounding, truncation and conversions between int, float and text at the edges.
import math
assert [round(x) for x in (0.5, 1.5, 2.5, -0.5, -1.5, 2.4999999999999996)] == [0, 2, 2, 0, -2, 2]
assert math.copysign(1, round(-0.4, 1)) == -1
assert [round(x, 1) for x in (0.25, 0.35, 0.45, -0.25, 1e22)] == [0.2, 0.3, 0.5, -0.2, 1e22]
assert round(1234.5678, -2) == 1200.0 and round(55, -1) == 60 and round(45, -1) == 40 and round(-55, -1) == -60
assert int(1e15 + 0.5) == 10**15 and int(-0.9) == 0 and int(9007199254740993.0) == 9007199254740992
assert int(1e300) % 10 == int(1e300) - int(1e300) // 10 * 10
assert float(2**53 + 1) == 2.0**53 and float(2**53 + 3) == 2.0**53 + 4
assert float(10**308) == 1e308 and float(-(2**1023)) == -(2.0**1023)
for x in (0.1, 1 / 3, 1e-320, 1.7e308, 123456.789, 5e-324, 2.2250738585072014e-308, 1e23, 9.5e-7, 0.00001, 123456789012345678.0):
    assert float(repr(x)) == x and float(str(-x)) == -x and float.fromhex(x.hex()) == x
    assert x.as_integer_ratio()[0] / x.as_integer_ratio()[1] == x
assert [repr(x) for x in (1e15, 1e16, 1e17, 0.0001, 0.00001, 100.0, 1.0e-10, 12345678.9, 1e22, 1e21)] == [
    "1000000000000000.0", "1e+16", "1e+17", "0.0001", "1e-05", "100.0", "1e-10", "12345678.9", "1e+22", "1e+21"]
assert 0.1 + 0.1 + 0.1 != 0.3 and math.isclose(0.1 + 0.1 + 0.1, 0.3)
assert 0.1 * 3 == 0.30000000000000004 and 1 - 0.9 == 0.09999999999999998 and 1e308 + 1e308 == math.inf
assert 7 / 2 == 3.5 and -7 // 2 == -4 and 7 // -2.0 == -4.0 and 7 % -3 == -2 and -7 % 3.5 == 0.0
assert divmod(-1, 10) == (-1, 9) and divmod(1, -10) == (-1, -9) and 5.5 // 0.1 == 54.0
assert 10**20 == 1e20 and 10**22 == 1e22 and 10**23 != 1e23 and 2**63 == 9223372036854775808.0
assert 0.5 == 2**-1 and (2**70 + 1) / 2**70 == 1.0 and (10**17 + 1) / 10**17 == 1.0
assert math.floor(-0.5) == -1 and math.ceil(-0.5) == 0 and math.trunc(-0.5) == 0
assert (-7) // 2 == math.floor(-7 / 2) and math.floor(1e20) == 10**20 and math.ceil(10**20 + 0) == 10**20
assert int("0b11", 0) == 3 and int("-0x1f", 16) == -31 and int(" 7 ") == 7 and int("٧") == 7 and float("1e-400") == 0.0
assert float("-1e400") == -math.inf and float("1_0.0_1") == 10.01 and float("nan") != float("nan")
assert bool(0.0) is False and bool(-0.0) is False and bool(1e-320) and 1.0.is_integer() and str(1e0) == "1.0"
assert str(-0.0) == "-0.0" and 0.0 == -0.0 and hash(0.0) == hash(-0.0) == 0 and hash(1e300) == hash(int(1e300))
assert sum([0.1] * 3) == 0.30000000000000004
