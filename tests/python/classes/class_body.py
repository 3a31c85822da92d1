# Class bodies: execution, scope, conditional members, nested classes, __qualname__.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


log = []


class Body:
    log.append("start")
    x = 1
    if x:
        y = x + 1
    for z in range(3):
        pass
    items = [v for v in range(2)]

    class Inner:
        def method(self):
            pass

    def use(self):
        return x
    log.append(__qualname__)
    log.append(__module__)


x = "global x"
assert Body().use() == "global x" and Body.y == 2 and Body.z == 2
assert log == ["start", "Body", "__main__"]
assert Body.Inner.__qualname__ == "Body.Inner" and Body.Inner.method.__qualname__ == "Body.Inner.method"


def factory():
    class Local:
        def method(self):
            pass
    return Local


assert factory().__qualname__ == "factory.<locals>.Local"
assert factory().method.__qualname__ == "factory.<locals>.Local.method"


class Deleted:
    a = 1
    del a


assert not hasattr(Deleted, "a")
assert [k for k in Body.__dict__ if not k.startswith("__")] == ["x", "y", "z", "items", "Inner", "use"]
assert Body.__static_attributes__ == () and Body.__firstlineno__ == 13
