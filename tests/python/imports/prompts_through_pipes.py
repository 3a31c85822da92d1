# With -i and pipes the prompt is seen before the next line is there, and sources of functions are known.
import subprocess
import sys

program = subprocess.Popen(
    [sys.executable, "-i", "-q"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, bufsize=0
)


def until_prompt():
    text = b""
    while not text.endswith(b">>> "):
        byte = program.stdout.read(1)
        assert byte, text
        text += byte
    return text.decode()


def enter(text):
    program.stdin.write(text.encode())
    return until_prompt()


assert until_prompt() == ">>> "
shown = enter("1 / 0\n")
assert shown.startswith("Traceback (most recent call last):\n") and "    1 / 0\n" in shown
assert shown.endswith("ZeroDivisionError: division by zero\n>>> ")
assert enter("print('after')\n") == "after\n>>> "
enter("def double(x):\n    return x + x\n\n")
enter("import inspect\n")
assert "def double(x):\n    return x + x\n" in enter("print(inspect.getsource(double))\n")
program.stdin.close()
program.stdout.read()
assert program.wait() == 0
