# Multiple inheritance: C3 order, cooperative super, conflicts.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


class Base:
    def who(self):
        return ["Base"]


class Left(Base):
    def who(self):
        return ["Left"] + super().who()


class Right(Base):
    def who(self):
        return ["Right"] + super().who()


class Bottom(Left, Right):
    def who(self):
        return ["Bottom"] + super().who()


assert Bottom().who() == ["Bottom", "Left", "Right", "Base"]
assert Bottom.mro() == [Bottom, Left, Right, Base, object]
assert raises(lambda: type("Bad", (Base, Left), {})) == (
    "TypeError: Cannot create a consistent method resolution order (MRO) for bases Base, Left")
assert raises(lambda: type("Bad", (Base, Base), {})) == "TypeError: duplicate base class Base"
assert raises(lambda: type("Bad", (int, str), {})) == "TypeError: multiple bases have instance lay-out conflict"
assert raises(lambda: type("Bad", (bool,), {})) == "TypeError: type 'bool' is not an acceptable base type"
assert raises(lambda: type("Bad", (type(None),), {})) == "TypeError: type 'NoneType' is not an acceptable base type"


class A: pass
class B: pass
class X(A, B): pass
class Y(B, A): pass


assert raises(lambda: type("Z", (X, Y), {})) == (
    "TypeError: Cannot create a consistent method resolution order (MRO) for bases A, B")
Bottom.__bases__ = (Right, Left)
assert Bottom().who() == ["Bottom", "Right", "Left", "Base"]
assert Base.__subclasses__() == [Left, Right]
