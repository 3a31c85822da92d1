# A replaced __import__ is asked even for what is loaded; names that annotations use may be taken.
import builtins
import os


def load():
    import os
    return os


assert load() is os
builtins.__import__, original = lambda *arguments: arguments[0], builtins.__import__
try:
    assert load() == "os"
finally:
    builtins.__import__ = original
assert load() is os


class Taken:
    __classdict__: int
    other: "str"


assert Taken.__annotations__ == {"__classdict__": int, "other": "str"}


def raises(source):
    try:
        exec(source, {})
    except Exception as error:
        return f"{type(error).__name__}: {error}"


start = "__conditional_annotations__ = "
assert raises(start + "frozenset()\nx: int") == "TypeError: 'frozenset' object is not a set"
assert raises(start + "[]\nx: int") == "TypeError: 'list' object is not a set"


class Inner:
    pass


depth = []


def compute():
    depth.append(None)
    made = Inner()
    if len(depth) == 1:
        Alias.__value__
        outer.append(made)
    return made


outer = []
type Alias = compute()
assert Alias.__value__ is outer[0] is Alias.__value__ and len(depth) == 2
