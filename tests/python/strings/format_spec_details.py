# Format specifications: fill, align, sign, width, grouping and types for many types at once.
from datetime import date
from decimal import Decimal
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


cases = {
    ("x", "5"): "x    ", ("x", ">5"): "    x", ("x", "^5"): "  x  ", ("x", "_^6"): "__x___", ("abc", ".2"): "ab", ("abc", "<5.1s"): "a    ",
    (5, "5"): "    5", (5, "<5"): "5    ", (5, "05"): "00005", (-5, "05"): "-0005", (5, "+"): "+5", (5, " "): " 5", (5, "=+5"): "+   5", (5, "x<3"): "5xx",
    (1234567, ","): "1,234,567", (1234567, "_"): "1_234_567", (255, "#06x"): "0x00ff", (255, "X"): "FF", (5, "b"): "101", (5, "08b"): "00000101", (97, "c"): "a", (10**6, ",d"): "1,000,000",
    (1.5, "5"): "  1.5", (1.5, ".0f"): "2", (2.5, ".0f"): "2", (1e-7, ""): "1e-07", (123456789.0, ""): "123456789.0", (1e16, ""): "1e+16", (0.1 + 0.2, ".17g"): "0.30000000000000004",
    (1.0, "g"): "1", (1234567.0, "g"): "1.23457e+06", (1234.5, ",.1f"): "1,234.5", (0.5, "%"): "50.000000%", (1.5, "e"): "1.500000e+00", (float("nan"), "+"): "+nan", (float("inf"), "06"): "000inf",
    (True, ">6d"): "     1", (None, ""): "None", (1 + 2j, ""): "(1+2j)", (1 + 2j, ".1f"): "1.0+2.0j",
    (Decimal("1.10"), ""): "1.10", (Decimal("1234.5"), ",.2f"): "1,234.50", (Decimal("5"), "06.1f"): "0005.0", (date(2024, 2, 3), "%d/%m"): "03/02",
}
for (value, spec), expected in cases.items():
    assert (spec, format(value, spec)) == (spec, expected)
errors = {
    (None, "5"): "TypeError: unsupported format string passed to NoneType.__format__", ("x", "d"): "ValueError: Unknown format code 'd' for object of type 'str'",
    ("x", "+"): "ValueError: Sign not allowed in string format specifier", ("x", ","): "ValueError: Cannot specify ',' with 's'.", ("x", "=5"): "ValueError: '=' alignment not allowed in string format specifier",
    (5, ".2"): "ValueError: Precision not allowed in integer format specifier", (5, ",x"): "ValueError: Cannot specify ',' with 'x'.", (5, ",_"): "ValueError: Cannot specify both ',' and '_'.",
    (1.5, "x"): "ValueError: Unknown format code 'x' for object of type 'float'", (5, "5.5.5"): "ValueError: Invalid format specifier '5.5.5' for object of type 'int'",
    (5, "99999999999999999999"): "ValueError: Too many decimal digits in format string", (1.5, "."): "ValueError: Format specifier missing precision", ((), "x"): "TypeError: unsupported format string passed to tuple.__format__",
}
for (value, spec), expected in errors.items():
    assert (spec, raises(lambda: format(value, spec))) == (spec, expected)
