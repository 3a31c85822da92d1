# Line numbers of frames in loops, conditions, multi-line calls, decorators and with blocks.
import sys


def line():
    return sys._getframe(1).f_lineno


assert line() == 9
values = [
    line(),
    line(),
]
assert values == [11, 12]
assert (line(),
        line()) == (15, 16)
result = max(
    line(),
    0,
    line())
assert result == 20
for i in range(2):
    here = line()
assert here == 23
text = f"""
{line()}
{line()}"""
assert text == "\n26\n27"


def decorated(number):
    def wrap(f):
        f.decorated = number
        return f
    return wrap


@decorated(line())
def function(
    default=line(),
):
    return line()


assert function.decorated == 38 and function.__defaults__ == (40,) and function() == 42
assert function.__code__.co_firstlineno == 38
chain = (line()
         if line() > 46
         else 0)
assert chain == 47
