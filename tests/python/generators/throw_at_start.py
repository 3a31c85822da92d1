# An exception thrown into a generator that has not begun passes through; one thrown into a sub-iterator
# without `throw` counts as if the iterator had raised it.


def plain():
    yield 1


async def coroutine():
    pass


def delegating():
    yield (yield from [1, 2])


def raises(function, *arguments):
    try:
        return function(*arguments)
    except BaseException as error:
        return f"{type(error).__name__}: {error}"


assert raises(plain().throw, StopIteration(2)) == "StopIteration: 2"
assert raises(coroutine().throw, StopIteration(3)) == "StopIteration: 3"
begun = plain()
next(begun)
assert raises(begun.throw, StopIteration(4)) == "RuntimeError: generator raised StopIteration"
assert raises(begun.throw, StopIteration(5)) == "StopIteration: 5"

inner = delegating()
assert next(inner) == 1
assert inner.throw(StopIteration(6)) == 6
inner = delegating()
next(inner)
assert raises(inner.throw, ValueError("v")) == "ValueError: v"
