//! Character sets: the items of an `IN` block, and tables computed from them once.
//! Invariant: unless the set depends on the locale, `latin` and `above` agree with the items.

use crate::locale::{C_LOCALE, Locale};
use crate::opcodes::*;
use crate::unicode::{self, ascii_tolower, unicode_tolower};

/// What happens to a character before it is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fold {
    None,
    Ascii,
    Unicode,
    Locale,
}

impl Fold {
    pub(crate) fn apply(self, ch: u32, locale: &Locale) -> u32 {
        match self {
            Fold::None => ch,
            Fold::Ascii => ascii_tolower(ch),
            Fold::Unicode => unicode_tolower(ch),
            Fold::Locale => locale.lower(ch),
        }
    }
}

/// One item; items are tried in order and the first that contains the character decides.
#[derive(Clone, Debug)]
pub(crate) enum Item {
    /// From here on, containing means being outside the set.
    Negate,
    Literal(u32),
    Range(u32, u32),
    /// The character or its uppercase lies in the range.
    RangeIgnoreCase(u32, u32),
    /// One bit for each of the first 256 characters.
    Bits(Box<[u32; 8]>),
    /// For each 256 characters of the basic plane, the number of the block with their bits.
    Blocks(Box<[u8; 256]>, Vec<[u32; 8]>),
    Category(u32),
}

/// What is known about characters from 256 up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Above {
    Never,
    Always,
    Check,
}

#[derive(Clone, Debug)]
pub(crate) struct CharSet {
    items: Vec<Item>,
    fold: Fold,
    /// Membership of the characters below 256.
    pub(crate) latin: Box<[bool; 256]>,
    pub(crate) above: Above,
    /// Membership depends on the locale, so the tables above say nothing.
    pub(crate) by_locale: bool,
}

fn bit(bits: &[u32; 8], index: u32) -> bool {
    bits[(index >> 5) as usize & 7] >> (index & 31) & 1 != 0
}

/// Whether `category` is one of the numbers the compiler may emit.
pub(crate) fn is_category(category: u32) -> bool {
    category <= CATEGORY_UNI_NOT_LINEBREAK
}

fn in_category(category: u32, ch: u32, locale: &Locale) -> bool {
    match category {
        CATEGORY_DIGIT => unicode::ascii_is_digit(ch),
        CATEGORY_NOT_DIGIT => !unicode::ascii_is_digit(ch),
        CATEGORY_SPACE => unicode::ascii_is_space(ch),
        CATEGORY_NOT_SPACE => !unicode::ascii_is_space(ch),
        CATEGORY_WORD => unicode::ascii_is_word(ch),
        CATEGORY_NOT_WORD => !unicode::ascii_is_word(ch),
        CATEGORY_LINEBREAK => ch == '\n' as u32,
        CATEGORY_NOT_LINEBREAK => ch != '\n' as u32,
        CATEGORY_LOC_WORD => locale.is_word(ch),
        CATEGORY_LOC_NOT_WORD => !locale.is_word(ch),
        CATEGORY_UNI_DIGIT => unicode::unicode_is_digit(ch),
        CATEGORY_UNI_NOT_DIGIT => !unicode::unicode_is_digit(ch),
        CATEGORY_UNI_SPACE => unicode::unicode_is_space(ch),
        CATEGORY_UNI_NOT_SPACE => !unicode::unicode_is_space(ch),
        CATEGORY_UNI_WORD => unicode::unicode_is_word(ch),
        CATEGORY_UNI_NOT_WORD => !unicode::unicode_is_word(ch),
        CATEGORY_UNI_LINEBREAK => unicode::unicode_is_linebreak(ch),
        CATEGORY_UNI_NOT_LINEBREAK => !unicode::unicode_is_linebreak(ch),
        _ => false,
    }
}

impl Item {
    /// Whether every character from 256 up gets the same answer from this item.
    fn is_constant_above(&self) -> bool {
        match *self {
            Item::Negate | Item::Bits(_) => true,
            Item::Literal(ch) => ch < 256,
            Item::Range(low, high) => high < 256 || low > high || (low <= 256 && high >= 0x10_ffff),
            Item::RangeIgnoreCase(..) | Item::Blocks(..) => false,
            Item::Category(category) => category < CATEGORY_LOC_WORD,
        }
    }

    fn contains(&self, ch: u32, locale: &Locale) -> bool {
        match self {
            Item::Negate => false,
            Item::Literal(literal) => ch == *literal,
            Item::Range(low, high) => *low <= ch && ch <= *high,
            Item::RangeIgnoreCase(low, high) => {
                let range = *low..=*high;
                range.contains(&ch) || range.contains(&unicode::unicode_toupper(ch))
            }
            Item::Bits(bits) => ch < 256 && bit(bits, ch),
            Item::Blocks(numbers, blocks) => {
                ch < 0x1_0000
                    && blocks
                        .get(numbers[(ch >> 8) as usize & 255] as usize)
                        .is_some_and(|block| bit(block, ch & 255))
            }
            Item::Category(category) => in_category(*category, ch, locale),
        }
    }
}

impl CharSet {
    pub(crate) fn new(items: Vec<Item>, fold: Fold) -> CharSet {
        let by_locale = fold == Fold::Locale
            || items.iter().any(|item| {
                matches!(
                    item,
                    Item::Category(CATEGORY_LOC_WORD | CATEGORY_LOC_NOT_WORD)
                )
            });
        let mut set = CharSet {
            items,
            fold,
            latin: Box::new([false; 256]),
            above: Above::Check,
            by_locale,
        };
        if !by_locale {
            for ch in 0..256u32 {
                set.latin[ch as usize] = set.decide(ch, &C_LOCALE);
            }
            // Unicode folding brings some characters from above 255 down to ASCII.
            if fold != Fold::Unicode && set.items.iter().all(Item::is_constant_above) {
                let all = set.decide(256, &C_LOCALE);
                set.above = if all { Above::Always } else { Above::Never };
            }
        }
        set
    }

    /// The category, if the set is one category and nothing else.
    pub(crate) fn only_category(&self) -> Option<u32> {
        let (category, negated) = match self.items[..] {
            [Item::Category(category)] => (category, 0),
            [Item::Negate, Item::Category(category)] => (category, 1),
            _ => return None,
        };
        // Each category is followed by its complement.
        (self.fold == Fold::None).then_some(category ^ negated)
    }

    fn scan_items(&self, ch: u32, locale: &Locale) -> bool {
        let mut inside = true;
        for item in &self.items {
            if matches!(item, Item::Negate) {
                inside = !inside;
            } else if item.contains(ch, locale) {
                return inside;
            }
        }
        !inside
    }

    /// The answer from the items alone.
    fn decide(&self, ch: u32, locale: &Locale) -> bool {
        let lower = self.scan_items(self.fold.apply(ch, locale), locale);
        if self.fold != Fold::Locale {
            return lower;
        }
        // The compiler cannot fold the set itself without knowing the locale, so both cases are tried:
        // one must be in the set, or neither among the characters that are taken out.
        let upper = self.scan_items(locale.upper(ch), locale);
        if matches!(self.items.first(), Some(Item::Negate)) {
            lower && upper
        } else {
            lower || upper
        }
    }

    /// Whether `ch` belongs to the set.
    #[inline]
    pub(crate) fn contains(&self, ch: u32, locale: &Locale) -> bool {
        if self.by_locale {
            return self.decide(ch, locale);
        }
        match self.latin.get(ch as usize) {
            Some(&inside) => inside,
            None => self.contains_above(ch),
        }
    }

    /// The answer for a character from 256 up, of a set that does not depend on the locale.
    #[inline]
    pub(crate) fn contains_above(&self, ch: u32) -> bool {
        match self.above {
            Above::Never => false,
            Above::Always => true,
            Above::Check => self.decide(ch, &C_LOCALE),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_item_that_contains_decides() {
        let items = vec![Item::Range(97, 122), Item::Negate, Item::Literal(48)];
        let set = CharSet::new(items, Fold::None);
        let locale = Locale::c();
        assert!(set.contains(97, &locale));
        assert!(!set.contains(48, &locale));
        assert!(set.contains(49, &locale) && set.contains(0x4e00, &locale));
        assert_eq!(set.above, Above::Always);
    }

    #[test]
    fn unicode_folding_reaches_down_to_ascii() {
        let set = CharSet::new(vec![Item::Literal('k' as u32)], Fold::Unicode);
        assert!(set.contains(0x212a, &Locale::c()) && set.contains('K' as u32, &Locale::c()));
    }

    #[test]
    fn locale_sets_try_both_cases() {
        let mut locale = Locale::c();
        locale.upper[0xe9] = 0xc9;
        locale.lower[0xc9] = 0xe9;
        let set = CharSet::new(vec![Item::Literal(0xc9)], Fold::Locale);
        assert!(set.contains(0xe9, &locale) && set.contains(0xc9, &locale));
        assert!(!set.contains(0xe9, &Locale::c()));
    }
}
