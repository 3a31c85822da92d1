"""Codecs of East Asian encodings: the native `_east_asian` knows the characters, and this module what Python
wants of a codec. `_codecs_jp` and its like are other names for `getcodec`."""

import _east_asian
from codecs import lookup_error


def getcodec(encoding):
    if not isinstance(encoding, str):
        raise TypeError("encoding name must be a string.")
    if not _east_asian.knows(encoding):
        raise LookupError("no such codec is supported.")
    return MultibyteCodec(encoding)


def _handle(errors, error, size):
    """What to put in place of what is bad, and where to go on."""
    if errors == "strict":
        raise error
    replacement, position = lookup_error(errors)(error)
    if position < 0:
        position += size
    if not 0 <= position <= size:
        raise IndexError(f"position {position} from error handler out of bounds")
    return replacement, position


class MultibyteCodec:
    """A codec without state; its methods are those of `codecs.Codec`."""

    def __init__(self, name):
        self.name = name

    def encode(self, input, errors="strict"):
        parts = []
        position, size = 0, len(input)
        while True:
            data, count = _east_asian.encode(self.name, input[position:] if position else input)
            parts.append(data)
            position += count
            if position >= size:
                return b"".join(parts), size
            error = UnicodeEncodeError(self.name, input, position, position + 1, "illegal multibyte sequence")
            replacement, position = _handle(errors or "strict", error, size)
            if isinstance(replacement, str):
                data, count = _east_asian.encode(self.name, replacement)
                if count < len(replacement):
                    raise error
                replacement = data
            parts.append(replacement)

    def decode(self, input, errors="strict"):
        data = bytes(input)
        return self._decode(data, errors, True, 0)[0], len(data)

    def _decode(self, data, errors, final, state):
        """The text, the bytes that are left over, and the state in which the decoder is then."""
        parts = []
        position, size = 0, len(data)
        while True:
            text, count, bad, state = _east_asian.decode(
                self.name, data[position:] if position else data, final, state)
            parts.append(text)
            position += count
            if not bad:
                return "".join(parts), data[position:], state
            what, bad = ("incomplete", -bad) if bad < 0 else ("illegal", bad)
            error = UnicodeDecodeError(self.name, data, position, position + bad, f"{what} multibyte sequence")
            replacement, position = _handle(errors or "strict", error, size)
            parts.append(replacement)


class MultibyteIncrementalEncoder:
    codec = None

    def __init__(self, errors="strict"):
        self.errors = errors

    def encode(self, input, final=False):
        return self.codec.encode(input, self.errors)[0]

    def reset(self):
        pass

    def getstate(self):
        return 0

    def setstate(self, state):
        if not isinstance(state, int):
            raise TypeError(f"setstate() argument must be int, not {type(state).__name__}")


class MultibyteIncrementalDecoder:
    codec = None

    def __init__(self, errors="strict"):
        self.errors = errors
        self.reset()

    def reset(self):
        self._pending, self._state = b"", 0

    def decode(self, input, final=False):
        text, self._pending, self._state = self.codec._decode(
            self._pending + bytes(input), self.errors, final, self._state)
        return text

    def getstate(self):
        return self._pending, self._state

    def setstate(self, state):
        pending, number = state
        if not isinstance(pending, bytes) or not isinstance(number, int):
            raise TypeError("setstate() argument must be a tuple of bytes and int")
        self._pending, self._state = pending, number


class MultibyteStreamReader:
    codec = None

    def __init__(self, stream, errors="strict"):
        self.stream = stream
        self.errors = errors
        self.reset()

    def reset(self):
        self._pending, self._state = b"", 0

    def _read(self, read, size):
        if size is None or size < 0:
            data, final = read(), True
        else:
            data, final = read(size), False
        while True:
            if not isinstance(data, bytes):
                raise TypeError(f"stream function returned a non-bytes object ({type(data).__name__})")
            text, self._pending, self._state = self.codec._decode(
                self._pending + data, self.errors, final or not data and size != 0, self._state)
            if text or final or not data:
                return text
            # Not even one character yet.
            data = read(1)

    def read(self, sizeobj=None, /):
        return self._read(self.stream.read, sizeobj)

    def readline(self, sizeobj=None, /):
        return self._read(self.stream.readline, sizeobj)

    def readlines(self, sizehintobj=None, /):
        return self._read(self.stream.read, sizehintobj).splitlines(True)


class MultibyteStreamWriter:
    codec = None

    def __init__(self, stream, errors="strict"):
        self.stream = stream
        self.errors = errors

    def write(self, strobj, /):
        self.stream.write(self.codec.encode(strobj, self.errors)[0])

    def writelines(self, lines, /):
        for line in lines:
            self.write(line)

    def reset(self):
        pass
