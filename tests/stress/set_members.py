"""set: add, discard, pop and bulk updates lose nothing and duplicate nothing."""
from hammer import THREADS, hammer, ok, rounds

N = rounds(32000)
shared = set()


def add(index):
    for i in range(N):
        shared.add((index, i))
        shared.add(i)
        assert (index, i) in shared and i in shared


hammer(add)
assert len(shared) == N * THREADS + N


def discard(index):
    for i in range(N):
        shared.discard((index, i))
        shared.discard(i)
        assert (index, i) not in shared


hammer(discard)
assert shared == set()
shared.update(range(N * 4))
taken = [[] for _ in range(THREADS)]


def pop(index):
    while True:
        try:
            taken[index].append(shared.pop())
        except KeyError:
            return


hammer(pop)
assert sorted(i for part in taken for i in part) == list(range(N * 4))


def bulk(index):
    block = {(index, i) for i in range(20)}
    for _ in range(N // 20):
        shared.update(block)
        assert block <= shared.copy()
        shared.difference_update(block)
        assert not block & shared


hammer(bulk)
assert not shared
ok()
