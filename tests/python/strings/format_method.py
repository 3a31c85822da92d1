# str.format and format_map: fields, attributes, items, nesting, errors.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


class Point:
    x, y = 1, [10, {"k": "deep"}]


assert "{} {}".format(1, 2) == "1 2" and "{1} {0}".format("a", "b") == "b a" and "{a} {b}".format(a=1, b=2) == "1 2"
assert "{0.x} {0.y[0]} {0.y[1][k]}".format(Point) == "1 10 deep" and "{p.x}".format(p=Point) == "1"
assert "{!r:>6}|{!s}|{!a}".format("a", "é", "é") == "   'a'|é|'\\xe9'"
assert "{:{}.{}f}".format(3.14159, 8, 2) == "    3.14" and "{:{width}}".format("a", width=3) == "a  "
assert "{{}} {{{}}}".format(1) == "{} {1}" and "{0[a]} {0[b c]}".format({"a": 1, "b c": 2}) == "1 2"
assert "{:>5}|{:<5}|{:^5}|{:*^5}".format("ab", "ab", "ab", "ab") == "   ab|ab   | ab  |*ab**"
assert "{:.2}|{:5.1}|{:s}".format("abc", "xyz", "s") == "ab|x    |s"
assert "{a}".format_map({"a": 1}) == "1"


class Default(dict):
    def __missing__(self, key):
        return "<" + key + ">"


assert "{x} {y}".format_map(Default(x=1)) == "1 <y>"
assert raises(lambda: "{}".format()) == "IndexError: Replacement index 0 out of range for positional args tuple"
assert raises(lambda: "{a}".format()) == "KeyError: 'a'"
assert raises(lambda: "{} {0}".format(1)) == (
    "ValueError: cannot switch from automatic field numbering to manual field specification")
assert raises(lambda: "{".format()) == "ValueError: Single '{' encountered in format string"
assert raises(lambda: "}".format()) == "ValueError: Single '}' encountered in format string"
assert raises(lambda: "{0.missing}".format(1)) == "AttributeError: 'int' object has no attribute 'missing'"
assert raises(lambda: "{!x}".format(1)) == "ValueError: Unknown conversion specifier x"
assert raises(lambda: "{:d}".format("a")) == "ValueError: Unknown format code 'd' for object of type 'str'"
assert raises(lambda: "{:=5}".format("a")) == "ValueError: '=' alignment not allowed in string format specifier"
assert raises(lambda: "{:+}".format("a")) == "ValueError: Sign not allowed in string format specifier"
assert raises(lambda: "{0[}".format(1)) == "ValueError: expected '}' before end of string"
assert raises(lambda: "{:,}".format("a")) == "ValueError: Cannot specify ',' with 's'."
