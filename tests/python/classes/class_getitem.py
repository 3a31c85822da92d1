# __class_getitem__, generic aliases of built-in types, union types.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


import types


class Shape:
    def __class_getitem__(cls, item):
        return cls.__name__, item


assert Shape[3] == ("Shape", 3) and Shape[1, 2] == ("Shape", (1, 2))
alias = list[int]
assert alias.__origin__ is list and alias.__args__ == (int,) and repr(alias) == "list[int]"
assert alias() == [] and alias("ab") == ["a", "b"]
assert type(alias) is types.GenericAlias and dict[str, list[int]].__args__ == (str, list[int])
assert list[int] == list[int] and hash(list[int]) == hash(list[int]) and list[int] != list[str]
assert raises(lambda: isinstance([], list[int])) == "TypeError: isinstance() argument 2 cannot be a parameterized generic"
assert raises(lambda: int[str]) == "TypeError: type 'int' is not subscriptable"
union = int | str
assert isinstance(1, union) and isinstance("a", union) and not isinstance(1.5, union)
assert repr(union) == "int | str" and union == str | int and union.__args__ == (int, str)
assert int | None == None | int and repr(int | None) == "int | None"
assert (int | str) | float == int | str | float and int | int is int
assert issubclass(bool, int | str)
assert raises(lambda: int | 3) == "TypeError: unsupported operand type(s) for |: 'type' and 'int'"


class Sub(list[int]):
    pass


assert Sub.__bases__ == (list,) and Sub.__orig_bases__ == (list[int],)
assert raises(lambda: Sub()[1:"a"]) == (
    "TypeError: slice indices must be integers or None or have an __index__ method")
