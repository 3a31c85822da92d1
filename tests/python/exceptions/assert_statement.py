# assert: message, expression not evaluated when true, AssertionError.
def failure(action):
    try:
        action()
    except AssertionError as error:
        return error.args


def plain():
    assert 1 == 2


def message():
    assert False, "text"


def object_message():
    assert [], {"k": 1}


def lazily():
    assert True, 1 / 0


assert failure(plain) == () and failure(message) == ("text",) and failure(object_message) == ({"k": 1},)
assert failure(lazily) is None
assert __debug__ is True


def tuple_message():
    assert 0, ("a", "b")


assert failure(tuple_message) == (("a", "b"),)
