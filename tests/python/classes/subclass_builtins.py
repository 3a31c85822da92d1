# Subclasses of built-in types keep behaviour, add attributes and override methods.
class MyList(list):
    def __init__(self, *args):
        super().__init__(*args)
        self.extra = "extra"

    def append(self, item):
        super().append(item * 2)


m = MyList([1])
m.append(2)
assert m == [1, 4] and m.extra == "extra" and isinstance(m, list) and type(m[:]) is list
assert type(m + [1]) is list and type(m * 2) is list and m.copy() == [1, 4] and type(m.copy()) is list


class MyStr(str):
    def __len__(self):
        return 99


s = MyStr("abc")
s.tag = 1
assert len(s) == 99 and s == "abc" and type(s.upper()) is str and type(str(s)) is str and s.tag == 1
assert {s: 1}["abc"] == 1 and "".join([s, "d"]) == "abcd" and type(s + "x") is str


class MyInt(int):
    def __add__(self, other):
        return MyInt(int(self) + int(other) + 100)


i = MyInt(5)
assert i + 1 == 106 and 1 + i == 6 and type(i * 2) is int and repr(i) == "5" and [0] * MyInt(2) == [0, 0]


class MyDict(dict):
    def __getitem__(self, key):
        return "overridden"


d = MyDict(a=1)
assert d["a"] == "overridden" and d.get("a") == 1 and dict(d) == {"a": 1} and "%(x)s" % d == "overridden"


class MyTuple(tuple):
    def __new__(cls, *items):
        return super().__new__(cls, items)


t = MyTuple(1, 2)
assert t == (1, 2) and hash(t) == hash((1, 2)) and type(t[:]) is tuple


class MyFloat(float):
    pass


assert type(MyFloat(1.5) + 1) is float and MyFloat("2") == 2.0 and type(MyFloat(1).real) is float
