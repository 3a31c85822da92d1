# copy and pickle hooks: __copy__, __deepcopy__, __reduce__, __getstate__, __setstate__, __getnewargs__.
import copy
import pickle


class Custom:
    def __copy__(self): return "copied"
    def __deepcopy__(self, memo): return "deep"


assert copy.copy(Custom()) == "copied" and copy.deepcopy([Custom()]) == ["deep"]


class State:
    def __init__(self):
        self.a, self.secret = 1, "x"

    def __getstate__(self):
        return {"a": self.a}

    def __setstate__(self, state):
        self.__dict__.update(state, restored=True)


restored = pickle.loads(pickle.dumps(State()))
assert restored.__dict__ == {"a": 1, "restored": True}


class Pair(tuple):
    def __new__(cls, a, b):
        return super().__new__(cls, (a, b))

    def __getnewargs__(self):
        return tuple(self)


assert pickle.loads(pickle.dumps(Pair(1, 2))) == (1, 2) and type(copy.copy(Pair(1, 2))) is Pair


class Reduced:
    def __reduce__(self):
        return int, ("42",)


assert pickle.loads(pickle.dumps(Reduced())) == 42
shared = [1]
a, b = copy.deepcopy((shared, shared))
assert a is b and a == [1]
loop = []
loop.append(loop)
again = copy.deepcopy(loop)
assert again[0] is again and again is not loop
for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
    assert pickle.loads(pickle.dumps({"k": [1, (2,), {3}, None, 1.5, b"x"]}, protocol)) == {
        "k": [1, (2,), {3}, None, 1.5, b"x"]}
