# property: getter, setter, deleter, documentation, inheritance, errors.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"

class Circle:
    def __init__(self, radius):
        self._radius = radius

    @property
    def radius(self):
        "The radius."
        return self._radius

    @radius.setter
    def radius(self, value):
        self._radius = value

    @radius.deleter
    def radius(self):
        self._radius = None

    @property
    def area(self):
        return 3 * self._radius ** 2

    write_only = property(fset=lambda self, value: None)

circle = Circle(2)
circle.radius = 3
assert circle.radius == 3 and circle.area == 27
del circle.radius
assert circle.radius is None
assert Circle.radius.__doc__ == "The radius." and isinstance(Circle.radius, property)
assert Circle.radius.fget(circle) is None and Circle.area.fset is None and Circle.area.__name__ == "area"
assert raises(lambda: setattr(circle, "area", 1)) == "AttributeError: property 'area' of 'Circle' object has no setter"
assert raises(lambda: delattr(circle, "area")) == "AttributeError: property 'area' of 'Circle' object has no deleter"
assert raises(lambda: circle.write_only) == "AttributeError: property 'write_only' of 'Circle' object has no getter"

class Broken:
    @property
    def value(self):
        return self.missing

    def __getattr__(self, name):
        return "fallback " + name

assert Broken().value == "fallback missing"

class Sub(Circle):
    radius = Circle.radius.getter(lambda self: "sub")

assert Sub(1).radius == "sub"
