# Waiting with timeouts while another thread holds the lock; many waiters are all served.
import threading
import time

lock = threading.Lock()
lock.acquire()
outcome = []
start = time.monotonic()
assert lock.acquire(timeout=0.05) is False and time.monotonic() - start >= 0.045


def wait_long():
    outcome.append(lock.acquire(timeout=60))
    lock.release()


waiters = [threading.Thread(target=wait_long) for _ in range(10)]
for w in waiters:
    w.start()
time.sleep(0.02)
assert outcome == []
lock.release()
for w in waiters:
    w.join()
assert outcome == [True] * 10 and not lock.locked()
rlock = threading.RLock()
depth = []


def recurse(n):
    with rlock:
        depth.append(n)
        if n:
            recurse(n - 1)


threads = [threading.Thread(target=recurse, args=(20,)) for _ in range(4)]
[t.start() for t in threads]
[t.join() for t in threads]
assert depth == list(range(20, -1, -1)) * 4
condition = threading.Condition(rlock)
with condition:
    with condition:
        assert condition.wait(0.01) is False
    assert rlock._is_owned()
joined = threading.Thread(target=time.sleep, args=(0.05,))
joined.start()
joined.join(0.001)
assert joined.is_alive()
joined.join()
assert not joined.is_alive()
