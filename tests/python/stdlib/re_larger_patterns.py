# re: tokenisers, e-mail, long inputs, backtracking, Unicode, scanners.
import re

TOKEN = re.compile(r"""
    (?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)
  | (?P<name>[A-Za-z_]\w*)
  | (?P<string>"(?:[^"\\]|\\.)*")
  | (?P<op>[-+*/()=<>!]=?)
  | (?P<space>\s+)
""", re.VERBOSE)


def tokens(text):
    return [(m.lastgroup, m.group()) for m in TOKEN.finditer(text) if m.lastgroup != "space"]


assert tokens('x1 = 3.5e-2 + foo("a\\"b") >= 2') == [
    ("name", "x1"), ("op", "="), ("number", "3.5e-2"), ("op", "+"), ("name", "foo"), ("op", "("),
    ("string", '"a\\"b"'), ("op", ")"), ("op", ">="), ("number", "2")]
assert re.findall(r"[\w.+-]+@[\w-]+\.[\w.]+", "write to a.b+c@example.com, or x@y.org!") == ["a.b+c@example.com", "x@y.org"]
assert re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", "2024-02-29").groups() == ("2024", "02", "29")
long = "ab" * 20000
assert re.fullmatch("(?:ab)*", long) and len(re.findall("a", long)) == 20000 and re.search("c", long) is None
assert re.fullmatch("(a|b)*", long).group(1) == "b" and re.match("(?:a|b)*?c", long + "c").end() == 40001
assert re.sub(r"(?<!\d)(\d)(?!\d)", r"0\1", "1 22 3") == "01 22 03"
assert re.findall("(?i)straße", "STRASSE straße Straße") == ["straße", "Straße"] and re.match("(?i)K", "\u212a")
assert re.match("😀+", "😀😀").span() == (0, 2) and re.findall("[😀-😂]", "😁x") == ["😁"]
assert re.findall(r"(?m)^(\w+):\s*(.*)$", "a: 1\nb:  two \nc:") == [("a", "1"), ("b", "two "), ("c", "")]
scanner = re.Scanner([(r"\d+", lambda s, t: int(t)), (r"\w+", lambda s, t: t), (r"\s+", None)])
assert scanner.scan("a 12 b!") == (["a", 12, "b"], "!")
assert re.sub(r"([A-Z])", lambda m: "_" + m[1].lower(), "camelCaseName") == "camel_case_name"
assert re.match(r"((a)|(b))*", "ab").groups() == ("b", "a", "b") and re.match("(a*)*", "aa").group() == "aa"
assert re.match(r"^(\w+)(\s+\1)+$", "go go go") and not re.match(r"^(\w+)(\s+\1)+$", "go so")
