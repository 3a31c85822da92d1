# Lock and RLock: acquire, release, timeouts, context manager, errors, ownership.
import threading
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


lock = threading.Lock()
assert lock.acquire() is True and lock.locked() and lock.acquire(False) is False and lock.acquire(timeout=0.01) is False
lock.release()
assert not lock.locked() and raises(lock.release) == "RuntimeError: release unlocked lock"
with lock:
    assert lock.locked()
assert not lock.locked()
assert raises(lambda: lock.acquire(False, 1)) == "ValueError: can't specify a timeout for a non-blocking call"
assert raises(lambda: lock.acquire(timeout=-5)) == "ValueError: timeout value must be a non-negative number"
assert repr(lock).startswith("<unlocked _thread.lock object at 0x")
assert isinstance(lock, threading.Lock)
rlock = threading.RLock()
with rlock:
    with rlock:
        assert rlock.acquire(blocking=False)
        rlock.release()
    assert rlock.locked()
assert not rlock.locked()
assert raises(rlock.release) == "RuntimeError: cannot release un-acquired lock"
rlock.acquire()
outcome = []
t = threading.Thread(target=lambda: outcome.append((rlock.acquire(False), raises(rlock.release))))
t.start()
t.join()
assert outcome == [(False, "RuntimeError: cannot release un-acquired lock")]
rlock.release()
lock.acquire()
t = threading.Thread(target=lock.release)
t.start()
t.join()
assert not lock.locked()
total = 0


def add():
    global total
    for _ in range(2000):
        with lock:
            total += 1


threads = [threading.Thread(target=add) for _ in range(8)]
for t in threads:
    t.start()
for t in threads:
    t.join()
assert total == 16000
