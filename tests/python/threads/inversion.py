# A lock held by a slow thread beside hogs: everybody gets it in the end, whatever the priorities.
import sys
import threading
import time


def start(priority, target):
    settings = {"priority": priority} if sys.implementation.name == "typhon" else {}
    thread = threading.Thread(target=target, **settings)
    thread.start()
    return thread


for make in (threading.Lock, threading.RLock, threading.Condition):
    lock, done, held = make(), threading.Event(), threading.Event()
    order = []

    def low():
        with lock:
            held.set()
            end = time.thread_time() + 0.005
            while time.thread_time() < end:
                pass
            order.append("low")

    def middle():
        while not done.is_set():
            pass

    def high():
        with lock:
            order.append("high")
        done.set()

    threads = [start(-3, low)]
    held.wait()
    threads += [start(-2, middle), start(0, high)]
    for thread in threads:
        thread.join()
    assert order == ["low", "high"]

counts = [0] * 4
stop = threading.Event()


def work(index):
    while not stop.is_set():
        counts[index] += 1


threads = [start(-index, lambda index=index: work(index)) for index in range(4)]
deadline = time.monotonic() + 30
while not all(counts) and time.monotonic() < deadline:
    time.sleep(0.01)
stop.set()
for thread in threads:
    thread.join()
assert all(counts), counts
