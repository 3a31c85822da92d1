# Garbage does not fill the memory while gc is disabled, nor do finalizers fall behind those who make work for them.
import gc
import resource
import threading
import time

gc.disable()
for _ in range(300):
    block = [b"x" * (1 << 20) for _ in range(10)]  # 3 GB in all
assert not gc.isenabled()
assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 1 << 20, "more than 1 GiB was in use"
gc.enable()


made, done, stop = [], [], threading.Event()


class Counted:
    def __init__(self):
        made.append(None)

    def __del__(self):
        sum(range(100))  # dying takes longer than being made
        done.append(None)


def make():
    while not stop.is_set():
        Counted()


threads = [threading.Thread(target=make) for _ in range(2)]
for thread in threads:
    thread.start()
for _ in range(3):
    gc.collect()  # comes back though the others go on
stop.set()
for thread in threads:
    thread.join()
deadline = time.monotonic() + 30
while len(made) != len(done) and time.monotonic() < deadline:
    gc.collect()
    time.sleep(0.01)  # another thread may be finalizing the last
assert len(made) == len(done), (len(made), len(done))
