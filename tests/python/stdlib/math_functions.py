# math: functions, constants, exact results, errors.
import math
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


assert math.sqrt(16) == 4.0 and math.floor(-2.5) == -3 and math.ceil(2.1) == 3
assert math.trunc(-2.7) == -2 and math.fabs(-3) == 3.0 and math.isclose(math.cbrt(27), 3)
assert math.gcd(12, 18, 27) == 3 and math.lcm(4, 6) == 12 and math.gcd() == 0
assert math.factorial(10) == 3628800 and math.comb(5, 2) == 10 and math.perm(5, 2) == 20 and math.perm(4) == 24
assert math.isqrt(99) == 9 and math.prod([1, 2, 3], start=2) == 12 and math.prod([]) == 1
assert math.fsum([0.1] * 10) == 1.0 and math.sumprod([1, 2], [3, 4]) == 11
assert math.isclose(math.sin(math.pi / 2), 1)
assert math.isclose(math.cos(0), 1) and math.isclose(math.tan(math.pi / 4), 1)
assert math.atan2(1, 1) == math.pi / 4 and math.hypot(3, 4) == 5.0 and math.hypot(1, 2, 2) == 3.0
assert math.log(math.e) == 1.0 and math.log(8, 2) == 3.0 and math.log2(1024) == 10.0 and math.log10(1000) == 3.0
assert math.log1p(0) == 0.0 and math.exp(0) == 1.0 and math.exp2(3) == 8.0 and math.expm1(0) == 0.0
assert math.copysign(3, -0.0) == -3.0 and math.fmod(-7, 3) == -1.0 and math.modf(2.5) == (0.5, 2.0)
assert math.frexp(8) == (0.5, 4) and math.ldexp(0.5, 4) == 8.0 and math.remainder(7, 4) == -1.0
assert math.isnan(math.nan) and math.isinf(math.inf) and math.isfinite(1e308) and not math.isfinite(math.inf)
assert math.tau == 2 * math.pi and math.nextafter(1, 2) > 1 and math.ulp(1.0) == 2**-52
assert math.degrees(math.pi) == 180.0 and math.radians(180) == math.pi and math.dist([1, 2], [4, 6]) == 5.0
assert math.isclose(math.gamma(5), 24) and math.lgamma(1) == 0.0 and math.erf(0) == 0.0
assert math.isclose(math.asin(1), math.pi / 2) and math.acos(1) == 0.0 and math.sinh(0) == 0.0
assert math.cosh(0) == 1.0 and math.isclose(math.tanh(1), 0.7615941559557649) and math.acosh(1) == 0.0
assert math.fma(2, 3, 4) == 10.0 and math.isclose(1e9, 1e9 + 1) is True and not math.isclose(1, 1.1)
assert math.isclose(1, 1.1, rel_tol=0.2) and math.isclose(0, 1e-10, abs_tol=1e-9)
assert raises(lambda: math.sqrt(-1)) == "ValueError: expected a nonnegative input, got -1.0"
assert raises(lambda: math.log(0)) == "ValueError: expected a positive input"
assert raises(lambda: math.factorial(-1)) == "ValueError: factorial() not defined for negative values"
assert raises(lambda: math.factorial(1.5)) == "TypeError: 'float' object cannot be interpreted as an integer"
assert raises(lambda: math.exp(1000)) == "OverflowError: math range error"
assert raises(lambda: math.sqrt("a")) == "TypeError: must be real number, not str"
assert raises(lambda: math.isqrt(-1)) == "ValueError: isqrt() argument must be nonnegative"
assert raises(lambda: math.acos(2)).startswith("ValueError: expected a number in range from -1 up to 1, got 2.0")
assert raises(lambda: math.floor(math.inf)) == "OverflowError: cannot convert float infinity to integer"
assert raises(lambda: math.comb(-1, 2)) == "ValueError: n must be a non-negative integer"
assert math.floor(10**30) == 10**30 and math.sqrt(10**100) == 1e50
assert math.log(10**1000) > 2302 and math.cos(True) == math.cos(1)
