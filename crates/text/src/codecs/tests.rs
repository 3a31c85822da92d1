//! Positions, reasons and handlers, as CPython 3.14 has them.

use super::*;

/// Decodes with a handler that writes `?` and notes each error.
fn errors_of(
    decoder: &mut dyn Decoder,
    input: &[u8],
) -> (String, Vec<(usize, usize, &'static str)>) {
    let mut errors = Vec::new();
    let decoded = decode(decoder, input, true, |_, _, error| {
        errors.push((error.start, error.end, error.reason));
        Ok::<_, ()>(Replacement {
            text: b"?".to_vec(),
            resume: error.end,
        })
    });
    (
        String::from_utf8_lossy(&decoded.unwrap().0).into_owned(),
        errors,
    )
}

fn consumed(decoder: &mut dyn Decoder, input: &[u8]) -> Result<usize, DecodeError> {
    decode_with(decoder, input, false, Handler::Strict).map(|(_, consumed)| consumed)
}

#[test]
fn utf8_errors() {
    let (text, errors) = errors_of(&mut Utf8, b"\xf0\x9f\x98a\xff\xe0\x9f\xed\xbf\xe2\x82");
    assert_eq!(text, "?a??????");
    assert_eq!(
        errors,
        [
            (0, 3, "invalid continuation byte"),
            (4, 5, "invalid start byte"),
            (5, 6, "invalid continuation byte"),
            (6, 7, "invalid start byte"),
            (7, 8, "invalid continuation byte"),
            (8, 9, "invalid start byte"),
            (9, 11, "unexpected end of data"),
        ]
    );
    for (input, expected) in [
        (b"a\xe2\x82".as_slice(), Some(1)),
        (b"\xed\xa0", Some(0)),
        (b"\xed", Some(0)),
        (b"\xe0\x80", None),
        (b"\xed\xa0\x80", None),
        (b"\xf0\x9fa", None),
    ] {
        assert_eq!(consumed(&mut Utf8, input).ok(), expected, "{input:?}");
    }
}

#[test]
fn handlers_of_utf8() {
    let decoded =
        |input: &[u8], handler| decode_with(&mut Utf8, input, true, handler).map(|(text, _)| text);
    assert_eq!(
        decoded(b"a\xff\xe2\x82", Handler::Replace).unwrap(),
        "a\u{FFFD}\u{FFFD}".as_bytes()
    );
    assert_eq!(
        decoded(b"a\xff", Handler::BackslashReplace).unwrap(),
        b"a\\xff"
    );
    assert_eq!(
        decoded(b"\xed\xa0\x80", Handler::SurrogatePass).unwrap(),
        b"\xed\xa0\x80"
    );
    assert!(decoded(b"\xff", Handler::SurrogatePass).is_err());
    let escaped = decoded(b"a\xff\xe2\x82", Handler::SurrogateEscape).unwrap();
    assert_eq!(
        escaped,
        crate::wtf8::from_code_points([0x61, 0xDCFF, 0xDCE2, 0xDC82])
    );
    assert_eq!(
        encode_with(&mut Utf8, &escaped, Handler::SurrogateEscape).unwrap(),
        b"a\xff\xe2\x82"
    );
    assert_eq!(
        encode_with(&mut Utf8, &escaped, Handler::Replace).unwrap(),
        b"a???"
    );
    let failure = encode_with(&mut Utf8, &escaped, Handler::Strict).unwrap_err();
    assert_eq!(
        (failure.start, failure.end, failure.reason),
        (1, 4, "surrogates not allowed")
    );
}

#[test]
fn utf16_and_utf32() {
    assert_eq!(
        errors_of(
            &mut Utf16::new(Order::Little),
            b"\x00\xd8\x00\xd8\x00\xdc\x00\xdca"
        )
        .1,
        [
            (0, 2, "illegal UTF-16 surrogate"),
            (6, 8, "illegal encoding"),
            (8, 9, "truncated data"),
        ]
    );
    assert_eq!(
        errors_of(&mut Utf16::new(Order::Little), b"\x00\xd8a").1,
        [(0, 3, "unexpected end of data")]
    );
    let mut marked = Utf16::new(Order::Marked);
    assert_eq!(errors_of(&mut marked, b"\xfe\xff\0a").0, "a");
    assert_eq!(marked.byte_order(), 1);
    assert_eq!(
        encode_with(
            &mut Utf16::new(Order::Marked),
            "a\u{1F600}".as_bytes(),
            Handler::Strict
        )
        .unwrap(),
        b"\xff\xfea\0=\xd8\0\xde"
    );
    assert_eq!(
        encode_with(&mut Utf32::new(Order::Big), b"a", Handler::Strict).unwrap(),
        b"\0\0\0a"
    );
    assert_eq!(
        errors_of(&mut Utf32::new(Order::Marked), b"\0\xd8\0\0\0\0\x11\0z").1,
        [
            (
                0,
                4,
                "code point in surrogate code point range(0xd800, 0xe000)"
            ),
            (4, 8, "code point not in range(0x110000)"),
            (8, 9, "truncated data"),
        ]
    );
}

#[test]
fn utf7() {
    assert_eq!(
        errors_of(&mut Utf7::new(), b"Hi Mom -+Jjo--+-!").0,
        "Hi Mom -\u{263A}-+!"
    );
    assert_eq!(
        errors_of(&mut Utf7::new(), b"+A-").1,
        [(0, 3, "partial character in shift sequence")]
    );
    assert_eq!(
        errors_of(&mut Utf7::new(), b"+IKx-").1,
        [(0, 5, "non-zero padding bits in shift sequence")]
    );
    assert_eq!(
        errors_of(&mut Utf7::new(), b"+2AA").1,
        [(0, 4, "unterminated shift sequence")]
    );
    assert_eq!(consumed(&mut Utf7::new(), b"a+AG"), Ok(1));
    let text = crate::wtf8::from_code_points([0x61, 0xD800, 0x62, 0xDFFF, 0xD800, 0x2B]);
    assert_eq!(
        encode_with(&mut Utf7Encoder, &text, Handler::Strict).unwrap(),
        b"a+2AA-b+3//YAAAr-"
    );
}

#[test]
fn single_bytes() {
    assert_eq!(errors_of(&mut Ascii, b"ab\xff\xfe").1.len(), 2);
    let failure = encode_with(&mut Latin1, "aé中国b".as_bytes(), Handler::Strict).unwrap_err();
    assert_eq!(
        (failure.start, failure.end, failure.reason),
        (2, 4, "ordinal not in range(256)")
    );
    assert_eq!(
        encode_with(&mut Ascii, "aé中b".as_bytes(), Handler::XmlCharRefReplace).unwrap(),
        b"a&#233;&#20013;b"
    );
    assert_eq!(
        encode_with(
            &mut Ascii,
            "é\u{1F600}".as_bytes(),
            Handler::BackslashReplace
        )
        .unwrap(),
        b"\\xe9\\U0001f600"
    );
    assert_eq!(
        encode_with(&mut Ascii, "é".as_bytes(), Handler::NameReplace).unwrap(),
        b"\\N{LATIN SMALL LETTER E WITH ACUTE}"
    );
    let table = "ab\u{FFFE}€".as_bytes();
    assert_eq!(
        errors_of(&mut CharmapDecoder::from_table(table), &[0, 3, 2, 9]),
        (
            "a€??".into(),
            vec![
                (2, 3, "character maps to <undefined>"),
                (3, 4, "character maps to <undefined>")
            ]
        )
    );
    let map = EncodingMap::new(table);
    assert_eq!(
        encode_with(
            &mut CharmapEncoder::from_map(&map),
            "€b".as_bytes(),
            Handler::Strict
        )
        .unwrap(),
        [3, 1]
    );
    let failure = encode_with(
        &mut CharmapEncoder::from_map(&map),
        "axyb".as_bytes(),
        Handler::Replace,
    )
    .unwrap_err();
    assert_eq!((failure.start, failure.end), (1, 3));
}

#[test]
fn escapes() {
    assert_eq!(
        errors_of(
            &mut UnicodeEscape::new(),
            b"\\x41\\u00e9\\N{snowman}\\101\\\n\\q\xe9"
        )
        .0,
        "A\u{e9}\u{2603}A\\q\u{e9}"
    );
    for (input, end, reason) in [
        (b"\\x1".as_slice(), 3, "truncated \\xXX escape"),
        (b"\\u12", 4, "truncated \\uXXXX escape"),
        (b"\\U00110000", 10, "illegal Unicode character"),
        (b"\\N{foo}", 7, "unknown Unicode character name"),
        (b"\\N", 2, "malformed \\N character escape"),
        (b"\\", 1, "\\ at end of string"),
    ] {
        assert_eq!(
            errors_of(&mut UnicodeEscape::new(), input).1,
            [(0, end, reason)]
        );
        assert_eq!(consumed(&mut UnicodeEscape::new(), &input[..1]), Ok(0));
    }
    assert_eq!(
        errors_of(&mut RawUnicodeEscape, b"\\\\u0041\\u0041\\n\\").0,
        "\\\\u0041A\\n\\"
    );
    assert_eq!(
        errors_of(&mut RawUnicodeEscape, b"\\U00110000").1,
        [(0, 10, "\\Uxxxxxxxx out of range")]
    );
    assert_eq!(
        encode_with(
            &mut UnicodeEscapeEncoder,
            "a\n\\é中😀".as_bytes(),
            Handler::Strict
        )
        .unwrap(),
        b"a\\n\\\\\\xe9\\u4e2d\\U0001f600"
    );
    assert_eq!(
        encode_with(&mut RawUnicodeEscape, "é中".as_bytes(), Handler::Strict).unwrap(),
        b"\xe9\\u4e2d"
    );
    assert_eq!(
        escape_decode(b"\\x41\\n\\101\\q", EscapeErrors::Strict, "")
            .unwrap()
            .0,
        b"A\nA\\q"
    );
    assert_eq!(
        escape_decode(b"\\xg1\\y", EscapeErrors::Replace, "")
            .unwrap()
            .0,
        b"?g1\\y"
    );
    assert_eq!(
        escape_decode(b"a\\x1", EscapeErrors::Strict, "")
            .unwrap_err()
            .message,
        "invalid \\x escape at position 1"
    );
    assert_eq!(escape_encode(b"a'\n\xff\"\\"), b"a\\'\\n\\xff\"\\\\");
}
