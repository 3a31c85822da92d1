# open: text and binary modes, newline handling, seeking, errors, closing.
import os
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


with open("file.txt", "w", encoding="utf-8") as f:
    assert f.write("one\ntwo é\n") == 10 and f.name == "file.txt" and f.mode == "w" and not f.closed and f.writable()
assert f.closed and raises(lambda: f.write("x")) == "ValueError: I/O operation on closed file."
with open("file.txt", encoding="utf-8") as f:
    assert f.read(3) == "one" and f.readline() == "\n"
    assert f.readlines() == ["two é\n"] and f.read() == "" and f.seek(0) == 0
    assert list(f) == ["one\n", "two é\n"] and f.encoding == "utf-8" and f.newlines == "\n"
    assert raises(lambda: f.write("x")) == "UnsupportedOperation: not writable"
with open("file.txt", "rb") as f:
    assert f.read() == b"one\ntwo \xc3\xa9\n" and f.tell() == 11
    assert f.seek(-3, 2) == 8 and f.read(2) == b"\xc3\xa9" and f.peek(1) == b"\n"
with open("file.txt", "a") as f:
    f.write("three")
    print("printed", file=f)
with open("file.txt", "r+b") as f:
    f.seek(4)
    f.write(b"TWO")
    f.truncate(7)
assert open("file.txt").read() == "one\nTWO"
with open("crlf.txt", "wb") as f:
    f.write(b"a\r\nb\rc\n")
with open("crlf.txt") as f:
    assert f.read() == "a\nb\nc\n"
with open("crlf.txt", newline="") as f:
    assert f.readlines() == ["a\r\n", "b\r", "c\n"]
with open("out.txt", "w", newline="\r\n") as f:
    f.writelines(["x\n", "y\n"])
assert open("out.txt", "rb").read() == b"x\r\ny\r\n"
with open("out.txt", "x+" if not os.path.exists("out.txt") else "r+") as f:
    assert f.readable() and f.seekable()
assert raises(lambda: open("missing")) == "FileNotFoundError: [Errno 2] No such file or directory: 'missing'"
assert raises(lambda: open("out.txt", "x")) == "FileExistsError: [Errno 17] File exists: 'out.txt'"
assert raises(lambda: open("out.txt", "q")) == "ValueError: invalid mode: 'q'"
assert raises(lambda: open("out.txt", "rw")) == "ValueError: must have exactly one of create/read/write/append mode"
assert raises(lambda: open("out.txt", "rb", encoding="utf-8")) == "ValueError: binary mode doesn't take an encoding argument"
assert raises(lambda: open(".")) == "IsADirectoryError: [Errno 21] Is a directory: '.'"
assert raises(lambda: open("file.txt", "rb", buffering=0).read(None) and open(5.5)).startswith("TypeError: ")
descriptor = os.open("file.txt", os.O_RDONLY)
with open(descriptor, closefd=True) as f:
    assert f.read() == "one\nTWO" and f.fileno() == descriptor
