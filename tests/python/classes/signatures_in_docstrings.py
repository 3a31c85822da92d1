# A docstring may begin with the signature of its class, which subclasses do not repeat.
import inspect

SIZE = 8


class C:
    """C(raw, size=SIZE)
--

More."""


class D(C):
    """Of its own."""


class E:
    "E (a)\n--\n\n"


class F:
    "G(a)\n--\n\n"


assert C.__text_signature__ == "(raw, size=SIZE)" and D.__text_signature__ is None
assert C.__doc__ == "C(raw, size=SIZE)\n--\n\nMore."
assert str(inspect.signature(C)) == str(inspect.signature(D)) == "(raw, size=8)"
assert E.__text_signature__ is F.__text_signature__ is None
