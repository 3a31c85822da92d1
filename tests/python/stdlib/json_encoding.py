# json: dumps of all types, options, custom encoders, errors.
import json
from collections import OrderedDict
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


assert json.dumps({"a": [1, 2.5, None, True, "x"]}) == '{"a": [1, 2.5, null, true, "x"]}'
assert json.dumps("é\n\"\\/\x01😀") == '"\\u00e9\\n\\"\\\\/\\u0001\\ud83d\\ude00"'
assert json.dumps("é", ensure_ascii=False) == '"é"'
assert json.dumps([1, [2, {"k": ()}]], indent=2) == '[\n  1,\n  [\n    2,\n    {\n      "k": []\n    }\n  ]\n]'
assert json.dumps({"b": 1, "a": 2}, sort_keys=True) == '{"a": 2, "b": 1}'
assert json.dumps({"a": 1}, separators=(",", ":")) == '{"a":1}'
assert json.dumps({7: "a", 2.5: "b", None: "c", True: "d"}) == '{"7": "a", "2.5": "b", "null": "c", "true": "d"}'
assert json.dumps(float("inf")) == "Infinity" and json.dumps([float("nan")]) == "[NaN]"
assert json.dumps(1e100) == "1e+100" and json.dumps(-0.0) == "-0.0"
assert json.dumps([]) == "[]" and json.dumps({}, indent=1) == "{}"
assert json.dumps(10**30) == "1" + "0" * 30 and json.dumps("\t") == '"\\t"'
assert json.dumps({"a": 1, "b": [1, 2]}, indent="\t") == '{\n\t"a": 1,\n\t"b": [\n\t\t1,\n\t\t2\n\t]\n}'
assert json.dumps({(1, 2): 1, "k": 2}, skipkeys=True) == '{"k": 2}'
assert json.dumps(OrderedDict(z=1, a=2)) == '{"z": 1, "a": 2}'


class Encoder(json.JSONEncoder):
    def default(self, o):
        return sorted(o) if isinstance(o, set) else super().default(o)


assert json.dumps({"s": {3, 1}}, cls=Encoder) == '{"s": [1, 3]}' and json.dumps([1j], default=str) == '["1j"]'
assert "".join(Encoder().iterencode([1, {"a": 2}])) == '[1, {"a": 2}]'
assert raises(lambda: json.dumps({1, 2})) == "TypeError: Object of type set is not JSON serializable"
assert raises(lambda: json.dumps({(1,): 1})) == "TypeError: keys must be str, int, float, bool or None, not tuple"
assert raises(lambda: json.dumps(float("nan"), allow_nan=False)).startswith("ValueError: Out of range float values are not JSON compliant")
loop = []
loop.append(loop)
assert raises(lambda: json.dumps(loop)) == "ValueError: Circular reference detected"
import io
out = io.StringIO()
json.dump({"a": [1]}, out)
assert out.getvalue() == '{"a": [1]}'
assert json.dumps(type("S", (str,), {})("sub")) == '"sub"' and json.dumps(type("I", (int,), {})(5)) == "5"
