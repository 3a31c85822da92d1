# One operation on one shared built-in object is atomic: nothing is lost with many threads.
import threading
from collections import deque

COUNT, THREADS = 2000, 8
items, table, unique, queue = [], {}, set(), deque()


class Box:
    pass


box = Box()


def work(n):
    for i in range(COUNT):
        items.append((n, i))
        table[n, i] = i
        unique.add(n * COUNT + i)
        queue.append(i)
        setattr(box, f"field_{n}_{i % 50}", i)


threads = [threading.Thread(target=work, args=(n,)) for n in range(THREADS)]
[t.start() for t in threads]
[t.join() for t in threads]
assert len(items) == len(table) == len(unique) == len(queue) == COUNT * THREADS
assert len(set(items)) == COUNT * THREADS
for n in range(THREADS):
    mine = [i for m, i in items if m == n]
    assert mine == list(range(COUNT))
    assert [i for m, i in table if m == n] == list(range(COUNT))
assert len(box.__dict__) == THREADS * 50 and all(v >= COUNT - 50 for v in box.__dict__.values())
popped = [[] for _ in range(THREADS)]


def drain(n):
    while True:
        try:
            popped[n].append(items.pop())
        except IndexError:
            return


threads = [threading.Thread(target=drain, args=(n,)) for n in range(THREADS)]
[t.start() for t in threads]
[t.join() for t in threads]
assert not items and len({x for p in popped for x in p}) == sum(map(len, popped)) == COUNT * THREADS
