# float: format specifications and % formatting.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


x = 1234.56789
assert f"{x:f} {x:.2f} {x:.0f} {x:#.0f}" == "1234.567890 1234.57 1235 1235."
assert f"{x:e} {x:.3E} {x:g} {x:.3g} {x:G}" == "1.234568e+03 1.235E+03 1234.57 1.23e+03 1234.57"
assert f"{x:10.1f}|{x:<10.1f}|{x:^10.1f}|{x:010.1f}|{-x:=+10.1f}" == (
    "    1234.6|1234.6    |  1234.6  |00001234.6|-   1234.6")
assert f"{x:,.2f} {x:_.2f} {1e10:,} {0.256:%} {0.256:.1%}" == "1,234.57 1_234.57 10,000,000,000.0 25.600000% 25.6%"
assert f"{x} {x:} {x:8} {1.0:5} {1e20:5}" == "1234.56789 1234.56789 1234.56789   1.0 1e+20"
assert f"{1.0:g} {1e5:g} {1e6:g} {1e-5:g} {0.0001:g} {100000.5:g}" == "1 100000 1e+06 1e-05 0.0001 100000"
assert f"{1.0:#g} {2.5:.0f} {3.5:.0f}" == "1.00000 2 4"
assert f"{float('nan'):f} {float('inf'):F} {float('-inf'):+} {float('nan'):05}" == "nan INF -inf 00nan"
assert f"{0.1:.20f}" == "0.10000000000000000555" and f"{1e300:.0f}" == str(int(1e300))
assert f"{-0.0:f} {-0.0:z.1f} {-0.01:z.1f} {0.0:+}" == "-0.000000 0.0 0.0 +0.0"
assert f"{123.456:.3} {123.456:.10} {0.00001234:.2}" == "1.23e+02 123.456 1.2e-05"
assert "%f %.1f %e %g %5.1f|%-8.2f|%+.1f %08.2f" % (1.5, 2.25, 1.5, 1e-7, 2.5, 3.14159, 1.0, -3.14159) == (
    "1.500000 2.2 1.500000e+00 1e-07   2.5|3.14    |+1.0 -0003.14")
assert "%.3g %#.3g %r %s %a" % (1.0, 1.0, 1.0, 1e100, 0.5) == "1 1.00 1.0 1e+100 0.5"
assert "%f" % 3 == "3.000000" and "%.2f%%" % 99.5 == "99.50%"
assert raises(lambda: "%f" % "x") == "TypeError: must be real number, not str"
assert raises(lambda: f"{x:d}") == "ValueError: Unknown format code 'd' for object of type 'float'"
assert raises(lambda: f"{x:c}") == "ValueError: Unknown format code 'c' for object of type 'float'"
assert format(1234.5, ",.1f") == "1,234.5" and "{:>+9.2e}".format(12345.678) == "+1.23e+04"
assert f"{1234567.891:,.2f}" == "1,234,567.89" and f"{0.5:.0%} {1.5:.0%}" == "50% 150%"
