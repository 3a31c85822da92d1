# Descriptors in practice: validation, lazy attributes, methods by hand, class-level access.
import weakref
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"

class Typed:
    def __init__(self, kind, default=None): self.kind, self.default = kind, default
    def __set_name__(self, owner, name): self.name = "_" + name
    def __get__(self, instance, owner): return self if instance is None else getattr(instance, self.name, self.default)
    def __set__(self, instance, value):
        if not isinstance(value, self.kind):
            raise TypeError(f"{self.name[1:]} must be {self.kind.__name__}, not {type(value).__name__}")
        setattr(instance, self.name, value)

class Lazy:
    def __init__(self, function): self.function = function
    def __set_name__(self, owner, name): self.name = name
    def __get__(self, instance, owner):
        if instance is None:
            return self
        value = instance.__dict__[self.name] = self.function(instance)
        return value

class Person:
    name = Typed(str)
    age = Typed(int, 0)

    @Lazy
    def label(self):
        computed.append(1)
        return f"{self.name}/{self.age}"

computed = []
p = Person()
p.name, p.age = "Ann", 30
assert p.label == "Ann/30" and p.label == "Ann/30" and computed == [1] and p.__dict__["label"] == "Ann/30"
assert raises(lambda: setattr(p, "age", "x")) == "TypeError: age must be int, not str"
assert Person().age == 0 and isinstance(Person.age, Typed)

class Function:
    def __init__(self, action): self.action = action
    def __get__(self, instance, owner=None): return lambda *a: self.action(instance, owner, *a)

class Host:
    act = Function(lambda instance, owner, *a: (instance is not None, owner.__name__, a))

assert Host().act(1) == (True, "Host", (1,)) and Host.act(2) == (False, "Host", (2,))

class ClassProperty:
    def __init__(self, function): self.function = function
    def __get__(self, instance, owner): return self.function(owner)

class Named:
    title = ClassProperty(lambda cls: cls.__name__.upper())

assert Named.title == "NAMED" == Named().title
