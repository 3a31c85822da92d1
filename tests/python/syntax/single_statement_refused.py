# What compile(..., "single") says about a text that is not one statement, and where.


def refusal(source):
    try:
        compile(source, "<single>", "single")
    except SyntaxError as error:
        return error.msg, error.lineno, error.offset, error.end_lineno, error.end_offset
    return None


MANY = "multiple statements found while compiling a single statement"

# Behind simple statements the end of their line is pointed at, up to the comment that is on it.
assert refusal("a\nb") == (MANY, 1, 2, 1, 3)
assert refusal("a; b\nc") == (MANY, 1, 5, 1, 6)
assert refusal("a()  # why\nb()") == (MANY, 1, 6, 1, 12)
assert refusal("é = 1;  \n\nif é: pass") == (MANY, 1, 9, 1, 10)
# Nothing behind them is read, so it may be as wrong as it likes.
for wrong in "b c", "(", ")", "'", " indented", "b =":
    assert refusal("a\n" + wrong) == (MANY, 1, 2, 1, 3), wrong
# Empty lines and comments are nothing.
assert refusal("a\n\n  # b\n\n") is None

# Behind a block it is the next statement that is wrong.
assert refusal("if a: b\nc") == ("invalid syntax", 2, 1, 2, 2)
assert refusal("def f():\n    pass\n\nname = 1\n") == ("invalid syntax", 4, 1, 4, 5)

# A block on the line of its header needs an end of that line; a block below it does not.
for source in "def f(): pass", "if a: b # c", "class A: b = 1; c = 2", "with a: (b,\n c)", "try: a\nfinally: b":
    line = source.count("\n") + 1
    assert refusal(source) == ("invalid syntax", line, 0, line, 0), source
    assert refusal(source + "\n") is None, source
assert refusal("def f():\n    pass") is None
assert refusal("if a:\n    if b: c") is None
print("ok")
