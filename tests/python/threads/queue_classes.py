# queue.Queue, LifoQueue, PriorityQueue, SimpleQueue, shutdown.
import queue
import threading
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


q = queue.Queue(maxsize=2)
q.put(1)
q.put(2)
assert q.full() and q.qsize() == 2 and not q.empty()
assert raises(lambda: q.put(3, block=False)) == "Full: " and raises(lambda: q.put(3, timeout=0.01)) == "Full: "
assert q.get() == 1 and q.get_nowait() == 2 and raises(q.get_nowait) == "Empty: "
assert raises(lambda: q.get(timeout=0.01)) == "Empty: "
q.task_done()
q.task_done()
assert raises(q.task_done) == "ValueError: task_done() called too many times"
q.join()
lifo = queue.LifoQueue()
priority = queue.PriorityQueue()
for n in (3, 1, 2):
    lifo.put(n)
    priority.put(n)
assert [lifo.get() for _ in range(3)] == [2, 1, 3] and [priority.get() for _ in range(3)] == [1, 2, 3]
simple = queue.SimpleQueue()
simple.put("x")
assert simple.get() == "x" and simple.empty() and raises(lambda: simple.get(block=False)) == "Empty: "
q = queue.Queue(5)
results = []


def produce(n):
    for i in range(100):
        q.put(n * 100 + i)


def consume():
    while True:
        try:
            item = q.get()
        except queue.ShutDown:
            return
        results.append(item)
        q.task_done()


producers = [threading.Thread(target=produce, args=(n,)) for n in range(3)]
consumers = [threading.Thread(target=consume) for _ in range(3)]
[t.start() for t in producers + consumers]
[t.join() for t in producers]
q.join()
q.shutdown()
[t.join() for t in consumers]
assert sorted(results) == list(range(300)) and raises(lambda: q.put(1)) == "ShutDown: "
