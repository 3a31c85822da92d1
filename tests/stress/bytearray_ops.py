"""bytearray: append, extend, slice stores and resizing from many threads."""
from hammer import THREADS, hammer, ok, rounds

N = rounds(24000)
shared = bytearray()


def append(index):
    for _ in range(N):
        shared.append(index)


hammer(append)
assert len(shared) == N * THREADS and all(shared.count(i) == N for i in range(THREADS))
shared.clear()


def extend(index):
    block = bytes([index]) * 5
    for _ in range(N):
        shared.extend(block)


hammer(extend)
assert len(shared) == 5 * N * THREADS
for place in range(0, len(shared), 5):
    assert len(set(shared[place:place + 5])) == 1, "a block was torn"
whole = bytearray(64)


def replace(index):
    block = bytes([index]) * 64
    for _ in range(N):
        whole[:] = block
        copy = bytes(whole)
        assert len(copy) == 64 and len(set(copy)) == 1, "a slice store was torn"


hammer(replace)
cells = bytearray(THREADS)


def store(index):
    for i in range(N):
        cells[index] = i & 255
        assert cells[index] == i & 255


hammer(store)
stack = bytearray(range(256)) * 20
taken = [bytearray() for _ in range(THREADS)]


def pop(index):
    while True:
        try:
            taken[index].append(stack.pop())
        except IndexError:
            return


hammer(pop)
assert sorted(b"".join(taken)) == sorted(bytes(range(256)) * 20)
ok()
