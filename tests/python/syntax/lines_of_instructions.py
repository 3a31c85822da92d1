# Which lines the instructions of a code object belong to.
import sys
import warnings


def lines(function):
    code, found = function.__code__, []
    for _, _, line in code.co_lines():
        if line is not None and found[-1:] != [line - code.co_firstlineno]:
            found.append(line - code.co_firstlineno)
    return found


# A part of a name that stands on a line of its own has that line.
def load():
    return (
        first.
        second
    )


def call():
    return (
        first.
        second(
            0
        )
    )


def store():
    (
        first.
        second
    ) = (
        third
    )


def change():
    (
        first.
        second
    ) += (
        third
    )


assert lines(load) == [0, 2, 3, 1]
assert lines(call) == [0, 2, 3, 4, 3, 1]
assert lines(store) == [0, 5, 2, 3]
assert lines(change) == [0, 2, 3, 5, 1, 3]

# Leading empty lines are nothing, and the end of a module belongs to its last statement.
code = compile("\n" * 300 + "name", "<lines>", "exec")
assert [line for _, _, line in code.co_lines()] == [0, 301]


# A function that ends without `return` stands where it came from.
def ending(function, *arguments):
    frame = None

    def note():
        nonlocal frame
        frame = sys._getframe(1)

    function(note, *arguments)
    return frame.f_lineno - frame.f_code.co_firstlineno


def either(note, which):
    note()
    if which:
        str()
    elif note:
        int()


def loop(note, count):
    note()
    for _ in range(count):
        str()


def nothing(note, which):
    note()
    if which:
        pass


assert [ending(either, True), ending(either, False)] == [3, 5]
assert [ending(loop, 0), ending(loop, 2)] == [2, 2]
assert [ending(nothing, True), ending(nothing, False)] == [3, 2]


# What leaves a `with` block by an exception leaves the frame where it was raised.
class Manager:
    def __enter__(self):
        return self

    def __exit__(self, *details):
        pass


def failing():
    with Manager():
        1 / 0
        pass


try:
    failing()
except ZeroDivisionError as error:
    frame = error.__traceback__.tb_next.tb_frame
    assert frame.f_lineno - frame.f_code.co_firstlineno == 2

# The older table of lines.
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    table = load.__code__.co_lnotab
assert [str(warning.message) for warning in caught] == ["co_lnotab is deprecated, use co_lines instead."]
assert caught[0].category is DeprecationWarning
line, offset, starts = load.__code__.co_firstlineno, 0, []
for step, more in zip(table[::2], table[1::2]):
    offset += step
    line += more - 256 if more > 127 else more
    starts.append((offset, line))
known = [(start, line) for start, _, line in load.__code__.co_lines() if line is not None]
assert starts == known[1:], (starts, known)
print("ok")
