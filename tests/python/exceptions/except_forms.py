# except clauses: parentheses optional in 3.14, expressions evaluated late, wrong kinds.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


def try_it(kind, error):
    try:
        raise error
    except kind:
        return "caught"


def unparenthesised(error):
    try:
        raise error
    except ValueError, KeyError:
        return "one of two"
    except:
        return "bare"


assert unparenthesised(ValueError()) == unparenthesised(KeyError()) == "one of two"
assert unparenthesised(TypeError()) == "bare"
assert try_it(LookupError, IndexError()) == "caught"
assert try_it((ValueError, (KeyError, TypeError))[0], ValueError()) == "caught"
assert raises(lambda: try_it(3, ValueError())) == (
    "TypeError: catching classes that do not inherit from BaseException is not allowed")
assert raises(lambda: try_it((ValueError, "x"), KeyError())) == (
    "TypeError: catching classes that do not inherit from BaseException is not allowed")
assert raises(lambda: try_it((), ValueError("through"))) == "ValueError: through"
evaluated = []


def choose(kind):
    evaluated.append(kind)
    return kind


try:
    raise KeyError
except choose(ValueError):
    pass
except choose(KeyError):
    pass
except choose(TypeError):
    pass
assert evaluated == [ValueError, KeyError]
