# Ways to count from several threads: a lock, itertools.count, deque length, per-thread sums, a queue.
import itertools
import queue
import threading
from collections import Counter, deque

N, THREADS = 3000, 6
lock, ticket, marks, results = threading.Lock(), itertools.count(), deque(), queue.SimpleQueue()
total = 0
per_thread = [0] * THREADS
tickets = [[] for _ in range(THREADS)]
by_key = Counter()


def work(index):
    global total
    mine = 0
    for i in range(N):
        with lock:
            total += 1
            by_key[i % 7] += 1
        tickets[index].append(next(ticket))
        marks.append(None)
        mine += 1
    per_thread[index] = mine
    results.put(mine)


threads = [threading.Thread(target=work, args=(i,)) for i in range(THREADS)]
[t.start() for t in threads]
[t.join() for t in threads]
assert total == N * THREADS == len(marks) == sum(per_thread) == sum(results.get() for _ in threads) == by_key.total()
assert sorted(t for part in tickets for t in part) == list(range(N * THREADS))
assert all(part == sorted(part) for part in tickets)
assert next(ticket) == N * THREADS
