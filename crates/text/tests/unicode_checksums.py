"""Prints the table of tests/unicode_sweep.rs. Run with CPython 3.14: it is the oracle of that test."""

import unicodedata
import zlib

FORMS = ("NFC", "NFD", "NFKC", "NFKD")
SWEEPS = {
    "is_alpha": str.isalpha,
    "is_decimal": str.isdecimal,
    "is_digit": str.isdigit,
    "is_numeric": str.isnumeric,
    "is_alnum": str.isalnum,
    "is_space": str.isspace,
    "is_upper": str.isupper,
    "is_lower": str.islower,
    "is_title": str.istitle,
    "is_identifier": str.isidentifier,
    "is_identifier_continue": lambda text: ("a" + text).isidentifier(),
    "is_printable": str.isprintable,
    "lines": lambda text: len((text + "a").splitlines()),
    "upper": str.upper,
    "lower": str.lower,
    "title": str.title,
    "capitalize": lambda text: ("a" + text).capitalize(),
    "swapcase": str.swapcase,
    "casefold": str.casefold,
    "sigma_before": lambda text: ("A\u03a3" + text + "a").lower(),
    "sigma_after": lambda text: (text + "\u03a3").lower(),
    "title_after": lambda text: (text + "a").title(),
    "repr": repr,
    "category": unicodedata.category,
    "bidirectional": unicodedata.bidirectional,
    "combining": unicodedata.combining,
    "east_asian_width": unicodedata.east_asian_width,
    "mirrored": unicodedata.mirrored,
    "decomposition": unicodedata.decomposition,
    "decimal": lambda text: unicodedata.decimal(text, None),
    "digit": lambda text: unicodedata.digit(text, None),
    "numeric": lambda text: unicodedata.numeric(text, None),
    "name": lambda text: unicodedata.name(text, ""),
} | {
    "normalize_" + form: lambda text, form=form: unicodedata.normalize(form, text + "\u0301\u0327")
    for form in FORMS
} | {
    "normalized_" + form: lambda text, form=form: unicodedata.is_normalized(form, text + "\u0301") for form in FORMS
}
OLD = unicodedata.ucd_3_2_0
SWEEPS |= {
    "old_category": OLD.category,
    "old_bidirectional": OLD.bidirectional,
    "old_combining": OLD.combining,
    "old_east_asian_width": OLD.east_asian_width,
    "old_mirrored": OLD.mirrored,
    "old_decomposition": OLD.decomposition,
    "old_decimal": lambda text: OLD.decimal(text, None),
    "old_digit": lambda text: OLD.digit(text, None),
    "old_numeric": lambda text: OLD.numeric(text, None),
    "old_name": lambda text: OLD.name(text, ""),
    "old_NFC": lambda text: OLD.normalize("NFC", text),
    "old_NFKD": lambda text: OLD.normalize("NFKD", text),
}

for name, function in SWEEPS.items():
    checksum = 0
    for start in range(0, 0x110000, 0x1000):
        results = (function(chr(code)) for code in range(start, start + 0x1000))
        lines = (str(int(result) if isinstance(result, bool) else result) for result in results)
        checksum = zlib.crc32("".join(line + "\n" for line in lines).encode("utf-8", "surrogatepass"), checksum)
    print(f'    ("{name}", {checksum:#010x}),')
