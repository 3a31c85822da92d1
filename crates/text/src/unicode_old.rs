//! The functions of `unicodedata.ucd_3_2_0`: Unicode 3.2, which internationalised domain names are built on.
//! Invariant: what was assigned later is unassigned here; all else is Unicode 16.0 but for the tables.

use std::borrow::Cow;

use crate::old_tables as tables;
use crate::properties;
use crate::unicode::{self, Form};
use crate::wtf8::{code_points, from_code_points};

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

/// Appends the decomposition that the code point had: none if it was assigned later.
fn decompose(form: Form, code: u32, output: &mut Vec<u32>) {
    if let Ok(index) = tables::CORRECTED.binary_search_by_key(&code, |&(from, _)| from) {
        output.push(tables::CORRECTED[index].1);
        return;
    }
    let Some(character) = char::from_u32(code).filter(|_| !is_later(code)) else {
        output.push(code);
        return;
    };
    let push = |part: char| output.push(part as u32);
    match form {
        Form::Nfc | Form::Nfd => {
            unicode_normalization::char::decompose_canonical(character, push);
        }
        Form::Nfkc | Form::Nfkd => {
            unicode_normalization::char::decompose_compatible(character, push);
        }
    }
}

/// Sorts each run of combining characters by its classes, which are those of today.
fn reorder(codes: &mut [u32]) {
    for run in codes.chunk_by_mut(|_, next| unicode::combining(*next) != 0) {
        // The first of a run is a starter, unless the text begins with combining characters.
        let from = usize::from(unicode::combining(run[0]) == 0);
        run[from..].sort_by_key(|code| unicode::combining(*code));
    }
}

/// Composes what composes today.
fn compose(codes: &[u32]) -> Vec<u32> {
    let mut output: Vec<u32> = Vec::with_capacity(codes.len());
    // Where the last starter is, and the class of what came last after it.
    let mut starter: Option<usize> = None;
    let mut last_class = 0;
    for &code in codes {
        let class = unicode::combining(code);
        if let Some(place) = starter {
            let is_blocked = place + 1 < output.len() && (last_class == 0 || last_class >= class);
            let pair = char::from_u32(output[place]).zip(char::from_u32(code));
            let composed = pair
                .filter(|_| !is_blocked)
                .and_then(|(first, second)| unicode_normalization::char::compose(first, second));
            if let Some(composed) = composed {
                output[place] = composed as u32;
                continue;
            }
        }
        if class == 0 {
            starter = Some(output.len());
        }
        last_class = class;
        output.push(code);
    }
    output
}

pub fn normalize(form: Form, text: &[u8]) -> Cow<'_, [u8]> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut codes = Vec::with_capacity(text.len());
    for code in code_points(text) {
        decompose(form, code, &mut codes);
    }
    reorder(&mut codes);
    if matches!(form, Form::Nfc | Form::Nfkc) {
        codes = compose(&codes);
    }
    Cow::Owned(from_code_points(codes))
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
