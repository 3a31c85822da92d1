"""A class that gets its __init__ after its first instances: both kinds of instances go on working."""
import copy
import pickle


class Point:
    pass


early = Point()
early.a = 1


def __init__(self, x, y=2, *, z=3):
    self.x = x
    self.y = y
    self.z = z
    self.sum = x + y + z
    self.e = self.f = self.g = None


Point.__init__ = __init__
late = Point(1)
assert vars(early) == {"a": 1} and early.a == 1
early.b = 2
assert early.__dict__ == {"a": 1, "b": 2}
early.__init__(5, z=6)
assert (early.x, early.y, early.z, early.sum, early.a) == (5, 2, 6, 13, 1)
assert list(vars(late)) == ["x", "y", "z", "sum", "e", "f", "g"] and late.sum == 6
del late.y
assert not hasattr(late, "y") and list(vars(late)) == ["x", "z", "sum", "e", "f", "g"]
assert vars(pickle.loads(pickle.dumps(Point(7, 8)))) == vars(copy.copy(Point(7, 8)))


class Sub(Point):
    def __init__(self, x):
        super().__init__(x, 0)
        self.own = True


sub = Sub(1)
assert sub.own and sub.sum == 4
sub.__class__ = Point
assert sub.sum == 4 and type(sub) is Point


class Other:
    def __init__(self, a, b=[], c=None):
        self.parts = (a, b, c)


assert Other(1).parts == (1, [], None) and Other(1, 2).parts == (1, 2, None) and Other(1, 2, 3).parts == (1, 2, 3)
assert Other(1).parts[1] is Other(2).parts[1]
Other.__init__.__defaults__ = (9,)
assert Other(1, 2).parts == (1, 2, 9)
for arguments, message in (((), "missing 2 required positional arguments: 'a' and 'b'"),
                           ((1,), "missing 1 required positional argument: 'b'"),
                           ((1, 2, 3, 4), "takes from 3 to 4 positional arguments but 5 were given")):
    try:
        Other(*arguments)
    except TypeError as error:
        assert str(error) == f"Other.__init__() {message}", error
    else:
        assert False
Other.__init__.__defaults__ = None
try:
    Other(1, 2)
except TypeError as error:
    assert str(error) == "Other.__init__() missing 1 required positional argument: 'c'"
else:
    assert False


def several(a, b=1, c=2):
    return a, b, c


assert (several(0), several(0, 5), several(0, 5, 6)) == ((0, 1, 2), (0, 5, 2), (0, 5, 6))


def deep(n, limit=100_000):
    return deep(n + 1) if n < limit else n


try:
    deep(0)
except RecursionError:
    pass
else:
    assert False
