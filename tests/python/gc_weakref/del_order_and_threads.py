# Finalisers in many threads: each object is finalised exactly once.
import gc
import threading

lock = threading.Lock()
finalized = {}


class Tracked:
    def __init__(self, key):
        self.key = key
        self.cycle = self

    def __del__(self):
        with lock:
            finalized[self.key] = finalized.get(self.key, 0) + 1


def work(n):
    for i in range(200):
        Tracked((n, i))


threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
[t.start() for t in threads]
[t.join() for t in threads]
for _ in range(3):
    gc.collect()
assert len(finalized) == 1200 and set(finalized.values()) == {1}
