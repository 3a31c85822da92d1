# Steps of asynchronous generators: nobody awaits them, what athrow() was given is looked at late.
import gc
import warnings


async def numbers():
    yield 1
    yield 2


def forget(method, *args):
    getattr(numbers(), method)(*args)


def warned(*call):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        forget(*call)
        gc.collect()
    assert all(w.category is RuntimeWarning for w in caught)
    return [str(w.message) for w in caught]


never = "coroutine method '{}' of 'numbers' was never awaited"
assert warned("asend", None) == [never.format("asend")]
assert warned("__anext__") == [never.format("asend")]
assert warned("athrow", KeyError) == [never.format("athrow")]
assert warned("aclose") == [never.format("aclose")]


def drive():
    generator = numbers()
    step = generator.asend(None)
    try:
        step.send(None)
    except StopIteration as stop:
        assert stop.value == 1
    generator.aclose().close()


with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    drive()
    gc.collect()
assert caught == []

step = numbers().athrow(None)
try:
    step.send(None)
except TypeError as error:
    assert str(error) == "exceptions must be classes or instances deriving from BaseException, not NoneType"
else:
    assert False
