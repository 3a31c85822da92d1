# traceback.format_exception_only and texts of odd exceptions.
import traceback


def only(error, **options):
    return traceback.format_exception_only(error, **options)


class Local(Exception):
    pass


class BadText(Exception):
    def __str__(self):
        raise RuntimeError


class Outer:
    class Nested(Exception):
        pass


assert only(ValueError("x")) == ["ValueError: x\n"]
assert only(ValueError()) == ["ValueError\n"]
assert only(ValueError("")) == ["ValueError\n"]
assert only(ValueError("two\nlines")) == ["ValueError: two\nlines\n"]
assert only(Local("l")) == ["Local: l\n"]
assert only(Outer.Nested()) == ["Outer.Nested\n"]
assert only(BadText()) == ["BadText: <exception str() failed>\n"]
assert only(KeyError("k")) == ["KeyError: 'k'\n"]
import json
try:
    json.loads("{")
except ValueError as error:
    assert only(error)[0].startswith("json.decoder.JSONDecodeError: Expecting property name")
assert only(None) == ["NoneType: None\n"]
assert traceback.format_exc() == "NoneType: None\n"
group = ExceptionGroup("g", [ValueError(1)])
assert only(group, show_group=True) == ["ExceptionGroup: g (1 sub-exception)\n", "   ValueError: 1\n"]
