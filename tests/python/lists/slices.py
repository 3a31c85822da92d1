# list: slicing, slice assignment and deletion.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


a = list(range(10))
assert a[2:5] == [2, 3, 4] and a[::-1][0] == 9 and a[8:2:-2] == [8, 6, 4] and a[-3:] == [7, 8, 9] and a[20:] == []
assert a[:-12] == [] and a[-100:3] == [0, 1, 2] and a[5:2] == []
assert a[:] == a and a[:] is not a and a[::3] == [0, 3, 6, 9]
a[2:5] = ["x"]
assert a == [0, 1, "x", 5, 6, 7, 8, 9]
a[1:1] = [9, 9]
assert a == [0, 9, 9, 1, "x", 5, 6, 7, 8, 9]
a[::2] = "abcde"
assert a == ["a", 9, "b", 1, "c", 5, "d", 7, "e", 9]
del a[::3]
assert a == [9, "b", "c", 5, 7, "e"]
del a[1:3], a[-1:]
assert a == [9, 5, 7]
a[5:] = [1]
assert a == [9, 5, 7, 1]
a[2:0] = ["in"]
assert a == [9, 5, "in", 7, 1]
a[:] = a
assert a == [9, 5, "in", 7, 1]
a[1:2] = a
assert a == [9, 9, 5, "in", 7, 1, "in", 7, 1]
del a[::-2]
assert a == [9, "in", 1, 7]
a[:] = (x for x in "gen")
assert a == ["g", "e", "n"]


def store(target, index, value):
    target[index] = value


assert raises(lambda: store([1, 2, 3], slice(None, None, 2), [1])) == (
    "ValueError: attempt to assign sequence of size 1 to extended slice of size 2")
assert raises(lambda: store([1], slice(0, 1), 5)) == "TypeError: must assign iterable to extended slice"
assert raises(lambda: store([1], 5, 5)) == "IndexError: list assignment index out of range"
assert raises(lambda: store([1], "a", 5)) == "TypeError: list indices must be integers or slices, not str"
assert raises(lambda: [1][::0]) == "ValueError: slice step cannot be zero"
assert raises(lambda: [].__delitem__(0)) == "IndexError: list assignment index out of range"
assert raises(lambda: [1]["a":]) == "TypeError: slice indices must be integers or None or have an __index__ method"
