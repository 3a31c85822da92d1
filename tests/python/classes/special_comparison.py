# Rich comparison: reflection, identity defaults, hash rules, total_ordering.
from functools import total_ordering
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"

class Plain:
    pass

a, b = Plain(), Plain()
assert a == a and a != b and hash(a) == hash(a)
assert raises(lambda: a < b) == "TypeError: '<' not supported between instances of 'Plain' and 'Plain'"

class Equal:
    def __eq__(self, other):
        return True

assert Equal() == 5 and 5 == Equal() and not (Equal() != 5)
assert Equal.__hash__ is None
assert raises(lambda: hash(Equal())) == "TypeError: unhashable type: 'Equal'"
assert raises(lambda: {Equal(): 1}) == (
    "TypeError: cannot use 'Equal' as a dict key (unhashable type: 'Equal')")

class Defers:
    def __eq__(self, other):
        return NotImplemented

    __lt__ = __eq__

assert (Defers() == Defers()) is False
assert raises(lambda: Defers() < 1) == "TypeError: '<' not supported between instances of 'Defers' and 'int'"

@total_ordering
class Ranked:
    def __init__(self, n): self.n = n
    def __eq__(self, other): return self.n == other.n
    def __lt__(self, other): return self.n < other.n

assert Ranked(1) < Ranked(2) and Ranked(2) >= Ranked(2) and Ranked(3) > Ranked(1) and Ranked(1) <= Ranked(1)

class Base:
    def __lt__(self, other): return "base"

class Sub(Base):
    def __gt__(self, other): return "sub reflected first"

assert (Base() < Sub()) == "sub reflected first"
