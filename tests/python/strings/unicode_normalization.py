# Combining characters, normalisation and unicodedata look-ups.
import unicodedata

composed, decomposed = "é", "e\u0301"
assert composed != decomposed and len(decomposed) == 2
assert unicodedata.normalize("NFC", decomposed) == composed and unicodedata.normalize("NFD", composed) == decomposed
assert unicodedata.normalize("NFKC", "ﬁ①²") == "fi12" and unicodedata.normalize("NFKD", "½") == "1\u20442"
assert unicodedata.is_normalized("NFC", "é") and not unicodedata.is_normalized("NFD", "é")
assert unicodedata.name("a") == "LATIN SMALL LETTER A" and unicodedata.name("\n", None) is None
assert unicodedata.lookup("GREEK SMALL LETTER ALPHA") == "α"
assert unicodedata.category("a") == "Ll" and unicodedata.category(" ") == "Zs" and unicodedata.category("\n") == "Cc"
assert unicodedata.decimal("٣") == 3 and unicodedata.digit("²") == 2 and unicodedata.numeric("½") == 0.5
assert unicodedata.combining("\u0301") == 230 and unicodedata.bidirectional("א") == "R"
assert unicodedata.east_asian_width("变") == "W" and unicodedata.mirrored("(") == 1
assert unicodedata.decomposition("é") == "0065 0301"
assert unicodedata.normalize("NFC", "가") == "가" and unicodedata.normalize("NFD", "가") == "\u1100\u1161"
try:
    unicodedata.lookup("NO SUCH NAME")
except KeyError as error:
    assert error.args == ("undefined character name 'NO SUCH NAME'",)
try:
    unicodedata.name("\0")
except ValueError as error:
    assert str(error) == "no such name"
