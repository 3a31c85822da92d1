# json: loads, hooks, errors with positions.
import io
import json
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


assert json.loads('{"a": [1, 2.5, null, true, false, "x\\u00e9\\n"]}') == {"a": [1, 2.5, None, True, False, "xé\n"]}
assert json.loads(" [ ] ") == [] and json.loads("{}") == {}
assert json.loads('"\\ud83d\\ude00"') == "😀" and json.loads('"\\ud83d"') == "\ud83d"
assert json.loads("1e3") == 1000.0 and json.loads("-0") == 0
assert json.loads("123456789012345678901") == 123456789012345678901 and json.loads("-1.5E-2") == -0.015
assert json.loads("NaN") != json.loads("NaN") and json.loads("-Infinity") == -float("inf")
assert json.loads(b'{"b": 1}') == {"b": 1} and json.loads('"é"'.encode("utf-16")) == "é"
assert json.loads('{"a": 1, "a": 2}') == {"a": 2}
assert json.loads('{"a": {"b": 1}}', object_hook=lambda d: list(d.items())) == [("a", [("b", 1)])]
assert json.loads('{"a": 1, "b": 2}', object_pairs_hook=list) == [("a", 1), ("b", 2)]
from decimal import Decimal
assert json.loads("[1.10, 2]", parse_float=Decimal, parse_int=str) == [Decimal("1.10"), "2"]
assert json.loads("NaN", parse_constant=lambda c: c) == "NaN"
assert json.load(io.StringIO("[1]")) == [1] and json.JSONDecoder().raw_decode("[1] rest") == ([1], 3)
cases = {
    "": "Expecting value: line 1 column 1 (char 0)",
    "[1,]": "Illegal trailing comma before end of array: line 1 column 3 (char 2)",
    "{'a': 1}": "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
    '{"a" 1}': "Expecting ':' delimiter: line 1 column 6 (char 5)",
    '{"a": 1 "b": 2}': "Expecting ',' delimiter: line 1 column 9 (char 8)",
    '{"a": 1,}': "Illegal trailing comma before end of object: line 1 column 8 (char 7)",
    "[1 2]": "Expecting ',' delimiter: line 1 column 4 (char 3)",
    '"abc': "Unterminated string starting at: line 1 column 1 (char 0)",
    '"\\x"': "Invalid \\escape: line 1 column 2 (char 1)",
    '"\\u12"': "Invalid \\uXXXX escape: line 1 column 3 (char 2)",
    '"a\nb"': "Invalid control character at: line 1 column 3 (char 2)",
    "[1]\n x": "Extra data: line 2 column 2 (char 5)",
    "tru": "Expecting value: line 1 column 1 (char 0)",
    "01": "Extra data: line 1 column 2 (char 1)",
}
for text, message in cases.items():
    assert (text, raises(lambda: json.loads(text))) == (text, "JSONDecodeError: " + message)
assert json.loads('"a\nb"', strict=False) == "a\nb"
try:
    json.loads("[\n  oops]")
except json.JSONDecodeError as error:
    assert (error.msg, error.pos, error.lineno, error.colno, error.doc) == ("Expecting value", 4, 2, 3, "[\n  oops]")
assert raises(lambda: json.loads(5)) == "TypeError: the JSON object must be str, bytes or bytearray, not int"
document = {"k": [{"n": i, "t": "é" * i, "f": i / 7} for i in range(50)]}
assert json.loads(json.dumps(document)) == document
