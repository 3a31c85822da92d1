"""Lock, RLock, Condition, Semaphore, Barrier and Event keep their promises under contention."""
import threading

from hammer import THREADS, hammer, ok, rounds

N = rounds(12000)
lock, rlock = threading.Lock(), threading.RLock()
total = nested = inside = 0


def add(index):
    global total, nested
    for _ in range(N):
        with lock:
            total += 1
        with rlock:
            with rlock:
                nested += 1


hammer(add)
assert total == nested == N * THREADS and not lock.locked()


def exclusive(index):
    global inside
    for i in range(N):
        if not lock.acquire(blocking=i % 2 == 0, timeout=-1):
            continue
        try:
            inside += 1
            assert inside == 1
            inside -= 1
        finally:
            lock.release()


hammer(exclusive)
semaphore = threading.Semaphore(3)
within = set()


def limited(index):
    for _ in range(N // 5):
        with semaphore:
            within.add(index)
            assert len(within) <= 3
            within.discard(index)


hammer(limited)
condition = threading.Condition()
turn = 0


def take_turns(index):
    global turn
    for _ in range(N // 20):
        with condition:
            condition.wait_for(lambda: turn % THREADS == index)
            turn += 1
            condition.notify_all()


hammer(take_turns)
assert turn == (N // 20) * THREADS
barrier = threading.Barrier(THREADS)
phases = [0] * THREADS


def in_phases(index):
    for phase in range(N // 40):
        phases[index] = phase
        barrier.wait()
        assert phases == [phase] * THREADS
        barrier.wait()


hammer(in_phases)
events = [threading.Event() for _ in range(THREADS)]


def ring(index):
    if index == 0:
        events[1].set()
    else:
        events[index].wait()
        events[(index + 1) % THREADS].set()
    if index == 0:
        events[0].wait()


hammer(ring)
assert all(event.is_set() for event in events)
ok()
