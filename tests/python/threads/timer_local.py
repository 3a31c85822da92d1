# Timer, threading.local, and values kept per thread.
import threading

fired = threading.Event()
timer = threading.Timer(0.01, fired.set)
timer.start()
assert fired.wait(30)
timer.join()
calls = []
cancelled = threading.Timer(3600, calls.append, [1])
cancelled.start()
cancelled.cancel()
cancelled.join()
assert calls == []
local = threading.local()
local.value = "main"
seen = []


def work(n):
    seen.append(hasattr(local, "value"))
    local.value = n
    local.other = n * 2
    barrier.wait()
    seen.append(local.value == n and local.__dict__ == {"value": n, "other": n * 2})


barrier = threading.Barrier(5)
threads = [threading.Thread(target=work, args=(i,)) for i in range(5)]
[t.start() for t in threads]
[t.join() for t in threads]
assert sorted(seen) == [False] * 5 + [True] * 5 and local.value == "main" and local.__dict__ == {"value": "main"}


class Counted(threading.local):
    created = []
    shared = "class attribute"

    def __init__(self, start):
        self.n = start
        Counted.created.append(start)


counted = Counted(10)
counted.n += 1
results = []
t = threading.Thread(target=lambda: results.append((counted.n, counted.shared)))
t.start()
t.join()
assert results == [(10, "class attribute")] and counted.n == 11 and Counted.created == [10, 10]
del local.value
try:
    local.value
except AttributeError as error:
    assert str(error) == "'_thread._local' object has no attribute 'value'"
