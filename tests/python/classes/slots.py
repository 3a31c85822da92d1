# __slots__: no dictionary, errors, inheritance, conflicts, weakref and dict slots.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


class Point:
    __slots__ = ("x", "y")

    def __init__(self, x):
        self.x = x


point = Point(1)
assert point.x == 1 and not hasattr(point, "__dict__")
assert raises(lambda: point.y) == "AttributeError: 'Point' object has no attribute 'y'"
assert raises(lambda: setattr(point, "z", 1)) == (
    "AttributeError: 'Point' object has no attribute 'z' and no __dict__ for setting new attributes")
del point.x
assert raises(lambda: point.x) == "AttributeError: 'Point' object has no attribute 'x'"
assert raises(lambda: delattr(point, "x")) == "AttributeError: x"
assert repr(Point.x) == "<member 'x' of 'Point' objects>" and type(Point.x).__name__ == "member_descriptor"


class Child(Point):
    pass


child = Child(2)
child.z = 3
assert child.__dict__ == {"z": 3} and child.x == 2


class WithDict:
    __slots__ = ["a", "__dict__", "__weakref__"]


flexible = WithDict()
flexible.a, flexible.b = 1, 2
assert flexible.__dict__ == {"b": 2}
import weakref
assert weakref.ref(flexible)() is flexible
assert raises(lambda: weakref.ref(Point(1))) == "TypeError: cannot create weak reference to 'Point' object"
assert raises(lambda: type("Bad", (), {"__slots__": "x", "x": 1})) == (
    "ValueError: 'x' in __slots__ conflicts with class variable")
assert raises(lambda: type("Bad", (), {"__slots__": ("1a",)})) == "TypeError: __slots__ must be identifiers"
assert raises(lambda: type("Bad", (), {"__slots__": (3,)})) == "TypeError: __slots__ items must be strings, not 'int'"
single = type("Single", (), {"__slots__": "only"})()
single.only = 1


class Private:
    __slots__ = ("__hidden",)


assert "_Private__hidden" in Private.__dict__
