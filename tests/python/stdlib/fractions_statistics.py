# fractions and statistics.
import math
import statistics as st
from decimal import Decimal
from fractions import Fraction as F
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


assert F(1, 3) + F(1, 6) == F(1, 2) and F(6, -4) == F(-3, 2) and F("3/4") == F("0.75") == F(0.75)
assert F(1.1).limit_denominator(10) == F(11, 10) and F(Decimal("1.5")) == F(3, 2)
assert F(1, 2) * 3 == F(3, 2) and F(7, 2) // 1 == 3 and F(-7, 2) % 2 == F(1, 2) and F(1, 2) ** 2 == F(1, 4)
assert F(4) ** F(1, 2) == 2.0 and F(2, 3) ** -2 == F(9, 4) and 1 / F(2) == F(1, 2)
assert str(F(3, 1)) == "3" and str(F(-1, 2)) == "-1/2" and repr(F(1, 2)) == "Fraction(1, 2)"
assert (F(5, 3).numerator, F(5, 3).denominator) == (5, 3) and f"{F(1, 3):.3f}" == "0.333"
assert math.floor(F(7, 2)) == 3 and math.ceil(F(7, 2)) == 4 and round(F(7, 2)) == 4 and round(F(5, 2)) == 2
assert round(F(22, 7), 2) == F(157, 50) and int(F(-7, 2)) == -3 and float(F(1, 4)) == 0.25
assert F(1, 2) == 0.5 and F(1, 2) < 1 and hash(F(1, 2)) == hash(0.5)
assert sorted([F(1, 2), 0.25, 1]) == [0.25, F(1, 2), 1]
assert sum([F(1, 10)] * 10) == 1 and abs(F(-1, 2)) == F(1, 2) and not F(0)
assert raises(lambda: F(1, 0)) == "ZeroDivisionError: Fraction(1, 0)"
assert raises(lambda: F("x")) == "ValueError: Invalid literal for Fraction: 'x'"
assert type(F(1, 2) + 1.0) is float and F(3, 2).as_integer_ratio() == (3, 2)
data = [1, 2, 2, 3, 4, 7, 9]
assert st.mean(data) == 4 and st.median(data) == 3 and st.mode(data) == 2 and st.median([1, 2, 3, 4]) == 2.5
assert st.median_low([1, 2, 3, 4]) == 2 and st.median_high([1, 2, 3, 4]) == 3
assert st.fmean(data) == 4.0 and math.isclose(st.stdev(data), 2.943920288775949)
assert math.isclose(st.pvariance(data), 7.428571428571429)
assert st.variance([1, 2, 3]) == 1 and st.multimode("aabbc") == ["a", "b"]
assert st.mean([F(1, 2), F(1, 4)]) == F(3, 8) and st.mean([Decimal("0.1"), Decimal("0.3")]) == Decimal("0.2")
assert math.isclose(st.geometric_mean([1, 4, 16]), 4) and math.isclose(st.harmonic_mean([40, 60]), 48)
assert st.quantiles([1, 2, 3, 4, 5], n=4) == [1.5, 3.0, 4.5] and math.isclose(st.correlation([1, 2, 3], [2, 4, 6]), 1.0)
assert st.linear_regression([1, 2, 3], [3, 5, 7]) == (2.0, 1.0) and st.covariance([1, 2], [1, 2]) == 0.5
n = st.NormalDist(100, 15)
assert math.isclose(n.cdf(100), 0.5) and math.isclose(n.inv_cdf(0.5), 100) and (n + 5).mean == 105
assert st.NormalDist.from_samples([1, 2, 3]).mean == 2.0 and n.zscore(115) == 1.0
assert raises(lambda: st.mean([])) == "StatisticsError: mean requires at least one data point"
assert raises(lambda: st.stdev([1])) == "StatisticsError: stdev requires at least two data points"
