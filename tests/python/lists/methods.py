# list: every method and its errors.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


items = [3, 1, 2]
assert items.append(4) is None and items == [3, 1, 2, 4]
items.extend((5, 6)); items.extend("a"); items.extend(iter([7]))
assert items == [3, 1, 2, 4, 5, 6, "a", 7]
items.insert(0, 0); items.insert(-1, "x"); items.insert(100, "end"); items.insert(-100, "start")
assert items == ["start", 0, 3, 1, 2, 4, 5, 6, "a", "x", 7, "end"]
assert items.pop() == "end" and items.pop(0) == "start" and items.pop(-2) == "x"
items.remove("a")
assert items == [0, 3, 1, 2, 4, 5, 6, 7] and items.index(2) == 3 and items.index(5, 3) == 5
assert items.count(3) == 1 and [1, 1.0, True].count(1) == 3
items.reverse()
assert items == [7, 6, 5, 4, 2, 1, 3, 0]
items.sort()
assert items == [0, 1, 2, 3, 4, 5, 6, 7]
duplicate = items.copy()
duplicate.clear()
assert duplicate == [] and len(items) == 8
items.extend(items)
assert len(items) == 16
assert raises(lambda: [].pop()) == "IndexError: pop from empty list"
assert raises(lambda: [1].pop(3)) == "IndexError: pop index out of range"
assert raises(lambda: [1].pop("a")) == "TypeError: 'str' object cannot be interpreted as an integer"
assert raises(lambda: [].remove(1)) == "ValueError: list.remove(x): x not in list"
assert raises(lambda: [1].index(2)) == "ValueError: list.index(x): x not in list"
assert raises(lambda: [1].index(1, 1)) == "ValueError: list.index(x): x not in list"
assert raises(lambda: [].extend(3)) == "TypeError: 'int' object is not iterable"
assert raises(lambda: [].insert("a", 1)) == "TypeError: 'str' object cannot be interpreted as an integer"
assert raises(lambda: [1, "a"].sort()) == "TypeError: '<' not supported between instances of 'str' and 'int'"
assert raises(lambda: [].sort(None)) == "TypeError: sort() takes no positional arguments"
assert raises(lambda: [].clear(1)) == "TypeError: list.clear() takes no arguments (1 given)"
