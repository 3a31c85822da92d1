"""Instance attributes: added, changed, deleted and read by many threads on one object; a value never changes name."""
from hammer import THREADS, hammer, ok, rounds

N = rounds(15000)


class Thing:
    pass


class Slotted:
    __slots__ = tuple(f"s{i}" for i in range(THREADS))


shared = Thing()


def add(index):
    for i in range(N):
        name = f"a{index}_{i % 60}"
        setattr(shared, name, (name, i))
        assert getattr(shared, name) == (name, i)
        other = f"a{(index + 1) % THREADS}_{i % 60}"
        value = getattr(shared, other, None)
        assert value is None or value[0] == other, "a value under another name"


hammer(add)
assert len(shared.__dict__) == 60 * THREADS and all(v[0] == k for k, v in shared.__dict__.items())
shared.stable = "stable"


def churn(index):
    for i in range(N):
        name = f"c{index}"
        setattr(shared, name, i)
        assert getattr(shared, name) == i and shared.stable == "stable"
        delattr(shared, name)
        assert not hasattr(shared, name)


hammer(churn)
assert not any(k.startswith("c") for k in shared.__dict__)
slotted = Slotted()


def slots(index):
    name = f"s{index}"
    for i in range(N):
        setattr(slotted, name, i)
        assert getattr(slotted, name) == i
        if i % 5 == 0:
            delattr(slotted, name)
            assert not hasattr(slotted, name)
    setattr(slotted, name, index)


hammer(slots)
assert [getattr(slotted, f"s{i}") for i in range(THREADS)] == list(range(THREADS))


def same_name(index):
    for i in range(N):
        shared.contested = (index, i, index)
        a, _, b = shared.contested
        assert a == b


hammer(same_name)


def fresh(index):
    for i in range(N):
        thing = Thing()
        thing.x, thing.y = i, -i
        thing.__dict__["z"] = 0
        assert thing.x + thing.y == thing.z


hammer(fresh)
ok()
