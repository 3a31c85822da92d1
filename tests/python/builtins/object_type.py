# object: default methods, comparison, format, init_subclass, reduce.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


o = object()
assert repr(o).startswith("<object object at 0x") and str(o) == repr(o)
assert o == o and o != object() and hash(o) == hash(o)
assert o.__eq__(5) is NotImplemented and o.__ne__(5) is NotImplemented and o.__lt__(o) is NotImplemented
assert object.__doc__.startswith("The base class") and object.__bases__ == () and object.__base__ is None
assert isinstance(o, object) and o.__class__ is object and type(object) is type and object.__mro__ == (object,)
assert set(dir(object)) >= {"__init__", "__new__", "__repr__", "__hash__", "__eq__", "__getattribute__", "__reduce_ex__", "__sizeof__"}
assert raises(lambda: setattr(o, "x", 1)) == (
    "AttributeError: 'object' object has no attribute 'x' and no __dict__ for setting new attributes")
assert raises(lambda: object(1)) == "TypeError: object() takes no arguments"
assert raises(lambda: o.__dict__) == "AttributeError: 'object' object has no attribute '__dict__'"
assert raises(lambda: setattr(object, "x", 1)) == "TypeError: cannot set 'x' attribute of immutable type 'object'"
assert raises(lambda: setattr(o, "__class__", int)).startswith("TypeError: __class__ assignment only supported")
assert o.__format__("") == str(o) and o.__dir__() and o.__init__() is None and object.__new__(object) is not o
assert None.__class__ is type(None) and repr(type(None)) == "<class 'NoneType'>"
assert bool(None) is False and type(None)() is None
assert raises(lambda: type(None)(1)) == "TypeError: NoneType takes no arguments"
assert repr(NotImplemented) == "NotImplemented" and raises(lambda: bool(NotImplemented)) == (
    "TypeError: NotImplemented should not be used in a boolean context")
assert type(...).__name__ == "ellipsis" and type(...)() is ...


class C:
    pass


assert C().__reduce_ex__(2)[1] == (C,) and C.__dict__["__doc__"] is None
assert C.__eq__ is object.__eq__ and C.__init__ is object.__init__
