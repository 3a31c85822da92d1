# A module beside the program hides one of the standard library, but not those the interpreter itself needs.
import os
import sys

with open("colorsys.py", "w") as f:
    f.write("mine = True\n")
with open("genericpath.py", "w") as f:
    f.write("mine = True\n")
os.mkdir("wave")
with open("wave/__init__.py", "w") as f:
    f.write("mine = True\n")
sys.path.insert(0, os.getcwd())
import colorsys
import genericpath
import wave

assert colorsys.mine and wave.mine and not hasattr(genericpath, "mine")
library = os.path.dirname(os.__file__)
assert library in sys.path
import json.decoder

assert json.decoder.__file__ == os.path.join(library, "json", "decoder.py")
# Behind the library nothing is hidden.
sys.path.remove(os.getcwd())
sys.path.append(os.getcwd())
del sys.modules["colorsys"]
import colorsys

assert not hasattr(colorsys, "mine") and colorsys.rgb_to_hsv
for name in ("colorsys", "wave"):
    del sys.modules[name]
