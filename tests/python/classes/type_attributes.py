# Attributes of types: mutation after creation, mappingproxy, caches see the change.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


class Base:
    def f(self): return "base"


class Child(Base):
    pass


child = Child()
for _ in range(200):
    assert child.f() == "base"
Child.f = lambda self: "child"
assert child.f() == "child"
del Child.f
assert child.f() == "base"
Base.f = lambda self: "new base"
assert child.f() == "new base"
child.f = lambda: "instance"
assert child.f() == "instance"
del child.f
assert type(Child.__dict__).__name__ == "mappingproxy"
assert raises(lambda: Child.__dict__.__setitem__("x", 1)) == (
    "AttributeError: 'mappingproxy' object has no attribute '__setitem__'")


def store():
    Child.__dict__["x"] = 1


assert raises(store) == "TypeError: 'mappingproxy' object does not support item assignment"
assert raises(lambda: setattr(int, "x", 1)) == "TypeError: cannot set 'x' attribute of immutable type 'int'"
assert raises(lambda: delattr(int, "real")) == "TypeError: cannot set 'real' attribute of immutable type 'int'"
Child.__name__ = "Renamed"
assert repr(Child) == "<class '__main__.Child'>"
Child.__qualname__ = "Renamed"
assert repr(Child) == "<class '__main__.Renamed'>"
assert raises(lambda: setattr(Child, "__name__", 3)) == "TypeError: can only assign string to Renamed.__name__, not 'int'"
Child.__doc__ = "doc"
assert Child.__doc__ == "doc" and child.__doc__ == "doc"
assert raises(lambda: type()) == "TypeError: type() takes 1 or 3 arguments"
assert raises(lambda: type("a", (), {}, 1)) == "TypeError: type() takes 1 or 3 arguments"
assert raises(lambda: type(1, (), {})) == "TypeError: type.__new__() argument 1 must be str, not int"
Base.__len__ = lambda self: 7
assert len(child) == 7
del Base.__len__
assert raises(lambda: len(child)) == "TypeError: object of type 'Renamed' has no len()"
