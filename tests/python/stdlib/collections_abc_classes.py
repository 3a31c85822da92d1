# collections.abc: structural checks and mixin methods.
from collections.abc import (Callable, Container, Generator, Hashable, Iterable, Iterator, Mapping, MutableMapping,
                             MutableSequence, MutableSet, Sequence, Set, Sized, Awaitable, Coroutine, Buffer)
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


assert isinstance([], Sequence) and isinstance("", Sequence) and not isinstance({}, Sequence) and isinstance({}, MutableMapping)
assert isinstance({1}, MutableSet) and isinstance(frozenset(), Set) and isinstance(range(1), Sequence) and isinstance({}.keys(), Set)
assert isinstance(5, Hashable) and not isinstance([], Hashable) and isinstance(len, Callable) and isinstance(iter([]), Iterator)
assert isinstance((x for x in ""), Generator) and isinstance(b"", Buffer) and not isinstance(5, Iterable)


class Numbers(Sequence):
    def __len__(self): return 3
    def __getitem__(self, i):
        if i >= 3 or i < -3: raise IndexError
        return i * 10


n = Numbers()
assert list(n) == [0, 10, 20] and 10 in n and n.index(20) == 2 and n.count(10) == 1 and list(reversed(n)) == [20, 10, 0]


class Lower(MutableMapping):
    def __init__(self): self.data = {}
    def __getitem__(self, k): return self.data[k.lower()]
    def __setitem__(self, k, v): self.data[k.lower()] = v
    def __delitem__(self, k): del self.data[k.lower()]
    def __iter__(self): return iter(self.data)
    def __len__(self): return len(self.data)


m = Lower()
m.update(A=1, b=2)
assert m["a"] == 1 and m.pop("B") == 2 and m.setdefault("C", 3) == 3 and dict(m) == {"a": 1, "c": 3} and m.get("z") is None
assert list(m.items()) == [("a", 1), ("c", 3)] and m == {"a": 1, "c": 3} and "A" in m and m.popitem() == ("a", 1)
m.clear()
assert not m


class Missing(Sequence):
    def __len__(self): return 0


assert raises(Missing) == "TypeError: Can't instantiate abstract class Missing without an implementation for abstract method '__getitem__'"


class Duck:
    def __iter__(self): return iter(())
    def __len__(self): return 0
    def __contains__(self, x): return False


assert isinstance(Duck(), Iterable) and isinstance(Duck(), Sized) and isinstance(Duck(), Container) and not isinstance(Duck(), Sequence)
assert Callable[[int], str].__args__ == (int, str) and issubclass(dict, Mapping) and issubclass(list, MutableSequence)
