# A suspended generator does not keep what it has yielded, nor what its expressions no longer need.
import gc
import weakref


class Item:
    def __init__(self, name):
        self.name = name


def produce(items):
    while items:
        yield items.pop()
    return len(items)


def relay(items):
    return (yield from produce(items))


def dead_after(make):
    items = [Item(n) for n in range(3)]
    references = [weakref.ref(item) for item in items]
    generator = make(items)
    seen = []
    for expected in (2, 1, 0):
        item = next(generator)
        assert item.name == expected
        del item
        gc.collect()
        seen.append(references[expected]() is None)
    try:
        next(generator)
    except StopIteration as stop:
        seen.append(stop.value)
    return seen


assert dead_after(produce) == [True, True, True, 0]
assert dead_after(relay) == [True, True, True, 0]


def busy():
    total = 0
    while True:
        total += (yield total) * 2


generator = busy()
assert next(generator) == 0
for number in range(1, 6):
    gc.collect()
    assert generator.send(number) == number * (number + 1)
    gc.collect()
