# global and nonlocal: declared names, nested levels, unbound errors.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


counter = 0


def bump():
    global counter, created
    counter += 1
    created = "here"


bump()
assert counter == 1 and created == "here"


def outer():
    value = 1

    def middle():
        def inner():
            nonlocal value
            value += 1
            return value
        return inner
    return middle(), lambda: value


inner, read = outer()
assert inner() == 2 and inner() == 3 and read() == 3


def unbound():
    print(late)
    late = 1


def unbound_free():
    def inner():
        return free
    inner()
    free = 1


message = "cannot access local variable 'late' where it is not associated with a value"
assert raises(unbound) == "UnboundLocalError: " + message
assert raises(unbound_free) == (
    "NameError: cannot access free variable 'free' where it is not associated with a value in enclosing scope")
