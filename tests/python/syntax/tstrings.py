# Template strings: parts, interpolations, conversions and format specs kept unevaluated.
from string.templatelib import Interpolation, Template, convert

name = "world"
template = t"hello {name!r:>10} and {1 + 1}!"
assert type(template) is Template
assert template.strings == ("hello ", " and ", "!")
assert template.values == ("world", 2)
first, second = template.interpolations
assert (first.value, first.expression, first.conversion, first.format_spec) == ("world", "name", "r", ">10")
assert (second.value, second.expression, second.conversion, second.format_spec) == (2, "1 + 1", None, "")
assert [type(part).__name__ for part in template] == ["str", "Interpolation", "str", "Interpolation", "str"]
assert [part for part in t"{name}"][0].value == "world"
assert t"".strings == ("",) and t"".values == ()
assert t"{1}{2}".strings == ("", "", "")
assert (t"a" + t"{1}b").strings == ("a", "b")
debug = t"{name=}"
assert debug.strings == ("name=", "") and debug.interpolations[0].conversion == "r"
width = 5
assert t"{name:>{width}}".interpolations[0].format_spec == ">5"
assert rt"\n{1}".strings == ("\\n", "")
assert convert("é", "a") == "'\\xe9'" and convert("x", None) == "x" and convert("x", "r") == "'x'"
built = Template("a", Interpolation(1, "x", None, ""), "b")
assert built.strings == ("a", "b") and built.values == (1,)
assert repr(Interpolation(1, "x")) == "Interpolation(1, 'x', None, '')"
assert repr(t"a{1}") == "Template(strings=('a', ''), interpolations=(Interpolation(1, '1', None, ''),))"
try:
    t"a" + "b"
except TypeError as error:
    assert str(error) == 'can only concatenate string.templatelib.Template (not "str") to string.templatelib.Template'


def render(template):
    parts = []
    for part in template:
        match part:
            case str() as text:
                parts.append(text)
            case Interpolation(value, _, conversion, spec):
                parts.append(format(convert(value, conversion), spec).upper())
    return "".join(parts)


assert render(t"<{name!s:>6}>") == "< WORLD>"
