"""Class attributes: methods replaced, bases changed and subclasses made while other threads call through them."""
from hammer import THREADS, hammer, ok, rounds

N = rounds(10000)


class Base:
    def version(self):
        return -1


class Other:
    def version(self):
        return -2


class Child(Base):
    value = 0


child = Child()


def replace(index):
    for i in range(N):
        Base.version = lambda self, i=i: i
        Child.value = i
        setattr(Child, f"extra{index}", i)
        assert getattr(Child, f"extra{index}") == i


def call(index):
    for _ in range(N * 3):
        assert -1 <= child.version() < N
        assert 0 <= child.value < N and Child.value >= 0


hammer(replace, call)
assert sorted(k for k in Child.__dict__ if k.startswith("extra")) == [f"extra{i}" for i in range(0, THREADS, 2)]
Base.version = lambda self: -1
del Child.value


class Swapped(Base):
    pass


swapped = Swapped()


def swap(index):
    for _ in range(N // 4):
        Swapped.__bases__ = (Other,)
        Swapped.__bases__ = (Base,)


def follow(index):
    for _ in range(N * 2):
        assert swapped.version() in (-1, -2)


hammer(swap, *[follow] * 7)
made = []


def subclass(index):
    for i in range(N // 10):
        new = type(f"New{index}_{i}", (Base,), {"tag": (index, i)})
        assert new().version() == -1 and new.tag == (index, i)
        made.append(new)


hammer(subclass)
assert len(made) == (N // 10) * THREADS and set(made) <= set(Base.__subclasses__())
ok()
