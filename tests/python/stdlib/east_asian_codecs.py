# Codecs of East Asian encodings: whole, in pieces, as streams, and with error handlers.
import codecs
import io

text = "日本語 テキスト、漢字"
for name, sample in {
    "shift_jis": text, "cp932": text, "euc_jp": text, "iso2022_jp": text, "gbk": "中文字符", "gb2312": "中文字符",
    "gb18030": "中文𠀀€", "big5": "中文字元", "cp950": "中文字元", "euc_kr": "한국어", "cp949": "한국어똠",
}.items():
    data = sample.encode(name)
    assert data.decode(name) == sample, name
    decoder = codecs.getincrementaldecoder(name)()
    assert "".join(decoder.decode(bytes([byte])) for byte in data) + decoder.decode(b"", True) == sample, name
    encoder = codecs.getincrementalencoder(name)()
    assert b"".join(encoder.encode(c) for c in sample).decode(name) == sample, name
    reader = codecs.getreader(name)(io.BytesIO((sample + "\n" + sample).encode(name)))
    assert reader.readline() == sample + "\n" and reader.read() == sample, name
    with io.TextIOWrapper(io.BytesIO(data), encoding=name) as f:
        assert f.read(2) == sample[:2] and f.read() == sample[2:], name
assert "日\x1b本\x0f".encode("iso2022_jp") == b"\x1b$BF|\x1b(B\x1b\x1b$BK\\\x1b(B\x0f"
assert "a\x1b\u20ac!".encode("iso2022_jp", "replace") == b"a\x1b?!"
assert "日本".encode("shift_jis") == b"\x93\xfa\x96{" and "日本".encode("iso2022_jp") == b"\x1b$BF|K\\\x1b(B"
assert b"\x81\x60".decode("shift_jis") == "\u301c" and b"\x81\x60".decode("cp932") == "\uff5e"
assert "日\u0e01x".encode("shift_jis", "replace") == b"\x93\xfa?x"
assert "日\u0e01".encode("euc_jp", "xmlcharrefreplace") == b"\xc6\xfc&#3585;"
assert b"\x93\xfa\xffA".decode("shift_jis", "replace") == "日\ufffdA"
assert b"\x93\xfaA".decode("shift_jis", "ignore") == "日A"


def raises(call):
    try:
        call()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


assert raises(lambda: "a\u0e01".encode("gbk")) == (
    "UnicodeEncodeError: 'gbk' codec can't encode character '\\u0e01' in position 1: illegal multibyte sequence")
assert raises(lambda: b"a\xffb".decode("big5")) == (
    "UnicodeDecodeError: 'big5' codec can't decode byte 0xff in position 1: illegal multibyte sequence")
assert raises(lambda: b"a\x93".decode("shift_jis")) == (
    "UnicodeDecodeError: 'shift_jis' codec can't decode byte 0x93 in position 1: incomplete multibyte sequence")
assert raises(lambda: "".encode("no_such")) == "LookupError: unknown encoding: no_such"
