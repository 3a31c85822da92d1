# yield from: delegation of next, send, throw and close; the value of the expression.
log = []


def inner():
    while True:
        try:
            value = yield ("inner", len(log))
            log.append(("sent", value))
            if value == "stop":
                return "result"
        except KeyError as error:
            log.append("caught")
        except GeneratorExit:
            log.append("closed")
            raise


def outer():
    result = yield from inner()
    yield ("outer", result)
    return [(yield from [1, 2]), (yield from "ab")]


g = outer()
assert next(g) == ("inner", 0)
assert g.gi_yieldfrom.__name__ == "inner"
assert g.send("x") == ("inner", 1)
assert g.throw(KeyError()) == ("inner", 2)
assert g.send("stop") == ("outer", "result")
assert list(g) == [1, 2, "a", "b"]
log.clear()
g = outer()
next(g)
g.close()
assert log == ["closed"]


def tree(node):
    left, value, right = node
    if left:
        yield from tree(left)
    yield value
    if right:
        yield from tree(right)


assert list(tree(((None, 1, None), 2, ((None, 3, None), 4, None)))) == [1, 2, 3, 4]


def bad():
    yield from 3


try:
    next(bad())
except TypeError as error:
    assert str(error) == "'int' object is not iterable"
