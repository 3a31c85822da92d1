//! Tests of one character, and scans over many. Invariant: scans give what testing one by one would.

use crate::charset::CharSet;
use crate::locale::Locale;

/// A literal of two or more characters.
#[derive(Clone, Debug)]
pub(crate) struct Literal {
    pub(crate) codes: Vec<u32>,
    /// The same as bytes, if every character fits.
    pub(crate) bytes: Option<Vec<u8>>,
}

impl Literal {
    pub(crate) fn new(codes: Vec<u32>) -> Literal {
        let bytes = codes.iter().map(|&ch| u8::try_from(ch).ok()).collect();
        Literal { codes, bytes }
    }

    pub(crate) fn push(&mut self, ch: u32) {
        self.codes.push(ch);
        match (u8::try_from(ch), &mut self.bytes) {
            (Ok(byte), Some(bytes)) => bytes.push(byte),
            _ => self.bytes = None,
        }
    }

    /// Whether `text` starts with the literal.
    #[inline]
    pub(crate) fn starts<U: CodeUnit>(&self, text: &[U]) -> bool {
        if let Some(text) = U::as_bytes(text) {
            return self
                .bytes
                .as_ref()
                .is_some_and(|bytes| text.starts_with(bytes));
        }
        text.len() >= self.codes.len()
            && text
                .iter()
                .zip(&self.codes)
                .all(|(unit, &ch)| unit.code() == ch)
    }
}

/// One element of a subject: a byte, or a code point held in 8, 16 or 32 bits. A subject is a slice of
/// them. 16-bit units are code points of the basic plane (surrogates included), not UTF-16.
pub trait CodeUnit: Copy + Eq + sealed::Sealed + 'static {
    /// The code point.
    fn code(self) -> u32;
    /// The unit for a code point, if one unit can hold it.
    fn from_code(ch: u32) -> Option<Self>;

    /// Index of the first unit equal to `self`.
    fn find_in(self, text: &[Self]) -> Option<usize> {
        // Whole chunks without an early exit compile to vector compares.
        let mut base = 0;
        for chunk in text.chunks_exact(16) {
            if chunk.iter().fold(false, |hit, &unit| hit | (unit == self)) {
                break;
            }
            base += 16;
        }
        text[base..]
            .iter()
            .position(|&unit| unit == self)
            .map(|index| base + index)
    }

    /// Index of the first unit equal to `self` or `other`.
    fn find_either_in(self, other: Self, text: &[Self]) -> Option<usize> {
        text.iter().position(|&unit| unit == self || unit == other)
    }

    /// Index of the last unit equal to `self`.
    fn rfind_in(self, text: &[Self]) -> Option<usize> {
        text.iter().rposition(|&unit| unit == self)
    }

    /// The text as bytes, if its units are bytes.
    #[doc(hidden)]
    fn as_bytes(_text: &[Self]) -> Option<&[u8]> {
        None
    }
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for u8 {}
    impl Sealed for u16 {}
    impl Sealed for u32 {}
}

impl CodeUnit for u8 {
    fn code(self) -> u32 {
        u32::from(self)
    }
    fn from_code(ch: u32) -> Option<u8> {
        u8::try_from(ch).ok()
    }
    fn find_in(self, text: &[u8]) -> Option<usize> {
        memchr::memchr(self, text)
    }
    fn find_either_in(self, other: u8, text: &[u8]) -> Option<usize> {
        memchr::memchr2(self, other, text)
    }
    fn rfind_in(self, text: &[u8]) -> Option<usize> {
        memchr::memrchr(self, text)
    }
    fn as_bytes(text: &[u8]) -> Option<&[u8]> {
        Some(text)
    }
}

impl CodeUnit for u16 {
    fn code(self) -> u32 {
        u32::from(self)
    }
    fn from_code(ch: u32) -> Option<u16> {
        u16::try_from(ch).ok()
    }
}

impl CodeUnit for u32 {
    fn code(self) -> u32 {
        self
    }
    fn from_code(ch: u32) -> Option<u32> {
        Some(ch)
    }
}

/// A test of one character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Never,
    All,
    /// What `.` means without DOTALL.
    NotNewline,
    Literal(u32),
    NotLiteral(u32),
    /// A literal without regard to case, in both its cases.
    Either(u32, u32),
    Neither(u32, u32),
    /// Index into the sets of the program.
    Set(u32),
    LocaleLiteral(u32),
    LocaleNotLiteral(u32),
}

/// What tests need besides the character.
#[derive(Clone, Copy)]
pub(crate) struct Scan<'a> {
    pub(crate) sets: &'a [CharSet],
    pub(crate) locale: &'a Locale,
}

const NEWLINE: u32 = '\n' as u32;

impl Scan<'_> {
    fn is_locale_literal(&self, literal: u32, ch: u32) -> bool {
        ch == literal || self.locale.lower(ch) == literal || self.locale.upper(ch) == literal
    }

    #[inline]
    pub(crate) fn matches(&self, unit: Unit, ch: u32) -> bool {
        match unit {
            Unit::Never => false,
            Unit::All => true,
            Unit::NotNewline => ch != NEWLINE,
            Unit::Literal(literal) => ch == literal,
            Unit::NotLiteral(literal) => ch != literal,
            Unit::Either(one, other) => ch == one || ch == other,
            Unit::Neither(one, other) => ch != one && ch != other,
            Unit::Set(set) => self.sets[set as usize].contains(ch, self.locale),
            Unit::LocaleLiteral(literal) => self.is_locale_literal(literal, ch),
            Unit::LocaleNotLiteral(literal) => !self.is_locale_literal(literal, ch),
        }
    }

    /// Index of the first character that the test refuses.
    #[inline]
    pub(crate) fn find_refused<U: CodeUnit>(&self, unit: Unit, text: &[U]) -> Option<usize> {
        match unit {
            Unit::All => None,
            Unit::Never => (!text.is_empty()).then_some(0),
            Unit::NotNewline => find(NEWLINE, text),
            Unit::NotLiteral(literal) => find(literal, text),
            Unit::Neither(one, other) => find_either(one, other, text),
            Unit::Literal(literal) => text.iter().position(|unit| unit.code() != literal),
            Unit::Set(set) => {
                let set = &self.sets[set as usize];
                if set.by_locale {
                    return text
                        .iter()
                        .position(|unit| !set.contains(unit.code(), self.locale));
                }
                text.iter()
                    .position(|unit| match set.latin.get(unit.code() as usize) {
                        Some(&inside) => !inside,
                        None => !set.contains_above(unit.code()),
                    })
            }
            _ => text
                .iter()
                .position(|each| !self.matches(unit, each.code())),
        }
    }

    /// Index of the first character that the test accepts.
    pub(crate) fn find_accepted<U: CodeUnit>(&self, unit: Unit, text: &[U]) -> Option<usize> {
        match unit {
            Unit::Literal(literal) => find(literal, text),
            Unit::Either(one, other) => find_either(one, other, text),
            Unit::Set(set) if !self.sets[set as usize].by_locale => {
                let set = &self.sets[set as usize];
                text.iter()
                    .position(|unit| match set.latin.get(unit.code() as usize) {
                        Some(&inside) => inside,
                        None => set.contains_above(unit.code()),
                    })
            }
            _ => text.iter().position(|each| self.matches(unit, each.code())),
        }
    }

    /// Index of the last character that the test accepts.
    pub(crate) fn rfind_accepted<U: CodeUnit>(&self, unit: Unit, text: &[U]) -> Option<usize> {
        match unit {
            Unit::Literal(literal) => U::from_code(literal)?.rfind_in(text),
            _ => text
                .iter()
                .rposition(|each| self.matches(unit, each.code())),
        }
    }

    /// Index of the first character that `stop` accepts or `through` refuses.
    pub(crate) fn find_end<U: CodeUnit>(
        &self,
        through: Unit,
        stop: Unit,
        text: &[U],
    ) -> Option<usize> {
        match (through, stop) {
            (Unit::All, stop) => self.find_accepted(stop, text),
            (Unit::NotNewline, Unit::Literal(stop)) => find_either(stop, NEWLINE, text),
            (Unit::NotLiteral(end), Unit::Literal(stop)) => find_either(stop, end, text),
            _ => text.iter().position(|each| {
                self.matches(stop, each.code()) || !self.matches(through, each.code())
            }),
        }
    }
}

pub(crate) fn find<U: CodeUnit>(ch: u32, text: &[U]) -> Option<usize> {
    U::from_code(ch)?.find_in(text)
}

pub(crate) fn find_either<U: CodeUnit>(one: u32, other: u32, text: &[U]) -> Option<usize> {
    match (U::from_code(one), U::from_code(other)) {
        (Some(one), Some(other)) => one.find_either_in(other, text),
        (Some(unit), None) | (None, Some(unit)) => unit.find_in(text),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charset::{Fold, Item};

    #[test]
    fn scans_equal_single_tests() {
        let sets = [CharSet::new(vec![Item::Range(97, 122)], Fold::None)];
        let locale = Locale::c();
        let scan = Scan {
            sets: &sets,
            locale: &locale,
        };
        let text: Vec<u32> = "zebra\nXylophone, 0é\u{4e00}aZ"
            .chars()
            .map(u32::from)
            .collect();
        let wide: Vec<u16> = text.iter().map(|&ch| ch as u16).collect();
        let units = [
            Unit::Never,
            Unit::All,
            Unit::NotNewline,
            Unit::Literal(97),
            Unit::NotLiteral(97),
            Unit::Either(120, 88),
            Unit::Neither(0x4e00, 88),
            Unit::Set(0),
            Unit::LocaleLiteral(120),
            Unit::LocaleNotLiteral(122),
        ];
        for unit in units {
            let yes = |&ch: &u32| scan.matches(unit, ch);
            assert_eq!(
                scan.find_accepted(unit, &text),
                text.iter().position(yes),
                "{unit:?}"
            );
            assert_eq!(
                scan.find_accepted(unit, &wide),
                text.iter().position(yes),
                "{unit:?}"
            );
            assert_eq!(
                scan.rfind_accepted(unit, &text),
                text.iter().rposition(yes),
                "{unit:?}"
            );
            let no = |ch: &u32| !yes(ch);
            assert_eq!(
                scan.find_refused(unit, &text),
                text.iter().position(no),
                "{unit:?}"
            );
            for stop in units {
                let ends = |&ch: &u32| scan.matches(stop, ch) || !scan.matches(unit, ch);
                assert_eq!(scan.find_end(unit, stop, &text), text.iter().position(ends));
            }
        }
    }
}
