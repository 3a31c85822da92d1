# Where attributes come from: data descriptors, instance, class, bases, metaclass, __getattr__, special methods on types.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


class Meta(type):
    meta_only = "meta"
    both = "meta both"

    @property
    def meta_data(cls): return "meta data"

    def __getattr__(cls, name): return "meta getattr " + name


class Data:
    def __init__(self, tag): self.tag = tag
    def __get__(self, instance, owner): return "data " + self.tag
    def __set__(self, instance, value): raise AttributeError("read only " + self.tag)


class Base(metaclass=Meta):
    inherited = "base"
    overridden = "base"
    data = Data("base")
    both = "class both"


class Child(Base):
    overridden = "child"
    meta_data = "class value"


c = Child()
assert c.inherited == "base" and c.overridden == "child" and Child.meta_only == "meta" and Child.both == "class both" and Child.meta_data == "meta data"
assert raises(lambda: c.meta_only) == "AttributeError: 'Child' object has no attribute 'meta_only'"
assert c.meta_data == "class value" and Child.unknown == "meta getattr unknown"
c.__dict__.update(data="instance", overridden="instance", inherited="instance")
assert c.data == "data base" and c.overridden == "instance" and c.inherited == "instance" and raises(lambda: setattr(c, "data", 1)) == "AttributeError: read only base"
del c.overridden
assert c.overridden == "child"
Child.data = "plain"
assert c.data == "instance" and Child.data == "plain"


class Special:
    def __len__(self): return 1


s = Special()
s.__len__ = lambda: 99
assert len(s) == 1 and s.__len__() == 99 and type(s).__len__(s) == 1
s.__class__ = type("Other", (), {"__len__": lambda self: 5})
assert len(s) == 5 and type(s).__name__ == "Other"
Base.late = property(lambda self: "late property")
assert c.late == "late property" and raises(lambda: setattr(c, "late", 1)) == "AttributeError: property '<lambda>' of 'Child' object has no setter"
