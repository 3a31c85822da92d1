# match: mapping patterns, double-star rest, missing keys, duplicate keys.
from collections import OrderedDict, defaultdict


def match_it(subject):
    match subject:
        case {"type": "point", "x": x, "y": y}:
            return ("point", x, y)
        case {"only": value, **rest}:
            return ("only", value, rest)
        case {1: _, 2: two}:
            return two
        case {}:
            return "mapping"
        case _:
            return "no"


assert match_it({"type": "point", "x": 1, "y": 2, "z": 3}) == ("point", 1, 2)
assert match_it({"only": 1, "more": 2}) == ("only", 1, {"more": 2})
assert match_it({1: 0, 2: "two"}) == "two"
assert match_it({}) == "mapping" and match_it(OrderedDict(a=1)) == "mapping"
assert match_it([]) == "no"
table = defaultdict(list)
match table:
    case {"missing": value}:
        raise AssertionError
    case _:
        pass
assert len(table) == 0


class Keys:
    a = "x"


match {"x": 1}:
    case {Keys.a: found}:
        assert found == 1
match {"a": {"b": [1, {"c": 2}]}}:
    case {"a": {"b": [_, {"c": deep}]}}:
        assert deep == 2
try:
    match {"x": 1, "y": 2}:
        case {Keys.a: 1, "x": _}:
            pass
except ValueError as error:
    assert str(error) == "mapping pattern checks duplicate key ('x')"
else:
    raise AssertionError
