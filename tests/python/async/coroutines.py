# Coroutines driven by hand: send, throw, close, awaiting objects, errors.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"

class Suspend:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        return (yield self.value)

async def inner(x):
    got = await Suspend(x)
    return got * 2

async def outer():
    first = await inner("a")
    second = await inner("b")
    return first + second

c = outer()
assert c.send(None) == "a" and c.send(1) == "b"
assert raises(lambda: c.send(2)) == "StopIteration: 6"
assert raises(lambda: c.send(None)) == "RuntimeError: cannot reuse already awaited coroutine"
c = outer()
assert repr(c).startswith("<coroutine object outer at 0x") and c.cr_frame is not None and c.cr_await is None
c.send(None)
assert c.cr_await.__name__ == "inner"
assert raises(lambda: c.throw(ValueError("t"))) == "ValueError: t"
c = outer()
c.close()

async def bad_await(value):
    await value

assert raises(lambda: bad_await(3).send(None)) == "TypeError: 'int' object can't be awaited"

class NotIterator:
    def __await__(self):
        return 5

assert raises(lambda: bad_await(NotIterator()).send(None)) == "TypeError: __await__() returned non-iterator of type 'int'"
c = inner(1)
assert raises(lambda: iter(c)) == "TypeError: 'coroutine' object is not iterable"
assert raises(lambda: next(c)) == "TypeError: 'coroutine' object is not an iterator"
c.close()
w = inner(1).__await__()
assert next(w) == 1
w.close()
