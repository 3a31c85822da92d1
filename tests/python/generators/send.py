# send(): values of yield expressions, the first send, errors.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


def echo():
    received = []
    while True:
        value = yield received
        if value is None:
            return
        received.append(value)


g = echo()
assert raises(lambda: g.send(1)) == "TypeError: can't send non-None value to a just-started generator"
assert g.send(None) == []
assert g.send("a") == ["a"] and g.send("b") == ["a", "b"]
assert raises(lambda: next(g)) == "StopIteration: "


def averager():
    total = count = 0
    average = None
    while True:
        average_in = yield average
        total += average_in
        count += 1
        average = total / count


a = averager()
next(a)
assert [a.send(x) for x in (10, 20, 30)] == [10, 15, 20]


def expressions():
    x = (yield 1) + (yield 2)
    y = [(yield 3), (yield 4)]
    print_args = dict(k=(yield 5))
    return x, y, print_args


e = expressions()
assert [next(e), e.send(10), e.send(20), e.send(30), e.send(40)] == [1, 2, 3, 4, 5]
assert raises(lambda: e.send(50)) == "StopIteration: (30, [30, 40], {'k': 50})"
