# The buffer and the codec of a text file may use the file while it calls them.
import io


def outcome(f):
    try:
        return f()
    except Exception as e:
        return f"{type(e).__name__}: {e}"


class Raw(io.RawIOBase):
    def __init__(self, action):
        self.action, self.calls = action, []

    def readable(self): return True
    writable = seekable = readable

    def seek(self, offset, whence=0): return 0

    def act(self):
        action, self.action = self.action, lambda: None
        action()

    def write(self, data):
        self.act()
        self.calls.append(bytes(data))
        return len(data)

    def readinto(self, target):
        self.act()
        data = b"" if self.calls else b"ab\n"
        self.calls.append(data)
        target[:len(data)] = data
        return len(data)


raw = Raw(lambda: text.write("middle"))
text = io.TextIOWrapper(raw, encoding="utf-8")
text.write("start")
text.write("x" * 8192)
text.flush()
assert raw.calls == [b"start", b"middle", b"x" * 8192]
for method in "read", "readline":
    text = io.TextIOWrapper(io.BufferedReader(Raw(lambda: text.detach())), encoding="utf-8")
    assert getattr(text, method)() == "ab\n"
    assert outcome(text.read) == "ValueError: underlying buffer has been detached"


class Text(str):
    def replace(self, *given): return self.action(given)


for action, expected in [(lambda given: "+".join(given), 2), (lambda given: None, "TypeError: replace() should return a str, not NoneType"),
                         (lambda given: text.close(), "TypeError: replace() should return a str, not NoneType"), (lambda given: text.close() or "", "ValueError: I/O operation on closed file."),
                         (lambda given: text.detach() and "", "ValueError: underlying buffer has been detached")]:
    Text.action = staticmethod(action)
    text = io.TextIOWrapper(io.BytesIO(), newline="\r\n")
    assert outcome(lambda: text.write(Text("a\n"))) == expected
assert outcome(lambda: io.TextIOWrapper(io.BytesIO()).reconfigure(encoding="x\0")) == "LookupError: unknown encoding: x"
