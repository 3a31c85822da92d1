# A compiled file is run like a script, whatever its name; the library's folders list their modules.
import json
import os
import pkgutil
import py_compile
import shutil
import subprocess
import sys


def run(*args):
    result = subprocess.run([sys.executable, *args], capture_output=True, text=True)
    return result.returncode, result.stdout, result.stderr


with open("script.py", "w") as f:
    f.write("import sys\nprint(__name__, __file__, sys.argv[1:], type(__loader__).__name__)\n")
py_compile.compile("script.py", "compiled.pyc")
shutil.copy("compiled.pyc", "unnamed")
for name in ("compiled.pyc", "unnamed"):
    code, out, err = run(name, "a")
    assert (code, err) == (0, ""), err
    assert out == f"__main__ {os.path.abspath(name)} ['a'] SourcelessFileLoader\n", out
with open("broken.pyc", "w") as f:
    f.write("no code\n")
assert run("broken.pyc") == (1, "", "RuntimeError: Bad magic number in .pyc file\n")

names = {name: is_package for _, name, is_package in pkgutil.iter_modules()}
assert names["json"] and names["email"] and names["textwrap"] is False
found = [name for _, name, _ in pkgutil.iter_modules(json.__path__, "json.")]
assert "json.decoder" in found and "json.tool" in found and "json.json" not in found
