"""Classes: attributes read and written, methods, properties, inheritance, special methods."""
import sys
import time


class Vector:
    made = 0
    unit = 1.0

    def __init__(self, x, y):
        self.x, self.y = x, y

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)

    def __eq__(self, other):
        return self.x == other.x and self.y == other.y

    @property
    def square(self):
        return self.x * self.x + self.y * self.y

    def scaled(self, factor=2):
        return Vector(self.x * factor, self.y * factor)

    @classmethod
    def origin(cls):
        return cls(0, 0)

    @staticmethod
    def twice(value):
        return value * 2


class Named(Vector):
    __slots__ = ("name",)

    def __init__(self, name, x, y):
        super().__init__(x, y)
        self.name = name

    def scaled(self, factor=2):
        inner = super().scaled(factor)
        return Named(self.name, inner.x, inner.y)


class Slotted:
    __slots__ = ("a", "b")

    def __init__(self, a, b):
        self.a, self.b = a, b

    def swap(self):
        self.a, self.b = self.b, self.a


class Fallback:
    def __getattr__(self, name):
        return len(name)


def run(scale):
    n = int(400_000 * scale)
    total = Vector.origin()
    step = Vector(1, 2)
    for i in range(n):
        total = total + step
        total.x -= 1
    assert total == Vector(0, 2 * n) and total.square == 4 * n * n
    named = Named("n", 1, 1)
    slotted = Slotted(1, 2)
    fallback = Fallback()
    for i in range(n):
        named.x = named.x + Vector.unit
        assert named.scaled(3).y == 3
        slotted.swap()
        assert fallback.abc == 3 and Vector.twice(i) == 2 * i
        assert isinstance(named, Vector) and getattr(named, "name") == "n"
    assert named.x == n + 1


if __name__ == "__main__":
    scale = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    start = time.perf_counter()
    run(scale)
    print(f"attribute_classes {time.perf_counter() - start:.3f}")
