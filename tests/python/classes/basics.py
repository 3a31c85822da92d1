# Classes: attributes, methods, inheritance, instance dictionaries, repr.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


class Animal:
    kind = "animal"
    count = 0

    def __init__(self, name):
        self.name = name
        Animal.count += 1

    def speak(self):
        return f"{self.name} the {self.kind}"


class Dog(Animal):
    kind = "dog"

    def speak(self):
        return super().speak() + "!"


rex = Dog("Rex")
assert rex.speak() == "Rex the dog!" and Animal.count == 1
assert isinstance(rex, Animal) and issubclass(Dog, Animal) and not issubclass(Animal, Dog)
assert type(rex) is Dog and rex.__class__ is Dog
assert rex.__dict__ == {"name": "Rex"}
rex.kind = "wolf"
assert rex.speak() == "Rex the wolf!" and Dog.kind == "dog"
del rex.kind
assert rex.kind == "dog"
assert Dog.__name__ == "Dog" and Dog.__bases__ == (Animal,) and Dog.__mro__ == (Dog, Animal, object)
assert Dog.__module__ == "__main__" and repr(Dog) == "<class '__main__.Dog'>"
assert repr(rex).startswith("<__main__.Dog object at 0x")
assert raises(lambda: rex.missing) == "AttributeError: 'Dog' object has no attribute 'missing'"
assert raises(lambda: Dog.missing) == "AttributeError: type object 'Dog' has no attribute 'missing'"
assert raises(lambda: Dog()) == "TypeError: Animal.__init__() missing 1 required positional argument: 'name'"
rex.__class__ = Animal
assert rex.speak() == "Rex the animal"
rex.__dict__ = {"name": "New"}
assert rex.name == "New"
assert raises(lambda: object().x) == "AttributeError: 'object' object has no attribute 'x'"
assert raises(lambda: setattr(object(), "x", 1)) == (
    "AttributeError: 'object' object has no attribute 'x' and no __dict__ for setting new attributes")
