"""Prints the rows of tests/format_table.rs. Run with CPython 3.14: it is the oracle of that test."""

SPECS = {
    "int": (
        [42, -1234567, 10**30],
        ["", "010_x", "#b", "+,", "012,", "<8", "*^11d", "=+9", "c", "e", ".2%", "n", ".3", "zd", ",x", "_,", "s", "5s5",
         "#_X", "020,.2f", ".", "99999999999999999999"],
    ),
    "float": (
        [3.14159, -1234567.891, 1e20, -0.0, float("-inf")],
        ["", ".3", "010,", "z.0f", ".2_e", "#.0g", ".,f", "020,.4_f", "+.3%", "g", "n", "é^12.1f", "d", ".2147483648", "#"],
    ),
    "complex": (
        [1 + 2j, 1234567.5 - 1e-7j, -0.0j, 2.5j],
        ["", ".3", "+.1f", ",", "z.0f", "^20", "05", "=5", "%", "E"],
    ),
    "str": (
        ["", "héllo"],
        ["", "5", "^7.2", "05", "é>8", "=5", "+", " ", "#", "z", ",", "d", ".0"],
    ),
}
PERCENT = [
    ("%d", 42), ("%+08d", -42), ("%#x", 255), ("%#.4X|", 255), ("%-6d|", 5), ("% o", 8), ("%08.3d", 5), ("%.0f", 2.5),
    ("%#.0e", 1.0), ("%+09.2f", -3.14159), ("%G", 1e-10), ("%05f", float("inf")), ("%.3s|", "héllo"), ("%7s|", "é"),
    ("%-5s|", "ab"), ("%5", 1), ("%", 1), ("%z", 1), ("%99999999999999999999d", 1), ("%.2147483648d", 1),
    ("%hd%%", 7), ("%5%", 1), ("%.2l", 1),
]


def shown(function):
    try:
        return function()
    except (ValueError, OverflowError) as error:
        return f"{type(error).__name__}: {error}"


def literal(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def plain(value):
    if isinstance(value, complex):
        return f"{value.real!r} {value.imag!r}"
    return str(value)


for kind, (values, specs) in SPECS.items():
    for value in values:
        for spec in specs:
            result = shown(lambda: format(value, spec))
            print(f"    ({literal(kind)}, {literal(plain(value))}, {literal(spec)}, {literal(result)}),")
for template, value in PERCENT:
    result = shown(lambda: template % (value,))
    kind = "%" + type(value).__name__
    print(f"    ({literal(kind)}, {literal(plain(value))}, {literal(template)}, {literal(result)}),")
