# threading.Thread: start, join, names, idents, daemon flag, subclassing, errors.
# alone: counts threads
import threading
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


results = []
t = threading.Thread(target=lambda *a, **k: results.append((a, k)), args=(1, 2), kwargs={"x": 3}, name="worker")
assert not t.is_alive() and t.name == "worker" and t.ident is None and not t.daemon
assert repr(t) == "<Thread(worker, initial)>"
t.start()
t.join()
assert results == [((1, 2), {"x": 3})] and not t.is_alive() and isinstance(t.ident, int) and t.native_id > 0
assert repr(t).startswith("<Thread(worker, stopped ")
assert raises(t.start) == "RuntimeError: threads can only be started once"
assert raises(threading.Thread().join) == "RuntimeError: cannot join thread before it is started"
assert raises(lambda: threading.current_thread().join()) == "RuntimeError: cannot join current thread"
assert raises(lambda: threading.Thread(1)) == "AssertionError: group argument must be None for now"


class Worker(threading.Thread):
    def __init__(self, n):
        super().__init__()
        self.n = n

    def run(self):
        self.result = self.n * 2


workers = [Worker(i) for i in range(8)]
for w in workers:
    w.start()
for w in workers:
    w.join()
assert [w.result for w in workers] == [0, 2, 4, 6, 8, 10, 12, 14]
assert threading.current_thread() is threading.main_thread() and threading.main_thread().name == "MainThread"
assert threading.active_count() == 1 and threading.enumerate() == [threading.main_thread()]
assert threading.Thread(target=print).name.startswith("Thread-") and "(print)" in threading.Thread(target=print).name
seen = []
t = threading.Thread(target=lambda: seen.append((threading.current_thread() is t, threading.get_ident() == t.ident)))
t.start()
t.join()
assert seen == [(True, True)]
assert raises(lambda: setattr(threading.main_thread(), "daemon", True)) == "RuntimeError: cannot set daemon status of active thread"
event = threading.Event()
d = threading.Thread(target=event.wait, daemon=True)
d.start()
d.join(timeout=0.01)
assert d.is_alive() and d.daemon
event.set()
d.join()
