# Attributes and texts of the built-in exceptions.
assert str(KeyError("x")) == "'x'" and str(KeyError("x", 1)) == "('x', 1)" and str(KeyError()) == ""
assert str(ValueError()) == "" and str(ValueError(1)) == "1" and str(ValueError(1, 2)) == "(1, 2)"
assert repr(ValueError("x")) == "ValueError('x')" and repr(ValueError("x", 1)) == "ValueError('x', 1)"
e = OSError(2, "No such file or directory", "name")
assert type(e) is FileNotFoundError and (e.errno, e.strerror, e.filename) == (2, "No such file or directory", "name")
assert str(e) == "[Errno 2] No such file or directory: 'name'" and e.args == (2, "No such file or directory")
assert str(OSError("text")) == "text" and OSError("text").errno is None
assert str(OSError(17, "exists", "a", None, "b")) == "[Errno 17] exists: 'a' -> 'b'"
assert type(OSError(13, "x")) is PermissionError and type(OSError(32, "x")) is BrokenPipeError
assert type(OSError(110, "x")) is TimeoutError and type(OSError(9999, "x")) is OSError
e = StopIteration(5)
assert e.value == 5 and StopIteration().value is None
e = SystemExit(3)
assert e.code == 3 and SystemExit().code is None and SystemExit(1, 2).code == (1, 2)
e = ImportError("m", name="n", path="p")
assert (e.msg, e.name, e.path) == ("m", "n", "p")
e = NameError("m", name="n")
assert e.name == "n"
e = AttributeError("m", name="n", obj=3)
assert (e.name, e.obj) == ("n", 3)
e = UnicodeDecodeError("utf-8", b"a\xff", 1, 2, "bad")
assert (e.encoding, e.object, e.start, e.end, e.reason) == ("utf-8", b"a\xff", 1, 2, "bad")
assert str(e) == "'utf-8' codec can't decode byte 0xff in position 1: bad"
e = UnicodeEncodeError("ascii", "aé", 1, 2, "bad")
assert str(e) == "'ascii' codec can't encode character '\\xe9' in position 1: bad"
assert str(UnicodeEncodeError("ascii", "éé", 0, 2, "r")) == "'ascii' codec can't encode characters in position 0-1: r"
e = ValueError("a")
e.args = ("changed",)
assert str(e) == "changed"
e.extra = 1
assert e.__dict__ == {"extra": 1}
assert BlockingIOError(11, "x", 5).characters_written == 5
