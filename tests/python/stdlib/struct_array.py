# struct and array: packing, unpacking, native and standard sizes, errors.
import struct
from array import array
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


assert struct.pack("<IHb?", 1, 2, -3, True) == b"\x01\0\0\0\x02\0\xfd\x01"
assert struct.unpack(">hH", b"\xff\xfe\xff\xfe") == (-2, 65534)
assert struct.pack(">Qd", 2**40, 1.5) == b"\0\0\x01\0\0\0\0\0?\xf8\0\0\0\0\0\0"
assert struct.unpack("<f", b"\0\0\xc0?") == (1.5,)
assert struct.calcsize("<bhiq") == 15 and struct.calcsize("@bi") == 8 and struct.calcsize("=bi") == 5
assert struct.pack("5s", b"ab") == b"ab\0\0\0" and struct.pack("3p", b"abc") == b"\x02ab"
assert struct.pack("2x3B", 1, 2, 3) == b"\0\0\x01\x02\x03" and struct.pack("c", b"x") == b"x"
assert struct.unpack("4H", bytes(8)) == (0, 0, 0, 0) and struct.pack("<e", 1.5) == b"\0>"
s = struct.Struct("<if")
assert s.size == 8 and s.format == "<if" and list(s.iter_unpack(s.pack(1, 0.5) * 2)) == [(1, 0.5), (1, 0.5)]
buffer = bytearray(10)
s.pack_into(buffer, 2, 7, 1.0)
assert s.unpack_from(buffer, 2) == (7, 1.0) and struct.unpack_from("B", buffer, 2) == (7,)
assert raises(lambda: struct.pack("B", 256)) == "error: 'B' format requires 0 <= number <= 255"
assert raises(lambda: struct.pack("<h", 40000)) == "error: 'h' format requires -32768 <= number <= 32767"
assert raises(lambda: struct.unpack("<I", b"abc")) == "error: unpack requires a buffer of 4 bytes"
assert raises(lambda: struct.pack("<I")) == "error: pack expected 1 items for packing (got 0)"
assert raises(lambda: struct.pack("z", 1)) == "error: bad char in struct format"
assert raises(lambda: struct.pack("I", "x")) == "error: required argument is not an integer"
a = array("i", [1, 2, 3])
a.append(4); a.extend([5]); a.insert(0, 0)
assert a.tolist() == [0, 1, 2, 3, 4, 5] and a[1:3] == array("i", [1, 2])
assert a.itemsize == 4 and a.typecode == "i" and repr(a) == "array('i', [0, 1, 2, 3, 4, 5])"
assert a.pop() == 5 and a.index(3) == 3 and a.count(2) == 1
assert a.tobytes()[:4] == b"\0\0\0\0" and array("i", a.tobytes()) == a
a.reverse(); a.remove(0); a.byteswap(); a.byteswap()
assert a.tolist() == [4, 3, 2, 1] and a + array("i", [9]) == array("i", [4, 3, 2, 1, 9])
assert a * 2 and array("d", [1.5])[0] == 1.5 and array("w", "aé").tounicode() == "aé"
assert raises(lambda: a.append("x")) == "TypeError: 'str' object cannot be interpreted as an integer"
assert raises(lambda: array("b", [200])) == "OverflowError: signed char is greater than maximum"
assert raises(lambda: array("q", [1]) + array("i", [1])) == "TypeError: bad argument type for built-in operation"
assert raises(lambda: array("?")).startswith("ValueError: bad typecode")
assert raises(lambda: a[10]) == "IndexError: array index out of range"
assert array("B", b"ab").tolist() == [97, 98] and 4 in a and memoryview(a).format == "i"
