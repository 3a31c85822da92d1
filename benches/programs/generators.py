"""Generators: pipelines, delegation through trees, send, and comprehensions over them."""
import sys
import time


def count(n):
    i = 0
    while i < n:
        yield i
        i += 1


def doubled(items):
    for item in items:
        yield item * 2


def kept(items):
    for item in items:
        if item % 3:
            yield item


def tree(depth):
    if depth:
        yield from tree(depth - 1)
        yield depth
        yield from tree(depth - 1)


def running_mean():
    total = n = 0
    mean = None
    while True:
        value = yield mean
        total += value
        n += 1
        mean = total / n


def run(scale):
    n = int(800_000 * scale)
    assert sum(kept(doubled(count(n)))) == sum(2 * i for i in range(n) if 2 * i % 3)
    for _ in range(max(1, int(80 * scale))):
        assert sum(1 for _ in tree(11)) == 2 ** 11 - 1
    mean = running_mean()
    next(mean)
    for i in range(n):
        last = mean.send(i)
    assert last == (n - 1) / 2
    assert sum(a * b for a, b in zip(count(n), count(n))) == sum(x * x for x in range(n))


if __name__ == "__main__":
    scale = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    start = time.perf_counter()
    run(scale)
    print(f"generators {time.perf_counter() - start:.3f}")
