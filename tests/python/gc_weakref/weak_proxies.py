# weakref.proxy: forwarding of attributes, items and operators; ReferenceError when dead.
import gc
import weakref
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


class Thing(list):
    attribute = 5

    def __call__(self, x): return x * 2
    def __add__(self, other): return ("add", other)


thing = Thing([1, 2, 3])
p = weakref.proxy(thing)
assert p.attribute == 5 and p[0] == 1 and len(p) == 3
assert list(p) == [1, 2, 3] and 2 in p and p(4) == 8 and p + 1 == ("add", 1)
p.new = 1
p.append(4)
p[0] = 10
del p[1]
assert thing.new == 1 and thing == [10, 3, 4] and p == [10, 3, 4] and str(p) == "[10, 3, 4]" and bool(p)
assert isinstance(p, Thing) and type(p) is weakref.CallableProxyType and raises(lambda: hash(p)).startswith("TypeError")
assert weakref.proxy(thing) is p


def make():
    class Plain:
        x = 1
    return weakref.proxy(Plain())


dead = make()
for _ in range(3):
    gc.collect()
assert raises(lambda: dead.x) == "ReferenceError: weakly-referenced object no longer exists"
assert raises(lambda: setattr(dead, "x", 1)) == "ReferenceError: weakly-referenced object no longer exists"
