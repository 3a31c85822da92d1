# Custom mro() and __bases__, dicts of classes with metaclasses, slots over several bases.
import types


def raises(call):
    try:
        call()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


class Meta(type):
    pass


class Made(metaclass=Meta):
    x = 1

assert type(Made.__dict__) is types.MappingProxyType and Made.__dict__["x"] == 1 and "__dict__" not in Meta.__dict__


class Slotted:
    __slots__ = ()


class WithDict:
    pass

class Both(Slotted, WithDict):
    __slots__ = ()


both = Both(); both.anything = 2
assert both.__dict__ == {"anything": 2}


class Adds(type):
    def mro(cls):
        return (cls, WithDict, object)


class Follower(metaclass=Adds):
    pass


WithDict.late = 3
assert Follower.late == 3 and WithDict.__subclasses__() == [Both]
WithDict.late = 4
assert Follower.late == 4
lies = type("Lies", (type,), {"mro": lambda cls: [cls, dict, object]})
assert raises(lambda: lies("C", (), {})) == "TypeError: mro() returned base with unsuitable layout ('dict')"


class Module(types.ModuleType):
    pass


module = Module("m")
module.b = 1
assert "b" in dir(module) and vars(module)["b"] == 1
