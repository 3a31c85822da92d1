# Generators as context managers and as coroutines of a small scheduler.
from collections import deque
from contextlib import contextmanager

log = []


@contextmanager
def managed(name):
    log.append("enter " + name)
    try:
        yield name.upper()
    except KeyError:
        log.append("swallowed")
    finally:
        log.append("exit " + name)


with managed("a") as value:
    assert value == "A"
    raise KeyError
assert log == ["enter a", "swallowed", "exit a"]


def task(name, n):
    for i in range(n):
        log.append(f"{name}{i}")
        yield


def run(*tasks):
    ready = deque(tasks)
    while ready:
        current = ready.popleft()
        try:
            next(current)
        except StopIteration:
            continue
        ready.append(current)


log.clear()
run(task("a", 2), task("b", 3))
assert log == ["a0", "b0", "a1", "b1", "b2"]


def sieve():
    numbers = iter(range(2, 60))
    while True:
        prime = next(numbers, None)
        if prime is None:
            return
        yield prime
        numbers = filter(lambda n, p=prime: n % p, numbers)


assert list(sieve())[:8] == [2, 3, 5, 7, 11, 13, 17, 19]
