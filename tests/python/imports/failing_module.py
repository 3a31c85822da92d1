# A module that fails while importing: error, sys.modules, retry, syntax errors in modules.
import os
import sys

sys.path.insert(0, os.getcwd())
sys.dont_write_bytecode = True
with open("failing.py", "w") as f:
    f.write("before = 1\n1 / 0\n")
for _ in range(2):
    try:
        import failing
    except ZeroDivisionError as error:
        tb = error.__traceback__
        while tb.tb_next:
            tb = tb.tb_next
        assert tb.tb_frame.f_code.co_filename.endswith("failing.py") and tb.tb_lineno == 2
    assert "failing" not in sys.modules
with open("broken.py", "w") as f:
    f.write("x = 1\ny = = 2\n")
try:
    import broken
except SyntaxError as error:
    assert error.filename.endswith("broken.py") and error.lineno == 2 and error.msg == "invalid syntax"
with open("attributes.py", "w") as f:
    f.write('''
"""Docs come first only when nothing precedes them."""
def __getattr__(name):
    if name.startswith("lazy_"):
        return name.upper()
    raise AttributeError(f"module has no {name}")
def __dir__():
    return ["lazy_a", "b"]
''')
import attributes
assert attributes.lazy_x == "LAZY_X" and dir(attributes) == ["b", "lazy_a"]
from attributes import lazy_y
assert lazy_y == "LAZY_Y"
try:
    attributes.other
except AttributeError as error:
    assert str(error) == "module has no other"
assert attributes.__doc__.startswith("Docs come first")
try:
    attributes.__dict__["x"] = 1
finally:
    assert attributes.x == 1
