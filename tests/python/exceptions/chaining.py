# __context__, __cause__ and __suppress_context__: set by nesting, finally, else and from.
def capture(action):
    try:
        action()
    except BaseException as error:
        return error


def nested():
    try:
        raise KeyError("first")
    except KeyError:
        raise ValueError("second")


def explicit():
    try:
        raise KeyError("first")
    except KeyError as error:
        raise ValueError("second") from error


def in_finally():
    try:
        raise KeyError("first")
    finally:
        {}["missing"]


def three():
    try:
        nested()
    except ValueError:
        raise TypeError("third")


error = capture(nested)
assert repr(error.__context__) == "KeyError('first')" and error.__cause__ is None
assert not error.__suppress_context__
error = capture(explicit)
assert error.__cause__ is error.__context__ and error.__suppress_context__
error = capture(in_finally)
assert error.args == ("missing",) and error.__context__.args == ("first",)
error = capture(three)
assert repr(error.__context__.__context__) == "KeyError('first')"
same = ValueError("same")


def raise_same():
    try:
        raise same
    except ValueError:
        raise same


assert capture(raise_same) is same and same.__context__ is None
same.__cause__ = KeyError()
assert same.__suppress_context__
assert str(capture(lambda: setattr(same, "__cause__", 3))) == (
    "exception cause must be None or derive from BaseException")
