# Metaclasses that are functions, __mro_entries__, types.new_class, type() with three arguments.
import types

def make(name, bases, namespace, **kwargs):
    return name, bases, sorted(k for k in namespace if not k.startswith("__")), kwargs

class Fake(int, metaclass=make, key=1):
    x = 1

assert Fake == ("Fake", (int,), ["x"], {"key": 1})

class Entry:
    def __mro_entries__(self, bases):
        return (list,)

class FromEntry(Entry()):
    pass

assert FromEntry.__bases__ == (list,) and len(FromEntry.__orig_bases__) == 1
Dynamic = type("Dynamic", (object,), {"x": 1, "get": lambda self: self.x})
assert Dynamic().get() == 1 and Dynamic.__module__ == "__main__"
New = types.new_class("New", (Dynamic,), {}, lambda namespace: namespace.update(y=2))
assert New.y == 2 and New().get() == 1
assert types.resolve_bases((Entry(),)) == (list,)
assert type(type) is type and isinstance(type, type) and isinstance(object, type) and type.__mro__ == (type, object)
assert type(Dynamic) is type

class Singleton(type):
    instances = {}

    def __call__(cls, *args):
        if cls not in Singleton.instances:
            Singleton.instances[cls] = super().__call__(*args)
        return Singleton.instances[cls]

class Only(metaclass=Singleton):
    pass

assert Only() is Only()

class Property(type):
    @property
    def label(cls):
        return cls.__name__.lower()

class Labelled(metaclass=Property):
    pass

assert Labelled.label == "labelled" and not hasattr(Labelled(), "label")
