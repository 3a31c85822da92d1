# yield from over objects without send or throw, and with their own.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


def delegate(target):
    return (yield from target)


g = delegate(iter([1, 2]))
assert next(g) == 1
assert raises(lambda: g.send(5)) == "AttributeError: 'list_iterator' object has no attribute 'send'"
g = delegate(iter([1, 2]))
next(g)
assert raises(lambda: g.throw(ValueError("thrown"))) == "ValueError: thrown"


class Custom:
    def __init__(self):
        self.log = []

    def __iter__(self):
        return self

    def __next__(self):
        return "next"

    def send(self, value):
        return ("send", value)

    def throw(self, *details):
        stop = StopIteration()
        stop.value = ("thrown", type(details[0]).__name__ if len(details) == 1 else details[0].__name__)
        raise stop

    def close(self):
        self.log.append("close")


custom = Custom()
g = delegate(custom)
assert next(g) == "next" and g.send(1) == ("send", 1)
assert raises(lambda: g.throw(KeyError(2))) == "StopIteration: ('thrown', 'KeyError')"
g = delegate(custom)
next(g)
g.close()
assert custom.log == ["close"]
