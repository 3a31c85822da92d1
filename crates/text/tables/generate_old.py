"""Writes src/old_tables.rs: where Unicode 3.2 (`unicodedata.ucd_3_2_0`) differs from Unicode 16.0.

Run with CPython 3.14 from the crate's folder:  python3.14 tables/generate_old.py
"""

import unicodedata

OLD = unicodedata.ucd_3_2_0
CHARACTERS = [chr(code) for code in range(0x110000)]
out = ["//! Where Unicode 3.2 differs from Unicode 16.0.",
       "//! Written by tables/generate_old.py; do not edit. Invariant: every table is sorted by its first column.",
       ""]


def runs(value_of):
    result = []
    for code, character in enumerate(CHARACTERS):
        value = value_of(character)
        if value is None:
            continue
        if result and result[-1][1] == code - 1 and result[-1][2] == value:
            result[-1][1] = code
        else:
            result.append([code, code, value])
    return result


def table(doc, name, kind, rows, per_line=6):
    out.append(f"/// {doc}")
    out.append("#[rustfmt::skip]")
    out.append(f"pub(crate) static {name}: [{kind}; {len(rows)}] = [")
    for start in range(0, len(rows), per_line):
        out.append("    " + " ".join(row + "," for row in rows[start:start + per_line]))
    out.append("];\n")


def known(character):
    return OLD.category(character) != "Cn"


def changed(name, default=None):
    old, new = getattr(OLD, name), getattr(unicodedata, name)
    arguments = () if default is None else (default,)

    def value_of(character):
        value = old(character, *arguments)
        return value if known(character) and value != new(character, *arguments) else None

    return runs(value_of)


rows = runs(lambda character: True if not known(character) and unicodedata.category(character) != "Cn" else None)
table("Ranges (inclusive) assigned after Unicode 3.2.", "ASSIGNED_LATER", "(u32, u32)",
      [f"({a:#x}, {b:#x})" for a, b, _ in rows])
for name, property in (("CATEGORY", "category"), ("BIDIRECTIONAL", "bidirectional"), ("WIDTH", "east_asian_width")):
    table(f"Ranges (inclusive) with another `{property}`.", name, "(u32, u32, &str)",
          [f'({a:#x}, {b:#x}, "{value}")' for a, b, value in changed(property)])
table("Ranges (inclusive) with another `mirrored`.", "MIRRORED", "(u32, u32, bool)",
      [f"({a:#x}, {b:#x}, {str(bool(value)).lower()})" for a, b, value in changed("mirrored")])
for name, property in (("NUMERIC", "numeric"), ("DECIMAL", "decimal")):
    kind, show = ("f64", float) if property == "numeric" else ("i32", int)
    table(f"Ranges (inclusive) with another `{property}`, -1 for none.", name, f"(u32, u32, {kind})",
          [f"({a:#x}, {b:#x}, {show(value)!r})" for a, b, value in changed(property, -1)])
table("Ranges (inclusive) of unassigned code points that are wide.", "WIDE_UNASSIGNED", "(u32, u32)",
      [f"({a:#x}, {b:#x})" for a, b, _ in runs(
          lambda character: None if known(character) or OLD.east_asian_width(character) == "N" else True)])
rows = runs(lambda character: OLD.normalize("NFD", character)
            if known(character) and OLD.normalize("NFD", character) != unicodedata.normalize("NFD", character) else None)
assert all(a == b and len(value) == 1 for a, b, value in rows)
table("Decompositions that were corrected later.", "CORRECTED", "(u32, u32)",
      [f"({a:#x}, {ord(value):#x})" for a, _, value in rows])

with open("src/old_tables.rs", "w") as file:
    file.write("\n".join(out))
