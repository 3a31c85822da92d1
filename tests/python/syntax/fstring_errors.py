# f-strings: what is refused.
def syntax_error(source):
    try:
        compile(source, "<test>", "exec")
    except SyntaxError as error:
        return f"{type(error).__name__}: {error.msg}"
    return "nothing raised"


def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


assert syntax_error("f'{}'") == "SyntaxError: f-string: valid expression required before '}'"
assert syntax_error("f'{'").startswith("SyntaxError: ")
assert syntax_error("f'}'") == "SyntaxError: f-string: single '}' is not allowed"
assert syntax_error("f'{a!x}'") == (
    "SyntaxError: f-string: invalid conversion character 'x': expected 's', 'r', or 'a'")
assert syntax_error("f'{a b}'").startswith("SyntaxError: ")
assert syntax_error("f'{lambda x: 1}'").startswith("SyntaxError: ")
assert raises(lambda: f"{1:s}") == "ValueError: Unknown format code 's' for object of type 'int'"
assert raises(lambda: f"{'a':d}") == "ValueError: Unknown format code 'd' for object of type 'str'"
assert raises(lambda: f"{[]:x}") == "TypeError: unsupported format string passed to list.__format__"
assert raises(lambda: f"{undefined}") == "NameError: name 'undefined' is not defined"
