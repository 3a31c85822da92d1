# re: match, search, fullmatch, findall, groups, flags.
import re
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


m = re.match(r"(\w+) (?P<second>\w+)", "hello world!")
assert m.group() == "hello world" and m.group(1) == "hello"
assert m["second"] == "world" and m.groups() == ("hello", "world")
assert m.span() == (0, 11) and m.start(2) == 6 and m.end("second") == 11
assert m.groupdict() == {"second": "world"} and m.lastgroup == "second"
assert m.group(1, 2) == ("hello", "world") and m.string == "hello world!"
assert m.re.pattern == r"(\w+) (?P<second>\w+)" and m.lastindex == 2
assert re.search("b+", "aabbbcc").span() == (2, 5) and re.match("b", "ab") is None
assert re.fullmatch("a+", "aaa") and not re.fullmatch("a", "aa")
assert re.findall(r"\d+", "a1b22c333") == ["1", "22", "333"]
assert re.findall(r"(\w)(\d)", "a1b2") == [("a", "1"), ("b", "2")] and re.findall("(a)", "aa") == ["a", "a"]
assert [x.group() for x in re.finditer("[aeiou]", "education")] == ["e", "u", "a", "i", "o"]
assert re.match("(a)|(b)", "b").groups() == (None, "b") and re.match("(a)?b", "b").groups("default") == ("default",)
assert re.search("HELLO", "hello", re.I)
assert re.findall("^a", "a\na", re.M) == ["a", "a"] and re.match("a.b", "a\nb", re.S)
assert re.match(r"""a  # comment
    b""", "ab", re.X) and re.match("(?i)ABC", "abc") and re.match("(?i:a)B", "AB") and not re.match("(?i:a)B", "Ab")
assert re.match(r"(?=a)a", "a") and re.match(r"a(?!b)", "ac")
assert re.search(r"(?<=a)b", "ab").start() == 1 and not re.search(r"(?<!a)b", "ab")
assert re.match(r"(a+?)(a*)", "aaa").groups() == ("a", "aa")
assert re.match(r"a{2,3}", "aaaa").group() == "aaa" and re.match(r"a{2}?", "aaa").group() == "aa"
assert re.match(r"(.)\1", "aa") and re.match(r"(?P<q>['\"]).*?(?P=q)", "'x'y'").group() == "'x'"
assert re.match("(?:ab)+", "abab").group() == "abab"
assert re.match(r"(a)?(?(1)b|c)", "ab") and re.match(r"(a)?(?(1)b|c)", "c")
assert re.match("a*+", "aaa").group() == "aaa" and re.match("(?>a+)b", "aab")
assert re.findall(r"\bfoo\b", "foo foobar foo") == ["foo", "foo"]
assert re.match(r"\Aa\Z", "a") and re.findall(r"\s", " \t\n") == [" ", "\t", "\n"]
assert re.match(r"[^\W\d]+", "añb1").group() == "añb"
assert not re.match(r"\w", "é", re.A) and re.match("[a-cx-z]+", "abcxyz").end() == 6
assert re.compile(b"a+").match(b"aa").group() == b"aa"
assert raises(lambda: re.match("a", b"a")) == "TypeError: cannot use a string pattern on a bytes-like object"
assert re.match("", "").group() == "" and re.findall("", "ab") == ["", "", ""]
assert re.findall("a|", "ba") == ["", "a", ""]
assert re.compile("a").search("bca", 1).start() == 2
assert re.compile("^a").search("ba", 1) is None and re.compile("b").match("ab", 1)
