# Text: anagrams, Caesar, run lengths, roman numerals, wrapping, tables, word frequencies.
import re
from collections import Counter, defaultdict
from itertools import groupby

groups = defaultdict(list)
for word in "listen silent enlist google elgoog abc cab bca xyz".split():
    groups["".join(sorted(word))].append(word)
assert [g for g in groups.values() if len(g) > 1] == [["listen", "silent", "enlist"], ["google", "elgoog"], ["abc", "cab", "bca"]]


def caesar(text, shift):
    return "".join(chr((ord(c) - base + shift) % 26 + base) if c.isalpha() and (base := ord("A" if c.isupper() else "a")) else c for c in text)


assert caesar("Hello, World!", 3) == "Khoor, Zruog!" and caesar(caesar("abcXYZ", 13), 13) == "abcXYZ"
runs = "".join(f"{len(list(g))}{c}" for c, g in groupby("aaabccd"))
assert runs == "3a1b2c1d" and "".join(c * int(n) for n, c in re.findall(r"(\d+)(\D)", runs)) == "aaabccd"
ROMAN = [(1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]


def to_roman(n):
    out = ""
    for value, letters in ROMAN:
        out += letters * (n // value)
        n %= value
    return out


def from_roman(text):
    values = [dict(map(reversed, ROMAN))[c] for c in text]
    return sum(-a if a < b else a for a, b in zip(values, values[1:] + [0]))


assert to_roman(1994) == "MCMXCIV" and all(from_roman(to_roman(n)) == n for n in range(1, 4000, 7))
rows = [("name", "qty", "price"), ("apple", 3, 0.5), ("banana", 12, 0.25)]
widths = [max(len(str(r[i])) for r in rows) for i in range(3)]
table = "\n".join(" | ".join(str(c).ljust(w) if i == 0 else str(c).rjust(w) for i, (c, w) in enumerate(zip(r, widths))) for r in rows)
assert table == "name   | qty | price\napple  |   3 |   0.5\nbanana |  12 |  0.25"
text = "The cat and the dog. The end?"
assert Counter(re.findall(r"\w+", text.lower())).most_common(1) == [("the", 3)]
assert "".join(w.capitalize() if i else w for i, w in enumerate("snake_case_name".split("_"))) == "snakeCaseName"
assert all(w == w[::-1] for w in ("level", "été", "")) and " ".join(reversed("a b c".split())) == "c b a"
