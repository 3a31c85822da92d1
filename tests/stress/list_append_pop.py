"""list: append, pop, extend, insert and remove keep every item exactly once."""
from hammer import THREADS, hammer, ok, rounds

N = rounds(20000)
shared = []


def append(index):
    for i in range(N):
        shared.append((index, i))


hammer(append)
assert len(shared) == N * THREADS and len(set(shared)) == N * THREADS
for index in range(THREADS):
    assert [i for n, i in shared if n == index] == list(range(N)), "a thread's own order changed"

taken = [[] for _ in range(THREADS)]


def pop(index):
    while True:
        try:
            taken[index].append(shared.pop())
        except IndexError:
            return


hammer(pop)
assert not shared and len({item for part in taken for item in part}) == N * THREADS == sum(map(len, taken))


def extend(index):
    block = [(index, i) for i in range(7)]
    for _ in range(N // 10):
        shared.extend(block)


hammer(extend)
assert len(shared) == 7 * (N // 10) * THREADS
for place in range(0, len(shared), 7):
    block = shared[place:place + 7]
    assert block == [(block[0][0], i) for i in range(7)], "a block was torn"

shared.clear()


def both(index):
    for i in range(N // 4):
        shared.insert(0, (index, i))
        shared.append((index, -1 - i))
        assert shared.pop() is not None


hammer(both)
assert len(shared) == (N // 4) * THREADS
ok()
