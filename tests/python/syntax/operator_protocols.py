# Binary operators: reflected methods, subclass priority, NotImplemented, error messages.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


class Left:
    def __add__(self, other):
        return ("add", other) if other == 1 else NotImplemented

    def __matmul__(self, other):
        return "matmul"


class Right:
    def __radd__(self, other):
        return "radd"


class Special(Left):
    def __radd__(self, other):
        return "special radd"


assert Left() + 1 == ("add", 1)
assert Left() + Right() == "radd"
assert Left() + Special() == "special radd"
assert Left() @ 0 == "matmul"
assert raises(lambda: Left() + 2) == "TypeError: unsupported operand type(s) for +: 'Left' and 'int'"
assert raises(lambda: 2 - "a") == "TypeError: unsupported operand type(s) for -: 'int' and 'str'"
assert raises(lambda: [] + ()) == 'TypeError: can only concatenate list (not "tuple") to list'
assert raises(lambda: "a" + 1) == 'TypeError: can only concatenate str (not "int") to str'
assert raises(lambda: 1 + "a") == "TypeError: unsupported operand type(s) for +: 'int' and 'str'"
assert raises(lambda: "a" * "b") == "TypeError: can't multiply sequence by non-int of type 'str'"
assert raises(lambda: 1 < "a") == "TypeError: '<' not supported between instances of 'int' and 'str'"
assert raises(lambda: -"a") == "TypeError: bad operand type for unary -: 'str'"
assert raises(lambda: ~1.5) == "TypeError: bad operand type for unary ~: 'float'"
assert raises(lambda: 2 ** None) == "TypeError: unsupported operand type(s) for ** or pow(): 'int' and 'NoneType'"
assert raises(lambda: print >> 1) == (
    "TypeError: unsupported operand type(s) for >>: 'builtin_function_or_method' and 'int'")


def in_place():
    x = 1
    x += "a"


assert raises(in_place) == "TypeError: unsupported operand type(s) for +=: 'int' and 'str'"
