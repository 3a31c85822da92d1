# A coroutine that is never awaited warns once it is collected; misuse of asyncio.run.
import asyncio
import gc
import warnings
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


async def forgotten():
    pass


def forget():
    forgotten()


with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    forget()
    for _ in range(3):
        gc.collect()
assert [str(w.message) for w in caught] == ["coroutine 'forgotten' was never awaited"]
assert caught[0].category is RuntimeWarning
assert raises(lambda: asyncio.run(5)) == "TypeError: An asyncio.Future, a coroutine or an awaitable is required"
assert raises(lambda: asyncio.get_running_loop()) == "RuntimeError: no running event loop"


async def nested():
    coroutine = forgotten()
    try:
        asyncio.run(coroutine)
    except RuntimeError as error:
        return str(error)
    finally:
        coroutine.close()


assert asyncio.run(nested()) == "asyncio.run() cannot be called from a running event loop"
with asyncio.Runner() as runner:
    assert runner.run(asyncio.sleep(0, 1)) + runner.run(asyncio.sleep(0, 2)) == 3
