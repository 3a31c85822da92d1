# Identity: id() is stable while an object lives, `is` for singletons and bound methods, copies are distinct.
import gc
class Thing:
    pass


things = [Thing() for _ in range(1000)]
ids = [id(t) for t in things]
assert len(set(ids)) == 1000
gc.collect()
[[] for _ in range(10000)]
gc.collect()
assert [id(t) for t in things] == ids and all(t is u for t, u in zip(things, list(things)))
t = things[0]
assert id(t) == id(things[0]) and t is not things[1] and hash(t) == hash(things[0]) and {t: 1}[things[0]] == 1
table = {id(x): x for x in things}
assert all(table[id(x)] is x for x in things) and len(table) == 1000
repr_of = {repr(x) for x in things}
assert len(repr_of) == 1000 and all(f"{id(x):x}" in repr(x).lower() for x in things[:10])
a, b = [1], [1]
assert a == b and a is not b and id(a) != id(b) and () is () and None is None
x = y = {}
x["k"] = 1
assert y == {"k": 1} and x is y and (x is not y.copy())
assert Thing.__init__ is Thing.__init__ and len is len and int is type(5) and t.__class__ is Thing and type(t) is Thing
method = t.__repr__
assert method() == repr(t) and things.append is not things.append and things.append == things.append
holder = {"self": None}
holder["self"] = holder
assert holder["self"]["self"] is holder and id(holder["self"]) == id(holder)
big = 2**100
same = big
assert same is big and id(same) == id(big) and [big][0] is big and (big,)[0] is big and {"k": big}["k"] is big
text = "".join(["long ", "text"])
assert [text][0] is text and str(text) is text and {text: 1} == {"long text": 1} and tuple((text,))[0] is text
