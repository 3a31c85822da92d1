# abc, numbers, atexit order, graphlib and sched.
import numbers
import sched
import time
from abc import ABC, abstractmethod, get_cache_token, update_abstractmethods
from decimal import Decimal
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


assert isinstance(5, numbers.Integral) and isinstance(1.5, numbers.Real) and not isinstance(1.5, numbers.Rational)
assert isinstance(Fraction(1), numbers.Rational) and isinstance(1j, numbers.Complex)
assert isinstance(Decimal(1), numbers.Number) and not isinstance(Decimal(1), numbers.Real) and isinstance(True, numbers.Integral) and issubclass(numbers.Integral, numbers.Rational)


class Base(ABC):
    @abstractmethod
    def f(self): return "base"


class Late(Base):
    pass


assert raises(Late).startswith("TypeError: Can't instantiate abstract class Late")
Late.f = lambda self: super(Late, self).f() + " late"
update_abstractmethods(Late)
assert Late().f() == "base late"
token = get_cache_token()


@Base.register
class Registered: pass


assert get_cache_token() != token and isinstance(Registered(), Base) and Base not in Registered.__mro__
t = TopologicalSorter({"d": ["b", "c"], "b": ["a"], "c": ["a"]})
t.prepare()
order = []
while t.is_active():
    ready = sorted(t.get_ready())
    order.append(ready)
    t.done(*ready)
assert order == [["a"], ["b", "c"], ["d"]]
assert raises(lambda: list(TopologicalSorter({"a": "b", "b": "a"}).static_order())).startswith("CycleError: ('nodes are in a cycle', [")
s = sched.scheduler(time.monotonic, time.sleep)
ran = []
s.enter(0.02, 1, ran.append, ("later",))
s.enter(0.001, 2, ran.append, argument=("soon",))
cancelled = s.enter(0.001, 1, ran.append, ("never",))
s.cancel(cancelled)
assert len(s.queue) == 2 and not s.empty()
s.run()
assert ran == ["soon", "later"] and s.empty()
