# classmethod and staticmethod objects: binding, wrapping, attributes.
class Thing:
    @classmethod
    def make(cls, x=1):
        "Doc."
        return cls, x

    @staticmethod
    def plain(x):
        return x

    raw = staticmethod(lambda x: x * 2)
    direct = raw(3)


class Child(Thing):
    pass


assert Thing.make() == (Thing, 1) and Child().make(2) == (Child, 2)
assert Thing.make.__doc__ == "Doc." and Thing.__dict__["make"].__wrapped__.__name__ == "make"
assert type(Thing.__dict__["make"]) is classmethod and type(Thing.__dict__["plain"]) is staticmethod
assert Thing.plain(1) == 1 and Thing.direct == 6 and Thing().raw(2) == 4
assert Thing.__dict__["plain"].__func__ is Thing.plain
assert repr(Thing.__dict__["plain"]).startswith("<staticmethod(<function Thing.plain at 0x")
assert classmethod(lambda c: c).__get__(5) .__self__ is int
assert dict.fromkeys("ab", 1) == {"a": 1, "b": 1}


class MyDict(dict):
    pass


assert type(MyDict.fromkeys("a")) is MyDict
try:
    classmethod(len).__get__(None)
except TypeError as error:
    assert "__get__" in str(error)
try:
    Thing.__dict__["make"]()
except TypeError as error:
    assert str(error) == "'classmethod' object is not callable"
else:
    raise AssertionError
