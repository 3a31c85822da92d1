# Subclasses of str: what methods return, overridden methods, formatting, hashing, interop.
class Loud(str):
    def __new__(cls, value, mark="!"):
        self = super().__new__(cls, value)
        self.mark = mark
        return self

    def __str__(self): return str.upper(self) + self.mark
    def __repr__(self): return f"Loud({str.__repr__(self)})"
    def __format__(self, spec): return f"<{str.__str__(self)}:{spec}>"
    def __add__(self, other): return Loud(str.__add__(self, other), self.mark)
    def __getitem__(self, index): return "item"
    def __contains__(self, item): return True
    def __iter__(self): return iter("iter")


a = Loud("abc", "?")
assert str(a) == "ABC?" and repr(a) == "Loud('abc')" and f"{a}" == "<abc:>" and f"{a!s}" == "ABC?"
assert f"{a:5}" == "<abc:5>" and "%s" % a == "ABC?" and "{}".format(a) == "<abc:>"
assert a == "abc" and hash(a) == hash("abc") and {"abc": 1}[a] == 1
assert a + "d" == "abcd" and (a + "d").mark == "?" and type("x" + a) is str
assert a[0] == "item" and "zzz" in a and list(a) == ["i", "t", "e", "r"]
assert "-".join(a) == "i-t-e-r" and "-".join([a, a]) == "abc-abc" and len(a) == 3
assert type(a.upper()) is str and type(a.replace("z", "y")) is str and type(a.strip()) is str
assert type(a[:]) is str and a.split("b") == ["a", "c"] and str.__getitem__(a, 0) == "a"
assert isinstance(a, str) and a.encode() == b"abc" and int(Loud("42")) == 42 and float(Loud("1.5")) == 1.5
assert a.startswith(Loud("ab")) and "xabcx".find(a) == 1 and sorted([Loud("b"), "a"]) == ["a", "b"]
print_target = []
import io
out = io.StringIO()
print(a, file=out)
assert out.getvalue() == "ABC?\n" and eval(Loud("1 + 1")) == 2 and open.__name__ == "open"
setattr(a, "extra", 1)
namespace = {Loud("key"): 1}
assert namespace["key"] == 1 and a.__dict__ == {"mark": "?", "extra": 1} and getattr(a, Loud("mark")) == "?"
import re
assert re.sub("b", "-", a) == "a-c" and a.casefold() == "abc" and a.join(["1", "2"]) == "1abc2"
