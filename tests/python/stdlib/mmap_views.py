# mmap: code that resizes the mapping in the middle of an operation on it, and shared memory that cannot grow.
import mmap


def raises(action):
    try:
        action()
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


PAGE = mmap.PAGESIZE


class Shrinks:
    """An index, or bytes, whose evaluation halves the mapping."""

    def __init__(self, mapping, data=b""):
        self.mapping = mapping
        self.data = data

    def __index__(self):
        self.mapping.resize(PAGE)
        return 0

    def __buffer__(self, flags):
        self.mapping.resize(PAGE)
        return memoryview(self.data)


with mmap.mmap(-1, 2 * PAGE) as m:
    assert raises(lambda: m.__setitem__(2 * PAGE - 1, Shrinks(m))) == "IndexError: mmap index out of range"
    assert len(m) == PAGE
with mmap.mmap(-1, 2 * PAGE) as m:
    value = Shrinks(m, bytes(2 * PAGE))
    assert raises(lambda: m.__setitem__(slice(0, 2 * PAGE), value)) == "IndexError: mmap slice assignment is wrong size"
    assert len(m) == PAGE
with mmap.mmap(-1, PAGE) as m:
    m[:3] = b"abc"
    assert raises(lambda: m.resize(2 * PAGE)) == "ValueError: mmap: can't expand a shared anonymous mapping"
    view = memoryview(m)
    assert raises(m.close) == "BufferError: cannot close exported pointers exist"
    assert raises(lambda: m.resize(PAGE // 2)) == "BufferError: mmap can't resize with extant buffers exported."
    view.release()
with mmap.mmap(-1, PAGE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as m:
    m[:3] = b"abc"
    assert bytes(memoryview(m)[:3]) == b"abc"
    m.resize(2 * PAGE)
    assert len(m) == 2 * PAGE and m[:3] == b"abc" and m[PAGE:] == bytes(PAGE)
with open("file", "w+b") as file:
    file.write(b"x" * PAGE)
    file.flush()
    with mmap.mmap(file.fileno(), PAGE) as m:
        assert bytes(memoryview(m)[:1]) == b"x"
        m.resize(3 * PAGE)
        m[-1:] = b"y"
    assert file.seek(0, 2) == 3 * PAGE
    file.seek(-1, 2)
    assert file.read() == b"y"
