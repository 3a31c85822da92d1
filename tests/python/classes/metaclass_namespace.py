# The __dict__ of a class with a metaclass of one's own is its namespace, as that of any class.
from abc import ABC, ABCMeta
from types import MappingProxyType


class Meta(type):
    pass


for base, metaclass in ((object, Meta), (object, ABCMeta), (ABC, ABCMeta)):
    cls = metaclass("C", (base,), {"x": 1})
    assert type(cls.__dict__) is MappingProxyType and cls.__dict__["x"] == 1
    cls.y = 2
    assert vars(cls)["y"] == 2 and "y" in cls.__dict__
    assert "x" not in metaclass.__dict__ and type(metaclass.__dict__) is MappingProxyType
assert "__dict__" not in Meta.__dict__
