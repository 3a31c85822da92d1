//! Formats: the text of a format string as a list of items with offsets. Holds no Python objects.

/// What an item is converted to and from.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    Char,
    Signed,
    Unsigned,
    /// An address, which may be given as a negative int.
    Pointer,
    Bool,
    Float,
    Complex,
    /// `s`: that many bytes.
    Bytes,
    /// `p`: a length byte, then bytes.
    Pascal,
}

/// `repeat` values of one kind, one after the other.
#[derive(Debug)]
pub struct Item {
    pub code: u8,
    pub kind: Kind,
    pub offset: usize,
    /// Bytes of one value.
    pub size: usize,
    pub repeat: usize,
}

#[derive(Debug)]
pub struct Format {
    pub items: Vec<Item>,
    pub size: usize,
    /// How many values it takes.
    pub values: usize,
    pub big_endian: bool,
}

/// The messages of what is wrong with a format.
pub const BAD_CHARACTER: &str = "bad char in struct format";
const TOO_LONG: &str = "total struct size too long";
const NO_SPECIFIER: &str = "repeat count given without format specifier";
const NULL_CHARACTER: &str = "embedded null character";

/// Kind, size and alignment of a code in native formats.
fn native(code: u8) -> Option<(Kind, usize, usize)> {
    Some(match code {
        b'l' | b'q' | b'n' => (Kind::Signed, 8, 8),
        b'L' | b'Q' | b'N' => (Kind::Unsigned, 8, 8),
        b'P' => (Kind::Pointer, 8, 8),
        b'D' => (Kind::Complex, 16, 8),
        b'F' => (Kind::Complex, 8, 4),
        _ => {
            let (kind, size) = standard(code)?;
            let align = if matches!(kind, Kind::Bytes | Kind::Pascal) {
                1
            } else {
                size
            };
            (kind, size, align)
        }
    })
}

/// Kind and size of a code in standard formats.
fn standard(code: u8) -> Option<(Kind, usize)> {
    Some(match code {
        b'c' => (Kind::Char, 1),
        b'b' => (Kind::Signed, 1),
        b'B' => (Kind::Unsigned, 1),
        b'?' => (Kind::Bool, 1),
        b'h' => (Kind::Signed, 2),
        b'H' => (Kind::Unsigned, 2),
        b'i' | b'l' => (Kind::Signed, 4),
        b'I' | b'L' => (Kind::Unsigned, 4),
        b'q' => (Kind::Signed, 8),
        b'Q' => (Kind::Unsigned, 8),
        b'e' => (Kind::Float, 2),
        b'f' => (Kind::Float, 4),
        b'd' => (Kind::Float, 8),
        b'F' => (Kind::Complex, 8),
        b'D' => (Kind::Complex, 16),
        b's' => (Kind::Bytes, 1),
        b'p' => (Kind::Pascal, 1),
        _ => return None,
    })
}

fn is_space(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == 0x0b
}

impl Format {
    pub fn parse(text: &[u8]) -> Result<Format, &'static str> {
        if text.contains(&0) {
            return Err(NULL_CHARACTER);
        }
        let (aligned, standard_sizes, big_endian, text) = match text.first() {
            Some(b'<') => (false, true, false, &text[1..]),
            Some(b'>' | b'!') => (false, true, true, &text[1..]),
            Some(b'=') => (false, true, cfg!(target_endian = "big"), &text[1..]),
            Some(b'@') => (true, false, cfg!(target_endian = "big"), &text[1..]),
            _ => (true, false, cfg!(target_endian = "big"), text),
        };
        let mut format = Format {
            items: Vec::new(),
            size: 0,
            values: 0,
            big_endian,
        };
        let mut bytes = text.iter().copied();
        while let Some(mut byte) = bytes.next() {
            if is_space(byte) {
                continue;
            }
            let mut count = 1;
            if byte.is_ascii_digit() {
                count = 0usize;
                while byte.is_ascii_digit() {
                    count = count
                        .checked_mul(10)
                        .and_then(|count| count.checked_add((byte - b'0') as usize))
                        .filter(|&count| count <= isize::MAX as usize)
                        .ok_or(TOO_LONG)?;
                    byte = bytes.next().ok_or(NO_SPECIFIER)?;
                }
            }
            if byte == b'x' {
                format.grow(count)?;
                continue;
            }
            let (kind, size, align) = if standard_sizes {
                let (kind, size) = standard(byte).ok_or(BAD_CHARACTER)?;
                (kind, size, 1)
            } else {
                native(byte).ok_or(BAD_CHARACTER)?
            };
            if aligned {
                format.grow(format.size.next_multiple_of(align) - format.size)?;
            }
            format.add(byte, kind, size, count)?;
        }
        Ok(format)
    }

    fn grow(&mut self, bytes: usize) -> Result<(), &'static str> {
        self.size = self
            .size
            .checked_add(bytes)
            .filter(|&size| size <= isize::MAX as usize)
            .ok_or(TOO_LONG)?;
        Ok(())
    }

    fn add(&mut self, code: u8, kind: Kind, size: usize, count: usize) -> Result<(), &'static str> {
        let (size, repeat) = match kind {
            Kind::Bytes | Kind::Pascal => (count, 1),
            _ => (size, count),
        };
        let offset = self.size;
        self.grow(size.checked_mul(repeat).ok_or(TOO_LONG)?)?;
        self.values = self.values.checked_add(repeat).ok_or(TOO_LONG)?;
        if repeat > 0 {
            self.items.push(Item {
                code,
                kind,
                offset,
                size,
                repeat,
            });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_follow_alignment() {
        let size = |text: &str| Format::parse(text.as_bytes()).map(|format| format.size);
        assert_eq!(size("bi"), Ok(8));
        assert_eq!(size("<bi"), Ok(5));
        assert_eq!(size("b0i"), Ok(4));
        assert_eq!(size("5x3si0q"), Ok(16));
        assert_eq!(size("2 i"), Err(BAD_CHARACTER));
        assert_eq!(size("5"), Err(NO_SPECIFIER));
        assert_eq!(size("9223372036854775807q"), Err(TOO_LONG));
        assert_eq!(size("<n"), Err(BAD_CHARACTER));
    }
}
