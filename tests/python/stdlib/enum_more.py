# enum: values made by methods, missing values, members with data, mixed types, pickling.
import pickle
from enum import CONFORM, Enum, EnumMeta, Flag, IntFlag, auto, member, nonmember, property as enum_property, verify, CONTINUOUS
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"

class Planet(Enum):
    MERCURY = (3.3e23, 2.4e6)
    EARTH = (5.9e24, 6.4e6)

    def __init__(self, mass, radius):
        self.mass, self.radius = mass, radius

    @property
    def density(self):
        return self.mass / self.radius

    @classmethod
    def heaviest(cls):
        return max(cls, key=lambda p: p.mass)

assert Planet.EARTH.mass == 5.9e24 and Planet.heaviest() is Planet.EARTH and Planet.EARTH.density > 1
assert Planet((3.3e23, 2.4e6)) is Planet.MERCURY and pickle.loads(pickle.dumps(Planet.EARTH)) is Planet.EARTH

class Lenient(Enum):
    A = 1
    OTHER = nonmember("other")

    @member
    def FUNCTION():
        return 1

    @classmethod
    def _missing_(cls, value):
        return cls.A if value == "a" else None

    @staticmethod
    def _generate_next_value_(name, start, count, last):
        return name.lower()

assert Lenient("a") is Lenient.A and Lenient.OTHER == "other" and isinstance(Lenient.FUNCTION, Lenient) and len(Lenient) == 2
assert raises(lambda: Lenient("z")) == "ValueError: 'z' is not a valid Lenient"

class Named(Enum):
    def _generate_next_value_(name, start, count, last):
        return name * 2
    X = auto()
    Y = auto()

assert [n.value for n in Named] == ["XX", "YY"] and issubclass(EnumMeta, type) and type(Named) is EnumMeta

class Strict(Flag):
    A = 1
    B = 2

assert raises(lambda: Strict(8)).startswith("ValueError: <flag 'Strict'> invalid value 8") and IntFlag("F", "P")(8) == 8
