# Meaningless escapes are warned about although something else is wrong behind them.
import warnings


def attempt(source, action="always"):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter(action)
        try:
            compile(source, "<text>", "exec")
        except SyntaxError as error:
            message = error.msg
        else:
            message = None
    return message, [(str(warning.message).split()[0], warning.lineno) for warning in caught]


assert attempt(r"'\e' $") == ("invalid syntax", [('"\\e"', 1)])
assert attempt(r"b'\e' $") == ("invalid syntax", [('"\\e"', 1)])
assert attempt(r"f'\e{x}\d' $") == ("invalid syntax", [('"\\e"', 1), ('"\\d"', 1)])
assert attempt(r"r'\e' rb'\e' rf'\e' $")[1] == []
assert attempt("x = '''\n\\e'''\ny = $\nz = '\\d'") == ("invalid syntax", [('"\\e"', 2)])
assert attempt(r"$ '\e'") == ("invalid syntax", [])
assert attempt("0x1for x in y $") == ("invalid syntax", [("invalid", 1)])
# Made an error, the warning is what the text fails with.
assert attempt(r"'\e' $", "error")[0].startswith('"\\e" is an invalid escape sequence.')
assert attempt(r"'\e' $", "ignore") == ("invalid syntax", [])

# The names of ideographs are known in literals too.
assert "\N{TANGUT IDEOGRAPH-17000}\N{TANGUT IDEOGRAPH-18D08}" == "\U00017000\U00018d08"
for name in "TANGUT IDEOGRAPH-16FFF", "TANGUT IDEOGRAPH-18D09":
    try:
        eval(r"'\N{%s}'" % name)
    except SyntaxError as error:
        assert "unknown Unicode character name" in error.msg
    else:
        raise AssertionError(name)
print("ok")
