# async def, async for, async with, await and async comprehensions.
import asyncio


class Counter:
    def __init__(self, stop):
        self.current, self.stop = 0, stop

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.current == self.stop:
            raise StopAsyncIteration
        self.current += 1
        await asyncio.sleep(0)
        return self.current


class Manager:
    async def __aenter__(self):
        return "entered"

    async def __aexit__(self, *details):
        return True


async def double(x):
    return x * 2


async def main():
    assert [x async for x in Counter(3)] == [1, 2, 3]
    assert {x: y async for x in Counter(2) for y in range(x)} == {1: 0, 2: 1}
    assert {x async for x in Counter(3) if x != 2} == {1, 3}
    assert [await double(x) for x in range(3)] == [0, 2, 4]
    assert [await double(x) async for x in Counter(2)] == [2, 4]
    gen = (await double(x) async for x in Counter(2))
    assert [y async for y in gen] == [2, 4]
    async for x in Counter(5):
        if x == 3:
            break
    else:
        raise AssertionError
    async with Manager() as value, Manager():
        raise KeyError
    assert value == "entered"
    return x


assert asyncio.run(main()) == 3
