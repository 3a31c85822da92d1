# raise: classes, instances, from, wrong operands, re-raise without exception.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


def raise_it(value):
    raise value


def reraise():
    raise


def raise_from(value, cause):
    raise value from cause


class NeedsArgument(Exception):
    def __init__(self, x):
        super().__init__(x)


class WrongNew(Exception):
    def __new__(cls):
        return 3


assert raises(lambda: raise_it(ValueError)) == "ValueError: "
assert raises(lambda: raise_it(ValueError("x", 1))) == "ValueError: ('x', 1)"
assert raises(lambda: raise_it(3)) == "TypeError: exceptions must derive from BaseException"
assert raises(lambda: raise_it("text")) == "TypeError: exceptions must derive from BaseException"
assert raises(lambda: raise_it(object)) == "TypeError: exceptions must derive from BaseException"
assert raises(lambda: raise_it(NeedsArgument)) == (
    "TypeError: NeedsArgument.__init__() missing 1 required positional argument: 'x'")
assert raises(lambda: raise_it(WrongNew)) == (
    "TypeError: calling <class '__main__.WrongNew'> should have returned an instance of BaseException, not <class 'int'>")
assert raises(reraise) == "RuntimeError: No active exception to reraise"
assert raises(lambda: raise_from(ValueError, 3)) == "TypeError: exception causes must derive from BaseException"
try:
    raise_from(ValueError("v"), KeyError)
except ValueError as error:
    assert repr(error.__cause__) == "KeyError()" and error.__suppress_context__
try:
    raise_from(ValueError("v"), None)
except ValueError as error:
    assert error.__cause__ is None and error.__suppress_context__
