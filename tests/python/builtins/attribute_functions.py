# getattr, setattr, delattr, hasattr, dir, vars, id, callable.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


class Thing:
    a = 1

    def method(self): pass

    @property
    def broken(self): raise ValueError("from property")


t = Thing()
assert getattr(t, "a") == 1 and getattr(t, "x", None) is None and hasattr(t, "method") and not hasattr(t, "x")
setattr(t, "x", 5)
assert t.x == 5 and delattr(t, "x") is None and not hasattr(t, "x")
assert raises(lambda: hasattr(t, "broken")) == "ValueError: from property"
assert raises(lambda: getattr(t, "broken", 1)) == "ValueError: from property"
assert raises(lambda: getattr(t, "zz")) == "AttributeError: 'Thing' object has no attribute 'zz'"
assert raises(lambda: getattr(t, 5)) == "TypeError: attribute name must be string, not 'int'"
assert raises(lambda: hasattr(t, 5)) == "TypeError: attribute name must be string, not 'int'"
assert raises(lambda: delattr(t, "zz")) == "AttributeError: 'Thing' object has no attribute 'zz'"
assert raises(lambda: setattr(t, "broken", 1)) == "AttributeError: property 'broken' of 'Thing' object has no setter"
assert {"a", "method", "broken", "__class__", "__dict__", "__init__"} <= set(dir(t)) and dir(t) == sorted(dir(t))
assert "append" in dir([]) and "a" in dir(Thing) and "Thing" in dir()
assert callable(len) and callable(Thing) and callable(t.method) and not callable(t) and callable(lambda: 0)
assert id(t) == id(t) and id(t) != id(Thing()) and isinstance(id(t), int)
assert raises(lambda: getattr()) == "TypeError: getattr expected at least 2 arguments, got 0"


def function():
    local = 1
    return dir(), vars()


assert function() == (["local"], {"local": 1})
assert raises(lambda: dir(1, 2)) == "TypeError: dir expected at most 1 argument, got 2"
import math
assert "pi" in dir(math) and vars(math)["pi"] == math.pi
