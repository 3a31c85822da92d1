# SyntaxError: parameters, arguments, comprehensions and walrus.
def syntax_error(source):
    try:
        compile(source, "<test>", "exec")
    except SyntaxError as error:
        return f"{type(error).__name__}: {error.msg}"
    return "nothing raised"


cases = {
    "f(a=1, 2)": "positional argument follows keyword argument",
    "f(**k, 1)": "positional argument follows keyword argument unpacking",
    "f(a=1, a=2)": "keyword argument repeated: a",
    "f(1=2)": 'expression cannot contain assignment, perhaps you meant "=="?',
    "f(True=2)": "cannot assign to True",
    "f(x for x in y, 1)": "Generator expression must be parenthesized",
    "def f(a=1, b): pass": "parameter without a default follows parameter with a default",
    "def f(*, **k): pass": "named arguments must follow bare *",
    "def f(*): pass": "named arguments must follow bare *",
    "def f(**k, a): pass": "arguments cannot follow var-keyword argument",
    "def f(*a, *b): pass": "* argument may appear only once",
    "def f(a, /, b, /): pass": "/ may appear only once",
    "def f(/, a): pass": "at least one argument must precede /",
    "def f(*, a, /): pass": "/ must be ahead of *",
    "def f(**k=1): pass": "var-keyword argument cannot have default value",
    "[x := 1 for x in y]": "assignment expression cannot rebind comprehension iteration variable 'x'",
    "[x for x in (y := z)]": "assignment expression cannot be used in a comprehension iterable expression",
    "class A: [x := 1 for i in y]": "assignment expression within a comprehension cannot be used in a class body",
    "(a.b := 1)": "cannot use assignment expressions with attribute",
    "x := 1": "invalid syntax",
    "[*a for a in b]": "iterable unpacking cannot be used in comprehension",
    "{**a for a in b}": "dict unpacking cannot be used in dict comprehension",
    "lambda *: 1": "named arguments must follow bare *",
    "def f():\n global x\n nonlocal x": "name 'x' is nonlocal and global",
    "[(yield) for x in y]": "'yield' inside list comprehension",
    "def f(): [(yield) for x in y]": "'yield' inside list comprehension",
}
for source, message in cases.items():
    assert (source, syntax_error(source)) == (source, "SyntaxError: " + message)
