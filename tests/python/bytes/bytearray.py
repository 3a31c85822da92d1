# bytearray: mutation, slices, methods of lists and of bytes.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


b = bytearray(b"hello")
b[0] = 72
b[1:3] = b"EL"
assert b == b"HELlo" and repr(b) == "bytearray(b'HELlo')" and len(b) == 5
b.append(33)
b.extend(b"ab")
b.extend([99])
b += b"d"
assert b == b"HELlo!abcd"
del b[5:]
b.insert(0, 120)
assert b.pop() == 111 and b.pop(0) == 120 and b == b"HELl"
b.remove(69)
b.reverse()
assert b == b"lLH"
b *= 2
assert b == b"lLHlLH"
b[::2] = b"123"
assert b == b"1L2l3H"
b[1:1] = [1, 2]
assert b == b"1\x01\x02L2l3H"
b.clear()
assert b == b"" and not b
assert bytearray(3) == b"\0\0\0" and bytearray("é", "utf-8") == b"\xc3\xa9" and bytearray(b"a").copy() == b"a"
assert type(bytearray(b"a").upper()) is bytearray and bytearray(b"a,b").split(b",") == [b"a", b"b"]
assert bytearray(b"a") + b"b" == bytearray(b"ab") and type(b"a" + bytearray(b"b")) is bytes
assert raises(lambda: hash(b)) == "TypeError: unhashable type: 'bytearray'"
assert raises(lambda: b.append(256)) == "ValueError: byte must be in range(0, 256)"
assert raises(lambda: b.append("a")) == "TypeError: 'str' object cannot be interpreted as an integer"
assert raises(lambda: b.pop()) == "IndexError: pop from empty bytearray"
assert raises(lambda: b.remove(1)) == "ValueError: value not found in bytearray"
assert raises(lambda: bytearray(b"ab").__setitem__(5, 1)) == "IndexError: bytearray index out of range"
assert raises(lambda: bytearray(b"abcd").__setitem__(slice(None, None, 2), b"abc")) == (
    "ValueError: attempt to assign bytes of size 3 to extended slice of size 2")
b = bytearray(b"abc")
assert b.resize(5) is None and b == b"abc\0\0"
