# Decorators: any expression, applied bottom up, evaluated top down; classes too.
log = []


def tag(name):
    log.append("make " + name)

    def decorate(thing):
        log.append("apply " + name)
        thing.tags = getattr(thing, "tags", ()) + (name,)
        return thing
    return decorate


@tag("outer")
@tag("inner")
def function():
    return 1


assert log == ["make outer", "make inner", "apply inner", "apply outer"]
assert function.tags == ("inner", "outer") and function() == 1


@tag("class")
class Thing:
    pass


assert Thing.tags == ("class",)
table = {"x": [lambda f: "replaced"]}


@table["x"][0]
def gone():
    pass


assert gone == "replaced"


@(lambda f: lambda *a: f(*a) + 1)
def add(a, b):
    return a + b


assert add(1, 2) == 4


@(saved := lambda f: f)
def kept():
    return "kept"


assert kept() == "kept" and callable(saved)
