# Class creation order with decorators, metaclass and annotations together.
log = []


def decorate(cls):
    log.append("decorate")
    return cls


class Meta(type):
    def __new__(mcs, name, bases, namespace):
        log.append("meta")
        return super().__new__(mcs, name, bases, namespace)


def base():
    log.append("base")
    return object


@decorate
class Thing(base(), metaclass=Meta):
    log.append("body")
    x: log.append("annotation")


assert log == ["base", "body", "meta", "decorate"]
Thing.__annotations__
assert log[-1] == "annotation"
