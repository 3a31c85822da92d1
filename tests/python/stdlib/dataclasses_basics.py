# dataclasses: generated methods, defaults, fields, frozen, order, post-init.
from dataclasses import FrozenInstanceError, asdict, astuple, dataclass, field, fields, is_dataclass, replace
from typing import ClassVar
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


@dataclass
class Point:
    x: int
    y: int = 0
    tags: list = field(default_factory=list, compare=False)
    shared: ClassVar[int] = 7


p = Point(1)
assert repr(p) == "Point(x=1, y=0, tags=[])" and p == Point(1, 0, ["different"]) and p != Point(2) and Point.shared == 7
assert asdict(p) == {"x": 1, "y": 0, "tags": []} and astuple(p) == (1, 0, []) and replace(p, y=5) == Point(1, 5)
assert [f.name for f in fields(Point)] == ["x", "y", "tags"] and is_dataclass(p) and Point(1).tags is not Point(1).tags
assert raises(lambda: Point()) == "TypeError: Point.__init__() missing 1 required positional argument: 'x'"
assert raises(lambda: hash(p)) == "TypeError: unhashable type: 'Point'" and Point.__match_args__ == ("x", "y", "tags")


@dataclass(frozen=True, order=True)
class Version:
    major: int
    minor: int = field(default=0, metadata={"doc": "minor"})
    hidden: str = field(default="h", repr=False, compare=False)


assert Version(1, 2) < Version(1, 3) <= Version(2) and hash(Version(1)) == hash(Version(1))
assert repr(Version(1)) == "Version(major=1, minor=0)"
assert raises(lambda: setattr(Version(1), "major", 2)) == "FrozenInstanceError: cannot assign to field 'major'"
assert raises(lambda: delattr(Version(1), "major")) == "FrozenInstanceError: cannot delete field 'major'"
assert fields(Version)[1].metadata["doc"] == "minor" and {Version(1): "v"}[Version(1)] == "v"


@dataclass
class Child(Point):
    z: int = field(init=False)
    w: int = field(default=3, kw_only=True)

    def __post_init__(self):
        self.z = self.x + self.w


assert Child(1, w=5) == Child(1, w=5) and Child(1).z == 4 and repr(Child(1)) == "Child(x=1, y=0, tags=[], z=4, w=3)"
match Child(1):
    case Child(x=1, z=z):
        assert z == 4
