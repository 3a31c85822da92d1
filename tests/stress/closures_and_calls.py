"""Functions, closures, cells, methods, partials and caches called by all threads at once."""
import functools

from hammer import THREADS, hammer, ok, rounds

N = rounds(18000)


def make_adder(n):
    def add(x, *more, scale=1, **named):
        return (x + n + sum(more) + sum(named.values())) * scale
    return add


add_five = make_adder(5)


class Counter:
    def __init__(self):
        self.base = 10

    def method(self, x):
        return self.base + x

    @classmethod
    def named(cls, x):
        return cls.__name__, x

    @property
    def double(self):
        return self.base * 2


shared = Counter()
bound = shared.method
partial = functools.partial(add_five, 1, scale=2)


def call(index):
    for i in range(N):
        assert add_five(i) == i + 5 and add_five(i, 1, 2, scale=2, k=3) == (i + 11) * 2
        assert bound(i) == i + 10 and shared.method(i) == i + 10 and Counter.named(i) == ("Counter", i)
        assert shared.double == 20 and partial() == 12 and partial(i) == (6 + i) * 2
        assert (lambda a, b=index: a + b)(i) == i + index


hammer(call)
calls = []


@functools.cache
def cached(n):
    calls.append(n)
    return n * n


@functools.lru_cache(maxsize=50)
def bounded(n):
    return -n


def use_cache(index):
    for i in range(N):
        assert cached(i % 200) == (i % 200) ** 2 and bounded(i % 120) == -(i % 120)


hammer(use_cache)
assert set(calls) == set(range(200)) and bounded.cache_info().currsize <= 50 and cached.cache_info().currsize == 200


def cells(index):
    value = 0

    def bump():
        nonlocal value
        value += 1
        return value

    for i in range(N):
        assert bump() == i + 1
    assert value == N


hammer(cells)
ok()
