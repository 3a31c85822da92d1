# Generators: laziness, next, return values, attributes, exhaustion.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


def gen(n):
    for i in range(n):
        yield i
    return "done"


g = gen(2)
assert (next(g), next(g)) == (0, 1)
try:
    next(g)
except StopIteration as stop:
    assert stop.value == "done"
assert raises(lambda: next(g)) == "StopIteration: "
assert list(gen(3)) == [0, 1, 2] and sum(gen(4)) == 6
assert g.gi_frame is None and not g.gi_running and g.gi_yieldfrom is None
g = gen(1)
assert g.gi_frame.f_code is gen.__code__ and g.__name__ == "gen" and g.__qualname__ == "gen"
assert repr(g).startswith("<generator object gen at 0x") and iter(g) is g
assert not g.gi_suspended
next(g)
assert g.gi_suspended


def empty():
    return
    yield


assert list(empty()) == []


def infinite():
    n = 0
    while True:
        yield n
        n += 1


it = infinite()
assert [next(it) for _ in range(3)] == [0, 1, 2] and [x for x, _ in zip(it, "ab")] == [3, 4]


def fibonacci():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b


from itertools import islice
assert list(islice(fibonacci(), 10)) == [0, 1, 1, 2, 3, 5, 8, 13, 21, 34]
