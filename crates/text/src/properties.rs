//! What Python's `str.is*` methods ask of code points and of whole texts, per Unicode 16.0.
//! Invariant: every answer agrees with CPython 3.14 for all 0x110000 code points; the crates' data is
//! newer, so `is_assigned_later` and a few named exceptions take the difference back.

use icu_properties::props::{CaseIgnorable, Cased, GeneralCategory};
use icu_properties::{CodePointMapData, CodePointSetData};

use crate::tables;
use crate::wtf8::code_points;

/// The one letter whose category changed after Unicode 16.0 (from Ll to Lo).
const LETTER_PHARYNGEAL_FRICATIVE: u32 = 0x295;

/// Is this code point unassigned in Unicode 16.0 but assigned in what the crates know?
#[inline]
pub(crate) fn is_assigned_later(code: u32) -> bool {
    // Most text never reaches the search.
    if code < 0x558 || (0x3000..0xA7CE).contains(&code) || (0xAC00..0xFBC3).contains(&code) {
        return false;
    }
    let table = &tables::ASSIGNED_LATER;
    let after = table.partition_point(|&(first, _)| first <= code);
    after > 0 && code <= table[after - 1].1
}

/// The general category in Unicode 16.0.
#[inline]
pub(crate) fn general_category(code: u32) -> GeneralCategory {
    let category = CodePointMapData::<GeneralCategory>::new().get32(code);
    if code == LETTER_PHARYNGEAL_FRICATIVE {
        GeneralCategory::LowercaseLetter
    } else if category != GeneralCategory::Unassigned && is_assigned_later(code) {
        GeneralCategory::Unassigned
    } else {
        category
    }
}

/// The code point as a `char`, unless it is a surrogate or not assigned in Unicode 16.0.
#[inline]
fn known_char(code: u32) -> Option<char> {
    char::from_u32(code).filter(|_| !is_assigned_later(code))
}

#[inline]
pub fn is_alpha(code: u32) -> bool {
    if code < 0x80 {
        return (code as u8).is_ascii_alphabetic();
    }
    use GeneralCategory::*;
    matches!(
        general_category(code),
        UppercaseLetter | LowercaseLetter | TitlecaseLetter | ModifierLetter | OtherLetter
    )
}

/// The value of a decimal digit (`unicodedata.decimal`).
pub fn decimal_value(code: u32) -> Option<u32> {
    if code < 0x80 {
        return (b'0' as u32..=b'9' as u32)
            .contains(&code)
            .then(|| code - b'0' as u32);
    }
    let after = tables::DECIMAL_ZEROS.partition_point(|&zero| zero <= code);
    let value = code - *tables::DECIMAL_ZEROS.get(after.checked_sub(1)?)?;
    (value < 10).then_some(value)
}

/// The value of a digit, decimal or not (`unicodedata.digit`).
pub fn digit_value(code: u32) -> Option<u32> {
    if let Some(value) = decimal_value(code) {
        return Some(value);
    }
    let after = tables::DIGITS.partition_point(|&(first, ..)| first <= code);
    let (first, count, value) = *tables::DIGITS.get(after.checked_sub(1)?)?;
    (code - first < count).then(|| value + code - first)
}

/// The numeric value (`unicodedata.numeric`).
pub fn numeric_value(code: u32) -> Option<f64> {
    if let Some(value) = digit_value(code) {
        return Some(value as f64);
    }
    let after = tables::NUMERICS.partition_point(|&(first, ..)| first <= code);
    let (first, count, start, step, divisor) = *tables::NUMERICS.get(after.checked_sub(1)?)?;
    (code - first < count).then(|| (start + step * (code - first) as i64) as f64 / divisor as f64)
}

#[inline]
pub fn is_decimal(code: u32) -> bool {
    decimal_value(code).is_some()
}

#[inline]
pub fn is_digit(code: u32) -> bool {
    digit_value(code).is_some()
}

#[inline]
pub fn is_numeric(code: u32) -> bool {
    numeric_value(code).is_some()
}

#[inline]
pub fn is_alnum(code: u32) -> bool {
    if code < 0x80 {
        return (code as u8).is_ascii_alphanumeric();
    }
    is_alpha(code) || is_numeric(code)
}

#[inline]
pub fn is_space(code: u32) -> bool {
    matches!(code,
        0x09..=0x0D | 0x1C..=0x20 | 0x85 | 0xA0 | 0x1680 | 0x2000..=0x200A | 0x2028 | 0x2029 | 0x202F | 0x205F | 0x3000)
}

/// Does `str.splitlines` break after this code point? (A carriage return takes a line feed with it.)
#[inline]
pub fn is_line_break(code: u32) -> bool {
    matches!(code, 0x0A..=0x0D | 0x1C..=0x1E | 0x85 | 0x2028 | 0x2029)
}

#[inline]
pub fn is_upper(code: u32) -> bool {
    if code < 0x80 {
        return (code as u8).is_ascii_uppercase();
    }
    known_char(code).is_some_and(char::is_uppercase)
}

#[inline]
pub fn is_lower(code: u32) -> bool {
    if code < 0x80 {
        return (code as u8).is_ascii_lowercase();
    }
    code == LETTER_PHARYNGEAL_FRICATIVE || known_char(code).is_some_and(char::is_lowercase)
}

/// Is this a title-case letter such as `ǅ`?
#[inline]
pub fn is_title(code: u32) -> bool {
    code >= 0x1C5 && general_category(code) == GeneralCategory::TitlecaseLetter
}

/// Cased in the sense of the final-sigma rule and of `str.title`.
pub fn is_cased(code: u32) -> bool {
    if code < 0x80 {
        return (code as u8).is_ascii_alphabetic();
    }
    code == LETTER_PHARYNGEAL_FRICATIVE
        || CodePointSetData::new::<Cased>().contains32(code) && !is_assigned_later(code)
}

pub fn is_case_ignorable(code: u32) -> bool {
    CodePointSetData::new::<CaseIgnorable>().contains32(code) && !is_assigned_later(code)
}

pub fn is_identifier_start(code: u32) -> bool {
    if code < 0x80 {
        return code == b'_' as u32 || (code as u8).is_ascii_alphabetic();
    }
    known_char(code).is_some_and(unicode_ident::is_xid_start)
}

pub fn is_identifier_continue(code: u32) -> bool {
    if code < 0x80 {
        return code == b'_' as u32 || (code as u8).is_ascii_alphanumeric();
    }
    known_char(code).is_some_and(unicode_ident::is_xid_continue)
}

/// Would `repr` show this code point as it is?
#[inline]
pub fn is_printable(code: u32) -> bool {
    if code < 0x80 {
        return (0x20..0x7F).contains(&code);
    }
    use GeneralCategory::*;
    !matches!(
        general_category(code),
        Control
            | Format
            | Surrogate
            | PrivateUse
            | Unassigned
            | LineSeparator
            | ParagraphSeparator
            | SpaceSeparator
    )
}

/// True if the text is not empty and the test holds for each code point.
fn all(text: &[u8], test: impl Fn(u32) -> bool) -> bool {
    !text.is_empty() && code_points(text).all(test)
}

/// `str.isalpha`.
pub fn text_is_alpha(text: &[u8]) -> bool {
    all(text, is_alpha)
}

/// `str.isdigit`.
pub fn text_is_digit(text: &[u8]) -> bool {
    all(text, is_digit)
}

/// `str.isdecimal`.
pub fn text_is_decimal(text: &[u8]) -> bool {
    all(text, is_decimal)
}

/// `str.isnumeric`.
pub fn text_is_numeric(text: &[u8]) -> bool {
    all(text, is_numeric)
}

/// `str.isalnum`.
pub fn text_is_alnum(text: &[u8]) -> bool {
    all(text, is_alnum)
}

/// `str.isspace`.
pub fn text_is_space(text: &[u8]) -> bool {
    all(text, is_space)
}

/// `str.isprintable`: true for the empty text.
pub fn text_is_printable(text: &[u8]) -> bool {
    code_points(text).all(is_printable)
}

/// `str.isidentifier`.
pub fn text_is_identifier(text: &[u8]) -> bool {
    let mut codes = code_points(text);
    codes.next().is_some_and(is_identifier_start) && codes.all(is_identifier_continue)
}

/// `str.isupper`.
pub fn text_is_upper(text: &[u8]) -> bool {
    let mut found = false;
    for code in code_points(text) {
        if is_lower(code) || is_title(code) {
            return false;
        }
        found = found || is_upper(code);
    }
    found
}

/// `str.islower`.
pub fn text_is_lower(text: &[u8]) -> bool {
    let mut found = false;
    for code in code_points(text) {
        if is_upper(code) || is_title(code) {
            return false;
        }
        found = found || is_lower(code);
    }
    found
}

/// `str.istitle`.
pub fn text_is_title(text: &[u8]) -> bool {
    let mut found = false;
    let mut inside_word = false;
    for code in code_points(text) {
        if is_upper(code) || is_title(code) {
            if inside_word {
                return false;
            }
            inside_word = true;
            found = true;
        } else if is_lower(code) {
            if !inside_word {
                return false;
            }
        } else {
            inside_word = false;
        }
    }
    found
}

/// The tests of `bytes`, which know ASCII only.
pub mod bytes {
    #[inline]
    pub fn is_space_byte(byte: u8) -> bool {
        matches!(byte, b'\t'..=b'\r' | b' ')
    }

    fn all(bytes: &[u8], test: impl Fn(&u8) -> bool) -> bool {
        !bytes.is_empty() && bytes.iter().all(test)
    }

    pub fn is_alpha(bytes: &[u8]) -> bool {
        all(bytes, u8::is_ascii_alphabetic)
    }

    pub fn is_digit(bytes: &[u8]) -> bool {
        all(bytes, u8::is_ascii_digit)
    }

    pub fn is_alnum(bytes: &[u8]) -> bool {
        all(bytes, u8::is_ascii_alphanumeric)
    }

    pub fn is_space(bytes: &[u8]) -> bool {
        all(bytes, |byte| is_space_byte(*byte))
    }

    pub fn is_upper(bytes: &[u8]) -> bool {
        bytes.iter().any(u8::is_ascii_uppercase) && !bytes.iter().any(u8::is_ascii_lowercase)
    }

    pub fn is_lower(bytes: &[u8]) -> bool {
        bytes.iter().any(u8::is_ascii_lowercase) && !bytes.iter().any(u8::is_ascii_uppercase)
    }

    pub fn is_title(bytes: &[u8]) -> bool {
        let mut found = false;
        let mut inside_word = false;
        for byte in bytes {
            if byte.is_ascii_uppercase() {
                if inside_word {
                    return false;
                }
                inside_word = true;
                found = true;
            } else if byte.is_ascii_lowercase() {
                if !inside_word {
                    return false;
                }
            } else {
                inside_word = false;
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_texts() {
        assert!(text_is_alpha("aß中".as_bytes()) && !text_is_alpha(b"") && !text_is_alpha(b"a1"));
        assert!(
            text_is_identifier("naïve_1".as_bytes())
                && !text_is_identifier(b"1a")
                && !text_is_identifier(b"")
        );
        assert!(
            !text_is_title("Hello World's".as_bytes()) && text_is_title("Hello World".as_bytes())
        );
        assert!(
            text_is_title("ǅabc".as_bytes())
                && text_is_upper("ÄB1".as_bytes())
                && !text_is_upper(b"1")
        );
        assert!(
            text_is_lower("ʕ".as_bytes())
                && text_is_printable(b"")
                && !text_is_printable(b"\xed\xa0\x80")
        );
        assert_eq!(numeric_value('½' as u32), Some(0.5));
        assert_eq!(numeric_value('兆' as u32), Some(1e6));
        assert_eq!(digit_value('²' as u32), Some(2));
        assert_eq!(decimal_value('²' as u32), None);
        assert_eq!(decimal_value(0x1D7FF), Some(9));
    }
}
