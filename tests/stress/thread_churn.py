"""Threads started and ended in great numbers, from many threads, with thread-local data."""
import threading

from hammer import THREADS, hammer, ok, rounds

N = rounds(180)
local = threading.local()
results = []


def child(parent, i):
    assert not hasattr(local, "value")
    local.value = (parent, i)
    data = [parent] * 100
    results.append((local.value, sum(data)))


def parent(index):
    local.value = index
    for i in range(N):
        threads = [threading.Thread(target=child, args=(index, j)) for j in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
            assert not thread.is_alive()
    assert local.value == index


hammer(parent)
assert len(results) == 3 * N * THREADS and all(total == who * 100 for (who, _), total in results)
assert threading.active_count() == 1
ok()
