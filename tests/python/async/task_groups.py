# asyncio.TaskGroup, timeouts, cancellation, shielding.
import asyncio


async def sleeper(log, name):
    try:
        await asyncio.sleep(3600)
    except asyncio.CancelledError:
        log.append("cancelled " + name)
        raise


async def fail():
    raise ValueError("boom")


async def value(x):
    await asyncio.sleep(0)
    return x


async def main():
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(value(i)) for i in range(3)]
    assert [t.result() for t in tasks] == [0, 1, 2]
    log = []
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(sleeper(log, "a"))
            await asyncio.sleep(0)
            group.create_task(fail())
    except* ValueError as caught:
        assert str(caught.exceptions[0]) == "boom"
        assert str(caught) == "unhandled errors in a TaskGroup (1 sub-exception)"
    assert log == ["cancelled a"]
    try:
        async with asyncio.timeout(0.01):
            await sleeper(log, "b")
    except TimeoutError:
        log.append("timeout")
    assert log[-2:] == ["cancelled b", "timeout"]
    try:
        await asyncio.wait_for(sleeper(log, "c"), 0.01)
    except TimeoutError:
        pass
    task = asyncio.create_task(sleeper(log, "d"))
    await asyncio.sleep(0)
    assert task.cancel("why") and task.cancelling() == 1
    try:
        await task
    except asyncio.CancelledError as error:
        assert error.args == ("why",)
    assert task.cancelled()


asyncio.run(main())
