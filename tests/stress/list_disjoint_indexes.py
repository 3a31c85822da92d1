"""list: stores to different indexes never disturb each other; a reader sees some value stored there."""
from hammer import THREADS, hammer, ok, rounds

N = rounds(120000)
shared = [None] * (THREADS * 4)


def store(index):
    for i in range(N):
        place = index * 4 + i % 4
        shared[place] = (index, i)
        assert shared[place] == (index, i)
        other = shared[(place + 4) % len(shared)]
        assert other is None or other[0] == (index + 1) % THREADS


hammer(store)
assert all(item[0] == place // 4 and item[1] >= N - 4 for place, item in enumerate(shared))
ok()
