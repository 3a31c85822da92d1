# typing: generics, protocols, hints, casts, literals, overloads.
import typing as t
from typing import Annotated, Any, Generic, Literal, NamedTuple, Optional, Protocol, TypedDict, TypeVar, Union
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


T = TypeVar("T")


class Stack(Generic[T]):
    def __init__(self): self.items: list[T] = []
    def push(self, item: T) -> None: self.items.append(item)


s = Stack[int]()
s.push(1)
assert s.items == [1] and Stack[int].__origin__ is Stack and t.get_args(dict[str, int]) == (str, int)
assert t.get_origin(list[int]) is list and s.__orig_class__ == Stack[int]
assert Optional[int] == Union[int, None] == int | None and t.get_args(Union[int, str, int]) == (int, str)
assert repr(Optional[int]) == "int | None" and repr(t.List[int]) == "typing.List[int]"
assert t.get_args(Literal[1, "a"]) == (1, "a") and Annotated[int, "meta"].__metadata__ == ("meta",)
assert t.cast(int, "x") == "x" and repr(Any) == "typing.Any" and repr(T) == "~T"


@t.runtime_checkable
class Closable(Protocol):
    def close(self) -> None: ...


class File:
    def close(self): pass


assert isinstance(File(), Closable) and not isinstance(5, Closable)
assert raises(lambda: Closable()) == "TypeError: Protocols cannot be instantiated"


class Movie(TypedDict, total=False):
    name: t.Required[str]
    year: int


assert Movie(name="x") == {"name": "x"} and Movie.__required_keys__ == {"name"} and Movie.__optional_keys__ == {"year"} and not Movie.__total__


def f(a: int, b: "str" = "x", *args: float) -> Optional[list]: pass


assert t.get_type_hints(f) == {"a": int, "b": str, "args": float, "return": list | None}
assert t.get_type_hints(Movie)["year"] is int and t.NewType("UserId", int)(5) == 5
assert t.TYPE_CHECKING is False and t.final(f) is f and f.__final__
assert raises(lambda: Union[()]) == "TypeError: Cannot take a Union of no types."
assert raises(lambda: isinstance(1, t.List[int])).startswith("TypeError: Subscripted generics cannot be used")
assert raises(lambda: t.assert_never(5)) == "AssertionError: Expected code to be unreachable, but got: 5"
assert t.assert_type(5, int) == 5 and t.get_overloads(f) == [] and t.override(f) is f
