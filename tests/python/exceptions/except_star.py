# except*: splitting, several handlers, naked exceptions, what is raised after.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"

def handle(error):
    log = []
    try:
        raise error
    except* ValueError as group:
        log.append([repr(e) for e in group.exceptions])
    except* (KeyError, TypeError) as group:
        log.append(type(group).__name__ + " " + group.message)
    else:
        log.append("else")
    finally:
        log.append("finally")
    return log

assert handle(ExceptionGroup("g", [ValueError(1), ValueError(2)])) == [["ValueError(1)", "ValueError(2)"], "finally"]
assert handle(ExceptionGroup("g", [ValueError(1), KeyError(2)])) == [["ValueError(1)"], "ExceptionGroup g", "finally"]
assert handle(ValueError("naked")) == [["ValueError('naked')"], "finally"]
assert raises(lambda: handle(ExceptionGroup("g", [OSError(1), ValueError(2)]))) == "ExceptionGroup: g (1 sub-exception)"
assert raises(lambda: handle(OSError("plain"))) == "OSError: plain"

def raise_in_handler():
    try:
        raise ExceptionGroup("g", [ValueError(1), TypeError(2)])
    except* ValueError:
        raise KeyError("new")

try:
    raise_in_handler()
except ExceptionGroup as group:
    assert group.message == "" and [type(e).__name__ for e in group.exceptions] == ["KeyError", "ExceptionGroup"]
    assert group.exceptions[1].message == "g"

def reraise_part():
    try:
        raise ExceptionGroup("g", [ValueError(1), TypeError(2)])
    except* ValueError:
        raise

assert raises(reraise_part) == "ExceptionGroup: g (2 sub-exceptions)"

def wrong_type():
    try:
        raise ValueError
    except* ExceptionGroup:
        pass

assert raises(wrong_type) == "TypeError: catching ExceptionGroup with except* is not allowed. Use except instead."
