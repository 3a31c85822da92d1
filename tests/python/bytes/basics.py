# bytes: construction, indexing, slicing, operators, errors.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


assert bytes() == b"" and bytes(3) == b"\0\0\0"
assert bytes([1, 255]) == b"\x01\xff" and bytes("é", "utf-8") == b"\xc3\xa9"
assert bytes(b"ab") == b"ab" and bytes(bytearray(b"x")) == b"x"
assert bytes(range(3)) == b"\0\x01\x02" and bytes(memoryview(b"m")) == b"m"
b = b"hello"
assert b[0] == 104 and b[-1] == 111 and b[1:3] == b"el" and b[::-1] == b"olleh" and len(b) == 5 and b[1:2] == b"e"
assert b + b"!" == b"hello!" and b * 2 == b"hellohello" and b"el" in b and 104 in b and 5 not in b
assert b < b"help" and b == bytearray(b"hello") and b != "hello" and hash(b) == hash(bytes(b))
assert list(b"ab") == [97, 98] and list(reversed(b"ab")) == [98, 97] and max(b) == 111
assert repr(b"a'\"\n\x00\xff\\") == "b'a\\'\"\\n\\x00\\xff\\\\'" and repr(b"it's") == 'b"it\'s"' and str(b"a") == "b'a'"
assert raises(lambda: bytes("é")) == "TypeError: string argument without an encoding"
assert raises(lambda: bytes(-1)) == "ValueError: negative count"
assert raises(lambda: bytes([256])) == "ValueError: bytes must be in range(0, 256)"
assert raises(lambda: bytes(["a"])) == "TypeError: 'str' object cannot be interpreted as an integer"
assert raises(lambda: bytes(1.5)) == "TypeError: cannot convert 'float' object to bytes"
assert raises(lambda: bytes(1, "utf-8")) == "TypeError: encoding without a string argument"
assert raises(lambda: b[10]) == "IndexError: index out of range"
assert raises(lambda: b["a"]) == "TypeError: byte indices must be integers or slices, not str"
assert raises(lambda: b + "x") == "TypeError: can't concat str to bytes"
assert raises(lambda: 256 in b) == "ValueError: byte must be in range(0, 256)"
assert raises(lambda: "a" in b) == "TypeError: a bytes-like object is required, not 'str'"
assert raises(lambda: b < "a") == "TypeError: '<' not supported between instances of 'bytes' and 'str'"
assert raises(lambda: b.__setitem__(0, 1)) == "AttributeError: 'bytes' object has no attribute '__setitem__'"
assert b"%s %d %x %c %r %a %b" % (b"s", 5, 255, 65, "r", "é", b"b") == b"s 5 ff A 'r' '\\xe9' b"
assert b"%(k)s" % {b"k": b"v"} == b"v" and b"%5.1f|" % 2.25 == b"  2.2|"
