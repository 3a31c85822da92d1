# WeakValueDictionary, WeakKeyDictionary, WeakSet, finalize, WeakMethod.
import gc
import weakref


class Thing:
    def __init__(self, n): self.n = n
    def method(self): return self.n


def collect():
    for _ in range(3):
        gc.collect()


values = weakref.WeakValueDictionary()
keys = weakref.WeakKeyDictionary()
group = weakref.WeakSet()
kept = Thing(1)


def fill(*things):
    for t in things:
        values[t.n] = t
        keys[t] = t.n
        group.add(t)


def fill_both():
    gone = Thing(2)
    fill(kept, gone)
    assert len(values) == len(keys) == len(group) == 2 and gone in group and keys[gone] == 2


fill_both()
fill(kept)  # leftovers on the machine's stack are of this call now
collect()
assert dict(values) == {1: kept} and list(keys.items()) == [(kept, 1)] and list(group) == [kept]
assert len(values) == len(keys) == len(group) == 1 and 2 not in values
assert values.get(2) is None and values.pop(1) is kept
log = []


def finalized():
    t = Thing(3)
    return weakref.finalize(t, log.append, "finalized"), weakref.finalize(t, log.append, "never"), weakref.WeakMethod(t.method)


f, detached, method = finalized()
collect()
assert "finalized" in log and not f.alive and method() is None
t = Thing(4)
f = weakref.finalize(t, lambda a, k=0: (a, k), 1, k=2)
assert f.alive and f() == (1, 2) and not f.alive and f() is None
m = weakref.WeakMethod(t.method)
assert m()() == 4
f = weakref.finalize(t, log.append, "detached")
assert f.detach() and not f.alive and "detached" not in log
