# string and textwrap.
import string
import textwrap
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


assert string.ascii_letters == string.ascii_lowercase + string.ascii_uppercase and string.digits == "0123456789"
assert string.hexdigits == "0123456789abcdefABCDEF" and len(string.punctuation) == 32
assert string.capwords("hello  big world") == "Hello Big World"
assert string.whitespace == " \t\n\r\x0b\x0c" and len(string.printable) == 100
t = string.Template("$who likes ${what}, $$5")
assert t.substitute(who="Ann", what="tea") == "Ann likes tea, $5"
assert t.safe_substitute(who="Bob") == "Bob likes ${what}, $5"
assert t.get_identifiers() == ["who", "what"] and t.is_valid()
assert raises(lambda: t.substitute(who=1)) == "KeyError: 'what'"
assert raises(lambda: string.Template("$ x").substitute()) == "ValueError: Invalid placeholder in string: line 1, col 1"
f = string.Formatter()
assert f.format("{0} {a:>3}", 1, a=2) == "1   2"
assert list(f.parse("a{b!r:c}")) == [("a", "b", "c", "r")] and f.vformat("{x}", (), {"x": 5}) == "5"
text = "The quick brown fox jumps over the lazy dog and runs away."
assert textwrap.wrap(text, 20) == ["The quick brown fox", "jumps over the lazy", "dog and runs away."]
assert textwrap.fill(text, 30) == "The quick brown fox jumps over\nthe lazy dog and runs away."
assert textwrap.wrap("averyverylongword x", 6) == ["averyv", "erylon", "gword", "x"]
assert textwrap.wrap("averyverylongword x", 6, break_long_words=False) == ["averyverylongword", "x"]
assert textwrap.dedent("  a\n    b\n\n  c\n") == "a\n  b\n\nc\n"
assert textwrap.indent("a\n\nb", "> ") == "> a\n\n> b" and textwrap.shorten(text, 25) == "The quick brown fox [...]"
assert textwrap.wrap("a b", 10, initial_indent="* ", subsequent_indent="  ") == ["* a b"]
assert textwrap.wrap("") == [] and textwrap.indent("a\nb", "-", lambda line: "b" in line) == "a\n-b"
assert textwrap.wrap("hy-phen-ated words", 8) == ["hy-phen-", "ated", "words"]
assert textwrap.fill("a  b\tc", expand_tabs=False) == "a  b c" 
assert textwrap.wrap(text, 20, max_lines=2, placeholder="…") == ["The quick brown fox", "jumps over the lazy…"]
