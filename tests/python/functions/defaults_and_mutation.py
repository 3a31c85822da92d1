# Default values: evaluated once, shared, replaced; keyword-only defaults; sentinel idiom.
calls = []


def make():
    calls.append(1)
    return []


def f(x, acc=make(), *, seen={}):
    acc.append(x)
    seen[x] = len(acc)
    return acc, seen


f(1)
acc, seen = f(2)
assert calls == [1] and acc == [1, 2] and seen == {1: 1, 2: 2}
assert f.__defaults__[0] is acc and f.__kwdefaults__["seen"] is seen
assert f(3, [])[0] == [3]
f.__defaults__ = None
try:
    f(1)
except TypeError as error:
    assert str(error) == "f() missing 1 required positional argument: 'acc'"
MISSING = object()


def g(x=MISSING):
    return "missing" if x is MISSING else x


assert g() == "missing" and g(None) is None
functions = []
for i in range(3):
    def h(n=i):
        return n, i
    functions.append(h)
assert [h() for h in functions] == [(0, 2), (1, 2), (2, 2)]


def positional(a, b=10, /, c=20, *, d=30):
    return a + b + c + d


assert positional(1) == 61 and positional(1, 2, 3, d=4) == 10 and positional(1, c=0, d=0) == 11
base = 5


def uses(x=base):
    return x


base = 6
assert uses() == 5
