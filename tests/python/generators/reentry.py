# A generator that runs cannot be entered again, neither by itself nor through next, send or close.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


def self_entering():
    yield raises(lambda: next(holder[0]))
    yield raises(lambda: holder[0].send(1))
    yield raises(lambda: holder[0].throw(ValueError))
    yield raises(lambda: holder[0].close())
    yield holder[0].gi_running


holder = [self_entering()]
message = "ValueError: generator already executing"
assert list(holder[0]) == [message, message, message, message, True]


def cycle():
    yield from holder[0]


holder[0] = cycle()
assert raises(lambda: next(holder[0])) == message
