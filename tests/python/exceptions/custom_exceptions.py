# User exception classes: constructors, attributes, str, pickling, multiple inheritance.
import pickle


class Base(Exception):
    """Base of errors."""


class WithData(Base):
    def __init__(self, code, detail="none"):
        super().__init__(f"{code}: {detail}")
        self.code, self.detail = code, detail


class OwnText(Base):
    def __str__(self):
        return "own text " + repr(self.args)


class Both(KeyError, AttributeError):
    pass


class NoInit(Exception):
    def __init__(self, a, b):
        self.sum = a + b


error = WithData(5)
assert str(error) == "5: none" and error.code == 5 and error.args == ("5: none",)
assert str(OwnText(1)) == "own text (1,)" and repr(OwnText(1)) == "OwnText(1)"
assert NoInit(1, 2).args == (1, 2) and NoInit(1, 2).sum == 3 and str(NoInit(1, 2)) == "(1, 2)"
for kind in (KeyError, AttributeError, LookupError):
    try:
        raise Both("x")
    except kind as caught:
        assert type(caught) is Both
again = pickle.loads(pickle.dumps(OwnText(1, "a")))
assert type(again) is OwnText and again.args == (1, "a")
assert Base.__doc__ == "Base of errors." and isinstance(error, Base)
assert ValueError("a") != ValueError("a")
assert len({ValueError("a"), ValueError("a")}) == 2
