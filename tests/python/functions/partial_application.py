# functools.partial and partialmethod, placeholders.
from functools import Placeholder, partial, partialmethod


def f(*args, **kwargs):
    return args, kwargs


p = partial(f, 1, a=2)
assert p(3, b=4) == ((1, 3), {"a": 2, "b": 4})
assert p(a=5) == ((1,), {"a": 5})
assert p.func is f and p.args == (1,) and p.keywords == {"a": 2}
nested = partial(p, 10)
assert nested.func is f and nested.args == (1, 10)
assert partial(int, base=2)("101") == 5
p.attribute = 1
assert p.__dict__ == {"attribute": 1}
hole = partial(f, Placeholder, 2)
assert hole(1) == ((1, 2), {})
assert repr(partial(int, 1)) == "functools.partial(<class 'int'>, 1)"


class Cell:
    alive = False

    def set_state(self, state):
        self.alive = state

    set_alive = partialmethod(set_state, True)
    call = partial(f, "partial is a method too in 3.14")


cell = Cell()
cell.set_alive()
assert cell.alive is True
try:
    partial()
except TypeError as error:
    assert str(error) == "type 'partial' takes at least one argument"
