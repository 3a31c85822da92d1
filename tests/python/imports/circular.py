# Circular imports: partly initialised modules, and the messages they give.
import os
import sys

with open("first.py", "w") as f:
    f.write("import second\nx = 1\n")
with open("second.py", "w") as f:
    f.write("import first\ndef use():\n    return first.x\nseen = hasattr(first, 'x')\n")
with open("bad_first.py", "w") as f:
    f.write("from bad_second import y\nx = 1\n")
with open("bad_second.py", "w") as f:
    f.write("from bad_first import x\ny = 1\n")
with open("attr_first.py", "w") as f:
    f.write("import attr_second\nz = 1\n")
with open("attr_second.py", "w") as f:
    f.write("import attr_first\nattr_first.z\n")
sys.path.insert(0, os.getcwd())
import first
import second
assert second.use() == 1 and second.seen is False
try:
    import bad_first
except ImportError as error:
    assert str(error) == (
        "cannot import name 'x' from partially initialized module 'bad_first' (most likely due to a circular import)"
        f" ({os.path.join(os.getcwd(), 'bad_first.py')})")
else:
    raise AssertionError
assert "bad_first" not in sys.modules and "bad_second" not in sys.modules
try:
    import attr_first
except AttributeError as error:
    assert str(error) == (
        f"partially initialized module 'attr_first' from '{os.path.join(os.getcwd(), 'attr_first.py')}'"
        " has no attribute 'z' (most likely due to a circular import)")
else:
    raise AssertionError
