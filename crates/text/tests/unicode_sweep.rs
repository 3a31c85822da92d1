//! Every code point through every Unicode function, against checksums made by CPython 3.14
//! (tests/unicode_checksums.py). A crate update that changes an answer fails here.

use typhon_text::number::float_repr;
use typhon_text::unicode::{self, Form};
use typhon_text::wtf8::{from_code_points, push};
use typhon_text::{case, properties, repr, search, unicode_old};

/// CRC-32 as zlib has it.
struct Checksum {
    table: [u32; 256],
    state: u32,
}

impl Checksum {
    fn new() -> Self {
        let step = |value: u32| {
            if value & 1 == 1 {
                0xEDB8_8320 ^ (value >> 1)
            } else {
                value >> 1
            }
        };
        let table = std::array::from_fn(|index| (0..8).fold(index as u32, |value, _| step(value)));
        Self { table, state: !0 }
    }

    fn update(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.state =
                self.table[((self.state ^ *byte as u32) & 0xFF) as usize] ^ (self.state >> 8);
        }
    }
}

fn flag(value: bool) -> Vec<u8> {
    (value as u8).to_string().into_bytes()
}

fn optional(value: Option<impl ToString>) -> Vec<u8> {
    value
        .map_or("None".to_string(), |value| value.to_string())
        .into_bytes()
}

fn answer(name: &str, code: u32) -> Vec<u8> {
    let text = from_code_points([code]);
    let with = |before: &[u32], after: &[u32]| {
        from_code_points(
            before
                .iter()
                .copied()
                .chain([code])
                .chain(after.iter().copied()),
        )
    };
    if let Some(form) = name.strip_prefix("normalize_") {
        let form = Form::from_name(form.as_bytes()).unwrap();
        return unicode::normalize(form, &with(&[], &[0x301, 0x327])).into_owned();
    }
    if let Some(form) = name.strip_prefix("normalized_") {
        let form = Form::from_name(form.as_bytes()).unwrap();
        return flag(unicode::is_normalized(form, &with(&[], &[0x301])));
    }
    match name {
        "is_alpha" => flag(properties::is_alpha(code)),
        "is_decimal" => flag(properties::is_decimal(code)),
        "is_digit" => flag(properties::is_digit(code)),
        "is_numeric" => flag(properties::is_numeric(code)),
        "is_alnum" => flag(properties::is_alnum(code)),
        "is_space" => flag(properties::is_space(code)),
        "is_upper" => flag(properties::text_is_upper(&text)),
        "is_lower" => flag(properties::text_is_lower(&text)),
        "is_title" => flag(properties::text_is_title(&text)),
        "is_identifier" => flag(properties::text_is_identifier(&text)),
        "is_identifier_continue" => flag(properties::is_identifier_continue(code)),
        "is_printable" => flag(properties::is_printable(code)),
        "lines" => search::split_lines(&with(&[], &[0x61]), false, search::Unit::CodePoint)
            .len()
            .to_string()
            .into_bytes(),
        "upper" => case::upper(&text),
        "lower" => case::lower(&text),
        "title" => case::title(&text),
        "capitalize" => case::capitalize(&with(&[0x61], &[])),
        "swapcase" => case::swapcase(&text),
        "casefold" => case::casefold(&text),
        "sigma_before" => case::lower(&with(&[0x41, 0x3A3], &[0x61])),
        "sigma_after" => case::lower(&with(&[], &[0x3A3])),
        "title_after" => case::title(&with(&[], &[0x61])),
        "repr" => repr::text(&text),
        "category" => unicode::category(code).into(),
        "bidirectional" => unicode::bidirectional(code).into(),
        "combining" => unicode::combining(code).to_string().into(),
        "east_asian_width" => unicode::east_asian_width(code).into(),
        "mirrored" => flag(unicode::mirrored(code)),
        "decomposition" => unicode::decomposition(code).into(),
        "decimal" => optional(properties::decimal_value(code)),
        "digit" => optional(properties::digit_value(code)),
        "numeric" => optional(properties::numeric_value(code).map(float_repr)),
        "name" => unicode::name(code).unwrap_or_default().into(),
        "old_category" => unicode_old::category(code).into(),
        "old_bidirectional" => unicode_old::bidirectional(code).into(),
        "old_combining" => unicode_old::combining(code).to_string().into(),
        "old_east_asian_width" => unicode_old::east_asian_width(code).into(),
        "old_mirrored" => flag(unicode_old::mirrored(code)),
        "old_decomposition" => unicode_old::decomposition(code).into(),
        "old_decimal" => optional(unicode_old::decimal_value(code)),
        "old_digit" => optional(unicode_old::digit_value(code)),
        "old_numeric" => optional(unicode_old::numeric_value(code).map(float_repr)),
        "old_name" => unicode_old::name(code).unwrap_or_default().into(),
        "old_NFC" => unicode_old::normalize(Form::Nfc, &text).into_owned(),
        "old_NFKD" => unicode_old::normalize(Form::Nfkd, &text).into_owned(),
        _ => panic!("no function for {name}"),
    }
}

#[test]
fn every_code_point_agrees_with_the_oracle() {
    let mut wrong = Vec::new();
    for (name, expected) in CHECKSUMS {
        let mut checksum = Checksum::new();
        for code in 0..0x110000 {
            checksum.update(&answer(name, code));
            checksum.update(b"\n");
        }
        if !checksum.state != expected {
            wrong.push(name);
        }
    }
    assert!(wrong.is_empty(), "these differ from CPython: {wrong:?}");
}

#[test]
fn every_name_leads_back() {
    for code in 0..0x110000 {
        if let Some(name) = unicode::name(code) {
            assert_eq!(
                unicode::character_by_name(name.as_bytes()),
                Some(code),
                "{name}"
            );
        }
    }
    let mut keycap = b"#".to_vec();
    push(&mut keycap, 0xFE0F);
    push(&mut keycap, 0x20E3);
    assert_eq!(unicode::lookup_text(b"Keycap Number Sign"), Some(keycap));
}

#[rustfmt::skip]
const CHECKSUMS: [(&str, u32); 53] = [
    ("is_alpha", 0xca698e81),
    ("is_decimal", 0xf26f64ef),
    ("is_digit", 0x3ba4680b),
    ("is_numeric", 0xe6dab560),
    ("is_alnum", 0x5c0d1b44),
    ("is_space", 0x2eba6c3a),
    ("is_upper", 0x795e1c01),
    ("is_lower", 0x49366771),
    ("is_title", 0x7e0ec48b),
    ("is_identifier", 0xc8d146a5),
    ("is_identifier_continue", 0xc33434e4),
    ("is_printable", 0x484ca9bc),
    ("lines", 0xcbd1241e),
    ("upper", 0xf334d4a7),
    ("lower", 0xf6e57430),
    ("title", 0x64d1a7e4),
    ("capitalize", 0x3150d40e),
    ("swapcase", 0xc2c67a85),
    ("casefold", 0x36b71e51),
    ("sigma_before", 0xf8974104),
    ("sigma_after", 0xc67b3c3c),
    ("title_after", 0x04de3daa),
    ("repr", 0x2906958c),
    ("category", 0x716f7ae9),
    ("bidirectional", 0x8efd9d72),
    ("combining", 0xd9961162),
    ("east_asian_width", 0xf9b59903),
    ("mirrored", 0x957bd4cb),
    ("decomposition", 0xadf19fbc),
    ("decimal", 0x0c7b57a8),
    ("digit", 0x2b08a1fd),
    ("numeric", 0x0afbc303),
    ("name", 0x56fbbbef),
    ("normalize_NFC", 0x529a0274),
    ("normalize_NFD", 0xe33529c8),
    ("normalize_NFKC", 0xefa3b77c),
    ("normalize_NFKD", 0xf8bac413),
    ("normalized_NFC", 0x79d280b6),
    ("normalized_NFD", 0x3823d477),
    ("normalized_NFKC", 0x63658637),
    ("normalized_NFKD", 0x93781561),
    ("old_category", 0x488a3983),
    ("old_bidirectional", 0x9c3757fc),
    ("old_combining", 0x839a6b83),
    ("old_east_asian_width", 0x0ac736f4),
    ("old_mirrored", 0x72e2bfe1),
    ("old_decomposition", 0xef6c03ec),
    ("old_decimal", 0x5dc1e63d),
    ("old_digit", 0x2b08a1fd),
    ("old_numeric", 0xda01412a),
    ("old_name", 0xc4b50da1),
    ("old_NFC", 0x08dc0a6a),
    ("old_NFKD", 0xe733bd3e),
];
