# dict: insertion order under updates, deletion, re-insertion, and resizing.
d = {}
for c in "zyxwv":
    d[c] = ord(c)
assert list(d) == list("zyxwv")
d["y"] = 0
assert list(d) == list("zyxwv")
del d["y"]
d["y"] = 1
assert list(d) == list("zxwvy") and list(reversed(d)) == list("yvwxz") and list(reversed(d.items()))[0] == ("y", 1)
big = {}
for i in range(1000):
    big[i] = i
for i in range(0, 1000, 2):
    del big[i]
for i in range(0, 1000, 4):
    big[i] = -i
assert list(big)[:3] == [1, 3, 5] and list(big)[500:503] == [0, 4, 8] and len(big) == 750
assert all(big[i] == i for i in range(1, 1000, 2)) and all(big[i] == -i for i in range(0, 1000, 4))
while len(big) > 5:
    big.popitem()
assert list(big) == [1, 3, 5, 7, 9]
for i in range(2000):
    big[f"k{i}"] = i
    if i >= 10:
        del big[f"k{i - 10}"]
assert len(big) == 15 and big["k1999"] == 1999 and list(big)[5] == "k1990"
first = next(iter(big))
assert first == 1
a = {"x": 1, **{"y": 2}, "x": 3}
assert list(a.items()) == [("x", 3), ("y", 2)]
keys = dict.fromkeys([3, 1, 2, 3, 1])
assert list(keys) == [3, 1, 2]
assert list({**{"b": 1}, **{"a": 2, "b": 3}}) == ["b", "a"]
queue = {i: None for i in range(50)}
for _ in range(500):
    k = next(iter(queue))
    del queue[k]
    queue[k + 1000] = None
assert len(queue) == 50
