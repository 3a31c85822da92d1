# Semaphore, BoundedSemaphore, Event, Barrier.
import threading
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"

semaphore = threading.Semaphore(2)
assert semaphore.acquire() and semaphore.acquire()
assert not semaphore.acquire(blocking=False) and not semaphore.acquire(timeout=0.01)
semaphore.release(2)
with semaphore:
    pass
assert raises(lambda: threading.Semaphore(-1)) == "ValueError: semaphore initial value must be >= 0"
bounded = threading.BoundedSemaphore(1)
bounded.acquire()
bounded.release()
assert raises(bounded.release) == "ValueError: Semaphore released too many times"
peak = running = 0
guard = threading.Lock()
limit = threading.Semaphore(3)

def limited():
    global peak, running
    with limit:
        with guard:
            running += 1
            peak = max(peak, running)
        with guard:
            running -= 1

threads = [threading.Thread(target=limited) for _ in range(20)]
[t.start() for t in threads]
[t.join() for t in threads]
assert 1 <= peak <= 3 and running == 0
event = threading.Event()
assert not event.is_set() and event.wait(0.01) is False
event.set()
assert event.is_set() and event.wait() is True
event.clear()
assert not event.is_set()
actions, passed = [], []
barrier = threading.Barrier(4, action=lambda: actions.append(len(passed)))

def meet():
    for _ in range(3):
        index = barrier.wait()
        passed.append(index)
        barrier.wait()

threads = [threading.Thread(target=meet) for _ in range(4)]
[t.start() for t in threads]
[t.join() for t in threads]
assert sorted(passed) == sorted([0, 1, 2, 3] * 3) and actions == [0, 4, 4, 8, 8, 12]
assert (barrier.parties, barrier.n_waiting, barrier.broken) == (4, 0, False)
barrier.abort()
assert barrier.broken and raises(barrier.wait).startswith("BrokenBarrierError")
