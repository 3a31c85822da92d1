# copy and pickle: recursive structures, classes by reference, protocols, errors, custom picklers.
import copy
import io
import pickle
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


class Node:
    def __init__(self, value): self.value, self.peers = value, []
    def __eq__(self, other): return self.value == other.value


data = {"l": [1, 2.5, None], "t": (1, (2,)), "s": {1, 2}, "f": frozenset("a"), "b": b"x", "ba": bytearray(b"y"), "c": 1j, "big": 10**50, "str": "é😀", "r": range(3), "e": ...}
for protocol in range(6):
    assert pickle.loads(pickle.dumps(data, protocol)) == data
a, b = Node(1), Node(2)
a.peers.append(b); b.peers.append(a)
a2 = pickle.loads(pickle.dumps(a))
assert a2.peers[0].value == 2 and a2.peers[0].peers[0] is a2
assert pickle.loads(pickle.dumps([len, Node, int, KeyError("k").__class__, Node.__init__])) == [len, Node, int, KeyError, Node.__init__]
error = pickle.loads(pickle.dumps(ValueError("m", 1)))
assert type(error) is ValueError and error.args == ("m", 1)
shared = [1]
x, y = pickle.loads(pickle.dumps((shared, shared)))
assert x is y
f = io.BytesIO()
p = pickle.Pickler(f)
p.dump(1); p.dump("two")
f.seek(0)
assert pickle.load(f) == 1 and pickle.load(f) == "two"
assert raises(lambda: pickle.load(f)).startswith("EOFError")
assert raises(lambda: pickle.dumps(lambda: 0)).startswith("PicklingError: Can't pickle local object <function <lambda>")
assert raises(lambda: pickle.dumps((i for i in []))) == "TypeError: cannot pickle 'generator' object"
assert raises(lambda: pickle.loads(b"\xffjunk")).split(":")[0] in ("UnpicklingError", "KeyError")


class Persistent(pickle.Pickler):
    def persistent_id(self, obj): return "node" if isinstance(obj, Node) else None


class Unpersistent(pickle.Unpickler):
    def persistent_load(self, pid): return pid.upper()
    def find_class(self, module, name): raise pickle.UnpicklingError("forbidden " + name)


out = io.BytesIO()
Persistent(out).dump([a, 5])
assert Unpersistent(io.BytesIO(out.getvalue())).load() == ["NODE", 5]
assert raises(lambda: Unpersistent(io.BytesIO(pickle.dumps(Node))).load()) == "UnpicklingError: forbidden Node"
assert copy.copy([a])[0] is a and copy.deepcopy([a])[0] is not a and copy.deepcopy(a).peers[0].value == 2
assert copy.replace(__import__("types").SimpleNamespace(q=1), q=2).q == 2
t = ([],)
assert copy.copy(t) is t and copy.deepcopy(t) is not t
assert copy.deepcopy((1, "a")) == (1, "a") and copy.deepcopy(len) is len
