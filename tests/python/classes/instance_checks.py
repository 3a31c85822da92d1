# isinstance, issubclass: tuples, unions, __instancecheck__, __subclasscheck__, __class__ lies.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"

class Meta(type):
    def __instancecheck__(cls, instance):
        return instance == "magic"

    def __subclasscheck__(cls, subclass):
        return subclass is int

class Magic(metaclass=Meta):
    pass

assert isinstance("magic", Magic) and not isinstance("x", Magic) and issubclass(int, Magic)
assert isinstance(Magic(), Magic)
assert isinstance(1, (str, (float, int))) and not isinstance(1, ()) and isinstance(True, int)

class Liar:
    @property
    def __class__(self):
        return int

assert isinstance(Liar(), int) and isinstance(Liar(), Liar) and type(Liar()) is Liar
assert raises(lambda: isinstance(1, 1)) == (
    "TypeError: isinstance() arg 2 must be a type, a tuple of types, or a union")
assert raises(lambda: issubclass(1, int)) == "TypeError: issubclass() arg 1 must be a class"
assert raises(lambda: issubclass(int, 1)) == (
    "TypeError: issubclass() arg 2 must be a class, a tuple of classes, or a union")
from abc import ABC, abstractmethod

class Abstract(ABC):
    @abstractmethod
    def one(self): pass

    @abstractmethod
    def two(self): pass

assert raises(lambda: Abstract()) == (
    "TypeError: Can't instantiate abstract class Abstract without an implementation for abstract methods 'one', 'two'")

class Half(Abstract):
    def one(self): return 1

assert raises(lambda: Half()) == (
    "TypeError: Can't instantiate abstract class Half without an implementation for abstract method 'two'")
Abstract.register(str)
assert isinstance("x", Abstract) and issubclass(str, Abstract)
