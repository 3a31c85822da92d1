# Carets and tildes for attribute, subscript, call, operator and nested expressions.
import traceback


def marks(action):
    try:
        action()
    except Exception as error:
        lines = traceback.format_exception(error)[-2].split("\n")[1:3]
        return [line[4:] for line in lines]


x = None
data = {"a": {"b": None}}
a, b = 1, "s"
assert marks(lambda: x.attr.more) == [
    "assert marks(lambda: x.attr.more) == [",
    "                     ^^^^^^"]
assert marks(lambda: data["a"]["b"]["c"]) == [
    'assert marks(lambda: data["a"]["b"]["c"]) == [',
    "                     ~~~~~~~~~~~~~~^^^^^"]
assert marks(lambda: a + b) == [
    "assert marks(lambda: a + b) == [",
    "                     ~~^~~"]
assert marks(lambda: (a + 1) * (a + b)) == [
    "assert marks(lambda: (a + 1) * (a + b)) == [",
    "                                ~~^~~"]
assert marks(lambda: x(1, 2)) == [
    "assert marks(lambda: x(1, 2)) == [",
    "                     ~^^^^^^"]
assert marks(lambda: undefined + 1) == [
    "assert marks(lambda: undefined + 1) == [",
    "                     ^^^^^^^^^"]
assert marks(lambda: [1, -b, 2]) == [
    "assert marks(lambda: [1, -b, 2]) == [",
    "                         ^^"]


def whole_line():
    raise ValueError("x")


def in_condition():
    if a < b:
        pass


assert marks(whole_line) == ['raise ValueError("x")', ""]
assert marks(in_condition) == ["if a < b:", "   ^^^^^"]
