# Functions that take any bytes-like object.
import array
import binascii
import io
import struct

for kind in (bytes, bytearray, memoryview, lambda b: array.array("B", b)):
    data = kind(b"hello")
    assert b"".join([data, data]) == b"hellohello" and bytes(data) == b"hello" and int.from_bytes(data) > 0
    assert b"ell" in bytes(data) and binascii.hexlify(data) == b"68656c6c6f"
    assert struct.unpack("5s", data) == (b"hello",) and io.BytesIO(data).read() == b"hello"
    assert bytes.fromhex(binascii.hexlify(data).decode()) == b"hello" and b"hello".startswith(bytes(data))
    assert b"xhello".endswith(memoryview(bytes(data)).tobytes()) and b"hello".find(data) == 0
    assert bytearray(b"a") + data == b"ahello" and b"hello" == bytes(data) and str(data, "ascii") == "hello"
target = bytearray(8)
struct.pack_into("<I", target, 2, 0x01020304)
assert target == b"\0\0\x04\x03\x02\x01\0\0"
stream = io.BytesIO(b"abcdef")
assert stream.readinto(memoryview(target)[:3]) == 3 and target[:3] == b"abc"
holder = bytearray(b"x" * 4)
view = memoryview(holder)
view[:] = b"1234"
assert holder == b"1234"


class Exporter:
    def __buffer__(self, flags):
        return memoryview(b"exported")

    def __release_buffer__(self, view):
        released.append(True)


released = []
assert bytes(memoryview(Exporter())) == b"exported"
