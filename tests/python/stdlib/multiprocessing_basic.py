# multiprocessing: processes, queues and pools by fork and spawn.
import multiprocessing as mp
import os


def square(x):
    return x * x


def send(queue, value):
    queue.put((value, os.getpid()))


def fail():
    raise SystemExit(3)


if __name__ == "__main__":
    context = mp.get_context("spawn")
    queue = context.Queue()
    p = context.Process(target=send, args=(queue, "hello"), name="child")
    p.start()
    value, pid = queue.get()
    p.join()
    assert value == "hello" and pid == p.pid != os.getpid()
    assert p.exitcode == 0 and not p.is_alive() and p.name == "child"
    p = context.Process(target=fail)
    p.start()
    p.join()
    assert p.exitcode == 3
    with context.Pool(2) as pool:
        assert pool.map(square, range(10)) == [x * x for x in range(10)] and pool.apply(square, (5,)) == 25
        assert sorted(pool.imap_unordered(square, [1, 2, 3])) == [1, 4, 9]
        assert pool.apply_async(square, (7,)).get() == 49
    a, b = mp.Pipe()
    a.send({"k": [1, 2]})
    assert b.recv() == {"k": [1, 2]} and not b.poll()
    assert mp.current_process().name == "MainProcess" and mp.cpu_count() >= 1
