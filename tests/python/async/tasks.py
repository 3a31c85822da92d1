# asyncio tasks: gather, create_task, wait, results, exceptions, names.
import asyncio


async def work(n, log):
    for i in range(n):
        log.append((n, i))
        await asyncio.sleep(0)
    return n * 10


async def fails():
    await asyncio.sleep(0)
    raise ValueError("task failed")


async def main():
    log = []
    assert await asyncio.gather(work(1, log), work(2, log)) == [10, 20]
    assert log == [(1, 0), (2, 0), (2, 1)]
    task = asyncio.create_task(work(1, log), name="named")
    assert task.get_name() == "named" and not task.done()
    assert await task == 10 and task.done() and task.result() == 10 and task.exception() is None
    results = await asyncio.gather(fails(), work(1, log), return_exceptions=True)
    assert repr(results[0]) == "ValueError('task failed')" and results[1] == 10
    try:
        await asyncio.gather(fails(), work(1, log))
    except ValueError as error:
        assert str(error) == "task failed"
    done, pending = await asyncio.wait([asyncio.create_task(work(i, log)) for i in range(3)])
    assert sorted(t.result() for t in done) == [0, 10, 20] and not pending
    finished = [await f for f in asyncio.as_completed([work(1, log), work(2, log)])]
    assert sorted(finished) == [10, 20]
    failed = asyncio.create_task(fails())
    await asyncio.wait([failed])
    assert repr(failed.exception()) == "ValueError('task failed')"
    assert asyncio.current_task() in asyncio.all_tasks()
    callbacks = []
    task = asyncio.create_task(work(1, log))
    task.add_done_callback(lambda t: callbacks.append(t.result()))
    await task
    await asyncio.sleep(0)
    assert callbacks == [10]
    return asyncio.get_running_loop().time() > 0


assert asyncio.run(main()) is True
