# io: StringIO, BytesIO, TextIOWrapper, buffered readers and writers.
import io
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


s = io.StringIO("one\ntwo\nthree")
assert s.readline() == "one\n" and s.tell() == 4 and s.read(2) == "tw" and s.readlines() == ["o\n", "three"] and s.read() == ""
s.seek(0)
assert [line.strip() for line in s] == ["one", "two", "three"] and s.write("!") == 1 and s.getvalue() == "one\ntwo\nthree!"
s.seek(0)
s.truncate(3)
assert s.getvalue() == "one" and s.readable() and s.writable() and s.seekable() and not s.isatty()
s.close()
assert raises(s.read) == "ValueError: I/O operation on closed file"
assert raises(lambda: io.StringIO(5)) == "TypeError: initial_value must be str or None, not int"
b = io.BytesIO(b"abcdef")
assert b.read(2) == b"ab" and b.seek(-2, 2) == 4 and b.read() == b"ef" and b.getvalue() == b"abcdef" and b.getbuffer()[0] == 97
b.seek(10)
b.write(b"x")
assert b.getvalue() == b"abcdef\0\0\0\0x"
assert raises(lambda: b.write("s")) == "TypeError: a bytes-like object is required, not 'str'"
assert raises(lambda: io.StringIO().write(b"x")) == "TypeError: string argument expected, got 'bytes'"
assert raises(io.BytesIO().fileno) == "UnsupportedOperation: fileno"
raw = io.BytesIO()
t = io.TextIOWrapper(raw, encoding="utf-16-le", newline="\n", write_through=True)
t.write("é\n")
assert raw.getvalue() == b"\xe9\0\n\0" and t.encoding == "utf-16-le" and t.buffer is raw
assert t.detach() is raw and raises(lambda: t.read()) == "ValueError: underlying buffer has been detached"
t = io.TextIOWrapper(io.BytesIO("a\r\nb\rc\né".encode()), encoding="utf-8")
assert t.read() == "a\nb\nc\né" and t.newlines == ("\r", "\n", "\r\n")
t = io.TextIOWrapper(io.BytesIO("zażółć\nx".encode()), encoding="utf-8")
assert t.read(3) == "zaż" and t.readline() == "ółć\n"
t.seek(0)
assert t.readline() == "zażółć\n" and next(t) == "x"
assert raises(lambda: io.TextIOWrapper(io.BytesIO(b"\xff"), encoding="ascii").read()).startswith("UnicodeDecodeError: 'ascii'")
r = io.BufferedReader(io.BytesIO(b"0123456789"), 4)
assert r.peek(1)[:1] == b"0" and r.read(3) == b"012" and r.read1(2) and r.readinto(bytearray(2)) == 2
target = io.BytesIO()
w = io.BufferedWriter(target, 1000)
w.write(b"buffered")
assert target.getvalue() == b"" and w.flush() is None and target.getvalue() == b"buffered"


class Raw(io.RawIOBase):
    def readable(self): return True
    def readinto(self, buffer):
        if self.left == 0: return 0
        self.left -= 1
        buffer[:2] = b"ab"
        return 2
    left = 3


assert io.BufferedReader(Raw()).read() == b"ababab"
assert issubclass(io.StringIO, io.TextIOBase) and isinstance(b, io.BufferedIOBase)
