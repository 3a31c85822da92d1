# locals(), globals() and vars(): snapshots in functions, live in modules and classes.
def function(a):
    b = 2
    first = locals()
    first["b"] = 99
    c = 3
    return first, b, locals()


first, b, second = function(1)
assert first == {"a": 1, "b": 99} and b == 2
assert set(second) == {"a", "b", "first", "c"}
assert locals() is globals()
globals()["made"] = 5
assert made == 5


class Body:
    x = 1
    locals()["y"] = 2
    names = sorted(n for n in locals() if not n.startswith("_"))


assert Body.y == 2 and Body.names == ["x", "y"]


def cells():
    captured = 1

    def inner():
        captured
        own = 2
        return locals()
    return inner()


assert cells() == {"captured": 1, "own": 2}


class Box:
    def __init__(self):
        self.a = 1


assert vars(Box()) == {"a": 1} and vars() is globals()


def comprehension():
    q = 1
    return [sorted(locals()) for z in range(1)]


assert comprehension() == [["q", "z"]]
try:
    vars(1)
except TypeError as error:
    assert str(error) == "vars() argument must have __dict__ attribute"
