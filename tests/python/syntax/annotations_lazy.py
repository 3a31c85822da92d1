# PEP 649: annotations are evaluated when asked for, and cached.
import annotationlib
from annotationlib import Format

evaluated = []


def note(value):
    evaluated.append(value)
    return value


def function(a: note("a"), *args: int, b: note("b") = 1, **kwargs: str) -> note("r"):
    local: note("never")


assert evaluated == []
assert function.__annotations__ == {"a": "a", "args": int, "b": "b", "kwargs": str, "return": "r"}
assert evaluated == ["a", "b", "r"]
function.__annotations__
assert len(evaluated) == 3
function(1)
assert len(evaluated) == 3


class Node:
    next: Node
    value: int = 0
    other: Later
    plain = 1


try:
    Node.__annotations__
except NameError as error:
    assert str(error) == "name 'Later' is not defined"
refs = annotationlib.get_annotations(Node, format=Format.FORWARDREF)
assert refs["next"] is Node and refs["value"] is int and refs["other"].__forward_arg__ == "Later"
assert annotationlib.get_annotations(Node, format=Format.STRING) == {"next": "Node", "value": "int", "other": "Later"}


class Later:
    pass


assert Node.__annotations__ == {"next": Node, "value": int, "other": Later}
assert not hasattr(Node(), "next") and Node.value == 0
x: int = 5
y: str if x else undefined_thing
assert __annotate__(1) == {"x": int, "y": str}
assert callable(function.__annotate__) and function.__annotate__(1)["args"] is int
(z): int = 3
assert z == 3 and "z" not in __annotate__(1)
