# Bound methods, functions on instances, equality and hashing of methods.
class Thing:
    def method(self, x=1):
        return self, x

    @classmethod
    def class_method(cls):
        return cls

    @staticmethod
    def static(x):
        return x


class Child(Thing):
    pass


thing = Thing()
bound = thing.method
assert bound() == (thing, 1) and bound(2) == (thing, 2)
assert bound.__self__ is thing and bound.__func__ is Thing.method and bound.__name__ == "method"
assert bound == thing.method and bound is not thing.method and hash(bound) == hash(thing.method)
assert bound != Thing().method
assert Thing.method(thing, 3) == (thing, 3)
assert Child.class_method() is Child and Child().class_method() is Child
assert Thing.static(4) == 4 and thing.static(5) == 5
assert Thing.class_method.__self__ is Thing
thing.own = lambda x: x
assert thing.own(6) == 6
Thing.added = lambda self: "added"
assert thing.added() == "added"
assert repr(bound).startswith("<bound method Thing.method of <__main__.Thing object at 0x")
import types
manual = types.MethodType(lambda self, y: (self, y), "me")
assert manual(1) == ("me", 1)
assert type(bound) is types.MethodType
assert [].append.__self__ == [] and [].append.__name__ == "append"
assert list.append.__objclass__ is list
bound_append = (target := []).append
bound_append(1)
assert target == [1]
Thing.builtin = len
assert Thing().builtin("abc") == 3
