# Building strings: += in loops, join, io, f-strings; results are independent of the way.
import io

pieces = [str(i) for i in range(2000)]
by_add = ""
for piece in pieces:
    by_add += piece
stream = io.StringIO()
for piece in pieces:
    stream.write(piece)
assert by_add == "".join(pieces) == stream.getvalue() and len(by_add) == 6890
prefix = by_add
by_add += "more"
assert prefix + "more" == by_add and len(prefix) == 6890
text = "start"
others = []
for i in range(5):
    others.append(text)
    text += chr(0xE9 + i)
assert others[0] == "start" and others[4] == "starté\xea\xeb\xec" and len(text) == 10
ascii_then_wide = "a" * 100 + "😀"
assert ascii_then_wide[100] == "😀" and ascii_then_wide[:100] == "a" * 100
assert "".join(reversed("abc")) == "cba" and "".join(sorted("hello")) == "ehllo"
assert "a" + "" == "a" and "" + "a" == "a" and "".join(["", "", ""]) == ""
try:
    "a" + b"b"
except TypeError as error:
    assert str(error) == 'can only concatenate str (not "bytes") to str'
try:
    b"a" + "b"
except TypeError as error:
    assert str(error) == "can't concat str to bytes"
