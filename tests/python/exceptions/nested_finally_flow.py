# Control flow through nested try, with and loops: what runs, in which order, and what is returned.
log = []

class Noted:
    def __init__(self, name, swallow=False): self.name, self.swallow = name, swallow
    def __enter__(self): log.append("+" + self.name)
    def __exit__(self, *details):
        log.append("-" + self.name)
        return self.swallow

def run(action):
    log.clear()
    try:
        result = action()
    except Exception as error:
        result = type(error).__name__
    return result, "".join(log)

def loop_with():
    for i in range(3):
        with Noted(str(i)):
            if i == 0:
                continue
            if i == 1:
                break
    return i

def return_through():
    with Noted("a"), Noted("b"):
        try:
            return "value"
        finally:
            log.append("f")

def error_in_except():
    try:
        try:
            raise KeyError
        except KeyError:
            with Noted("x"):
                raise ValueError
        finally:
            log.append("f")
    except ValueError as error:
        return type(error.__context__).__name__

def else_raises():
    try:
        pass
    except ValueError:
        log.append("never")
    else:
        raise ValueError
    finally:
        log.append("f")

assert run(loop_with) == (1, "+0-0+1-1") and run(return_through) == ("value", "+a+bf-b-a")
assert run(error_in_except) == ("KeyError", "+x-xf") and run(else_raises) == ("ValueError", "f")
