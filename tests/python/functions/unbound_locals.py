# Local variable rules: assignment anywhere in the function makes a name local.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


x = "global"


def reads_then_assigns():
    y = x
    x = 1


def conditional(flag):
    if flag:
        z = 1
    return z


def except_name():
    try:
        raise KeyError(1)
    except KeyError as error:
        pass
    return error


def loop_variable():
    for item in []:
        pass
    return item


def import_makes_local():
    math.pi
    import math


text = "UnboundLocalError: cannot access local variable '{}' where it is not associated with a value"
assert raises(reads_then_assigns) == text.format("x")
assert conditional(True) == 1
assert raises(lambda: conditional(False)) == text.format("z")
assert raises(except_name) == text.format("error")
assert raises(loop_variable) == text.format("item")
assert raises(import_makes_local) == text.format("math")


class Body:
    x = x
    assert x == "global"


assert Body.x == "global"
