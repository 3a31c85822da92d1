# memoryview: views, writing through, formats, casts, release.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


data = bytearray(b"abcdef")
view = memoryview(data)
assert view[0] == 97 and view[1:3].tobytes() == b"bc"
assert len(view) == 6 and view[-1] == 102 and bytes(view[::2]) == b"ace"
view[0] = 65
view[1:3] = b"XY"
assert data == b"AXYdef" and view == b"AXYdef" and view.tolist()[:2] == [65, 88]
assert (view.format, view.itemsize, view.ndim, view.shape, view.strides, view.nbytes) == ("B", 1, 1, (6,), (1,), 6)
assert not view.readonly and memoryview(b"x").readonly and view.contiguous and view.obj is data
assert raises(lambda: data.append(1)) == "BufferError: Existing exports of data: object cannot be re-sized"
assert raises(lambda: memoryview(b"a").__setitem__(0, 1)) == "TypeError: cannot modify read-only memory"
assert raises(lambda: view.__setitem__(0, 300)) == "ValueError: memoryview: invalid value for format 'B'"
assert raises(lambda: view.__setitem__(slice(0, 2), b"abc")) == (
    "ValueError: memoryview assignment: lvalue and rvalue have different structures")
assert raises(lambda: view[10]) == "IndexError: index out of bounds on dimension 1"
words = view.cast("H")
assert words.shape == (3,) and words.itemsize == 2
words.release()
view.release()
assert raises(lambda: view[0]) == "ValueError: operation forbidden on released memoryview object"
data.append(1)
with memoryview(b"ab") as inside:
    assert inside.hex() == "6162" and hash(inside) == hash(b"ab") and 97 in inside and list(inside) == [97, 98]
assert raises(lambda: memoryview(5)) == "TypeError: memoryview: a bytes-like object is required, not 'int'"
import array
numbers = memoryview(array.array("i", [1, 2, 3]))
assert numbers.format == "i" and numbers[1] == 2 and numbers.tolist() == [1, 2, 3] and numbers.nbytes == 12
grid = memoryview(bytes(range(6))).cast("B", (2, 3))
assert grid.ndim == 2 and grid[1, 2] == 5 and grid.tolist() == [[0, 1, 2], [3, 4, 5]]
assert memoryview(b"abc") == memoryview(bytearray(b"abc")) and memoryview(b"a") != memoryview(b"b")
assert memoryview(b"abc").index(98) == 1 and memoryview(b"aba").count(97) == 2
