# Errors that are found once the text was read: without the text they count bytes of UTF-8.
import os
import subprocess
import sys
import tempfile


def place(source, filename="<none>"):
    try:
        compile(source, filename, "exec")
    except SyntaxError as error:
        return error.msg, error.lineno, error.offset, error.end_lineno, error.end_offset, error.text
    raise AssertionError(source)


for source, expected in [
    ('return "é"', ("'return' outside function", 1, 1, 1, 12)),
    ('é = "é"; return é', ("'return' outside function", 1, 12, 1, 21)),
    ("class A: é; break", ("'break' outside loop", 1, 14, 1, 19)),
    ("def f(é, é): pass", ("duplicate argument 'é' in function definition", 1, 11, 1, 13)),
    ('def f():\n  "日本"; x = 1; global x', ("name 'x' is assigned to before global declaration", 2, 20, 2, 28)),
    ('return ("é",\n "éé")', ("'return' outside function", 1, 1, 2, 9)),
]:
    assert place(source) == expected + (None,), place(source)

# What the parser finds is counted in characters.
assert place('"é"; é = 1 = 2')[:5] == ("cannot assign to literal", 1, 10, 1, 11)

with tempfile.TemporaryDirectory() as folder:
    script = os.path.join(folder, "script.py")

    def shown(source):
        with open(script, "w", encoding="utf-8") as file:
            file.write(source)
        ran = subprocess.run([sys.executable, "-X", "utf8", script], capture_output=True, encoding="utf-8")
        return ran.stderr.splitlines()[1:]

    # Carets never reach beyond the line.
    assert shown('return "é"') == ['    return "é"', "    " + "^" * 10, "SyntaxError: 'return' outside function"]
    # A line that only says that another one follows is shown without a place.
    assert shown("\\") == ["    \\", "SyntaxError: unexpected EOF while parsing"]
    assert shown("é = 1\\") == ["    é = 1\\", "          ^", "SyntaxError: unexpected EOF while parsing"]
    # A warning about the script itself shows the line too.
    assert shown("if True:\n    f'\\{1}'")[-1] == "  f'\\{1}'"
print("ok")
