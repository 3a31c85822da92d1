# async for and async with on objects that do not support them.
import asyncio


async def failure(coroutine):
    try:
        await coroutine
    except Exception as error:
        return f"{type(error).__name__}: {error}"


async def loop_over(value):
    async for _ in value:
        pass


async def enter(value):
    async with value:
        pass


class BadIter:
    def __aiter__(self):
        return 3


class BadNext:
    def __aiter__(self):
        return self

    def __anext__(self):
        return 3


class Sync:
    def __enter__(self): pass
    def __exit__(self, *details): pass


async def main():
    assert await failure(loop_over([1])) == (
        "TypeError: 'async for' requires an object with __aiter__ method, got list")
    assert await failure(loop_over(BadIter())) == (
        "TypeError: 'async for' received an object from __aiter__ that does not implement __anext__: int")
    assert await failure(loop_over(BadNext())) == (
        "TypeError: 'async for' received an invalid object from __anext__: int")
    assert (await failure(enter(3))).startswith(
        "TypeError: 'int' object does not support the asynchronous context manager protocol")
    assert "Did you mean to use 'with'?" in await failure(enter(Sync()))


asyncio.run(main())
