# match: class patterns that are wrong at run time.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


class Point:
    __match_args__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y


def match_too_many():
    match Point(1, 2):
        case Point(1, 2, 3):
            pass


class Plain:
    pass


def match_plain():
    match Plain():
        case Plain(1):
            pass


def match_not_a_class():
    match 1:
        case raises(1):
            pass


assert raises(match_too_many) == "TypeError: Point() accepts 2 positional sub-patterns (3 given)"
assert raises(match_plain) == "TypeError: Plain() accepts 0 positional sub-patterns (1 given)"
assert raises(match_not_a_class) == "TypeError: called match pattern must be a class"
