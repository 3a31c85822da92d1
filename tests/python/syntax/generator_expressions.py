# Generator expressions: laziness, eager first iterable, scope.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


log = []


def source(n):
    log.append("source")
    for i in range(n):
        log.append(i)
        yield i


gen = (x * 2 for x in source(2))
assert log == []
assert next(gen) == 0 and log == ["source", 0]
assert list(gen) == [2]
assert raises(lambda: (x for x in 3)) == "TypeError: 'int' object is not iterable"
assert sum(x for x in range(4)) == 6
assert list((a, b) for a in "xy" for b in range(2)) == [("x", 0), ("x", 1), ("y", 0), ("y", 1)]
late = (x for x in range(2) for y in undefined_name)
assert raises(lambda: next(late)) == "NameError: name 'undefined_name' is not defined"
assert repr(type(gen)) == "<class 'generator'>"
assert gen.__name__ == "<genexpr>"
x = 1
g = (x for _ in range(1))
x = 2
assert next(g) == 2
assert max((len(w) for w in ["a", "bbb"]), default=0) == 3
