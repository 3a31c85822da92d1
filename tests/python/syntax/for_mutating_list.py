# Iterating a list while it grows or shrinks follows the index.
items = [1, 2, 3]
for item in items:
    if item < 10 and len(items) < 6:
        items.append(item + 10)
assert items == [1, 2, 3, 11, 12, 13]
items = [1, 2, 3, 4]
seen = []
for item in items:
    seen.append(item)
    items.remove(item)
assert seen == [1, 3] and items == [2, 4]
table = {"a": 1}
try:
    for key in table:
        table[key + "x"] = 1
except RuntimeError as error:
    assert str(error) == "dictionary changed size during iteration"
else:
    raise AssertionError
group = {1}
try:
    for key in group:
        group.add(key + 1)
except RuntimeError as error:
    assert str(error) == "Set changed size during iteration"
else:
    raise AssertionError
iterator = iter([1])
assert list(iterator) == [1] and list(iterator) == []
