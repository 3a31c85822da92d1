# Calls with wrong arguments: exact messages.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


def none(): pass
def two(a, b): pass
def default(a, b=1): pass
def keyword_only(*, k, m): pass
def positional_only(a, b, /, c): pass
def star(a, *rest): pass


class Thing:
    def method(self, x): pass


assert raises(lambda: none(1)) == "TypeError: none() takes 0 positional arguments but 1 was given"
assert raises(lambda: none(1, 2)) == "TypeError: none() takes 0 positional arguments but 2 were given"
assert raises(lambda: two()) == "TypeError: two() missing 2 required positional arguments: 'a' and 'b'"
assert raises(lambda: two(1)) == "TypeError: two() missing 1 required positional argument: 'b'"
assert raises(lambda: two(1, 2, 3)) == "TypeError: two() takes 2 positional arguments but 3 were given"
assert raises(lambda: two(1, a=2)) == "TypeError: two() got multiple values for argument 'a'"
assert raises(lambda: two(1, 2, c=3)) == "TypeError: two() got an unexpected keyword argument 'c'"
assert raises(lambda: default()) == "TypeError: default() missing 1 required positional argument: 'a'"
assert raises(lambda: default(1, 2, 3)) == "TypeError: default() takes from 1 to 2 positional arguments but 3 were given"
assert raises(lambda: keyword_only(1)) == "TypeError: keyword_only() takes 0 positional arguments but 1 was given"
assert raises(lambda: keyword_only()) == (
    "TypeError: keyword_only() missing 2 required keyword-only arguments: 'k' and 'm'")
assert raises(lambda: keyword_only(1, k=1, m=2)) == (
    "TypeError: keyword_only() takes 0 positional arguments but 1 positional argument (and 2 keyword-only arguments)"
    " were given")
assert raises(lambda: positional_only(1, b=2, c=3)) == (
    "TypeError: positional_only() got some positional-only arguments passed as keyword arguments: 'b'")
assert raises(lambda: positional_only(1)) == (
    "TypeError: positional_only() missing 2 required positional arguments: 'b' and 'c'")
assert raises(lambda: star()) == "TypeError: star() missing 1 required positional argument: 'a'"
assert raises(lambda: Thing().method()) == "TypeError: Thing.method() missing 1 required positional argument: 'x'"
assert raises(lambda: Thing().method(1, 2)) == "TypeError: Thing.method() takes 2 positional arguments but 3 were given"
assert raises(lambda: two(1, 2, B=3)) == "TypeError: two() got an unexpected keyword argument 'B'. Did you mean 'b'?"
assert raises(lambda: default(1, bb=3)) == "TypeError: default() got an unexpected keyword argument 'bb'. Did you mean 'b'?"
assert raises(lambda: (lambda a, b, c: 0)()) == (
    "TypeError: <lambda>.<locals>.<lambda>() missing 3 required positional arguments: 'a', 'b', and 'c'")
