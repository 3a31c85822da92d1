# How syntax errors are shown: file, line, text, carets of one or more columns.
import traceback


def shown(source, name="f.py"):
    try:
        compile(source, name, "exec")
    except SyntaxError as error:
        return "".join(traceback.format_exception_only(error))


assert shown("x = (1 +\n") == (
    "  File \"f.py\", line 1\n    x = (1 +\n        ^\nSyntaxError: '(' was never closed\n")
assert shown("def f():\n    1 = x\n") == (
    "  File \"f.py\", line 2\n    1 = x\n    ^\nSyntaxError: cannot assign to literal here. Maybe you meant '==' instead of '='?\n")
assert shown("print 'a'\n") == (
    "  File \"f.py\", line 1\n    print 'a'\n    ^^^^^^^^^\nSyntaxError: Missing parentheses in call to 'print'. Did you mean print(...)?\n")
assert shown("if x:\npass\n") == (
    "  File \"f.py\", line 2\n    pass\n    ^^^^\nIndentationError: expected an indented block after 'if' statement on line 1\n")
assert shown("f(a for a in b, c)") == (
    "  File \"f.py\", line 1\n    f(a for a in b, c)\n      ^^^^^^^^^^^^\nSyntaxError: Generator expression must be parenthesized\n")
assert shown("x = 'abc") == (
    "  File \"f.py\", line 1\n    x = 'abc\n        ^\nSyntaxError: unterminated string literal (detected at line 1)\n")
assert shown("def f():\n    return\nreturn 1") == (
    "  File \"f.py\", line 3\nSyntaxError: 'return' outside function\n")
assert shown("é = = 1") == "  File \"f.py\", line 1\n    é = = 1\n        ^\nSyntaxError: invalid syntax\n"
