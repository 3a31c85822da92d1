"""weakref: references made, followed and cleared while a collector runs; a live target is always found."""
import gc
import weakref

from hammer import THREADS, hammer, ok, rounds

N = rounds(9000)


class Target:
    def __init__(self, key):
        self.key = key


shared = Target("shared")
kept = {}
table = weakref.WeakValueDictionary()
called = []


def work(index):
    for i in range(N):
        ref = weakref.ref(shared)
        assert ref() is shared
        target = Target((index, i))
        mine = weakref.ref(target, called.append)
        table[index, i] = target
        if i % 10 == 0:
            kept[index, i] = target
        assert mine() is target and mine().key == (index, i) and table[index, i] is target
        del target
        seen = mine()
        assert seen is None or seen.key == (index, i)
        if i % 300 == 0:
            gc.collect()


hammer(work)
for _ in range(3):
    gc.collect()
expected = {(index, i) for index in range(THREADS) for i in range(0, N, 10)}
assert set(kept) == expected and set(dict(table)) == expected
assert all(table[key].key == key for key in expected)
assert weakref.getweakrefcount(shared) <= 1
finalized = []


def finalizers(index):
    for i in range(N // 5):
        target = Target(i)
        weakref.finalize(target, finalized.append, (index, i))
        del target


hammer(finalizers)
for _ in range(3):
    gc.collect()
assert len(finalized) == len(set(finalized)) == (N // 5) * THREADS
ok()
