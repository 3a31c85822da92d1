"""OrderedDict, defaultdict and Counter: own keys from every thread, order kept, nothing lost."""
from collections import Counter, OrderedDict, defaultdict

from hammer import THREADS, hammer, ok, rounds

N = rounds(16000)
ordered = OrderedDict()
grouped = defaultdict(list)
counters = Counter()


def work(index):
    for i in range(N):
        ordered[index, i] = i
        assert ordered[index, i] == i
        if i % 3 == 0:
            ordered.move_to_end((index, i))
        if i >= 20:
            del ordered[index, i - 20]
        grouped[index].append(i)
        counters[index] = counters[index] + 1


hammer(work)
assert len(ordered) == 20 * THREADS == len(list(ordered)) == len(list(reversed(ordered)))
assert list(ordered) == list(reversed(list(reversed(ordered))))
assert dict(grouped) == {n: list(range(N)) for n in range(THREADS)}
assert counters == {n: N for n in range(THREADS)}
taken = [[] for _ in range(THREADS)]


def drain(index):
    while True:
        try:
            taken[index].append(ordered.popitem(last=index % 2 == 0)[0])
        except KeyError:
            return


hammer(drain)
assert len({key for part in taken for key in part}) == 20 * THREADS == sum(map(len, taken)) and not ordered
shared = defaultdict(list)


def same_key(index):
    for i in range(N):
        shared["known"].append((index, i))


shared["known"]
hammer(same_key)
assert len(shared["known"]) == N * THREADS == len(set(shared["known"]))
ok()
