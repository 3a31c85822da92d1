# doctest, timeit, code and cmd.
import cmd
import code
import contextlib
import doctest
import io
import timeit

def documented(x):
    """Doubles.

    >>> documented(2)
    4
    >>> documented("ab")
    'abab'
    >>> documented(None)
    Traceback (most recent call last):
    TypeError: unsupported operand type(s) for *: 'NoneType' and 'int'
    >>> list(range(20))  # doctest: +ELLIPSIS
    [0, 1, ..., 19]
    """
    return x * 2

def wrong():
    """
    >>> 1 + 1
    3
    """

assert doctest.run_docstring_examples(documented, globals()) is None
finder, out = doctest.DocTestFinder(), io.StringIO()
runner = doctest.DocTestRunner()
for test in finder.find(documented, "documented", globs=globals()):
    runner.run(test, out=out.write)
assert runner.summarize(verbose=False) == (0, 4) and out.getvalue() == ""
runner = doctest.DocTestRunner()
for test in finder.find(wrong, "wrong"):
    runner.run(test, out=out.write)
assert runner.failures == 1 and "Expected:\n    3\nGot:\n    2\n" in out.getvalue()
assert timeit.timeit("x + 1", setup="x = 1", number=100) > 0 and len(timeit.repeat(lambda: None, number=10, repeat=3)) == 3
console = code.InteractiveInterpreter({"given": 5})
with contextlib.redirect_stdout(io.StringIO()) as shown:
    assert console.runsource("given + 1") is False
    assert console.runsource("if given:") is True and console.runsource("y = given * 2") is False
assert shown.getvalue() == "6\n" and console.locals["y"] == 10
with contextlib.redirect_stderr(io.StringIO()) as errors:
    console.runsource("1 / 0")
assert "ZeroDivisionError: division by zero" in errors.getvalue() and code.compile_command("x = (") is None

class Shell(cmd.Cmd):
    prompt = "> "
    def do_add(self, line): print(sum(map(int, line.split())), file=self.stdout)
    def do_quit(self, line): return True
    def default(self, line): print("unknown", line, file=self.stdout)

out = io.StringIO()
shell = Shell(stdin=io.StringIO("add 1 2\nwhat\nquit\n"), stdout=out)
shell.use_rawinput = False
shell.cmdloop()
assert out.getvalue() == "> 3\n> unknown what\n> "
