# dataclasses: slots, kw_only, InitVar, inheritance, errors, make_dataclass, unsafe_hash.
import dataclasses
from dataclasses import InitVar, KW_ONLY, dataclass, field, make_dataclass
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"

@dataclass(slots=True)
class Slotted:
    a: int
    b: str = "b"

s = Slotted(1)
assert not hasattr(s, "__dict__") and Slotted.__slots__ == ("a", "b")
assert raises(lambda: setattr(s, "c", 1)).startswith("AttributeError")

@dataclass
class Keyword:
    a: int
    _: KW_ONLY
    b: int = 2

assert Keyword(1, b=3).b == 3
assert raises(lambda: Keyword(1, 2)) == "TypeError: Keyword.__init__() takes 2 positional arguments but 3 were given"

@dataclass
class WithInit:
    base: int
    scale: InitVar[int] = 10
    total: int = field(init=False, default=0)

    def __post_init__(self, scale):
        self.total = self.base * scale

assert WithInit(2).total == 20 and WithInit(2, 3).total == 6 and repr(WithInit(1)) == "WithInit(base=1, total=10)"
assert raises(lambda: dataclass(type("Bad", (), {"__annotations__": {"x": list}, "x": []}))) == (
    "ValueError: mutable default <class 'list'> for field x is not allowed: use default_factory")
assert raises(lambda: make_dataclass("Bad", [("a", int, 1), "b"])) == "TypeError: non-default argument 'b' follows default argument 'a'"
Made = make_dataclass("Made", ["x", ("y", int), ("z", int, field(default=5))], namespace={"total": lambda self: self.y + self.z})
assert Made(1, 2).total() == 7 and repr(Made(1, 2)) == "Made(x=1, y=2, z=5)"

@dataclass(unsafe_hash=True, eq=True)
class Hashed:
    n: int = field(hash=True)
    other: int = field(default=0, hash=False)

assert hash(Hashed(1, 2)) == hash(Hashed(1, 3)) and Hashed(1, 2) != Hashed(1, 3)
nested = Made([Hashed(1)], (Hashed(2),), {"k": Hashed(3)})
assert dataclasses.asdict(nested) == {"x": [{"n": 1, "other": 0}], "y": ({"n": 2, "other": 0},), "z": {"k": {"n": 3, "other": 0}}}
assert raises(lambda: dataclasses.fields(5)) == "TypeError: must be called with a dataclass type or instance"
assert raises(lambda: dataclasses.asdict(5)) == "TypeError: asdict() should be called on dataclass instances"
assert str(dataclasses.fields(Hashed)[0].type) == "<class 'int'>"
assert dataclasses.MISSING is Hashed.__dataclass_fields__["n"].default
