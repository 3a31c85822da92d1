# Abstract base classes, mixins, cooperative initialisation, __subclasshook__.
from abc import ABC, ABCMeta, abstractmethod
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"

class Shape(ABC):
    @property
    @abstractmethod
    def area(self): ...

    @classmethod
    @abstractmethod
    def make(cls): ...

    def describe(self):
        return f"{type(self).__name__} of {self.area}"

class Square(Shape):
    def __init__(self, side): self.side = side
    @property
    def area(self): return self.side ** 2
    @classmethod
    def make(cls): return cls(2)

assert Square.make().describe() == "Square of 4" and Shape.__abstractmethods__ == {"area", "make"} and not Square.__abstractmethods__
assert raises(Shape) == "TypeError: Can't instantiate abstract class Shape without an implementation for abstract methods 'area', 'make'"

class HasClose(metaclass=ABCMeta):
    @classmethod
    def __subclasshook__(cls, other):
        return True if cls is HasClose and hasattr(other, "close") else NotImplemented

import io
assert issubclass(io.StringIO, HasClose) and isinstance(io.BytesIO(), HasClose) and not isinstance(5, HasClose)
order = []

class Root:
    def __init__(self, **kwargs):
        order.append("Root")
        assert not kwargs, kwargs

class A(Root):
    def __init__(self, a, **kwargs):
        order.append("A")
        super().__init__(**kwargs)

class B(Root):
    def __init__(self, b, **kwargs):
        order.append("B")
        super().__init__(**kwargs)

class C(A, B):
    pass

C(a=1, b=2)
assert order == ["A", "B", "Root"] and raises(lambda: C(a=1)) == "TypeError: B.__init__() missing 1 required positional argument: 'b'"
