# Async: nested generators, async with several items, await in odd places, return in finally.
import asyncio
log = []


class Manager:
    def __init__(self, name): self.name = name
    async def __aenter__(self):
        log.append("+" + self.name)
        return self.name
    async def __aexit__(self, kind, value, trace):
        log.append("-" + self.name)
        return kind is KeyError


async def value(x):
    await asyncio.sleep(0)
    return x


async def counter(n):
    for i in range(n):
        yield await value(i)


async def main():
    async with (Manager("a") as a, Manager("b") as b):
        assert a + b == "ab"
        raise KeyError
    assert log == ["+a", "+b", "-b", "-a"]
    assert (await value(1)) + (await value(2)) == 3 and [await value(1), await value(2)] == [1, 2]
    assert {await value("k"): await value("v")} == {"k": "v"} and f"{await value('x')}" == "x"
    assert await value(1) if await value(True) else await value(2)
    total = 0
    async for i in counter(5):
        if i == 1:
            continue
        if i == 4:
            break
        total += i
    assert total == 5
    result = [(i, j) async for i in counter(3) if i async for j in counter(i)]
    assert result == [(1, 0), (2, 0), (2, 1)]
    squares = {i: i * i async for i in counter(3)}
    assert squares == {0: 0, 1: 1, 2: 4} and sum([x async for x in (y async for y in counter(4))]) == 6

    async def early():
        try:
            return await value("early")
        finally:
            log.append("finally")
            await value(None)
    assert await early() == "early" and log[-1] == "finally"
    lambda_value = await (lambda: value(9))()
    assert lambda_value == 9 and max([await value(3), await value(5)], key=lambda x: -x) == 3


asyncio.run(main())
