"""Generators: one generator entered by all threads gives each item once, and ValueError to who comes second."""
from hammer import THREADS, hammer, ok, rounds

N = rounds(64000)


def numbers():
    for i in range(N):
        yield i


shared = numbers()
got = [[] for _ in range(THREADS)]


def pull(index):
    while True:
        try:
            got[index].append(next(shared))
        except StopIteration:
            return
        except ValueError as error:
            assert str(error) == "generator already executing"


hammer(pull)
assert sorted(i for part in got for i in part) == list(range(N))
assert all(part == sorted(part) for part in got)


def accumulate():
    total = 0
    while True:
        value = yield total
        if value is None:
            return
        total += value


adder = accumulate()
next(adder)


def send(index):
    for _ in range(N // 10):
        while True:
            try:
                adder.send(1)
                break
            except ValueError as error:
                assert str(error) == "generator already executing"


hammer(send)
assert adder.send(0) == (N // 10) * THREADS


def own(index):
    for i in range(N // 100):
        assert sum(x for x in range(50)) == 1225
        nested = ((a, b) for a in range(5) for b in range(5))
        assert len(list(nested)) == 25


hammer(own)
closing = []


def closable():
    try:
        while True:
            yield 1
    finally:
        closing.append(1)


def close(index):
    for g in many:
        try:
            next(g)
            g.close()
        except (ValueError, StopIteration):
            pass


many = [closable() for _ in range(N // 20)]
hammer(close)
for g in many:
    g.close()
assert len(closing) <= len(many)
ok()
