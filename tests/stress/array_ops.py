"""array.array: append, pop, stores to own indexes, slices."""
from array import array

from hammer import THREADS, hammer, ok, rounds

N = rounds(20000)
shared = array("q")


def append(index):
    for i in range(N):
        shared.append(index * N + i)


hammer(append)
assert sorted(shared) == list(range(N * THREADS))
taken = [array("q") for _ in range(THREADS)]


def pop(index):
    while True:
        try:
            taken[index].append(shared.pop())
        except IndexError:
            return


hammer(pop)
assert sorted(i for part in taken for i in part) == list(range(N * THREADS)) and len(shared) == 0
cells = array("d", [0.0] * THREADS)


def store(index):
    for i in range(N):
        cells[index] = i + 0.5
        assert cells[index] == i + 0.5


hammer(store)
assert cells.tolist() == [N - 0.5] * THREADS


def extend(index):
    block = array("q", [index] * 6)
    for _ in range(N // 10):
        shared.extend(block)


hammer(extend)
assert len(shared) == 6 * (N // 10) * THREADS
assert all(len(set(shared[p:p + 6])) == 1 for p in range(0, len(shared), 6)), "a block was torn"
ok()
