# close(): GeneratorExit, finally blocks, return values, ignoring it.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"

log = []

def careful():
    try:
        yield 1
        yield 2
    except GeneratorExit:
        log.append("exit")
        raise
    finally:
        log.append("finally")

g = careful()
next(g)
assert g.close() is None and log == ["exit", "finally"]
assert g.close() is None and raises(lambda: next(g)) == "StopIteration: "
log.clear()
careful().close()
assert log == []

def stubborn():
    try:
        yield 1
    except GeneratorExit:
        yield 2

s = stubborn()
next(s)
assert raises(s.close) == "RuntimeError: generator ignored GeneratorExit"

def returns():
    try:
        yield
    except GeneratorExit:
        return "value"

r = returns()
next(r)
assert r.close() == "value"

def fails():
    try:
        yield
    finally:
        raise ValueError("closing")

f = fails()
next(f)
assert raises(f.close) == "ValueError: closing"
