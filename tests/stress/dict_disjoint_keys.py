"""dict: threads write, read and delete their own keys while the table grows and shrinks under all of them."""
from hammer import THREADS, hammer, ok, rounds

N = rounds(32000)
shared = {}


def work(index):
    for i in range(N):
        shared[index, i] = i
        assert shared[index, i] == i
        if i >= 10:
            del shared[index, i - 10]
            assert (index, i - 10) not in shared
        assert shared.get((index, i - 5), i - 5) == i - 5


hammer(work)
assert len(shared) == 10 * THREADS
for index in range(THREADS):
    assert [i for n, i in shared if n == index] == list(range(N - 10, N)), "insertion order"
for key in list(shared):
    assert shared.pop(key) == key[1]
assert not shared


def strings(index):
    for i in range(N):
        shared[f"{index}:{i}"] = i


hammer(strings)
assert len(shared) == N * THREADS and all(shared[f"{n}:{i}"] == i for n in range(THREADS) for i in range(0, N, 17))
ok()
