# __new__ and __init__: order, other types returned, arguments, errors, immutables.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"

log = []

class Both:
    def __new__(cls, *args, **kwargs):
        log.append(("new", args, kwargs))
        return super().__new__(cls)

    def __init__(self, *args, **kwargs):
        log.append(("init", args, kwargs))

Both(1, a=2)
assert log == [("new", (1,), {"a": 2}), ("init", (1,), {"a": 2})]

class Other:
    def __new__(cls):
        return "not an instance"

    def __init__(self):
        raise AssertionError

assert Other() == "not an instance"

class Celsius(float):
    def __new__(cls, value):
        return super().__new__(cls, value + 0.5)

assert Celsius(1) == 1.5 and isinstance(Celsius(1), float)

class BadInit:
    def __init__(self):
        return 1

class Empty:
    pass

class OnlyInit:
    def __init__(self, x): pass

assert raises(lambda: BadInit()) == "TypeError: __init__() should return None, not 'int'"
assert raises(lambda: Empty(1)) == "TypeError: Empty() takes no arguments"
assert raises(lambda: Both.__new__()) == "TypeError: Both.__new__() missing 1 required positional argument: 'cls'"
assert raises(lambda: object.__new__(int)) == "TypeError: object.__new__(int) is not safe, use int.__new__()"
assert raises(lambda: object.__new__(3)) == "TypeError: object.__new__(X): X is not a type object (int)"
assert raises(lambda: OnlyInit.__new__(OnlyInit).missing).startswith("AttributeError")
