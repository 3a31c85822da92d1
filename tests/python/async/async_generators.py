# Async generators: asend, athrow, aclose, finally, attributes.
import asyncio
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


log = []


async def numbers(n):
    try:
        for i in range(n):
            received = yield i
            if received:
                log.append(received)
            await asyncio.sleep(0)
    except KeyError:
        yield "caught"
    finally:
        log.append("finally")


async def main():
    assert [x async for x in numbers(3)] == [0, 1, 2] and log == ["finally"]
    g = numbers(3)
    assert await anext(g) == 0 and await g.asend("sent") == 1 and "sent" in log
    assert await g.athrow(KeyError()) == "caught"
    try:
        await anext(g)
    except StopAsyncIteration:
        pass
    assert await anext(g, "default") == "default"
    g = numbers(3)
    await anext(g)
    log.clear()
    await g.aclose()
    assert log == ["finally"]
    assert repr(g).startswith("<async_generator object numbers at 0x") and g.__name__ == "numbers"
    assert aiter(g) is g and g.ag_frame is None and not g.ag_running

    async def stops():
        yield 1
        raise StopAsyncIteration

    g = stops()
    await anext(g)
    try:
        await anext(g)
    except RuntimeError as error:
        assert str(error) == "async generator raised StopAsyncIteration"
    return "ok"


assert asyncio.run(main()) == "ok"
assert raises(lambda: iter(numbers(1))) == "TypeError: 'async_generator' object is not iterable"
