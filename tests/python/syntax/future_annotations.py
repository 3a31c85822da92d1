# from __future__ import annotations keeps annotations as source text.
from __future__ import annotations


def function(a: undefined, b: list[int] = None) -> "quoted":
    pass


class Thing:
    x: Undefined[ 'a' ]
    y: 1+1 = 2


assert function.__annotations__ == {"a": "undefined", "b": "list[int]", "return": "'quoted'"}
assert Thing.__annotations__ == {"x": "Undefined['a']", "y": "1 + 1"}
assert annotations.compiler_flag == 0x1000000
