# __call__: instances, classes, lookup on the type only.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


class Adder:
    def __init__(self, n):
        self.n = n

    def __call__(self, *args, scale=1):
        return (self.n + sum(args)) * scale


add = Adder(10)
assert add() == 10 and add(1, 2) == 13 and add(1, scale=2) == 22
assert callable(add) and callable(Adder) and not callable(3)
assert list(map(add, [1, 2])) == [11, 12]


class Plain:
    pass


plain = Plain()
plain.__call__ = lambda: 5
assert not callable(plain)
assert raises(lambda: plain()) == "TypeError: 'Plain' object is not callable"
Plain.__call__ = lambda self, x: x
assert plain(6) == 6


class Nested:
    __call__ = Adder(5)


assert Nested()(1) == 6
assert raises(lambda: add(bad=1)) == "TypeError: Adder.__call__() got an unexpected keyword argument 'bad'"
assert type(add).__call__(add, 5) == 15
assert Adder.__call__(add, 1) == 11
