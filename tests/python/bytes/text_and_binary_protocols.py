# Binary data in practice: length-prefixed records, hex dumps, checksums, bit fields, in-place edits.
import struct


def pack(records):
    return b"".join(struct.pack(">HB", len(data), kind) + data for kind, data in records)


def unpack(blob):
    view, place = memoryview(blob), 0
    while place < len(view):
        length, kind = struct.unpack_from(">HB", view, place)
        yield kind, bytes(view[place + 3:place + 3 + length])
        place += 3 + length


records = [(1, b"hello"), (2, b""), (255, bytes(range(256)))]
assert list(unpack(pack(records))) == records and len(pack(records)) == 9 + 5 + 256


def dump(data):
    for offset in range(0, len(data), 16):
        row = data[offset:offset + 16]
        yield f"{offset:04x}  {row.hex(' '):<47}  {''.join(chr(b) if 32 <= b < 127 else '.' for b in row)}"


assert list(dump(b"Hello, \x00world!\xff and more")) == [
    "0000  48 65 6c 6c 6f 2c 20 00 77 6f 72 6c 64 21 ff 20  Hello, .world!. ",
    "0010  61 6e 64 20 6d 6f 72 65                          and more"]


def crc16(data, value=0xFFFF):
    for byte in data:
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1 ^ 0x1021 if value & 0x8000 else value << 1) & 0xFFFF
    return value


assert crc16(b"123456789") == 0x29B1
key, text = b"secret", b"attack at dawn"
cipher = bytes(t ^ key[i % len(key)] for i, t in enumerate(text))
assert bytes(c ^ key[i % len(key)] for i, c in enumerate(cipher)) == text and cipher != text
buffer = bytearray(b"................")
buffer[4:8] = b"EDIT"
buffer[0] |= 0x80
assert buffer == b"\xae...EDIT........" and buffer.find(b"EDIT") == 4
assert buffer.translate(bytes.maketrans(b".", b"_"))[1:4] == b"___"
bits = int.from_bytes(b"\x0f\xf0")
assert bits >> 4 & 0xFF == 0xFF and bits.bit_count() == 8
assert f"{bits:016b}" == "0000111111110000" and (bits & -bits).bit_length() == 5
assert b"%b=%d;" % (b"k", 5) == b"k=5;" and b"\r\n".join([b"a", b"b"]).splitlines() == [b"a", b"b"]
assert "é".encode("utf-8").hex() == "c3a9" and bytes.fromhex("c3a9").decode() == "é"
