# lambda: every kind of parameter, defaults, nesting.
assert (lambda: 1)() == 1
assert (lambda x, /, y, *a, z=3, **k: (x, y, a, z, k))(1, 2, 4, z=5, w=6) == (1, 2, (4,), 5, {"w": 6})
assert (lambda *, k: k)(k=2) == 2
assert (lambda x=1, /: x)() == 1
assert (lambda x: lambda y: x + y)(1)(2) == 3
assert (lambda *a, **k: (a, k))(*[1], **{"b": 2}) == ((1,), {"b": 2})
f = lambda: (yield 5)
assert next(f()) == 5
assert f.__name__ == "<lambda>" and f.__qualname__ == "<lambda>"
assert (lambda x: x if x else "none")(0) == "none"
assert [*map(lambda p: p[0], [(1, 2)])] == [1]
assert (lambda: ...)() is ...


def outer():
    return lambda: None


assert outer().__qualname__ == "outer.<locals>.<lambda>"
