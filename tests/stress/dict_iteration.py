"""dict: iterating while others write may raise RuntimeError, but never shows a key or value that was not there."""
from hammer import hammer, ok, rounds

N = rounds(18000)
shared = {}
growing = {}


def write(index):
    for i in range(N):
        shared[index, i % 50] = (index, i % 50)
        if i % 3 == 0:
            shared.pop((index, (i * 7) % 50), None)


def read(index):
    for _ in range(N // 20):
        try:
            for key, value in shared.items():
                assert key == value
        except RuntimeError as error:
            assert str(error) in ("dictionary changed size during iteration", "dictionary keys changed during iteration")
        for key in list(shared):
            value = shared.get(key, key)
            assert value == key


hammer(write, read)


def grow(index):
    for i in range(N):
        growing[i] = i


def prefixes(index):
    for _ in range(N // 30):
        keys = list(growing)
        assert keys == list(range(len(keys))), "a snapshot had a hole"
        copy = growing.copy()
        assert len(copy) >= len(keys) and list(copy) == list(range(len(copy)))


hammer(grow, prefixes, prefixes, prefixes, threads=4)
ok()
