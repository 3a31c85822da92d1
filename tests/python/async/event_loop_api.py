# asyncio: loops, futures, handles, exception handlers, debug, eager tasks, shielding.
import asyncio
import threading
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"

async def value(x):
    await asyncio.sleep(0)
    return x

async def main():
    loop = asyncio.get_running_loop()
    assert not loop.is_closed() and loop.is_running()
    future = loop.create_future()
    loop.call_soon(future.set_exception, KeyError("set"))
    try:
        await future
    except KeyError as error:
        assert error.args == ("set",)
    assert future.done() and not future.cancelled()
    problems = []
    loop.set_exception_handler(lambda loop, context: problems.append(context["message"]))
    loop.call_soon(lambda: 1 / 0)
    await asyncio.sleep(0.01)
    assert problems and "Exception in callback" in problems[0]
    inner = asyncio.create_task(value(5))
    outer = asyncio.shield(inner)
    outer.cancel()
    try:
        await outer
    except asyncio.CancelledError:
        pass
    assert await inner == 5
    assert await asyncio.wait_for(value(1), 30) == 1 and asyncio.iscoroutinefunction(value) and asyncio.isfuture(future)
    loop.set_task_factory(asyncio.eager_task_factory)
    started = []

    async def eager():
        started.append(1)
        return "eager"

    task = asyncio.create_task(eager())
    assert started == [1] and task.done() and await task == "eager"
    loop.set_task_factory(None)
    stop = asyncio.Event()
    threading.Timer(0.01, lambda: loop.call_soon_threadsafe(stop.set)).start()
    await stop.wait()
    return "done"

assert asyncio.run(main(), debug=True) == "done"
loop = asyncio.new_event_loop()
assert loop.run_until_complete(value(3)) == 3
loop.call_soon(loop.stop)
loop.run_forever()
loop.close()
assert loop.is_closed() and raises(lambda: loop.call_soon(print)) == "RuntimeError: Event loop is closed"
