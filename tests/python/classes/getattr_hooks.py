# __getattr__, __getattribute__, __setattr__, __delattr__, __dir__.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"

class Hooked:
    present = 1

    def __getattr__(self, name):
        if name.startswith("bad"):
            raise AttributeError("custom " + name)
        return "missing " + name

    def __setattr__(self, name, value):
        object.__setattr__(self, name + "_", value)

    def __delattr__(self, name):
        object.__delattr__(self, name + "_")

    def __dir__(self):
        return ["z", "a"]

hooked = Hooked()
assert hooked.present == 1 and hooked.absent == "missing absent"
assert raises(lambda: hooked.bad) == "AttributeError: custom bad"
assert not hasattr(hooked, "bad") and getattr(hooked, "bad", 5) == 5
hooked.x = 3
assert hooked.__dict__ == {"x_": 3} and hooked.x == "missing x"
del hooked.x
assert hooked.__dict__ == {}
assert dir(hooked) == ["a", "z"]

class All:
    def __init__(self):
        self.real = 1

    def __getattribute__(self, name):
        if name == "real":
            return object.__getattribute__(self, name) + 1
        if name == "fallback":
            raise AttributeError
        return name

    def __getattr__(self, name):
        return "getattr " + name

assert All().real == 2 and All().anything == "anything" and All().fallback == "getattr fallback"
assert len([1]) == 1

class Implicit:
    def __getattr__(self, name):
        return lambda: 5

assert raises(lambda: len(Implicit())) == "TypeError: object of type 'Implicit' has no len()"
