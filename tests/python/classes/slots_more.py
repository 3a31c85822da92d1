# __slots__ with several bases, int subclasses, documentation dictionaries and copying.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


import copy
import inspect
import pickle


class A:
    __slots__ = ("a",)


class B:
    __slots__ = ("b",)


class Empty:
    __slots__ = ()


class Mixed(A, Empty):
    __slots__ = ("c",)


assert raises(lambda: type("C", (A, B), {})) == "TypeError: multiple bases have instance lay-out conflict"
mixed = Mixed()
mixed.a, mixed.c = 1, [2]
duplicate = copy.copy(mixed)
assert (duplicate.a, duplicate.c) == (1, [2]) and duplicate.c is mixed.c
assert copy.deepcopy(mixed).c is not mixed.c
again = pickle.loads(pickle.dumps(mixed))
assert (again.a, again.c) == (1, [2])


class Documented:
    __slots__ = {"x": "the x"}


assert Documented.__slots__ == {"x": "the x"} and inspect.getdoc(Documented.x) == "the x"
assert raises(lambda: type("N", (int,), {"__slots__": ("x",)})) == (
    "TypeError: nonempty __slots__ not supported for subtype of 'int'")


class SlotTuple(tuple):
    __slots__ = ()


assert not hasattr(SlotTuple((1,)), "__dict__")
assert raises(lambda: setattr(mixed, "__class__", int)).startswith("TypeError: __class__ assignment only supported")
