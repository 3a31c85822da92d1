# del: names, items, slices, attributes, nested targets.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


a = b = 1
del a, (b)
assert raises(lambda: a) == "NameError: name 'a' is not defined"
items = list(range(8))
del items[0], items[-1]
assert items == [1, 2, 3, 4, 5, 6]
del items[1:3], items[::2]
assert items == [4, 6]
table = {"x": 1}
del table["x"]
assert raises(lambda: table.__delitem__("x")) == "KeyError: 'x'"


class Box:
    pass


box = Box()
box.value = 1
del box.value


def remove():
    del box.value


assert raises(remove) == "AttributeError: 'Box' object has no attribute 'value'"


def local():
    x = 1
    del x
    return x


assert raises(local) == "UnboundLocalError: cannot access local variable 'x' where it is not associated with a value"


def local_twice():
    x = 1
    del x
    del x


assert raises(local_twice).startswith("UnboundLocalError: cannot access local variable 'x'")
del ()
x = [1, [2]]
del (x[0], [x[0]])
assert x == []
