# Functions that take functions: callbacks, sort keys, reduce, closures over loops, currying, composition.
from functools import partial, reduce
from itertools import accumulate, groupby
curry = lambda f: lambda a: lambda b: f(a, b)
add = lambda a, b: a + b
assert curry(add)(1)(2) == 3 and partial(add, 1)(2) == 3
assert reduce(lambda f, g: lambda x: g(f(x)), [abs, str, len])(-12345) == 5
def apply_twice(f, x): return f(f(x))
assert apply_twice(lambda x: x * 3, 2) == 18 and apply_twice(partial(pow, 2), 2) == 16
handlers = {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "max": max}
assert [handlers[k](7, 3) for k in ("+", "-", "max")] == [10, 4, 7]
def make_counters(n): return [partial(lambda i, step: i + step, i) for i in range(n)]
assert [c(10) for c in make_counters(3)] == [10, 11, 12]
words = sorted("the quick brown fox jumps over the lazy dog".split(), key=lambda w: (len(w), w))
assert {k: list(g) for k, g in groupby(words, len)} == {3: ["dog", "fox", "the", "the"], 4: ["lazy", "over"], 5: ["brown", "jumps", "quick"]}
assert list(accumulate([3, 1, 4, 1, 5], max)) == [3, 3, 4, 4, 5]
assert sum(map(lambda p: p[0] * p[1], zip([1, 2], [3, 4]))) == 11
Y = lambda f: (lambda x: f(lambda v: x(x)(v)))(lambda x: f(lambda v: x(x)(v)))
assert Y(lambda self: lambda n: 1 if n == 0 else n * self(n - 1))(10) == 3628800
def trampoline(f, *args):
    result = f(*args)
    while callable(result):
        result = result()
    return result


def count_down(n, total=0): return total if n == 0 else lambda: count_down(n - 1, total + n)
assert trampoline(count_down, 20000) == 200010000
events = []
def on(event, callback=events.append, *args): return callback((event, *args))
on("a"); on("b", lambda e: events.insert(0, e), 1)
assert events == [("b", 1), ("a",)] and (lambda: (lambda x: (lambda: x)())(5))() == 5
def outer(x):
    def middle(y):
        def inner(z): return x, y, z
        return inner
    return middle
assert outer(1)(2)(3) == (1, 2, 3) and [outer(i)(i + 1)(i + 2) for i in range(2)] == [(0, 1, 2), (1, 2, 3)]
