# PEP 695: generic functions, classes and type aliases, with bounds, defaults and lazy values.
import typing


def outer_name():
    return "outer"


class Box[T]:
    def get(self) -> T:
        return self.value

    def both[U](self, other: U) -> tuple[T, U]:
        return other


assert [t.__name__ for t in Box.__type_params__] == ["T"]
assert Box[int].__origin__ is Box and Box[int].__args__ == (int,)
assert repr(Box[int]) == "__main__.Box[int]"
assert typing.Generic in Box.__mro__


def first[T: int, *Ts, **P](x: T, *args: *Ts) -> T:
    return x


t, ts, p = first.__type_params__
assert (type(t).__name__, type(ts).__name__, type(p).__name__) == ("TypeVar", "TypeVarTuple", "ParamSpec")
assert t.__bound__ is int and first.__annotations__["x"] is t
assert (repr(t), repr(ts), repr(p)) == ("T", "Ts", "P")


def constrained[T: (int, str) = int]():
    return T


assert constrained().__constraints__ == (int, str) and constrained().__default__ is int
assert constrained().has_default()
type Pair[T] = tuple[T, T]
assert type(Pair).__name__ == "TypeAliasType" and Pair.__name__ == "Pair"
assert Pair.__value__ == tuple[Pair.__type_params__[0], Pair.__type_params__[0]]
assert repr(Pair[int]) == "Pair[int]"
type Lazy = NotYetDefined | None
try:
    Lazy.__value__
except NameError as error:
    assert str(error) == "name 'NotYetDefined' is not defined"
NotYetDefined = int
assert Lazy.__value__ == int | None
type Recursive = dict[str, Recursive] | int
assert Recursive.__value__.__args__[1] is int
class Child[T](Box[T]):
    item = T
assert Child.__orig_bases__[0].__origin__ is Box and Child.item.__name__ == "T"
