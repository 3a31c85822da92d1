//! Case mapping and character categories. Invariant: every answer equals CPython 3.14's for every
//! code point, surrogates and numbers beyond Unicode included (those have no case and no category).

use crate::opcodes::{FLAG_LOCALE, FLAG_UNICODE};
use crate::unicode_tables::{ALPHANUMERIC, DECIMAL, LOWER, SPACE, UPPER};

const WORDS: usize = 0x11_0000 / 64;

/// One bit a code point; built by the compiler so that it costs nothing at start-up.
static ALPHANUMERIC_BITS: [u64; WORDS] = bits_of(&ALPHANUMERIC);

const fn bits_of(ranges: &[(u32, u32)]) -> [u64; WORDS] {
    let mut bits = [0u64; WORDS];
    let mut index = 0;
    while index < ranges.len() {
        let (first, last) = (ranges[index].0 as usize, ranges[index].1 as usize);
        let mut word = first / 64;
        while word <= last / 64 {
            let low = if word == first / 64 { first % 64 } else { 0 };
            let high = if word == last / 64 { last % 64 } else { 63 };
            bits[word] |= (u64::MAX >> (63 - (high - low))) << low;
            word += 1;
        }
        index += 1;
    }
    bits
}

fn in_ranges(ranges: &[(u32, u32)], ch: u32) -> bool {
    let after = ranges.partition_point(|range| range.0 <= ch);
    after > 0 && ch <= ranges[after - 1].1
}

fn mapped(steps: &[(u32, u32, u32, i32)], ch: u32) -> u32 {
    let after = steps.partition_point(|step| step.0 <= ch);
    if after > 0 {
        let (first, last, stride, delta) = steps[after - 1];
        if ch <= last && (ch - first).is_multiple_of(stride) {
            return ch.wrapping_add_signed(delta);
        }
    }
    ch
}

/// `_sre.ascii_tolower`.
pub fn ascii_tolower(ch: u32) -> u32 {
    if ch.wrapping_sub('A' as u32) < 26 {
        ch + 32
    } else {
        ch
    }
}

/// The uppercase of an ASCII letter, anything else unchanged.
pub fn ascii_toupper(ch: u32) -> u32 {
    if ch.wrapping_sub('a' as u32) < 26 {
        ch - 32
    } else {
        ch
    }
}

/// `_sre.ascii_iscased`.
pub fn ascii_iscased(ch: u32) -> bool {
    ascii_tolower(ch) != ch || ascii_toupper(ch) != ch
}

/// `_sre.unicode_tolower`: the simple lowercase mapping.
pub fn unicode_tolower(ch: u32) -> u32 {
    if ch < 128 {
        ascii_tolower(ch)
    } else {
        mapped(&LOWER, ch)
    }
}

/// The first character of the full uppercase mapping, which is what CPython compares with.
pub fn unicode_toupper(ch: u32) -> u32 {
    if ch < 128 {
        ascii_toupper(ch)
    } else {
        mapped(&UPPER, ch)
    }
}

/// `_sre.unicode_iscased`.
pub fn unicode_iscased(ch: u32) -> bool {
    unicode_tolower(ch) != ch || unicode_toupper(ch) != ch
}

/// The lowercase that patterns with these `re` flags compare by.
pub fn getlower(ch: u32, flags: u32) -> u32 {
    if flags & FLAG_LOCALE != 0 {
        crate::Locale::default().lower(ch)
    } else if flags & FLAG_UNICODE != 0 {
        unicode_tolower(ch)
    } else {
        ascii_tolower(ch)
    }
}

/// Every character whose simple lowercase is `lower`, in ascending order.
pub(crate) fn unicode_with_lower(lower: u32) -> Vec<u32> {
    let mut found = Vec::new();
    if unicode_tolower(lower) == lower {
        found.push(lower);
    }
    for &(first, last, stride, delta) in &LOWER {
        let ch = lower.wrapping_sub_signed(delta);
        if first <= ch && ch <= last && (ch - first).is_multiple_of(stride) {
            found.push(ch);
        }
    }
    found.sort_unstable();
    found
}

pub(crate) fn ascii_is_word(ch: u32) -> bool {
    ch < 128 && ((ch as u8).is_ascii_alphanumeric() || ch as u8 == b'_')
}

pub(crate) fn ascii_is_digit(ch: u32) -> bool {
    ch.wrapping_sub('0' as u32) < 10
}

pub(crate) fn ascii_is_space(ch: u32) -> bool {
    ch == 32 || (9..=13).contains(&ch)
}

pub(crate) fn unicode_is_word(ch: u32) -> bool {
    if ch < 128 {
        return ascii_is_word(ch);
    }
    match ALPHANUMERIC_BITS.get(ch as usize / 64) {
        Some(word) => word >> (ch % 64) & 1 != 0,
        None => false,
    }
}

pub(crate) fn unicode_is_digit(ch: u32) -> bool {
    if ch < 128 {
        ascii_is_digit(ch)
    } else {
        in_ranges(&DECIMAL, ch)
    }
}

pub(crate) fn unicode_is_space(ch: u32) -> bool {
    in_ranges(&SPACE, ch)
}

pub(crate) fn unicode_is_linebreak(ch: u32) -> bool {
    matches!(ch, 0x0a..=0x0d | 0x1c..=0x1e | 0x85 | 0x2028 | 0x2029)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bit_table_equals_its_ranges() {
        for ch in 128..0x11_0000 {
            assert_eq!(unicode_is_word(ch), in_ranges(&ALPHANUMERIC, ch), "{ch:#x}");
        }
        assert!(!unicode_is_word(0x11_0000) && !unicode_is_word(u32::MAX));
    }

    #[test]
    fn reverse_lower_is_the_inverse_of_lower() {
        let mut by_lower = std::collections::HashMap::<u32, Vec<u32>>::new();
        for ch in 0..0x11_0000 {
            by_lower.entry(unicode_tolower(ch)).or_default().push(ch);
        }
        for ch in 0..0x3_0000 {
            let expected = by_lower.get(&ch).cloned().unwrap_or_default();
            assert_eq!(unicode_with_lower(ch), expected, "{ch:#x}");
        }
    }

    #[test]
    fn std_agrees_where_it_maps_to_one_character() {
        // The standard library may know a newer Unicode, so only what has case here is compared.
        for ch in (0..0x11_0000).filter_map(char::from_u32) {
            let lower = unicode_tolower(ch as u32);
            if lower != ch as u32 {
                assert_eq!(
                    ch.to_lowercase().next().map(u32::from),
                    Some(lower),
                    "{ch:?}"
                );
            }
            let upper = unicode_toupper(ch as u32);
            if upper != ch as u32 {
                assert_eq!(
                    ch.to_uppercase().next().map(u32::from),
                    Some(upper),
                    "{ch:?}"
                );
            }
        }
    }

    #[test]
    fn kelvin_dotted_i_and_numbers_beyond_unicode() {
        assert_eq!(unicode_tolower(0x212a), 'k' as u32);
        assert_eq!(unicode_tolower(0x130), 'i' as u32);
        assert_eq!(unicode_toupper(0xdf), 'S' as u32);
        assert!(unicode_iscased(0xdf) && !ascii_iscased(0xdf));
        assert_eq!(unicode_tolower(0x11_0000), 0x11_0000);
        assert_eq!(unicode_tolower(u32::MAX), u32::MAX);
    }
}
