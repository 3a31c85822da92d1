# tokenize, keyword, token and linecache.
import io
import keyword
import linecache
import token
import tokenize
def raises(action):
    try:
        action()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "nothing raised"


source = 'def f(x):\n    # note\n    return x + 1.5e3  \n\nf"a{x!r}" ; "s"\n'
tokens = [(tokenize.tok_name[t.exact_type], t.string) for t in tokenize.generate_tokens(io.StringIO(source).readline)]
assert tokens[:6] == [("NAME", "def"), ("NAME", "f"), ("LPAR", "("), ("NAME", "x"), ("RPAR", ")"), ("COLON", ":")]
assert ("COMMENT", "# note") in tokens and ("INDENT", "    ") in tokens
assert ("DEDENT", "") in tokens and ("NUMBER", "1.5e3") in tokens and tokens[-1] == ("ENDMARKER", "")
assert ("FSTRING_START", 'f"') in tokens and ("FSTRING_MIDDLE", "a") in tokens
assert ("FSTRING_END", '"') in tokens and ("NL", "\n") in tokens
first = next(tokenize.tokenize(io.BytesIO(source.encode()).readline))
assert first.type == tokenize.ENCODING and first.string == "utf-8"
assert tokenize.detect_encoding(io.BytesIO(b"# coding: latin-1\n").readline)[0] == "iso-8859-1"
positions = [(t.start, t.end) for t in tokenize.generate_tokens(io.StringIO("ab = 1\n").readline)]
assert positions[:3] == [((1, 0), (1, 2)), ((1, 3), (1, 4)), ((1, 5), (1, 6))]
assert tokenize.untokenize(tokenize.generate_tokens(io.StringIO(source).readline)) == source
assert raises(lambda: list(tokenize.generate_tokens(io.StringIO("x = (1\n").readline))).startswith("TokenError: ('unexpected EOF in multi-line statement'")
assert keyword.iskeyword("for") and not keyword.iskeyword("match") and keyword.issoftkeyword("match")
assert set(keyword.softkwlist) >= {"_", "case", "match", "type"} and len(keyword.kwlist) == 35
assert token.tok_name[token.NAME] == "NAME" and token.ISTERMINAL(token.NAME)
assert token.EXACT_TOKEN_TYPES["+"] == token.PLUS
with open("lines.py", "w") as f:
    f.write("one\ntwo\n")
assert linecache.getline("lines.py", 2) == "two\n"
assert linecache.getline("lines.py", 9) == "" and linecache.getlines("missing.py") == []
with open("lines.py", "w") as f:
    f.write("changed, and longer\n")
linecache.checkcache()
assert linecache.getline("lines.py", 1) == "changed, and longer\n"
