# re: sub, subn, split, escape, expand, compiled objects, errors.
import re
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


assert re.sub("a", "b", "banana") == "bbnbnb"
assert re.sub("a", "b", "banana", count=2) == "bbnbna" and re.subn("a", "", "aba") == ("b", 2)
assert re.sub(r"(\w+) (\w+)", r"\2 \1", "hello world") == "world hello"
assert re.sub("(?P<x>a)", r"[\g<x>\g<0>]", "a") == "[aa]"
assert re.sub(r"\d+", lambda m: str(int(m[0]) * 2), "a1b22") == "a2b44" and re.sub("x*", "-", "abxd") == "-a-b--d-"
assert re.sub("(a)|b", r"<\1>", "ab") == "<a><>" and re.sub("a", r"\n\\", "a") == "\n\\"
assert re.split(r"\s*,\s*", "a , b,c") == ["a", "b", "c"]
assert re.split("(,)", "a,b") == ["a", ",", "b"] and re.split("x", "axbxc", maxsplit=1) == ["a", "bxc"]
assert re.split("", "ab") == ["", "a", "b", ""] and re.split(r"\b", "a b") == ["", "a", " ", "b", ""]
assert re.escape("a.b*c[1]") == r"a\.b\*c\[1\]" and re.escape("é-_ ") == "é\\-_\\ "
assert re.match("(a)(?P<n>b)", "ab").expand(r"\1-\g<n>") == "a-b"
p = re.compile("(?P<a>x)(y)", re.I | re.M)
assert p.groups == 2 and p.groupindex == {"a": 1} and p.pattern == "(?P<a>x)(y)"
assert p.flags & re.I and repr(p) == "re.compile('(?P<a>x)(y)', re.IGNORECASE|re.MULTILINE)"
assert re.compile(p) is p and re.compile("abc") == re.compile("abc") and hash(re.compile("a")) == hash(re.compile("a"))
assert repr(re.match("a", "abc")) == "<re.Match object; span=(0, 1), match='a'>"
assert raises(lambda: re.compile("(")) == "PatternError: missing ), unterminated subpattern at position 0"
assert raises(lambda: re.compile("*a")) == "PatternError: nothing to repeat at position 0"
assert raises(lambda: re.compile("[a")) == "PatternError: unterminated character set at position 0"
assert raises(lambda: re.compile("a)")) == "PatternError: unbalanced parenthesis at position 1"
assert raises(lambda: re.compile("(?P<1>a)")) == "PatternError: bad character in group name '1' at position 4"
assert raises(lambda: re.compile(r"\1")) == "PatternError: invalid group reference 1 at position 1"
assert raises(lambda: re.compile("(?<=a+)b")) == "PatternError: look-behind requires fixed-width pattern"
assert raises(lambda: re.compile(r"\q")) == r"PatternError: bad escape \q at position 0"
assert raises(lambda: re.compile("a{3,2}")) == "PatternError: min repeat greater than max repeat at position 2"
assert raises(lambda: re.sub("a", r"\g<x>", "a")).startswith("IndexError: unknown group name 'x'")
assert raises(lambda: re.match("a", "a").group(5)) == "IndexError: no such group" and re.error is re.PatternError
