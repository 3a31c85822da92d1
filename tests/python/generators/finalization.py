# A suspended generator that becomes garbage runs its finally block.
import gc

log = []


def gen():
    try:
        yield 1
    finally:
        log.append("closed")


def abandon():
    g = gen()
    next(g)


def abandon_unstarted():
    gen()


abandon()
abandon_unstarted()
for _ in range(3):
    gc.collect()
assert log == ["closed"]
