# Slicing of user sequences, extended slices, negative steps, and multi-dimensional indexes.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


class Grid:
    def __init__(self, rows): self.rows = rows

    def __getitem__(self, key):
        match key:
            case (int() as r, int() as c): return self.rows[r][c]
            case (slice() as r, slice() as c): return Grid([row[c] for row in self.rows[r]])
            case (slice() as r, int() as c): return [row[c] for row in self.rows[r]]
            case int() | slice(): return self.rows[key]
            case _: raise TypeError(f"bad index {key!r}")

    def __setitem__(self, key, value):
        r, c = key
        if isinstance(c, slice):
            self.rows[r][c] = value
        else:
            self.rows[r][c] = value


g = Grid([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
assert g[1, 2] == 6 and g[:, 0] == [1, 4, 7] and g[0] == [1, 2, 3]
assert g[1:, 1:].rows == [[5, 6], [8, 9]] and g[::-1, 2] == [9, 6, 3] and g[-1, -1] == 9
g[0, 1] = 20
g[2, :2] = [70, 80]
assert g.rows == [[1, 20, 3], [4, 5, 6], [70, 80, 9]] and raises(lambda: g["x"]) == "TypeError: bad index 'x'"
assert raises(lambda: g[5, 0]) == "IndexError: list index out of range"
for kind in (list, tuple, str, bytes, bytearray, range):
    make = {str: lambda n: "abcdefghij"[:n], range: range}.get(kind, lambda n: kind(bytes(range(n))) if kind in (bytes, bytearray) else kind(range(n)))
    s = make(10)
    for start, stop, step in ((None, None, None), (2, 8, 3), (-3, None, None), (None, -3, 2), (8, 2, -2), (None, None, -1), (100, -100, -4), (5, 5, 1), (3, 1, 1), (-100, 100, 7)):
        part = s[start:stop:step]
        indices = range(10)[start:stop:step]
        assert len(part) == len(indices) and list(part) == [s[i] for i in indices], (kind, start, stop, step)
    assert raises(lambda: s[::0]) == "ValueError: slice step cannot be zero"
    assert raises(lambda: s[10]).startswith("IndexError")
items = list(range(20))
items[::5] = "abcd"
del items[1::2]
assert items == ["a", 2, 4, 6, 8, "c", 12, 14, 16, 18]
