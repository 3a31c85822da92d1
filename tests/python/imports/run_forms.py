# Running code: python -c, -m, a script, a directory with __main__, sys.argv, __name__.
import os
import subprocess
import sys


def run(*args, **options):
    result = subprocess.run([sys.executable, *args], capture_output=True, text=True, **options)
    return result.returncode, result.stdout, result.stderr


assert run("-c", "import sys; print(__name__, sys.argv)", "a", "b") == (0, "__main__ ['-c', 'a', 'b']\n", "")
with open("script.py", "w") as f:
    f.write("import sys\nprint(__name__, sys.argv[1:], __file__)\nif __name__ == '__main__':\n    sys.exit(3)\n")
assert run("script.py", "x") == (3, "__main__ ['x'] " + os.path.abspath("script.py") + "\n", "")
os.makedirs("app")
with open("app/__main__.py", "w") as f:
    f.write("import helper\nprint(helper.text, __name__)\n")
with open("app/helper.py", "w") as f:
    f.write("text = 'helped'\n")
assert run("app") == (0, "helped __main__\n", "")
os.makedirs("pack")
with open("pack/__init__.py", "w") as f:
    f.write("print('init')\n")
with open("pack/__main__.py", "w") as f:
    f.write("import sys\nprint('main', __package__, sys.argv[1:])\n")
assert run("-m", "pack", "arg")[:2] == (0, "init\nmain pack ['arg']\n")
assert run("-", input="print('from stdin')\n") == (0, "from stdin\n", "")
code, out, err = run("-c", "raise ValueError('x')")
assert code == 1 and err.endswith('File "<string>", line 1, in <module>\n    raise ValueError(\'x\')\nValueError: x\n')
code, out, err = run("missing.py")
assert code == 2 and "can't open file" in err and "[Errno 2] No such file or directory" in err
code, out, err = run("-m", "no_such_module_here")
assert code == 1 and "No module named no_such_module_here" in err
assert run("-c", "x = = 1")[0] == 1 and run("-c", "import sys; sys.exit()")[0] == 0
assert run("-V")[1].startswith("Python 3.14")
