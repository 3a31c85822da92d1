# A thread-local object and what its attributes refer to die together.
import _thread
import gc
import threading
import time
import weakref


class Holder:
    pass


holder = Holder()
holder.local = threading.local()
holder.local.back = holder
reference = weakref.ref(holder)
del holder
gc.collect()
assert reference() is None

# The end of a thread takes its attributes away, while the object lives on.
local = threading.local()
local.mine = 1
kept = []


def work():
    local.value = Holder()
    kept.append(weakref.ref(local.value))


for _ in range(5):
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    del thread
gc.collect()
assert sum(reference() is not None for reference in kept) <= 1
assert vars(local) == {"mine": 1}

kept.clear()
ended = threading.Event()
_thread.start_new_thread(lambda: (work(), ended.set()), ())
ended.wait()
for _ in range(100):
    gc.collect()
    if kept[0]() is None:
        break
    time.sleep(0.01)
assert kept[0]() is None

# Many of them, of which few live.
some = [threading.local() for _ in range(300)]
for index, each in enumerate(some):
    each.index = index
del some[10:]
gc.collect()
more = [threading.local() for _ in range(300)]
for index, each in enumerate(more):
    each.index = -index
assert [each.index for each in some] == list(range(10))
assert [each.index for each in more] == [-index for index in range(300)]


def look():
    seen = [hasattr(each, "index") for each in some + more]
    for each in some + more:
        each.index = "other"
    found.append(any(seen))


found = []
threads = [threading.Thread(target=look) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert found == [False] * 4
assert [each.index for each in some] == list(range(10))
print("ok")
