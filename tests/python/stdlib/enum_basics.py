# enum: Enum, IntEnum, StrEnum, Flag, auto, lookup, iteration, errors.
from enum import Enum, Flag, IntEnum, IntFlag, StrEnum, auto, nonmember, unique
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


class Color(Enum):
    RED = 1
    GREEN = 2
    CRIMSON = 1

    def describe(self):
        return self.name.lower()


assert Color.RED.value == 1 and Color.RED.name == "RED" and Color(2) is Color.GREEN
assert Color["RED"] is Color.RED and Color.CRIMSON is Color.RED
assert list(Color) == [Color.RED, Color.GREEN] and len(Color) == 2
assert repr(Color.RED) == "<Color.RED: 1>" and str(Color.RED) == "Color.RED"
assert Color.RED.describe() == "red" and isinstance(Color.RED, Color)
assert Color.RED in Color and 1 in Color and 9 not in Color and Color.RED != 1
assert list(Color.__members__) == ["RED", "GREEN", "CRIMSON"] and repr(Color) == "<enum 'Color'>" and {Color.RED: "r"}[Color(1)] == "r"
assert raises(lambda: Color(9)) == "ValueError: 9 is not a valid Color" and raises(lambda: Color["BLUE"]) == "KeyError: 'BLUE'"
assert raises(lambda: setattr(Color, "RED", 5)) == "AttributeError: cannot reassign member 'RED'"
assert raises(lambda: Color.RED < Color.GREEN) == "TypeError: '<' not supported between instances of 'Color' and 'Color'"
assert raises(lambda: Enum("Sub", "X", type=Color)).startswith("TypeError")


class Level(IntEnum):
    LOW = auto()
    HIGH = auto()


assert Level.LOW == 1 and Level.HIGH > Level.LOW and Level.LOW + 5 == 6
assert f"{Level.LOW}" == "1" and str(Level.HIGH) == "2" and repr(Level.LOW) == "<Level.LOW: 1>"


class Kind(StrEnum):
    ALPHA = auto()
    BETA = "b"


assert Kind.ALPHA == "alpha" and str(Kind.BETA) == "b" and "".join(Kind) == "alphab"


class Perm(Flag):
    R = auto()
    W = auto()
    X = auto()
    RW = R | W


assert Perm.R | Perm.W is Perm.RW and Perm.R in Perm.RW and (Perm.RW & Perm.W) is Perm.W and ~Perm.RW is Perm.X and bool(Perm(0)) is False
assert repr(Perm.R | Perm.X) == "<Perm.R|X: 5>" and list(Perm.RW) == [Perm.R, Perm.W] and Perm.X.value == 4 and len(Perm.RW) == 2
assert IntFlag("I", "A B").B == 2 and Enum("Animal", ["CAT", "DOG"]).DOG.value == 2
assert raises(lambda: unique(Color)) == "ValueError: duplicate values found in <enum 'Color'>: CRIMSON -> RED"
