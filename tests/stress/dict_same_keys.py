"""dict: threads fight over the same few keys with setdefault, pop, popitem and update."""
from hammer import THREADS, hammer, ok, rounds

N = rounds(12000)
shared = {}
winners = [[] for _ in range(THREADS)]


def race(index):
    for i in range(N):
        winners[index].append(shared.setdefault(i, (index, i)))


hammer(race)
assert len(shared) == N
for i in range(N):
    assert len({id(part[i]) for part in winners}) == 1, "setdefault had two winners"
    assert shared[i] is winners[0][i]

taken = [[] for _ in range(THREADS)]


def take(index):
    for i in range(N):
        value = shared.pop(i, None)
        if value is not None:
            taken[index].append(value)


hammer(take)
assert not shared and len([v for part in taken for v in part]) == N == len({v for part in taken for v in part})

for i in range(N):
    shared[i] = i
popped = [[] for _ in range(THREADS)]


def pop_items(index):
    while True:
        try:
            key, value = shared.popitem()
        except KeyError:
            return
        assert key == value
        popped[index].append(key)


hammer(pop_items)
assert sorted(k for part in popped for k in part) == list(range(N))


def update(index):
    block = {f"k{j}": index for j in range(8)}
    for _ in range(N):
        shared.update(block)
        copy = shared.copy()
        assert len(copy) == 8 and len(set(copy.values())) == 1, "an update from a dict was seen half done"


hammer(update)
ok()
