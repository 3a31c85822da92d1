# pprint and reprlib.
import io
import pprint
import reprlib
from collections import Counter, defaultdict, deque
from dataclasses import dataclass
data = {"name": "x" * 30, "values": list(range(10)), "nested": {"b": [1, 2], "a": (3,)}, "text": "short"}
assert pprint.pformat(data) == (
    "{'name': 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',\n 'nested': {'a': (3,), 'b': [1, 2]},\n 'text': 'short',\n"
    " 'values': [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]}")
assert pprint.pformat([1, 2]) == "[1, 2]" and pprint.pformat({"b": 1, "a": 2}, sort_dicts=False) == "{'b': 1, 'a': 2}"
assert pprint.pformat({3}) == "{3}"
assert pprint.pformat([[1, 2], [3, 4]], width=10) == "[[1, 2],\n [3, 4]]"
assert pprint.pformat({"a": {"b": {"c": 1}}}, depth=2) == "{'a': {'b': {...}}}"
assert pprint.pformat("word " * 10, width=30) == "('word word word word word '\n 'word word word word word ')"
assert pprint.pformat(1234567, underscore_numbers=True) == "1_234_567"
out = io.StringIO()
pprint.pprint(list(range(40)), stream=out, compact=True, width=40)
assert out.getvalue().count("\n") == 4 and out.getvalue().startswith("[0, 1, 2,")
loop = [1]
loop.append(loop)
assert "Recursion on list" in pprint.pformat(loop) and pprint.isrecursive(loop)
assert pprint.isreadable([1]) and not pprint.isreadable(loop) and pprint.saferepr({"a": 1}) == "{'a': 1}"
assert pprint.pformat(deque([1])) == "deque([1])"
assert pprint.pformat(defaultdict(int)) == "defaultdict(<class 'int'>, {})"
assert pprint.pformat(Counter("aab")) == "Counter({'a': 2, 'b': 1})"


@dataclass
class Record:
    first: str
    second: list


assert pprint.pformat(Record("a" * 40, ["b" * 40])) == "Record(first='" + "a" * 40 + "',\n       second=['" + "b" * 40 + "'])"
assert reprlib.repr(list(range(100))) == "[0, 1, 2, 3, 4, 5, ...]"
assert reprlib.repr("x" * 100) == "'xxxxxxxxxxxx...xxxxxxxxxxxxx'"
assert reprlib.repr({i: i for i in range(9)}) == "{0: 0, 1: 1, 2: 2, 3: 3, ...}"
r = reprlib.Repr(maxlist=2, maxlevel=1)
assert r.repr([1, 2, 3]) == "[1, 2, ...]" and r.repr([[1]]) == "[[...]]"


class Tree:
    def __init__(self): self.children = [self]

    @reprlib.recursive_repr("<...>")
    def __repr__(self): return f"Tree({self.children})"


assert repr(Tree()) == "Tree([<...>])"
