# collections.namedtuple and typing.NamedTuple.
from collections import namedtuple
from typing import NamedTuple
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


Point = namedtuple("Point", "x y", defaults=[10])
p = Point(1)
assert p == (1, 10) and p.x == 1 and p.y == 10 and p[0] == 1 and repr(p) == "Point(x=1, y=10)"
assert p._replace(x=5) == Point(5, 10) and p._asdict() == {"x": 1, "y": 10} and Point._fields == ("x", "y")
assert Point._make([3, 4]) == Point(x=3, y=4) and Point._field_defaults == {"y": 10} and isinstance(p, tuple)
x, y = p
assert (x, y) == (1, 10) and Point.x.__doc__ == "Alias for field number 0" and Point.__doc__ == "Point(x, y)"
assert raises(lambda: Point()) == "TypeError: Point.__new__() missing 1 required positional argument: 'x'"
assert raises(lambda: setattr(p, "x", 2)) == "AttributeError: can't set attribute"
assert raises(lambda: p._replace(z=1)) == "TypeError: Got unexpected field names: ['z']"
assert raises(lambda: namedtuple("Bad", "class")) == "ValueError: Type names and field names cannot be a keyword: 'class'"
assert raises(lambda: namedtuple("Bad", "a a")) == "ValueError: Encountered duplicate field name: 'a'"
assert raises(lambda: namedtuple("Bad", "_a")) == "ValueError: Field names cannot start with an underscore: '_a'"
assert namedtuple("Renamed", "a def a", rename=True)._fields == ("a", "_1", "_2")


class Employee(NamedTuple):
    """An employee."""
    name: str
    id: int = 3

    def label(self):
        return f"{self.name}#{self.id}"


e = Employee("Ann")
assert e.label() == "Ann#3" and e == ("Ann", 3) and Employee.__annotations__ == {"name": str, "id": int}
assert Employee.__doc__ == "An employee." and Employee._field_defaults == {"id": 3}


class Sub(Point):
    __slots__ = ()

    @property
    def total(self):
        return self.x + self.y


assert Sub(1, 2).total == 3 and repr(Sub(1, 2)) == "Sub(x=1, y=2)"
match p:
    case Point(x=1, y=b):
        assert b == 10
