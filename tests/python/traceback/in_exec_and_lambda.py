# Frames of exec'd code, lambdas, comprehensions, classes and nested functions are named rightly.
import traceback


def names(action):
    try:
        action()
    except Exception as error:
        return [f.name for f in traceback.extract_tb(error.__traceback__)][1:]


assert names(lambda: 1 / 0) == ["<lambda>"]
assert names(lambda: exec("1/0")) == ["<lambda>", "<module>"]
assert names(lambda: list(1 / 0 for _ in "a")) == ["<lambda>", "<genexpr>"]
assert names(lambda: [1 / 0 for _ in "a"]) == ["<lambda>"]


def class_body():
    class Broken:
        1 / 0


class Thing:
    def method(self):
        1 / 0

    def __getattr__(self, name):
        1 / 0


assert names(class_body) == ["class_body", "Broken"]
assert names(Thing().method) == ["method"]
assert names(lambda: Thing().x) == ["<lambda>", "__getattr__"]
assert names(lambda: sorted([2, 1], key=lambda v: v / 0)) == ["<lambda>", "<lambda>"]
assert names(lambda: list(map(lambda v: 1 / v, [0]))) == ["<lambda>", "<lambda>"]
try:
    exec(compile("x = 1\ny = 2\n1 / 0", "made_up.py", "exec"))
except ZeroDivisionError as error:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    assert (frame.filename, frame.lineno, frame.line) == ("made_up.py", 3, "")
