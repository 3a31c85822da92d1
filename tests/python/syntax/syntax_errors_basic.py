# SyntaxError: common mistakes and their messages.
def syntax_error(source):
    try:
        compile(source, "<test>", "exec")
    except SyntaxError as error:
        return f"{type(error).__name__}: {error.msg}"
    return "nothing raised"


cases = {
    "1 = x": "cannot assign to literal here. Maybe you meant '==' instead of '='?",
    "f() = 1": "cannot assign to function call here. Maybe you meant '==' instead of '='?",
    "a + b = 1": "cannot assign to expression here. Maybe you meant '==' instead of '='?",
    "None = 1": "cannot assign to None",
    "(x for x in y) = 1": "cannot assign to generator expression",
    "del f()": "cannot delete function call",
    "f() += 1": "'function call' is an illegal expression for augmented assignment",
    "if x = 1: pass": "invalid syntax. Maybe you meant '==' or ':=' instead of '='?",
    "x = (1,": "'(' was never closed",
    "x = 1)": "unmatched ')'",
    "x = (1]": "closing parenthesis ']' does not match opening parenthesis '('",
    "if x\n pass": "expected ':'",
    "print 1": "Missing parentheses in call to 'print'. Did you mean print(...)?",
    "x = 'abc": "unterminated string literal (detected at line 1)",
    "x = '''abc": "unterminated triple-quoted string literal (detected at line 1)",
    "return 1": "'return' outside function",
    "yield 1": "'yield' outside function",
    "await x": "'await' outside function",
    "break": "'break' outside loop",
    "continue": "'continue' not properly in loop",
    "a, *b, *c = x": "multiple starred expressions in assignment",
    "*a = x": "starred assignment target must be in a list or tuple",
    "*a": "can't use starred expression here",
    "try:\n pass": "expected 'except' or 'finally' block",
    "def f(x, x): pass": "duplicate argument 'x' in function definition",
    "import a.b as c.d": "cannot use attribute as import target",
    "x = $": "invalid syntax",
    "from __future__ import nothing": "future feature nothing is not defined",
    "from x import *, y": "invalid syntax",
    "def f():\n from x import *": "import * only allowed at module level",
}
for source, message in cases.items():
    assert (source, syntax_error(source)) == (source, "SyntaxError: " + message)
