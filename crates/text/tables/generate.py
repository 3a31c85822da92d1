"""Writes src/tables.rs: what the Unicode 16.0 database of CPython 3.14 says and the crates do not.

Run with CPython 3.14 from the crate's folder:  python3.14 tables/generate.py
tables/newer.txt lists what newer Unicode versions in the crates have assigned since 16.0; the test
tests/unicode_sweep.rs fails when a crate update makes it stale.
"""

import unicodedata
from fractions import Fraction

LAST = 0x110000
out = ["//! Unicode 16.0 facts that the crates lack or hold in a newer version.",
       "//! Written by tables/generate.py; do not edit. Invariant: every table is sorted by its first column.",
       ""]


def points(text):
    return [ord(character) for character in text]


def table(doc, name, kind, rows, per_line=8):
    out.append(f"/// {doc}")
    out.append("#[rustfmt::skip]")
    out.append(f"pub(crate) static {name}: [{kind}; {len(rows)}] = [")
    for start in range(0, len(rows), per_line):
        out.append("    " + " ".join(row + "," for row in rows[start:start + per_line]))
    out.append("];\n")


def triple(values):
    return "[" + ", ".join(f"{value:#x}" for value in (values + [0, 0])[:3]) + "]"


newer = [tuple(int(part, 16) for part in line.split("..")) for line in open("tables/newer.txt") if line.strip()]
table("Ranges (inclusive) that Unicode 16.0 leaves unassigned but a crate's newer data does not.",
      "ASSIGNED_LATER", "(u32, u32)", [f"({first:#x}, {last:#x})" for first, last in newer])

rows = []
for code in range(LAST):
    character = chr(code)
    if character.title() != character.upper() and not 0x10D0 <= code <= 0x10FF:
        rows.append(f"({code:#x}, {triple(points(character.title()))})")
table("Title case where it differs from upper case (Georgian aside, which is its own title case).",
      "TITLE", "(u32, [u32; 3])", rows, 4)

rows = []
for code in range(LAST):
    character = chr(code)
    cherokee = 0x13A0 <= code <= 0x13FD or 0xAB70 <= code <= 0xABBF
    if character.casefold() != character.lower() and not cherokee:
        rows.append(f"({code:#x}, {triple(points(character.casefold()))})")
table("Case folding where it differs from lower case (Cherokee aside, which folds to upper case).",
      "FOLD", "(u32, [u32; 3])", rows, 4)

zeros = []
for code in range(LAST):
    if unicodedata.decimal(chr(code), None) == 0:
        assert [unicodedata.decimal(chr(code + k)) for k in range(10)] == list(range(10))
        zeros.append(code)
table("The zero of each run of ten decimal digits.", "DECIMAL_ZEROS", "u32", [f"{code:#x}" for code in zeros], 12)

runs = []
for code in range(LAST):
    value = unicodedata.digit(chr(code), None)
    if value is None or unicodedata.decimal(chr(code), None) is not None:
        continue
    if runs and runs[-1][0] + runs[-1][1] == code and runs[-1][2] + runs[-1][1] == value:
        runs[-1][1] += 1
    else:
        runs.append([code, 1, value])
table("Digits that are not decimal: (first, count, value of the first), values rising by one.",
      "DIGITS", "(u32, u32, u32)", [f"({a:#x}, {b}, {c})" for a, b, c in runs])

runs = []
for code in range(LAST):
    value = unicodedata.numeric(chr(code), None)
    if value is None or unicodedata.digit(chr(code), None) is not None:
        continue
    exact = Fraction(value).limit_denominator(1000)
    assert exact.numerator / exact.denominator == value
    top, bottom = exact.numerator, exact.denominator
    if runs and runs[-1][0] + runs[-1][1] == code and runs[-1][4] == bottom:
        first, count, start, step, _ = runs[-1]
        if count == 1 or start + step * count == top:
            runs[-1] = [first, count + 1, start, top - start if count == 1 else step, bottom]
            continue
    runs.append([code, 1, top, 0, bottom])
table("Numeric values beyond the digits: (first, count, numerator, its step, denominator).",
      "NUMERICS", "(u32, u32, i64, i64, u32)", [f"({a:#x}, {b}, {c}, {d}, {e})" for a, b, c, d, e in runs], 6)

TAGS = sorted({unicodedata.decomposition(chr(code)).split()[0] for code in range(LAST)
               if unicodedata.decomposition(chr(code)).startswith("<")})
table("The tags of compatibility decompositions.", "DECOMPOSITION_TAGS", "&str", [f'"{tag}"' for tag in TAGS])
runs = []
exceptions = []
for code in range(LAST):
    character = chr(code)
    text = unicodedata.decomposition(character)
    if not text or 0xAC00 <= code <= 0xD7A3:
        continue
    body = text
    if text[0] == "<":
        tag, body = text.split(" ", 1)
        if not runs or runs[-1][1] != TAGS.index(tag):
            runs.append((code, TAGS.index(tag)))
        full = unicodedata.normalize("NFKD", character)
        guess = unicodedata.normalize("NFC", full)
        if "\u1100" <= full[0] < "\u1200" or full[0] == "(" and "\u1100" <= full[1:2] < "\u1200":
            guess = full
    else:
        full = unicodedata.normalize("NFD", character)
        guess = unicodedata.normalize("NFC", full[:-1]) + full[-1]
    if " ".join(f"{point:04X}" for point in points(guess)) != body:
        exceptions.append(f'({code:#x}, "{body}")')
table("Where the tag of compatibility decompositions changes: (first code point, index of the tag).",
      "DECOMPOSITION_RUNS", "(u32, u8)", [f"({a:#x}, {b})" for a, b in runs], 10)
table("One-step decompositions that the normal forms do not give back.",
      "DECOMPOSITION_EXCEPTIONS", "(u32, &str)", exceptions, 6)

runs = []
for code in range(LAST):
    if unicodedata.category(chr(code)) == "Cn" and unicodedata.east_asian_width(chr(code)) == "W":
        if runs and runs[-1][1] == code - 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
table("Unassigned ranges (inclusive) that are wide all the same.", "WIDE_UNASSIGNED", "(u32, u32)",
      [f"({a:#x}, {b:#x})" for a, b in runs])

with open("src/tables.rs", "w") as file:
    file.write("\n".join(out))
