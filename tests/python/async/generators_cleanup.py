# Async generators left open are closed by the loop; aclosing; async context managers made from generators.
import asyncio
import contextlib

log = []


async def numbers():
    try:
        for i in range(10):
            yield i
    finally:
        await asyncio.sleep(0)
        log.append("closed")


@contextlib.asynccontextmanager
async def managed(name):
    log.append("in " + name)
    try:
        yield name
    except KeyError:
        log.append("handled")
    finally:
        log.append("out " + name)


async def main():
    async with contextlib.aclosing(numbers()) as source:
        async for n in source:
            if n == 2:
                break
    assert log == ["closed"]
    log.clear()
    async with managed("a") as a:
        assert a == "a"
        raise KeyError
    assert log == ["in a", "handled", "out a"]
    async with contextlib.AsyncExitStack() as stack:
        await stack.enter_async_context(managed("b"))
        stack.push_async_callback(asyncio.sleep, 0)
        stack.callback(log.append, "callback")
    assert log[-3:] == ["in b", "callback", "out b"]
    log.clear()
    keep.append(numbers())
    assert await anext(keep[0]) == 0


keep = []
asyncio.run(main())
assert log == ["closed"]
