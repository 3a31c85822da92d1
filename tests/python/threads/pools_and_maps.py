# A thread pool by hand: work stealing from a shared deque, results in order, errors carried over.
import threading
from collections import deque

class Pool:
    def __init__(self, size):
        self.jobs, self.ready = deque(), threading.Condition()
        self.closed = False
        self.threads = [threading.Thread(target=self.work, daemon=True) for _ in range(size)]
        for t in self.threads:
            t.start()

    def work(self):
        while True:
            with self.ready:
                self.ready.wait_for(lambda: self.jobs or self.closed)
                if not self.jobs:
                    return
                job = self.jobs.popleft()
            job()

    def map(self, function, items):
        items = list(items)
        results, left, done = [None] * len(items), [len(items)], threading.Event()
        guard = threading.Lock()

        def job(i):
            try:
                results[i] = (True, function(items[i]))
            except Exception as error:
                results[i] = (False, error)
            with guard:
                left[0] -= 1
                if left[0] == 0:
                    done.set()
        with self.ready:
            self.jobs.extend((lambda i=i: job(i)) for i in range(len(items)))
            self.ready.notify_all()
        done.wait()
        for ok, value in results:
            if not ok:
                raise value
        return [value for _, value in results]

    def close(self):
        with self.ready:
            self.closed = True
            self.ready.notify_all()
        for t in self.threads:
            t.join()

pool = Pool(4)
assert pool.map(lambda x: x * x, range(500)) == [x * x for x in range(500)]
try:
    pool.map(lambda x: 1 // (x - 5), range(10))
except ZeroDivisionError as error:
    assert str(error) == "division by zero"
assert pool.map(str, "abc") == ["a", "b", "c"]
pool.close()
