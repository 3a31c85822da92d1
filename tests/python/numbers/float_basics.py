# float: arithmetic, special values, comparison, hashing, text.
import math

nan, inf = float("nan"), float("inf")
assert nan != nan and not nan < 1 and not nan > 1 and inf > 10**400 and -inf < -(10**400)
assert inf - inf != inf - inf and inf * 0 != inf * 0 and math.isnan(inf - inf)
assert repr(nan) == "nan" and repr(-inf) == "-inf" and str(-0.0) == "-0.0" and 0.0 == -0.0
assert 7.5 // 2 == 3.0 and -7.5 // 2 == -4.0 and -7.5 % 2 == 0.5 and 7.5 % -2 == -0.5
assert divmod(-7.5, 2) == (-4.0, 0.5) and math.copysign(1, 0.0 % -3) == -1
assert 0.1 + 0.2 == 0.30000000000000004 and repr(0.1 + 0.2) == "0.30000000000000004"
assert repr(1e16) == "1e+16" and repr(1e15) == "1000000000000000.0"
assert repr(123456789012345680.0) == "1.2345678901234568e+17"
assert repr(1e-4) == "0.0001" and repr(1e-5) == "1e-05" and repr(1.0) == "1.0" and repr(5e-324) == "5e-324"
assert repr(1.7976931348623157e308) == "1.7976931348623157e+308" and 1e309 == inf
assert 2**53 + 1 != float(2**53 + 1) and float(2**53) == 2**53 and 10**22 == 1e22 and 10**23 != 1e23
assert 1 < 1.5 < 2 and 1.0 == 1 and 2**1000 < 1.1e301 * 10 and 0.5 > 0 and -1 < -0.5
assert hash(1.0) == 1 and hash(2.0**70) == hash(2**70) and hash(inf) == 314159 and hash(0.5) != hash(0.25)
assert 2.0**0.5 == math.sqrt(2) and (-8) ** (1 / 3) == (-8 + 0j) ** (1 / 3) and isinstance((-8) ** 0.5, complex)
assert 2**-2 == 0.25 and 0.0**0 == 1.0 and inf**0 == 1.0 and 1.0**nan == 1.0 and (-2.0) ** 3 == -8.0
assert nan in [nan] and [nan] == [nan] and [nan] != [float("nan")] and {nan: 1}[nan] == 1
assert max(1.5, 2) == 2 and min(1.0, 1) == 1.0 and type(min(1.0, 1)) is float
assert 3.0.is_integer() and not 3.5.is_integer() and not inf.is_integer()
assert 1.5 + True == 2.5 and 5 / 2 == 2.5 and 4 / 2 == 2.0 and type(4 / 2) is float
assert (2**70) / (2**69) == 2.0 and 10**400 // 10**399 == 10 and 10**400 / 10**399 == 10.0
assert -5 % 3.0 == 1.0 and 5 % -3.0 == -1.0 and 1e308 * 10 == inf and -1e308 * 10 == -inf
