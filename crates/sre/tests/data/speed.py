"""Times patterns on the Python that runs this, for `examples/speed.rs` to compare with:

    python3.14 tests/data/speed.py | cargo run --release --example speed

One pattern a line, fields between tabs: pattern, groups, words of the code, operation, the subject as
a piece and how often it is repeated, seconds for one run, and the number of matches.
"""
import re
import time
from re import _compiler, _parser

PROSE = "The quick brown fox jumps over the lazy dog, 1234 times; joe.bloggs@example.org wrote <b>that</b>.\n"
WIDE = "\u041f\u0440\u0438\u0432\u0435\u0442, \u043c\u0438\u0440! \u4e2d\u6587 text 123 "
CASES = [
    (r"lazy", 0, "finditer", PROSE, 2000), (r"example\.org", 0, "finditer", PROSE, 2000), (r"\w+", 0, "finditer", PROSE, 1000),
    (r"[a-z]+", 0, "finditer", PROSE, 1000), (r"(\w+)\s+(\w+)", 0, "finditer", PROSE, 1000), (r"[\w.]+@[\w.]+", 0, "finditer", PROSE, 500),
    (r"<(\w+)>(.*?)</\1>", 0, "finditer", PROSE, 1000), (r"fox|dog|wrote|zebra", 0, "finditer", PROSE, 1000), (r"(?i)LAZY", 0, "finditer", PROSE, 1000),
    (r"^.*$", re.M, "finditer", PROSE, 1000), (r"(?m)^The", 0, "finditer", PROSE, 1000), (r".*?dog", 0, "finditer", PROSE, 1000), (r"\d+", 0, "finditer", PROSE, 1000),
    (r"\bo\w*", 0, "finditer", PROSE, 1000), (r"(?:[a-z]+ )+", 0, "finditer", PROSE, 1000), (r"(?:a|b|c)*", 0, "match", "abcabcab", 10000),
    (r"(?:(a)|(b)|c)*", 0, "match", "abc", 10000), (r"(a+)+b", 0, "match", "a", 22), (r"(?:a?){20}a{20}", 0, "match", "a", 20),
    (r"[^,]*,", 0, "finditer", "field one,2,three three,", 5000), (r'"(?:[^"\\]|\\.)*"', 0, "finditer", 'say "he\\"llo" and ', 5000),
    (r"\s*(?:(\d+)|(\w+)|(.))", 0, "finditer", "x = foo(12, bar) + 3\n", 2000), (r"(?=.*x)", 0, "match", "a", 100000),
    (r"\w+", 0, "finditer", WIDE, 2000), ("\u043c\u0438\u0440", 0, "finditer", WIDE, 2000), ("[\u0430-\u044f]+", re.I, "finditer", WIDE, 2000),
    (r"x*y", 0, "search", "x", 2000), (r"(\d+)-(\d+)", 0, "match", "12345-678", 1), (r"[ \t]*", 0, "match", "    x", 1), (r"abc", 0, "match", "abcdef", 1),
]

for pattern, flags, operation, piece, times in CASES:
    compiled = re.compile(pattern, flags)
    parsed = _parser.parse(pattern, int(flags))
    words = _compiler._code(parsed, parsed.state.flags | int(flags))
    subject = piece * times
    method = getattr(compiled, operation)

    def once():
        if operation == "finditer":
            return sum(1 for _ in method(subject))
        return int(method(subject) is not None)

    count, runs, best = once(), 1, None
    while True:
        started = time.perf_counter()
        for _ in range(runs):
            once()
        taken = time.perf_counter() - started
        if taken > 0.05:
            best = min(best or taken / runs, taken / runs)
            break
        runs *= 2
    print(ascii(pattern), parsed.state.groups - 1, " ".join("%x" % word for word in words), operation,
          " ".join("%x" % ord(each) for each in piece), times, best, count, sep="\t")
