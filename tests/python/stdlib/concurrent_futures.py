# concurrent.futures: ThreadPoolExecutor, futures, map, wait, as_completed, errors.
import concurrent.futures as cf
import threading
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


def fail(): raise ValueError("in worker")


with cf.ThreadPoolExecutor(max_workers=4, thread_name_prefix="pool") as pool:
    f = pool.submit(pow, 2, 10)
    assert f.result() == 1024 and f.done() and not f.running() and not f.cancelled() and f.exception() is None
    assert list(pool.map(lambda x: x * x, range(20))) == [x * x for x in range(20)]
    assert list(pool.map(pow, [2, 3], [3, 2])) == [8, 9]
    bad = pool.submit(fail)
    assert raises(bad.result) == "ValueError: in worker" and str(bad.exception()) == "in worker"
    assert raises(lambda: list(pool.map(lambda x: 1 // x, [1, 0, 2]))) == "ZeroDivisionError: division by zero"
    futures = {pool.submit(abs, -i): i for i in range(10)}
    assert {futures[f]: f.result() for f in cf.as_completed(futures)} == {i: i for i in range(10)}
    gate = threading.Event()
    slow, quick = pool.submit(gate.wait), pool.submit(int, "5")
    done, pending = cf.wait([slow, quick], return_when=cf.FIRST_COMPLETED)
    assert quick in done and slow in pending
    assert raises(lambda: slow.result(timeout=0.01)) == "TimeoutError: " and slow.running()
    gate.set()
    assert cf.wait([slow, quick]).not_done == set() and slow.result() is True
    called = []
    f = pool.submit(len, "abc")
    f.add_done_callback(lambda f: called.append(f.result()))
    cf.wait([f])
    assert pool.submit(threading.current_thread).result().name.startswith("pool_")
assert called == [3]
assert raises(lambda: pool.submit(len, "x")) == "RuntimeError: cannot schedule new futures after shutdown"
gate = threading.Event()
with cf.ThreadPoolExecutor(1, initializer=lambda: called.append("init")) as pool:
    blocker = pool.submit(gate.wait)
    waiting = pool.submit(len, "never")
    assert waiting.cancel() and waiting.cancelled() and raises(waiting.result) == "CancelledError: "
    gate.set()
assert "init" in called
f = cf.Future()
f.set_running_or_notify_cancel()
f.set_result(5)
assert f.result() == 5 and raises(lambda: f.set_result(6)).startswith("InvalidStateError: FINISHED: <Future at 0x")
f = cf.Future()
f.set_exception(KeyError("set"))
assert raises(f.result) == "KeyError: 'set'"
assert raises(lambda: cf.ThreadPoolExecutor(0)) == "ValueError: max_workers must be greater than 0"
pool = cf.ThreadPoolExecutor(2)
results = [pool.submit(sum, range(i)) for i in range(50)]
pool.shutdown(wait=True)
assert [r.result() for r in results] == [sum(range(i)) for i in range(50)]
