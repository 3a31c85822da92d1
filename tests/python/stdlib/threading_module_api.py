# threading: module functions, thread names, hooks, settable defaults, constants.
# alone: counts threads
import threading
import time
assert threading.main_thread().is_alive() and threading.current_thread().name == "MainThread"
assert threading.get_ident() == threading.main_thread().ident
assert threading.get_native_id() == threading.main_thread().native_id
assert threading.active_count() == len(threading.enumerate()) == 1
assert threading.TIMEOUT_MAX > 10**6 and threading.stack_size() >= 0
seen = []
release = threading.Event()


def work():
    seen.append((threading.current_thread().name, threading.current_thread().daemon, threading.current_thread() in threading.enumerate()))
    release.wait()


threads = [threading.Thread(target=work, name=f"t{i}", daemon=i % 2 == 0) for i in range(4)]
for t in threads:
    t.start()
while len(seen) < 4:
    time.sleep(0.001)
assert sorted(seen) == [(f"t{i}", i % 2 == 0, True) for i in range(4)]
assert threading.active_count() == 5 and len({t.ident for t in threads}) == 4
threads[1].name = "renamed"
assert threads[1].name == "renamed"
assert {t.name for t in threading.enumerate()} == {"MainThread", "t0", "renamed", "t2", "t3"}
release.set()
for t in threads:
    t.join()
    t.join()
assert threading.active_count() == 1 and not any(t.is_alive() for t in threads)
old = threading.stack_size(256 * 1024)
t = threading.Thread(target=lambda: seen.append("small stack"))
t.start()
t.join()
threading.stack_size(old)
assert seen[-1] == "small stack"
try:
    threading.stack_size(10)
except ValueError as error:
    assert "size" in str(error)
else:
    raise AssertionError
nested = []


def parent():
    child = threading.Thread(target=lambda: nested.append(threading.current_thread().daemon))
    child.start()
    child.join()


for daemon in (True, False):
    t = threading.Thread(target=parent, daemon=daemon)
    t.start()
    t.join()
assert nested == [True, False]
for make in (threading.Lock, threading.RLock, threading.Condition, threading.Event, threading.Semaphore):
    assert repr(make()).startswith("<") and "at 0x" in repr(make())
