//! The three facts about bytes that `re.LOCALE` asks the C locale for. Invariant: only numbers below
//! 256 have locale-dependent answers; everything above has no case and is no word character.

/// Case and word tables of one locale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locale {
    /// What C's `tolower` gives for each byte.
    pub lower: [u8; 256],
    /// What C's `toupper` gives for each byte.
    pub upper: [u8; 256],
    /// Whether C's `isalnum` holds for each byte.
    pub alphanumeric: [bool; 256],
}

/// The tables of the "C" locale, which UTF-8 locales share.
pub(crate) static C_LOCALE: Locale = Locale::c();

impl Locale {
    /// The "C" locale: ASCII letters only.
    pub const fn c() -> Locale {
        let mut locale = Locale {
            lower: [0; 256],
            upper: [0; 256],
            alphanumeric: [false; 256],
        };
        let mut byte = 0;
        while byte < 256 {
            locale.lower[byte] = (byte as u8).to_ascii_lowercase();
            locale.upper[byte] = (byte as u8).to_ascii_uppercase();
            locale.alphanumeric[byte] = (byte as u8).is_ascii_alphanumeric();
            byte += 1;
        }
        locale
    }

    /// The lowercase of `ch` in this locale.
    pub fn lower(&self, ch: u32) -> u32 {
        self.lower
            .get(ch as usize)
            .map_or(ch, |&byte| u32::from(byte))
    }

    /// The uppercase of `ch` in this locale.
    pub fn upper(&self, ch: u32) -> u32 {
        self.upper
            .get(ch as usize)
            .map_or(ch, |&byte| u32::from(byte))
    }

    pub(crate) fn is_word(&self, ch: u32) -> bool {
        ch == '_' as u32 || self.alphanumeric.get(ch as usize).is_some_and(|&yes| yes)
    }
}

impl Default for Locale {
    fn default() -> Locale {
        Locale::c()
    }
}
