# weakref.ref: dereferencing, callbacks, equality, hashing, errors.
import gc
import weakref
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


class Thing:
    def __init__(self, n=0): self.n = n
    def __eq__(self, other): return self.n == other.n
    def __hash__(self): return hash(self.n)


def collect():
    for _ in range(3):
        gc.collect()


thing = Thing(1)
ref = weakref.ref(thing)
assert ref() is thing and weakref.ref(thing) is ref
assert weakref.getweakrefcount(thing) == 1 and weakref.getweakrefs(thing) == [ref]
other = Thing(1)
assert ref == weakref.ref(other) and hash(ref) == hash(thing) and ref.__callback__ is None
called = []


def make():
    t = Thing(5)
    r = weakref.ref(t, lambda w: called.append(w() is None))
    assert r() is t and r.__callback__ is not None
    return r


dead = make()
collect()
assert dead() is None and called == [True] and repr(dead).endswith("; dead>")
assert repr(ref).startswith("<weakref at 0x") and "to 'Thing' at 0x" in repr(ref)
assert raises(lambda: hash(dead)) == "TypeError: weak object has gone away"
for bad in (5, "x", None, (1,), [1], {}):
    assert raises(lambda: weakref.ref(bad)) == f"TypeError: cannot create weak reference to '{type(bad).__name__}' object"
for good in (Thing, len, {1}, frozenset([1]), lambda: 0, (x for x in "a")):
    assert weakref.ref(good)() is good


class Sub(weakref.ref):
    def __init__(self, target, callback=None, extra=None):
        super().__init__(target, callback)
        self.extra = extra

    def __new__(cls, target, callback=None, extra=None):
        return super().__new__(cls, target, callback)


assert Sub(thing, extra=5).extra == 5 and Sub(thing)() is thing and Sub(thing) is not Sub(thing)
