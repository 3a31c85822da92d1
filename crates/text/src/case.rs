//! Case mappings of `str` (full mappings, final sigma) and of `bytes` (ASCII only).
//! Invariant: the mappings are Unicode 16.0's and locale-free, as CPython 3.14 has them.

use crate::properties::{is_assigned_later, is_case_ignorable, is_cased, is_lower, is_upper};
use crate::tables;
use crate::wtf8::{code_point_indices, code_points, decode_at, push};

const CAPITAL_SIGMA: u32 = 0x3A3;
const SMALL_SIGMA: u32 = 0x3C3;
const FINAL_SIGMA: u32 = 0x3C2;

/// Up to three code points, unused ones zero.
pub type Mapping = [u32; 3];

/// The code points of a mapping; a mapping never maps anything but NUL to NUL.
pub fn mapped(mapping: &Mapping) -> &[u32] {
    let length = if mapping[2] != 0 {
        3
    } else if mapping[1] != 0 {
        2
    } else {
        1
    };
    &mapping[..length]
}

/// Collects what the standard library says, unless it leads into newer versions of Unicode.
fn collect(code: u32, mapping: impl Iterator<Item = char>) -> Mapping {
    let mut result = [0; 3];
    for (slot, character) in result.iter_mut().zip(mapping) {
        *slot = character as u32;
    }
    if is_assigned_later(code) || is_assigned_later(result[0]) {
        [code, 0, 0]
    } else {
        result
    }
}

fn find_in(table: &[(u32, Mapping)], code: u32) -> Option<Mapping> {
    table
        .binary_search_by_key(&code, |&(from, _)| from)
        .ok()
        .map(|index| table[index].1)
}

/// Full upper-case mapping of one code point.
pub fn upper_mapping(code: u32) -> Mapping {
    match char::from_u32(code) {
        Some(character) => collect(code, character.to_uppercase()),
        None => [code, 0, 0],
    }
}

/// Full lower-case mapping of one code point, without the final-sigma rule.
pub fn lower_mapping(code: u32) -> Mapping {
    match char::from_u32(code) {
        Some(character) => collect(code, character.to_lowercase()),
        None => [code, 0, 0],
    }
}

/// Full title-case mapping of one code point.
pub fn title_mapping(code: u32) -> Mapping {
    if matches!(code, 0x10D0..=0x10FA | 0x10FD..=0x10FF) {
        return [code, 0, 0];
    }
    find_in(&tables::TITLE, code).unwrap_or_else(|| upper_mapping(code))
}

/// Full case folding of one code point.
pub fn fold_mapping(code: u32) -> Mapping {
    match code {
        0x13A0..=0x13F5 => [code, 0, 0],
        0x13F8..=0x13FD => [code - 8, 0, 0],
        0xAB70..=0xABBF => [code - 0xAB70 + 0x13A0, 0, 0],
        _ => find_in(&tables::FOLD, code).unwrap_or_else(|| lower_mapping(code)),
    }
}

#[inline]
fn push_mapping(output: &mut Vec<u8>, mapping: Mapping) {
    for &code in mapped(&mapping) {
        push(output, code);
    }
}

/// Lower case of the capital sigma at this offset: final after a cased letter with none following.
fn lower_sigma(text: &[u8], offset: usize) -> u32 {
    let (_, length) = decode_at(text, offset);
    let before = code_points(&text[..offset])
        .rev()
        .find(|&code| !is_case_ignorable(code));
    let after = code_points(&text[offset + length..]).find(|&code| !is_case_ignorable(code));
    let is_final = before.is_some_and(is_cased) && !after.is_some_and(is_cased);
    if is_final { FINAL_SIGMA } else { SMALL_SIGMA }
}

#[inline]
fn push_lower(output: &mut Vec<u8>, text: &[u8], offset: usize, code: u32) {
    if code < 0x80 {
        output.push((code as u8).to_ascii_lowercase());
    } else if code == CAPITAL_SIGMA {
        push(output, lower_sigma(text, offset));
    } else {
        push_mapping(output, lower_mapping(code));
    }
}

/// `str.upper`.
pub fn upper(text: &[u8]) -> Vec<u8> {
    if text.is_ascii() {
        return text.to_ascii_uppercase();
    }
    let mut output = Vec::with_capacity(text.len());
    for code in code_points(text) {
        if code < 0x80 {
            output.push((code as u8).to_ascii_uppercase());
        } else {
            push_mapping(&mut output, upper_mapping(code));
        }
    }
    output
}

/// `str.lower`.
pub fn lower(text: &[u8]) -> Vec<u8> {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut output = Vec::with_capacity(text.len());
    for (offset, code) in code_point_indices(text) {
        push_lower(&mut output, text, offset, code);
    }
    output
}

/// `str.casefold`.
pub fn casefold(text: &[u8]) -> Vec<u8> {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut output = Vec::with_capacity(text.len());
    for code in code_points(text) {
        if code < 0x80 {
            output.push((code as u8).to_ascii_lowercase());
        } else {
            push_mapping(&mut output, fold_mapping(code));
        }
    }
    output
}

/// `str.title`.
pub fn title(text: &[u8]) -> Vec<u8> {
    if text.is_ascii() {
        return bytes::title(text);
    }
    let mut output = Vec::with_capacity(text.len());
    let mut inside_word = false;
    for (offset, code) in code_point_indices(text) {
        if inside_word {
            push_lower(&mut output, text, offset, code);
        } else {
            push_mapping(&mut output, title_mapping(code));
        }
        inside_word = is_cased(code);
    }
    output
}

/// `str.capitalize`.
pub fn capitalize(text: &[u8]) -> Vec<u8> {
    if text.is_ascii() {
        return bytes::capitalize(text);
    }
    let mut output = Vec::with_capacity(text.len());
    for (offset, code) in code_point_indices(text) {
        if offset == 0 {
            push_mapping(&mut output, title_mapping(code));
        } else {
            push_lower(&mut output, text, offset, code);
        }
    }
    output
}

/// `str.swapcase`.
pub fn swapcase(text: &[u8]) -> Vec<u8> {
    if text.is_ascii() {
        return bytes::swapcase(text);
    }
    let mut output = Vec::with_capacity(text.len());
    for (offset, code) in code_point_indices(text) {
        if is_upper(code) {
            push_lower(&mut output, text, offset, code);
        } else if is_lower(code) {
            push_mapping(&mut output, upper_mapping(code));
        } else {
            push(&mut output, code);
        }
    }
    output
}

/// Case mappings of `bytes`.
pub mod bytes {
    pub fn upper(bytes: &[u8]) -> Vec<u8> {
        bytes.to_ascii_uppercase()
    }

    pub fn lower(bytes: &[u8]) -> Vec<u8> {
        bytes.to_ascii_lowercase()
    }

    pub fn title(bytes: &[u8]) -> Vec<u8> {
        let mut inside_word = false;
        bytes
            .iter()
            .map(|byte| {
                let changed = if inside_word {
                    byte.to_ascii_lowercase()
                } else {
                    byte.to_ascii_uppercase()
                };
                inside_word = byte.is_ascii_alphabetic();
                changed
            })
            .collect()
    }

    pub fn capitalize(bytes: &[u8]) -> Vec<u8> {
        let mut output = bytes.to_ascii_lowercase();
        if let Some(first) = output.first_mut() {
            first.make_ascii_uppercase();
        }
        output
    }

    pub fn swapcase(bytes: &[u8]) -> Vec<u8> {
        bytes
            .iter()
            .map(|byte| {
                if byte.is_ascii_alphabetic() {
                    byte ^ 0x20
                } else {
                    *byte
                }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(map: fn(&[u8]) -> Vec<u8>, from: &str, to: &str) {
        assert_eq!(
            String::from_utf8(map(from.as_bytes())).unwrap(),
            to,
            "from {from}"
        );
    }

    #[test]
    fn mappings() {
        check(upper, "straße ﬁn ŉ", "STRASSE FIN ʼN");
        check(lower, "ΑΣ ΑΣΑ Σ ΑΣ. Α.Σ", "ας ασα σ ας. α.ς");
        check(lower, "İSTANBUL", "i̇stanbul");
        check(title, "ǆenana they're ßa ΑΣ", "ǅenana They'Re Ssa Ας");
        check(title, "აბგ", "აბგ");
        check(capitalize, "ﬁNΣ", "Finς");
        check(swapcase, "aΣ ǅß", "Aς ǅSS");
        check(casefold, "Straße Ꭰꭰᏸ ſς", "strasse ᎠᎠᏰ sσ");
        check(title, "hello wORLD 3d", "Hello World 3D");
        assert_eq!(upper(b"\xed\xa0\x80a\xc3\xa9"), b"\xed\xa0\x80A\xc3\x89");
    }
}
