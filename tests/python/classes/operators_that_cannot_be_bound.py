# An operator or comparison whose descriptor raises AttributeError is not there; other errors get through.


def outcome(f):
    try:
        return f()
    except Exception as e:
        return f"{type(e).__name__}: {e}"


def fail(self):
    raise AttributeError("fail")


def divide(self):
    1 / 0


class C:
    __eq__ = __lt__ = __add__ = __radd__ = __iadd__ = __len__ = property(fail)


class D:
    __eq__ = __mul__ = property(divide)


c = C()
assert (c == c, c == C(), 1 == c) == (True, False, False)
assert outcome(lambda: c < c) == "TypeError: '<' not supported between instances of 'C' and 'C'"
assert outcome(lambda: c + 1) == "TypeError: unsupported operand type(s) for +: 'C' and 'int'"
assert outcome(lambda: 1 + c) == "TypeError: unsupported operand type(s) for +: 'int' and 'C'"
assert outcome(lambda: len(c)) == "AttributeError: fail"


def add_in_place():
    d = c
    d += 1


assert outcome(add_in_place) == "AttributeError: fail"
assert outcome(lambda: D() == D()) == outcome(lambda: D() * 2) == "ZeroDivisionError: division by zero"
