# __init_subclass__ and __set_name__: arguments, order, errors.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


registry = []


class Plugin:
    def __init_subclass__(cls, /, tag=None, **kwargs):
        super().__init_subclass__(**kwargs)
        registry.append((cls.__name__, tag))


class One(Plugin, tag="first"):
    pass


class Two(One):
    pass


assert registry == [("One", "first"), ("Two", None)]
assert raises(lambda: type("Bad", (Plugin,), {}, wrong=1)) == "TypeError: Bad.__init_subclass__() takes no keyword arguments"
assert raises(lambda: type("Bad", (), {}, wrong=1)) == "TypeError: Bad.__init_subclass__() takes no keyword arguments"
order = []


class Named:
    def __set_name__(self, owner, name):
        order.append((owner.__name__, name))


class Watch:
    def __init_subclass__(cls):
        order.append("init_subclass")


class Host(Watch):
    b = Named()
    a = Named()


assert order == [("Host", "b"), ("Host", "a"), "init_subclass"]


class Failing:
    def __set_name__(self, owner, name):
        raise ValueError("no")


try:
    type("X", (), {"f": Failing()})
except ValueError as error:
    assert str(error) == "no"
    assert error.__notes__ == ["Error calling __set_name__ on 'Failing' instance 'f' in 'X'"]
