# pass, ..., docstrings of modules, classes and functions (with common indentation removed).
"""Not the docstring's first place, but a docstring all the same."""
assert __doc__ == "Not the docstring's first place, but a docstring all the same."


def documented():
    """First line.

        Indented more.
    Back.
    """
    "second string is nothing"


assert documented.__doc__ == "First line.\n\n    Indented more.\nBack.\n"


class Thing:
    "A thing."

    def method(self):
        ...

    def formatted(self):
        f"not a docstring"


assert Thing.__doc__ == "A thing." and Thing.method.__doc__ is None and Thing.formatted.__doc__ is None
assert Thing().method() is None
documented.__doc__ = "changed"
assert documented.__doc__ == "changed"
assert ... is Ellipsis and repr(...) == "Ellipsis" and bool(...)
if True: pass
x = 1; y = 2;
assert x + y == 3
