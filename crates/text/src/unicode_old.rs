//! The functions of `unicodedata.ucd_3_2_0`: Unicode 3.2, which internationalised domain names are built on.
//! Invariant: what was assigned later is unassigned here; all else is Unicode 16.0 but for the tables.

use std::borrow::Cow;

use crate::old_tables as tables;
use crate::properties;
use crate::unicode::{self, Form, normalize_pieces};

/// The version that every function here answers for.
pub const UNICODE_VERSION: &str = "3.2.0";

/// The value of the range that holds the code point.
fn find_in<T: Copy>(table: &[(u32, u32, T)], code: u32) -> Option<T> {
    let after = table.partition_point(|&(first, ..)| first <= code);
    let (_, last, value) = *table.get(after.checked_sub(1)?)?;
    (code <= last).then_some(value)
}

fn is_in(table: &[(u32, u32)], code: u32) -> bool {
    let after = table.partition_point(|&(first, _)| first <= code);
    after > 0 && code <= table[after - 1].1
}

fn is_later(code: u32) -> bool {
    is_in(&tables::ASSIGNED_LATER, code)
}

pub fn name(code: u32) -> Option<String> {
    if is_later(code) {
        None
    } else {
        unicode::name(code)
    }
}

/// `lookup`: names only, neither aliases nor sequences, but of any version.
pub fn lookup(name: &[u8]) -> Option<u32> {
    let code = unicode::character_by_name(name)?;
    unicode::name(code)
        .filter(|found| found.as_bytes().eq_ignore_ascii_case(name))
        .map(|_| code)
}

pub fn category(code: u32) -> &'static str {
    if is_later(code) {
        return "Cn";
    }
    find_in(&tables::CATEGORY, code).unwrap_or_else(|| unicode::category(code))
}

pub fn bidirectional(code: u32) -> &'static str {
    if is_later(code) {
        return "";
    }
    find_in(&tables::BIDIRECTIONAL, code).unwrap_or_else(|| unicode::bidirectional(code))
}

pub fn combining(code: u32) -> u8 {
    if is_later(code) {
        0
    } else {
        unicode::combining(code)
    }
}

pub fn east_asian_width(code: u32) -> &'static str {
    if is_in(&tables::WIDE_UNASSIGNED, code) {
        return "W";
    }
    if is_later(code) {
        return "N";
    }
    find_in(&tables::WIDTH, code).unwrap_or_else(|| unicode::east_asian_width(code))
}

pub fn mirrored(code: u32) -> bool {
    !is_later(code) && find_in(&tables::MIRRORED, code).unwrap_or_else(|| unicode::mirrored(code))
}

pub fn decomposition(code: u32) -> String {
    if is_later(code) {
        String::new()
    } else {
        unicode::decomposition(code)
    }
}

pub fn decimal_value(code: u32) -> Option<u32> {
    if is_later(code) {
        return None;
    }
    match find_in(&tables::DECIMAL, code) {
        Some(value) => u32::try_from(value).ok(),
        None => properties::decimal_value(code),
    }
}

/// `digit`, which CPython takes from the newest version.
pub fn digit_value(code: u32) -> Option<u32> {
    properties::digit_value(code)
}

pub fn numeric_value(code: u32) -> Option<f64> {
    if is_later(code) {
        return None;
    }
    match find_in(&tables::NUMERIC, code) {
        Some(value) => (value >= 0.0).then_some(value),
        None => properties::numeric_value(code),
    }
}

/// Code points that normalization must not see: unassigned ones stay, five had other decompositions.
fn opaque(code: u32) -> Option<u32> {
    match tables::CORRECTED.binary_search_by_key(&code, |&(from, _)| from) {
        Ok(index) => Some(tables::CORRECTED[index].1),
        Err(_) => is_later(code).then_some(code),
    }
}

pub fn normalize(form: Form, text: &[u8]) -> Cow<'_, [u8]> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(normalize_pieces(form, text, opaque))
}

pub fn is_normalized(form: Form, text: &[u8]) -> bool {
    normalize(form, text).as_ref() == text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences() {
        assert_eq!((category(0x1F600), category(0xA7)), ("Cn", "So"));
        assert_eq!(name(0x1F600), None);
        assert_eq!(lookup(b"grinning face"), Some(0x1F600));
        assert_eq!(lookup(b"NBSP"), None);
        assert_eq!(
            normalize(Form::Nfkc, "ﬁ\u{2F868}".as_bytes()),
            "fi\u{2136A}".as_bytes()
        );
    }
}
