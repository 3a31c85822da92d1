# contextlib: context managers as decorators, generators that yield too often or never, chdir.
import contextlib


def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"

log = []


@contextlib.contextmanager
def managed(name):
    log.append("in " + name)
    try:
        yield name
    finally:
        log.append("out " + name)

@managed("decorator")
def decorated():
    return "ran"

assert decorated() == "ran" and log[-2:] == ["in decorator", "out decorator"]

@contextlib.contextmanager
def twice():
    yield 1
    yield 2

@contextlib.contextmanager
def never():
    return
    yield

assert raises(lambda: contextlib.ExitStack().enter_context(never())) == "RuntimeError: generator didn't yield"
m = twice()
m.__enter__()
assert raises(lambda: m.__exit__(None, None, None)) == "RuntimeError: generator didn't stop"
with contextlib.chdir("/"):
    import os
    assert os.getcwd() == "/"
