# asyncio.Lock, Event, Condition, Semaphore, Queue, Barrier.
import asyncio


async def main():
    log = []
    lock = asyncio.Lock()

    async def locked(name):
        async with lock:
            log.append(name + " in")
            await asyncio.sleep(0)
            log.append(name + " out")

    await asyncio.gather(locked("a"), locked("b"))
    assert log == ["a in", "a out", "b in", "b out"] and not lock.locked()
    event = asyncio.Event()

    async def waiter():
        await event.wait()
        return "woken"

    task = asyncio.create_task(waiter())
    await asyncio.sleep(0)
    assert not task.done()
    event.set()
    assert await task == "woken"
    queue = asyncio.Queue(maxsize=2)

    async def producer():
        for i in range(5):
            await queue.put(i)
        await queue.put(None)

    async def consumer():
        got = []
        while (item := await queue.get()) is not None:
            got.append(item)
            queue.task_done()
        return got

    assert (await asyncio.gather(producer(), consumer()))[1] == [0, 1, 2, 3, 4]
    semaphore = asyncio.Semaphore(2)
    running = peak = 0

    async def limited():
        nonlocal running, peak
        async with semaphore:
            running += 1
            peak = max(peak, running)
            await asyncio.sleep(0)
            running -= 1

    await asyncio.gather(*[limited() for _ in range(6)])
    assert peak == 2
    barrier = asyncio.Barrier(3)
    assert sorted(await asyncio.gather(*[barrier.wait() for _ in range(3)])) == [0, 1, 2]


asyncio.run(main())
