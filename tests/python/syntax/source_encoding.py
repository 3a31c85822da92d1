# Source files: UTF-8 by default, declared encodings, byte order marks, wrong bytes.
import os
import subprocess
import sys


def run(data):
    with open("program.py", "wb") as f:
        f.write(data)
    r = subprocess.run([sys.executable, "program.py"], capture_output=True)
    return r.returncode, r.stdout.decode("utf-8"), r.stderr.decode("utf-8", "replace")


os.environ["PYTHONIOENCODING"] = "utf-8"
assert run("print('é€')".encode()) == (0, "é€\n", "")
assert run(b"# -*- coding: latin-1 -*-\nprint('\xe9')") == (0, "é\n", "")
assert run(b"#!/usr/bin/env python\n# vim: set fileencoding=cp1252 :\nprint('\x80')") == (0, "€\n", "")
assert run(b"\xef\xbb\xbfprint('bom')") == (0, "bom\n", "")
assert run(b"print('crlf')\r\nif 1:\r\n    print('x')\r\n") == (0, "crlf\nx\n", "")
code, out, err = run(b"# coding: no-such-encoding\nprint(1)")
assert code == 1 and "SyntaxError: " in err and "no-such-encoding" in err
code, out, err = run(b"x = 1\nprint('\xff')")
assert code == 1 and "SyntaxError: " in err and "xff" in err
assert run(b"")[0] == 0 and run(b"print('no newline at end')  # comment") == (0, "no newline at end\n", "")
assert run(b"x = '''a\r\nb'''\nprint(repr(x))") == (0, "'a\\nb'\n", "")
