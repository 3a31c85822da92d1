# and, or, not, conditional expressions: which operand is returned and which is evaluated.
order = []


def log(value):
    order.append(value)
    return value


assert (log(0) or log("x")) == "x" and order == [0, "x"]
order.clear()
assert (log(1) or log(2)) == 1 and order == [1]
order.clear()
assert (log(0) and log(2)) == 0 and order == [0]
assert ([] or {} or ()) == ()
assert (1 and 2 and 3) == 3
assert (not []) is True and (not [0]) is False
assert (not 1 == 2) is True
assert ("a" if 1 else "b" if 1 else "c") == "a"
assert ("a" if 0 else "b" if 0 else "c") == "c"


class NoBool:
    def __bool__(self):
        return 1


class Length:
    def __len__(self):
        return 0


try:
    not NoBool()
except TypeError as error:
    assert str(error) == "__bool__ should return bool, returned int"
else:
    raise AssertionError
assert not Length()
x = None
assert (x is None and "none" or "some") == "none"
