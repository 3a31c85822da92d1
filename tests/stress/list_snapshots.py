"""list: a copy, a slice, and a slice assignment are whole; readers see prefixes of what appenders wrote."""
from hammer import hammer, ok, rounds

N = rounds(15000)
growing = []
whole = [0] * 16


def grow(index):
    for i in range(N):
        growing.append(i if index == 0 else -1)


def read(index):
    for _ in range(N // 30):
        copy = growing[:]
        assert -1 not in copy and copy == list(range(len(copy)))
        again = list(growing)
        assert len(again) >= len(copy) and again[-1:] == ([len(again) - 1] if again else [])
        if growing:
            last = growing[-1]
            assert 0 <= last < N


hammer(grow, read, read, threads=3)


def replace(index):
    for i in range(N):
        whole[:] = [index * N + i] * 16


def check(index):
    for _ in range(N):
        copy = whole[:]
        assert len(copy) == 16 and len(set(copy)) == 1, copy


hammer(replace, check)

turning = list(range(50))


def reverse(index):
    for _ in range(N):
        turning.reverse()


def either(index):
    for _ in range(N):
        copy = turning.copy()
        assert copy == list(range(50)) or copy == list(range(49, -1, -1)), copy


hammer(reverse, either)
ok()
