# Subclasses of buffered and text files: how they are made, and pickled by their own state.
import io
import pickle

for kind in (io.BufferedReader, io.BufferedWriter, io.BufferedRandom, io.TextIOWrapper):
    assert kind.__new__ is object.__new__ and "__new__" not in vars(kind)
    fresh = object.__new__(kind)
    assert type(fresh) is kind
    try:
        fresh.read() if kind is not io.BufferedWriter else fresh.write(b"")
    except ValueError as e:
        assert str(e) == "I/O operation on uninitialized object"
    assert kind.__flags__ & io.IOBase.__base__.__flags__ & 1 << 9


class Binary(io.BufferedReader):
    def __init__(self, raw, tag):
        super().__init__(raw)
        self.tag = tag

    def __getstate__(self):
        return self.tag, self.raw.getvalue()

    def __setstate__(self, state):
        self.__init__(io.BytesIO(state[1]), state[0])


class Text(io.TextIOWrapper):
    def __init__(self, raw, tag):
        super().__init__(raw)
        self.tag = tag

    __setstate__ = Binary.__setstate__

    def __getstate__(self):
        return self.tag, self.buffer.getvalue()


for kind, expected in (Binary, b"data"), (Text, "data"):
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        read = pickle.loads(pickle.dumps(kind(io.BytesIO(b"data"), "tag"), protocol))
        assert (type(read), read.tag, read.read()) == (kind, "tag", expected)
