"""Library objects shared by all threads: compiled patterns, JSON, struct, format strings, copies."""
import copy
import json
import re
import struct
from collections import namedtuple
from dataclasses import dataclass

from hammer import hammer, ok, rounds

N = rounds(1500)
pattern = re.compile(r"(?P<word>[a-z]+)-(\d+)")
packer = struct.Struct("<IHd")
Point = namedtuple("Point", "x y")
document = {"list": [1, 2.5, None, True], "nested": {"a": ["b", {"c": "é"}]}, "text": "x" * 50}
encoded = json.dumps(document)


@dataclass
class Record:
    name: str
    value: int = 0


def work(index):
    for i in range(N):
        match = pattern.search(f"..abc-{index}{i}..")
        assert match["word"] == "abc" and match[2] == f"{index}{i}" and match.span(1) == (2, 5)
        assert pattern.sub(lambda m: m[2], f"a-1 b-{i}") == f"1 {i}"
        assert json.loads(encoded) == document and json.dumps(document) == encoded
        assert packer.unpack(packer.pack(i, index, 0.5)) == (i, index, 0.5)
        duplicate = copy.deepcopy(document)
        duplicate["list"].append(i)
        assert document["list"] == [1, 2.5, None, True] and len(duplicate["list"]) == 5
        assert Point(i, index)._replace(x=0) == (0, index) and Record("n", i) == Record("n", i)
        assert f"{i:>5}|{index:03d}" == f"{i}".rjust(5) + "|" + f"{index}".zfill(3)
        assert re.match(r"\d{%d}" % (i % 20 + 1), "1" * 20)


hammer(work)
ok()
