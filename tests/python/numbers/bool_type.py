# bool: an int with its own text and operators.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


assert True + True == 2 and True * 3 == 3 and isinstance(True, int) and bool.__bases__ == (int,)
assert (True & False) is False and (True | False) is True and (True ^ True) is False
assert type(True & 1) is int and True & 3 == 1
assert repr(True) == "True" and str(False) == "False" and f"{True!r}" == "True"
assert not bool() and not bool(0) and not bool("") and bool("0") and bool([0]) and not bool(0.0) and not bool(None)
assert int(True) == 1 and float(True) == 1.0 and [10, 20][True] == 20
assert {True: "a", 1: "b", 1.0: "c"} == {True: "c"} and hash(True) == 1
assert -True == -1 and +True == 1 and abs(False) == 0 and round(True) == 1
assert (True == 1) and (True is not 1.0) and True < 2 and sum([True, True, False]) == 2
assert True.bit_length() == 1 and True.real == 1 and type(True.real) is int
assert bool(type) and (1 < 2) is True and (not 0) is True
assert "%s %d %r" % (True, True, False) == "True 1 False"
assert raises(lambda: bool.__new__(int)) == "TypeError: bool.__new__(int): int is not a subtype of bool"
assert True.__and__(1) == 1 and True.__and__(1.0) is NotImplemented
import warnings
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    assert eval("~x", {"x": True}) == -2
assert caught[0].category is DeprecationWarning
