# sys.exception() and sys.exc_info() in nested handlers and after them.
import sys

assert sys.exception() is None and sys.exc_info() == (None, None, None)
try:
    raise ValueError("a")
except ValueError as error:
    assert sys.exception() is error
    kind, value, trace = sys.exc_info()
    assert kind is ValueError and value is error and trace is error.__traceback__
    try:
        raise KeyError("b")
    except KeyError as inner:
        assert sys.exception() is inner
    assert sys.exception() is error

    def called():
        return sys.exception()

    assert called() is error
assert sys.exception() is None
try:
    pass
finally:
    assert sys.exception() is None
try:
    try:
        raise ValueError("f")
    finally:
        assert str(sys.exception()) == "f"
except ValueError:
    pass


def handles_and_returns():
    try:
        raise ValueError
    except ValueError:
        return 1


handles_and_returns()
assert sys.exception() is None
for _ in range(2):
    try:
        raise IndexError
    except IndexError:
        continue
assert sys.exception() is None
