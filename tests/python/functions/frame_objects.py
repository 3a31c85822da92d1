# Frame objects: f_back, f_locals write-through, f_lineno, sys._getframe.
import sys


def whoami():
    return sys._getframe().f_code.co_name, sys._getframe(1).f_code.co_name


def caller():
    return whoami()


assert caller() == ("whoami", "caller")


def writes():
    x = 1
    frame = sys._getframe()
    frame.f_locals["x"] = 2
    frame.f_locals["extra"] = 3
    return x, frame.f_locals["extra"], "x" in frame.f_locals


assert writes() == (2, 3, True)


def change_caller():
    sys._getframe(1).f_locals["value"] = "changed"


def victim():
    value = "original"
    change_caller()
    return value


assert victim() == "changed"
frame = sys._getframe()
assert frame.f_globals is globals() and frame.f_code.co_name == "<module>" and frame.f_back is None
line = sys._getframe().f_lineno
assert line == 40
try:
    sys._getframe(100000)
except ValueError as error:
    assert str(error) == "call stack is not deep enough"
