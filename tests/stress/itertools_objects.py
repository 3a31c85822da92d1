"""itertools: count() hands out each number once; the other iterators may be shared without harm."""
import itertools

from hammer import THREADS, hammer, ok, rounds

N = rounds(16000)
counter = itertools.count()
got = [[] for _ in range(THREADS)]


def count(index):
    for _ in range(N):
        got[index].append(next(counter))


hammer(count)
assert sorted(i for part in got for i in part) == list(range(N * THREADS)), "count() gave a number twice"
assert next(counter) == N * THREADS

# Of a shared slice each item comes once; what one thread skips may be another's.
source = itertools.count()
part = itertools.islice(source, 10, N * 4, 2)
got = [[] for _ in range(THREADS)]
hammer(lambda index: got[index].extend(part))
found = [item for items in got for item in items]
assert len(found) == len(set(found)) == len(range(10, N * 4, 2)), len(found)
assert next(source) == N * 4, "the slice took more than it has"
makers = {
    "chain": lambda: itertools.chain(range(500), range(500, 1000)),
    "chain.from_iterable": lambda: itertools.chain.from_iterable([range(500), range(500, 1000)]),
    "islice": lambda: itertools.islice(range(2000), 1000),
    "cycle": lambda: itertools.islice(itertools.cycle(range(10)), 1000),
    "repeat": lambda: itertools.repeat(5, 1000),
    "accumulate": lambda: itertools.accumulate(itertools.repeat(1, 1000)),
    "takewhile": lambda: itertools.takewhile(lambda x: x < 1000, range(2000)),
    "dropwhile": lambda: itertools.dropwhile(lambda x: x < 10, range(1010)),
    "filterfalse": lambda: itertools.filterfalse(lambda x: x % 2, range(2000)),
    "compress": lambda: itertools.compress(range(2000), [1, 0] * 1000),
    "starmap": lambda: itertools.starmap(lambda a, b: a + b, zip(range(1000), range(1000))),
    "pairwise": lambda: itertools.pairwise(range(1001)),
    "zip_longest": lambda: itertools.zip_longest(range(1000), range(500)),
    "product": lambda: itertools.product(range(10), range(10), range(10)),
    "permutations": lambda: itertools.permutations(range(6)),
    "combinations": lambda: itertools.combinations(range(12), 4),
    "batched": lambda: itertools.batched(range(2000), 2),
}
for name, make in makers.items():
    expected = {repr(item) for item in make()}
    shared = make()
    seen = [[] for _ in range(THREADS)]

    def pull(index):
        for _ in range(5000):
            try:
                seen[index].append(repr(next(shared)))
            except StopIteration:
                return
            except ValueError as error:
                assert "already executing" in str(error)

    hammer(pull)
    found = {item for part in seen for item in part}
    if name not in ("pairwise", "zip_longest", "accumulate", "starmap", "batched", "compress"):
        assert found <= expected, (name, sorted(found - expected)[:5])
    assert found, name
ok()
