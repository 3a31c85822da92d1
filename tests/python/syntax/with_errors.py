# with: objects that are not context managers, and errors raised while leaving.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


def use(manager):
    with manager:
        raise KeyError("inside")


class OnlyEnter:
    def __enter__(self):
        pass


class OnlyExit:
    def __exit__(self, *details):
        pass


class RaisesOnExit:
    def __enter__(self):
        pass

    def __exit__(self, *details):
        raise ValueError("leaving")


class LooksLikeAsync:
    async def __aenter__(self):
        pass

    async def __aexit__(self, *details):
        pass


assert raises(lambda: use(3)).startswith("TypeError: 'int' object does not support the context manager protocol")
assert raises(lambda: use(OnlyExit())).startswith(
    "TypeError: 'OnlyExit' object does not support the context manager protocol")
assert raises(lambda: use(OnlyEnter())) == (
    "TypeError: 'OnlyEnter' object does not support the context manager protocol (missed __exit__ method)")
try:
    use(RaisesOnExit())
except ValueError as error:
    assert repr(error.__context__) == "KeyError('inside')"
else:
    raise AssertionError
assert "Did you mean to use 'async with'?" in raises(lambda: use(LooksLikeAsync()))
