# try, except, else, finally: every path, returns and nested handlers.
def flow(action):
    log = []
    try:
        log.append("try")
        action()
    except ValueError as error:
        log.append(f"value {error}")
    except (KeyError, TypeError):
        log.append("key or type")
    except Exception:
        log.append("other")
    else:
        log.append("else")
    finally:
        log.append("finally")
    return log


def fail(error):
    def action():
        raise error
    return action


assert flow(lambda: None) == ["try", "else", "finally"]
assert flow(fail(ValueError("v"))) == ["try", "value v", "finally"]
assert flow(fail(TypeError())) == ["try", "key or type", "finally"]
assert flow(fail(OSError())) == ["try", "other", "finally"]


def returns():
    try:
        return "try"
    finally:
        log.append("ran")


log = []
assert returns() == "try" and log == ["ran"]


def rethrow():
    try:
        try:
            raise KeyError("k")
        except KeyError:
            raise
    except KeyError as error:
        return str(error)


assert rethrow() == "'k'"
try:
    raise ValueError
except ValueError as error:
    assert error.args == ()
assert "error" not in globals()
