# Calls: positional, keyword, defaults, star parameters, positional-only, keyword-only.
def f(a, b=2, /, c=3, *args, d, e=5, **kwargs):
    return a, b, c, args, d, e, kwargs


assert f(1, d=4) == (1, 2, 3, (), 4, 5, {})
assert f(1, 2, 3, 4, 5, d=6, g=7) == (1, 2, 3, (4, 5), 6, 5, {"g": 7})
assert f(1, d=0, a=9, b=8) == (1, 2, 3, (), 0, 5, {"a": 9, "b": 8})
assert f(*[1, 2], *(3,), **{"d": 4}, **{"x": 5}) == (1, 2, 3, (), 4, 5, {"x": 5})
assert f(1, c=9, d=1) == (1, 2, 9, (), 1, 5, {})


def mutable(item, seen=[]):
    seen.append(item)
    return seen


mutable(1)
assert mutable(2) == [1, 2]
assert mutable.__defaults__ == ([1, 2],)
assert f.__defaults__ == (2, 3) and f.__kwdefaults__ == {"e": 5}


def keywords(**k):
    return list(k)


assert keywords(z=1, a=2, m=3) == ["z", "a", "m"]
original = {"a": 1}
(lambda **k: k.update(b=2))(**original)
assert original == {"a": 1}
f.__defaults__ = (20, 30)
f.__kwdefaults__ = {"d": 40}


def g():
    return f(1)


try:
    g()
except TypeError as error:
    assert str(error) == "f() missing 1 required keyword-only argument: 'e'"
else:
    raise AssertionError
