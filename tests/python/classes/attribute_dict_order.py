# Instance dictionaries: insertion order, direct changes, many attributes, non-string keys.
class Thing:
    pass


t = Thing()
t.b, t.a, t.c = 1, 2, 3
assert list(t.__dict__) == ["b", "a", "c"]
del t.a
t.a = 4
assert list(vars(t)) == ["b", "c", "a"]
t.__dict__["direct"] = 5
assert t.direct == 5
t.__dict__.update(x=1, y=2)
assert t.x + t.y == 3
del t.__dict__["x"]
assert not hasattr(t, "x")
t.__dict__.clear()
assert not hasattr(t, "b")
for i in range(100):
    setattr(t, f"attribute_{i}", i)
assert len(t.__dict__) == 100 and t.attribute_57 == 57
for i in range(0, 100, 2):
    delattr(t, f"attribute_{i}")
assert sorted(t.__dict__)[:2] == ["attribute_1", "attribute_11"] and not hasattr(t, "attribute_2")
setattr(t, "not an identifier", 1)
assert getattr(t, "not an identifier") == 1
t.__dict__[3] = "int key"
assert t.__dict__[3] == "int key"
shared = {}
u, v = Thing(), Thing()
u.__dict__ = v.__dict__ = shared
u.x = 1
assert v.x == 1 and shared == {"x": 1}
for bad in (None, 3):
    try:
        u.__dict__ = bad
    except TypeError as error:
        assert str(error) == f"__dict__ must be set to a dictionary, not a '{type(bad).__name__}'"
    else:
        raise AssertionError
try:
    setattr(t, 3, 1)
except TypeError as error:
    assert str(error) == "attribute name must be string, not 'int'"
