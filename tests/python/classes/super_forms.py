# super(): zero-argument, explicit, in class methods, static, attribute access, errors.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


class Base:
    value = "base"

    def method(self):
        return "base method"

    @classmethod
    def make(cls):
        return cls.__name__

    @property
    def prop(self):
        return "base prop"


class Child(Base):
    value = "child"

    def method(self):
        return super().method() + "+" + super(Child, self).method() + "+" + super(Child, Child).method(self)

    @classmethod
    def make(cls):
        return "child " + super().make()

    @property
    def prop(self):
        return super().prop + "!"

    def look(self):
        return super().value, __class__

    def nested(self):
        return [super(Child, self).value for _ in range(1)]


class Grand(Child):
    pass


assert Grand().method() == "base method+base method+base method"
assert Grand.make() == "child Grand" and Grand().prop == "base prop!"
assert Child().look() == ("base", Child) and Grand().nested() == ["base"]
assert repr(super(Child, Child())).startswith("<super: <class 'Child'>, <Child object>>")
assert super(Child, Child()).__thisclass__ is Child and super(Child, Grand()).__self_class__ is Grand
assert raises(lambda: super(Child, Base())) == (
    "TypeError: super(type, obj): obj (instance of Base) is not an instance or subtype of type (Child).")
assert raises(lambda: super(Child, Child()).nothing) == "AttributeError: 'super' object has no attribute 'nothing'"
assert raises(lambda: super()) == "RuntimeError: super(): no arguments"
