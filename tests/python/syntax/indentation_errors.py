# IndentationError and TabError: message, line and type.
def failure(source):
    try:
        compile(source, "<test>", "exec")
    except SyntaxError as error:
        return type(error).__name__, error.msg, error.lineno


assert failure("if 1:\npass") == ("IndentationError", "expected an indented block after 'if' statement on line 1", 2)
assert failure("def f():\n\n\nx = 1") == (
    "IndentationError", "expected an indented block after function definition on line 1", 4)
assert failure("class A:\nx") == ("IndentationError", "expected an indented block after class definition on line 1", 2)
assert failure(" x = 1") == ("IndentationError", "unexpected indent", 1)
assert failure("x = 1\n  y = 2") == ("IndentationError", "unexpected indent", 2)
assert failure("if 1:\n    a\n  b") == (
    "IndentationError", "unindent does not match any outer indentation level", 3)
assert failure("if 1:\n\ta\n        b") == (
    "TabError", "inconsistent use of tabs and spaces in indentation", 3)
assert failure("for x in y:\npass")[1] == "expected an indented block after 'for' statement on line 1"
assert failure("try:\npass")[1] == "expected an indented block after 'try' statement on line 1"
assert issubclass(TabError, IndentationError) and issubclass(IndentationError, SyntaxError)
