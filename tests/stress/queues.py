"""queue.Queue, SimpleQueue and PriorityQueue: producers and consumers; everything arrives once, in each sender's order."""
import queue

from hammer import hammer, ok, rounds

N = rounds(6000)


def exchange(channel, ordered):
    received = [[] for _ in range(8)]

    def produce(index):
        for i in range(N):
            channel.put((i, index))
        channel.put((N, -1))

    def consume(index):
        while True:
            i, sender = channel.get()
            if sender == -1:
                return
            received[index].append((i, sender))

    hammer(produce, consume)
    everything = sorted(item for part in received for item in part)
    assert everything == sorted((i, sender) for i in range(N) for sender in (0, 2, 4, 6))
    if ordered:
        for part in received:
            for sender in (0, 2, 4, 6):
                mine = [i for i, s in part if s == sender]
                assert mine == sorted(mine)


exchange(queue.Queue(), True)
exchange(queue.Queue(maxsize=5), True)
exchange(queue.SimpleQueue(), True)
exchange(queue.PriorityQueue(), False)
jobs = queue.Queue()
done = queue.SimpleQueue()


def worker(index):
    while True:
        try:
            job = jobs.get()
        except queue.ShutDown:
            return
        done.put(job * job)
        jobs.task_done()


def boss(index):
    for i in range(N):
        jobs.put(i)
    jobs.join()
    assert done.qsize() == N
    jobs.shutdown()


hammer(boss, *[worker] * 7)
assert sorted(done.get() for _ in range(N)) == [i * i for i in range(N)]
ok()
