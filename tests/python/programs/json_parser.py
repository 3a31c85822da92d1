# A JSON parser written by hand as recursive descent over an iterator, against the json module.
import json
import re
class ParseError(Exception):
    pass

class Parser:
    ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\", "/": "/", "r": "\r", "b": "\b", "f": "\f"}

    def __init__(self, text): self.text, self.place = text, 0

    def peek(self):
        while self.text[self.place:self.place + 1].isspace():
            self.place += 1
        return self.text[self.place:self.place + 1]
    def expect(self, c):
        if self.peek() != c:
            raise ParseError(f"expected {c!r}, found {self.peek()!r} at {self.place}")
        self.place += 1

    def value(self):
        match self.peek():
            case "{": return dict(self.items("{", "}", self.pair))
            case "[": return list(self.items("[", "]", self.value))
            case '"': return self.string()
            case c if c and c in "-0123456789": return self.number()
        if found := re.compile("true|false|null").match(self.text, self.place):
            self.place = found.end()
            return {"true": True, "false": False, "null": None}[found[0]]
        raise ParseError(f"unexpected text at {self.place}")
    def items(self, start, end, item):
        self.expect(start)
        while self.peek() != end:
            yield item()
            if self.peek() != end:
                self.expect(",")
        self.expect(end)
    def pair(self):
        key = self.string()
        self.expect(":")
        return key, self.value()

    def string(self):
        self.expect('"')
        found = re.compile(r'((?:[^"\\]|\\.)*)"').match(self.text, self.place)
        self.place = found.end()
        return re.sub(r"\\(u[0-9a-f]{4}|.)", lambda m: chr(int(m[1][1:], 16)) if m[1][1:] else self.ESCAPES[m[1]], found[1])
    def number(self):
        text = re.compile(r"[-+.eE0-9]+").match(self.text, self.place)[0]
        self.place += len(text)
        return float(text) if set(text) & set(".eE") else int(text)

document = {"a": [1, -2.5, 1e10, True, None, {"deep": [[], {}]}], "text": "é\n\"q\" \u20ac", "": ""}
for indent in (None, 2):
    assert Parser(json.dumps(document, indent=indent)).value() == document
try:
    Parser('{"a" 1}').value()
except ParseError as error:
    assert str(error) == "expected ':', found '1' at 5"
