# str: strip family, center, ljust, rjust, zfill, expandtabs.
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


assert "  a ".strip() == "a" and "  a ".lstrip() == "a " and "  a ".rstrip() == "  a" and "\u2003a\xa0".strip() == "a"
assert "xxaxbxx".strip("x") == "axb" and "abcba".strip("ab") == "c"
assert "abc".strip("abc") == "" and "a".strip("") == "a"
assert "éaé".strip("é") == "a" and "  ".strip() == "" and "a".strip(None) == "a"
assert "ab".center(5) == "  ab " and "ab".center(6, "*") == "**ab**"
assert "abc".center(6) == " abc  " and "abc".center(2) == "abc"
assert "ab".ljust(4, "-") == "ab--" and "ab".rjust(4, "é") == "ééab" and "ab".ljust(1) == "ab"
assert "42".zfill(5) == "00042" and "-42".zfill(5) == "-0042"
assert "+1".zfill(4) == "+001" and "".zfill(2) == "00" and "abc".zfill(2) == "abc"
assert "a\tb".expandtabs() == "a       b" and "a\tb".expandtabs(4) == "a   b" and "\t\n\ta".expandtabs(2) == "  \n  a"
assert "a\tb".expandtabs(0) == "ab" and "abcdefgh\ti".expandtabs() == "abcdefgh        i"
assert raises(lambda: "a".center(5, "xy")) == "TypeError: The fill character must be exactly one character long"
assert raises(lambda: "a".strip(1)) == "TypeError: strip arg must be None or str"
assert raises(lambda: "a".ljust("x")) == "TypeError: 'str' object cannot be interpreted as an integer"
