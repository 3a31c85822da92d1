//! The functions of module `unicodedata`, on code points and texts.
//! Invariant: Unicode 16.0 throughout; surrogates have their own category and pass every form unchanged.

use std::borrow::Cow;

use icu_properties::props::{BidiClass, BidiMirrored, EastAsianWidth, GeneralCategory};
use icu_properties::{CodePointMapData, CodePointSetData, PropertyNamesShort};
use unicode_normalization::UnicodeNormalization;

use crate::properties::{general_category, is_assigned_later};
use crate::tables;
use crate::wtf8::{code_point_indices, encoded_length, from_code_points, push};

/// The version that every function here answers for.
pub const UNICODE_VERSION: &str = "16.0.0";

/// Named sequences of the Unicode Character Database (Unicode License v3): lines `NAME;code points in hexadecimal`.
static NAMED_SEQUENCES: &str = include_str!("named_sequences.txt");

/// The name of a code point.
pub fn name(code: u32) -> Option<String> {
    let character = char::from_u32(code).filter(|_| !is_assigned_later(code))?;
    unicode_names2::name(character).map(|name| name.to_string())
}

/// The code point with this name or alias, in any ASCII case; what `\N{...}` accepts.
pub fn character_by_name(name: &[u8]) -> Option<u32> {
    let name = std::str::from_utf8(name)
        .ok()
        .filter(|name| name.is_ascii())?;
    const IDEOGRAPH: &str = "CJK UNIFIED IDEOGRAPH-";
    if name
        .get(..IDEOGRAPH.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(IDEOGRAPH))
    {
        let digits = &name[IDEOGRAPH.len()..];
        if !(digits.len() == 4 || digits.len() == 5 && !digits.starts_with('0')) {
            return None;
        }
        return unicode_names2::character(&name.to_ascii_uppercase()).map(|found| found as u32);
    }
    const TANGUT: &str = "TANGUT IDEOGRAPH-";
    if let (Some(start), Some(digits)) = (name.get(..TANGUT.len()), name.get(TANGUT.len()..))
        && start.eq_ignore_ascii_case(TANGUT)
        && digits.len() == 5
    {
        let code = u32::from_str_radix(digits, 16).ok()?;
        return matches!(code, 0x17000..=0x187F7 | 0x18D00..=0x18D08).then_some(code);
    }
    let found = unicode_names2::character(name)? as u32;
    (!is_assigned_later(found)).then_some(found)
}

/// `unicodedata.lookup`: a code point or a named sequence.
pub fn lookup(name: &[u8]) -> Option<Vec<u32>> {
    if let Some(code) = character_by_name(name) {
        return Some(vec![code]);
    }
    let wanted = std::str::from_utf8(name).ok()?;
    NAMED_SEQUENCES.lines().find_map(|line| {
        let (sequence, codes) = line.split_once(';')?;
        if !sequence.eq_ignore_ascii_case(wanted) {
            return None;
        }
        codes
            .split_whitespace()
            .map(|code| u32::from_str_radix(code, 16).ok())
            .collect()
    })
}

/// The general category, two letters.
pub fn category(code: u32) -> &'static str {
    PropertyNamesShort::<GeneralCategory>::new()
        .get(general_category(code))
        .unwrap_or("Cn")
}

/// The bidirectional class; empty if the code point is unassigned.
pub fn bidirectional(code: u32) -> &'static str {
    // Three vowel signs that were changed to L after Unicode 16.0.
    if matches!(code, 0x1B3A | 0x1B3C | 0x1B42) {
        return "NSM";
    }
    if general_category(code) == GeneralCategory::Unassigned {
        return "";
    }
    let class = CodePointMapData::<BidiClass>::new().get32(code);
    PropertyNamesShort::<BidiClass>::new()
        .get(class)
        .unwrap_or("")
}

/// The canonical combining class.
pub fn combining(code: u32) -> u8 {
    match char::from_u32(code) {
        Some(character) if !is_assigned_later(code) => {
            unicode_normalization::char::canonical_combining_class(character)
        }
        _ => 0,
    }
}

/// The East Asian width: `A`, `F`, `H`, `N`, `Na` or `W`.
pub fn east_asian_width(code: u32) -> &'static str {
    if general_category(code) == GeneralCategory::Unassigned {
        let table = &tables::WIDE_UNASSIGNED;
        let after = table.partition_point(|&(first, _)| first <= code);
        return if after > 0 && code <= table[after - 1].1 {
            "W"
        } else {
            "N"
        };
    }
    let width = CodePointMapData::<EastAsianWidth>::new().get32(code);
    PropertyNamesShort::<EastAsianWidth>::new()
        .get(width)
        .unwrap_or("N")
}

/// Is the code point mirrored in bidirectional text?
pub fn mirrored(code: u32) -> bool {
    CodePointSetData::new::<BidiMirrored>().contains32(code) && !is_assigned_later(code)
}

/// The one-step decomposition as the database writes it: `<tag> 0041 0042`, or empty.
pub fn decomposition(code: u32) -> String {
    let Some(character) = char::from_u32(code).filter(|_| code >= 0xA0 && !is_assigned_later(code))
    else {
        return String::new();
    };
    let canonical: Vec<char> = std::iter::once(character).nfd().collect();
    let is_canonical = canonical != [character];
    let full: Vec<char> = if is_canonical {
        canonical
    } else {
        std::iter::once(character).nfkd().collect()
    };
    if full == [character] {
        return String::new();
    }
    let mut result = String::new();
    if !is_canonical {
        let after = tables::DECOMPOSITION_RUNS.partition_point(|&(first, _)| first <= code);
        let tag = tables::DECOMPOSITION_RUNS[after.saturating_sub(1)].1;
        result.push_str(tables::DECOMPOSITION_TAGS[tag as usize]);
        result.push(' ');
    }
    if let Ok(index) =
        tables::DECOMPOSITION_EXCEPTIONS.binary_search_by_key(&code, |&(from, _)| from)
    {
        return result + tables::DECOMPOSITION_EXCEPTIONS[index].1;
    }
    let is_jamo = |index: usize| {
        full.get(index)
            .is_some_and(|jamo| ('\u{1100}'..'\u{1200}').contains(jamo))
    };
    let one_step: Vec<char> = if (0xAC00..0xD7A4).contains(&code) {
        full
    } else if is_canonical {
        let (last, front) = full.split_last().unwrap_or((&character, &[]));
        front
            .iter()
            .copied()
            .nfc()
            .chain(std::iter::once(*last))
            .collect()
    } else if is_jamo(0) || full[0] == '(' && is_jamo(1) {
        full
    } else {
        full.iter().copied().nfc().collect()
    };
    let hexadecimal: Vec<String> = one_step
        .iter()
        .map(|&character| format!("{:04X}", character as u32))
        .collect();
    result + &hexadecimal.join(" ")
}

/// A normal form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Nfc,
    Nfd,
    Nfkc,
    Nfkd,
}

impl Form {
    /// The form with this name, as `unicodedata.normalize` takes it.
    pub fn from_name(name: &[u8]) -> Option<Self> {
        match name {
            b"NFC" => Some(Self::Nfc),
            b"NFD" => Some(Self::Nfd),
            b"NFKC" => Some(Self::Nfkc),
            b"NFKD" => Some(Self::Nfkd),
            _ => None,
        }
    }
}

/// A stretch of the text that the normalization crate may see, or one code point that it may not, with what
/// stands in its place.
enum Piece<'a> {
    Known(&'a str),
    Opaque(u32),
}

/// Cuts the text at surrogates, at code points assigned later, and where the caller says. All of them are
/// starters that do not compose, so the pieces may be normalized one by one.
fn pieces(text: &[u8], opaque: impl Fn(u32) -> Option<u32>) -> Vec<Piece<'_>> {
    let mut result = Vec::new();
    let mut start = 0;
    for (offset, code) in code_point_indices(text) {
        let own = char::from_u32(code).is_none() || is_assigned_later(code);
        if let Some(replacement) = if own { Some(code) } else { opaque(code) } {
            if let Ok(known) = std::str::from_utf8(&text[start..offset]) {
                result.push(Piece::Known(known));
            }
            start = offset + encoded_length(code);
            result.push(Piece::Opaque(replacement));
        }
    }
    if let Ok(known) = std::str::from_utf8(&text[start..]) {
        result.push(Piece::Known(known));
    }
    result
}

fn piece_is_normalized(form: Form, piece: &str) -> bool {
    match form {
        Form::Nfc => unicode_normalization::is_nfc(piece),
        Form::Nfd => unicode_normalization::is_nfd(piece),
        Form::Nfkc => unicode_normalization::is_nfkc(piece),
        Form::Nfkd => unicode_normalization::is_nfkd(piece),
    }
}

/// `unicodedata.is_normalized`.
pub fn is_normalized(form: Form, text: &[u8]) -> bool {
    text.is_ascii()
        || pieces(text, |_| None).iter().all(|piece| match piece {
            Piece::Known(known) => piece_is_normalized(form, known),
            Piece::Opaque(_) => true,
        })
}

/// `unicodedata.normalize`.
pub fn normalize(form: Form, text: &[u8]) -> Cow<'_, [u8]> {
    if is_normalized(form, text) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(normalize_pieces(form, text, |_| None))
}

/// Normalizes what lies between the code points that `opaque` replaces.
pub(crate) fn normalize_pieces(
    form: Form,
    text: &[u8],
    opaque: impl Fn(u32) -> Option<u32>,
) -> Vec<u8> {
    let mut output = String::new();
    let mut result = Vec::with_capacity(text.len());
    for piece in pieces(text, opaque) {
        match piece {
            Piece::Opaque(code) => push(&mut result, code),
            Piece::Known(known) => {
                output.clear();
                match form {
                    Form::Nfc => output.extend(known.nfc()),
                    Form::Nfd => output.extend(known.nfd()),
                    Form::Nfkc => output.extend(known.nfkc()),
                    Form::Nfkd => output.extend(known.nfkd()),
                }
                result.extend_from_slice(output.as_bytes());
            }
        }
    }
    result
}

/// [`lookup`] as text.
pub fn lookup_text(name: &[u8]) -> Option<Vec<u8>> {
    lookup(name).map(from_code_points)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_lookup() {
        assert_eq!(name('a' as u32).as_deref(), Some("LATIN SMALL LETTER A"));
        assert_eq!(name(0), None);
        assert_eq!(lookup(b"nbsp"), Some(vec![0xA0]));
        assert_eq!(
            lookup(b"LATIN SMALL LETTER R WITH TILDE"),
            Some(vec![0x72, 0x303])
        );
        assert_eq!(character_by_name(b"LATIN SMALL LETTER R WITH TILDE"), None);
        assert_eq!(lookup(b"cjk unified ideograph-4e00"), Some(vec![0x4E00]));
        assert_eq!(lookup(b"CJK UNIFIED IDEOGRAPH-04E00"), None);
        assert_eq!(lookup(b"LATIN SMALL LETTER  A"), None);
        assert_eq!(lookup(b"hangul syllable ga"), Some(vec![0xAC00]));
    }

    #[test]
    fn forms_leave_surrogates_alone() {
        let text = from_code_points([0xE9, 0xD800, 0x65, 0x301, 0xDC00, 0x301]);
        let composed = from_code_points([0xE9, 0xD800, 0xE9, 0xDC00, 0x301]);
        assert_eq!(normalize(Form::Nfc, &text), composed);
        assert_eq!(
            normalize(Form::Nfd, &composed),
            from_code_points([0x65, 0x301, 0xD800, 0x65, 0x301, 0xDC00, 0x301])
        );
        assert!(is_normalized(Form::Nfc, &composed) && !is_normalized(Form::Nfc, &text));
        assert_eq!(normalize(Form::Nfkc, "ﬁ".as_bytes()).as_ref(), b"fi");
    }

    #[test]
    fn decompositions() {
        assert_eq!(decomposition('é' as u32), "0065 0301");
        assert_eq!(decomposition('ﬁ' as u32), "<compat> 0066 0069");
        assert_eq!(decomposition(0x212B), "00C5");
        assert_eq!(decomposition('각' as u32), "1100 1161 11A8");
        assert_eq!(decomposition('a' as u32), "");
    }
}
