# PickleBuffer: buffers in and out of band, what is released, what is not contiguous.
import pickle

buffer = pickle.PickleBuffer(bytearray(b"data"))
assert bytes(buffer) == b"data" and memoryview(buffer).tobytes() == b"data" and buffer.raw().format == "B"
assert pickle.loads(pickle.dumps(buffer, 5)) == bytearray(b"data")
out = []
packed = pickle.dumps(pickle.PickleBuffer(b"abc"), 5, buffer_callback=out.append)
assert len(out) == 1 and pickle.loads(packed, buffers=[out[0].raw()]) == b"abc"
buffer.release()


def raises(call):
    try:
        call()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


assert raises(buffer.raw) == "ValueError: operation forbidden on released PickleBuffer object"
assert raises(pickle.PickleBuffer(memoryview(b"abcd")[::2]).raw) == (
    "BufferError: cannot extract raw buffer from non-contiguous buffer")
