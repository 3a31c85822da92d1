# The order in which a call's parts are evaluated, and keywords that look like private names.
log = []


class Noisy:
    def __init__(self, name):
        self.name = name

    def __iter__(self):
        log.append(f"iter {self.name}")
        return iter(())


def say(what):
    log.append(what)
    return what


def f(*args, **kwargs):
    return args, kwargs


# One starred argument is gone through after the values of keywords ...
x = Noisy("x")
f(*x, k=say("k"))
assert log == ["k", "iter x"], log
log.clear()
# ... several, or one behind others, as they come.
f(say("a"), *x, k=say("k"))
assert log == ["a", "iter x", "k"], log
log.clear()
f(*x, *Noisy("y"), k=say("k"))
assert log == ["iter x", "iter y", "k"], log
log.clear()
values = (1,)
assert f(*values, k=(values := (2,))) == ((1,), {"k": (2,)})


class Private:
    def plain(self):
        return f(__x=1)

    def spread(self):
        return f(*(), __x=1), f(**{"a": 2}, __x=1)

    def taken(self, __x):
        return __x


assert Private().plain() == ((), {"__x": 1})
assert Private().spread() == (((), {"__x": 1}), ((), {"a": 2, "__x": 1}))
assert Private().taken(_Private__x=3) == 3
