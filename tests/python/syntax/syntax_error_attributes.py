# SyntaxError objects: filename, line, offsets, text; how they are printed.
import traceback

try:
    compile("x = 1\ny = (2 +\nz = 3\n", "file.py", "exec")
except SyntaxError as error:
    caught = error
assert (caught.filename, caught.lineno, caught.offset) == ("file.py", 2, 5)
assert caught.msg == "'(' was never closed"
assert caught.text == "y = (2 +"
lines = traceback.format_exception_only(caught)
assert lines == ['  File "file.py", line 2\n', "    y = (2 +\n", "        ^\n", "SyntaxError: '(' was never closed\n"]
try:
    compile("a b", "<s>", "exec")
except SyntaxError as error:
    assert (error.lineno, error.offset, error.end_offset) == (1, 3, 4)
made = SyntaxError("bad", ("f", 1, 2, "text", 1, 3))
assert (made.msg, made.filename, made.lineno, made.offset, made.text, made.end_lineno, made.end_offset) == (
    "bad", "f", 1, 2, "text", 1, 3)
assert made.print_file_and_line is None
assert str(made) == "bad (f, line 1)"
assert str(SyntaxError("only")) == "only"
