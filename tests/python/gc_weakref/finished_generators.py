# Finalizers of generators and coroutines: those that have ended have nothing left to do, the others still do it.
import asyncio
import gc
import warnings

closed = []


def generator(name):
    try:
        yield 1
        yield 2
    finally:
        closed.append(name)


async def coroutine():
    await asyncio.sleep(0)


def drop(count):
    for index in range(count):
        list(generator("ended"))
        try:
            coroutine().throw(KeyError)
        except KeyError:
            pass


drop(300)
gc.collect()
assert closed == ["ended"] * 300
closed.clear()


def suspend():
    next(generator("suspended"))


suspend()
gc.collect()
assert closed == ["suspended"]


def forget():
    coroutine()


with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    forget()
    gc.collect()
assert [str(warning.message) for warning in seen] == ["coroutine 'coroutine' was never awaited"]

left = []


async def numbers():
    try:
        yield 1
        yield 2
    finally:
        left.append("closed")


async def main():
    async for number in numbers():
        assert number in (1, 2)
    async for number in numbers():
        break
    gc.collect()
    await asyncio.sleep(0)
    await asyncio.sleep(0)


asyncio.run(main())
assert left == ["closed"] * 2
