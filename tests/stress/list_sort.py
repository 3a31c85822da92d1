"""list: sorting while others read or write; a list under sort looks empty or whole, and keeps its items."""
from hammer import hammer, ok, rounds

N = rounds(150)
shared = list(range(400))


def sort(index):
    for i in range(N):
        try:
            shared.sort(key=lambda x: -x if i % 2 else x)
        except ValueError as error:
            assert str(error) == "list modified during sort"


def read(index):
    for _ in range(N * 10):
        copy = shared[:]
        assert copy == [] or sorted(copy) == list(range(400))
        try:
            assert 0 <= shared[index] < 400
        except IndexError:
            pass


hammer(sort, read, read, read, threads=4)
assert sorted(shared) == list(range(400))


def own(index):
    for i in range(N):
        mine = [(j * 7919 + index + i) % 1009 for j in range(200)]
        ordered = sorted(mine)
        assert all(a <= b for a, b in zip(ordered, ordered[1:])) and len(ordered) == 200


hammer(own)
ok()
