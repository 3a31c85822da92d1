# The type statement: laziness, generics, scope, soft keyword.
type Number = int | float
type Pair[A, B = str] = tuple[A, B]
type Tree[T] = T | list[Tree[T]]
assert Number.__value__ == int | float and Number.__name__ == "Number" and Number.__module__ == "__main__"
assert [p.__name__ for p in Pair.__type_params__] == ["A", "B"] and Pair.__type_params__[1].__default__ is str
assert Pair[int, bytes].__args__ == (int, bytes) and repr(Tree) == "Tree"
type = 5
assert type + 1 == 6
del type
type type = int
assert type.__value__ is int
del type


class Host[T]:
    type Alias = dict[str, T]
    item: Alias


assert Host.Alias.__value__.__args__[1] is Host.__type_params__[0]
def generic[T: int](x: T) -> list[T]:
    type Local = list[T]
    return Local.__value__


assert generic(1).__args__[0].__name__ == "T"
try:
    Number()
except TypeError as error:
    assert str(error) == "'typing.TypeAliasType' object is not callable"
try:
    Number.__value__ = int
except AttributeError as error:
    assert "readonly" in str(error) or "not writable" in str(error)
from typing import TypeAliasType
built = TypeAliasType("Built", list[int])
assert built.__value__ == list[int] and (Number | None).__args__ == (Number, type(None))
calls = []
type Lazy = calls.append("evaluated")
assert calls == []
Lazy.__value__
Lazy.__value__
assert calls == ["evaluated"]
