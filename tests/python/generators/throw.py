# throw(): instances, classes, handled inside, escaping, before the start, after the end.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


def guarded():
    while True:
        try:
            yield "normal"
        except ValueError as error:
            yield ("caught", str(error))


g = guarded()
assert next(g) == "normal"
assert g.throw(ValueError("x")) == ("caught", "x")
assert next(g) == "normal"
assert g.throw(ValueError) == ("caught", "")
assert raises(lambda: g.throw(KeyError("k"))) == "KeyError: 'k'"
assert raises(lambda: next(g)) == "StopIteration: "
unstarted = guarded()
assert raises(lambda: unstarted.throw(KeyError(1))) == "KeyError: 1"
assert raises(lambda: next(unstarted)) == "StopIteration: "
assert raises(lambda: guarded().throw(3)) == (
    "TypeError: exceptions must be classes or instances deriving from BaseException, not int")


def stop_inside():
    yield 1
    raise StopIteration("lost")


def stop_thrown():
    try:
        yield 1
    except KeyError:
        return "returned"


s = stop_inside()
next(s)
assert raises(lambda: next(s)) == "RuntimeError: generator raised StopIteration"
t = stop_thrown()
next(t)
assert raises(lambda: t.throw(KeyError)) == "StopIteration: returned"
t = stop_thrown()
next(t)
assert raises(lambda: t.throw(StopIteration())) == "RuntimeError: generator raised StopIteration"
