//! The parser of `[[fill]align][sign][z][#][0][width][grouping][.precision[grouping]][type]`.
//! Invariant: what is parsed is syntactically valid; which parts a type allows is its own formatter's matter.

use crate::error::{Error, Result};
use crate::properties::decimal_value;
use crate::wtf8::{CodePoints, code_points};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    Left,
    Right,
    Center,
    /// Padding goes between the sign and the digits.
    AfterSign,
}

impl Align {
    fn from_code(code: u32) -> Option<Self> {
        match char::from_u32(code)? {
            '<' => Some(Self::Left),
            '>' => Some(Self::Right),
            '^' => Some(Self::Center),
            '=' => Some(Self::AfterSign),
            _ => None,
        }
    }
}

/// A separator between groups of digits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grouping {
    #[default]
    None,
    Comma,
    Underscore,
}

impl Grouping {
    pub fn separator(self) -> Option<u8> {
        match self {
            Self::None => None,
            Self::Comma => Some(b','),
            Self::Underscore => Some(b'_'),
        }
    }
}

/// A parsed format specifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormatSpec {
    pub fill: u32,
    pub align: Align,
    /// `+`, `-` or a space, if given.
    pub sign: Option<u8>,
    /// `z`: a negative zero loses its sign.
    pub no_negative_zero: bool,
    pub alternate: bool,
    pub width: Option<usize>,
    pub grouping: Grouping,
    pub precision: Option<usize>,
    pub fraction_grouping: Grouping,
    /// The presentation type: a code point, the type's own default if absent.
    pub kind: Option<char>,
}

/// The specifier's code points not yet read.
struct Reader<'a> {
    codes: CodePoints<'a>,
}

impl Reader<'_> {
    fn peek_code(&self) -> Option<u32> {
        self.codes.clone().next()
    }

    fn peek(&self) -> Option<char> {
        self.peek_code().map(shown)
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.codes.next();
        }
        found
    }

    /// A run of decimal digits of any script.
    fn number(&mut self) -> Result<Option<usize>> {
        let mut value = None;
        while let Some(digit) = self.peek_code().and_then(decimal_value) {
            let so_far: usize = value.unwrap_or(0);
            value = so_far
                .checked_mul(10)
                .and_then(|tens| tens.checked_add(digit as usize))
                .filter(|&number| number <= isize::MAX as usize)
                .map(Some)
                .ok_or_else(|| Error::value("Too many decimal digits in format string"))?;
            self.codes.next();
        }
        Ok(value)
    }
}

/// A code point as a `char`; a surrogate, which never means anything here, as the replacement character.
fn shown(code: u32) -> char {
    char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// How CPython shows a presentation type in a message.
fn describe(code: u32) -> String {
    if code > 32 && code < 128 {
        shown(code).to_string()
    } else {
        format!("\\x{code:x}")
    }
}

pub(super) fn unknown_kind(kind: char, type_name: &str) -> Error {
    Error::value(format!(
        "Unknown format code '{}' for object of type '{type_name}'",
        describe(kind as u32)
    ))
}

fn cannot_group(grouping: Grouping, code: u32) -> Error {
    let separator = grouping.separator().unwrap_or(b',') as char;
    Error::value(format!(
        "Cannot specify '{separator}' with '{}'.",
        describe(code)
    ))
}

fn both_separators() -> Error {
    Error::value("Cannot specify both ',' and '_'.")
}

impl FormatSpec {
    /// Parses a specifier for a type that shows values as `default_kind` (`None` for `float` and `complex`)
    /// and aligns them by `default_align`.
    pub fn parse(
        text: &[u8],
        type_name: &str,
        default_kind: Option<char>,
        default_align: Align,
    ) -> Result<Self> {
        let mut spec = Self {
            fill: b' ' as u32,
            align: default_align,
            sign: None,
            no_negative_zero: false,
            alternate: false,
            width: None,
            grouping: Grouping::None,
            precision: None,
            fraction_grouping: Grouping::None,
            kind: default_kind,
        };
        let mut reader = Reader {
            codes: code_points(text),
        };
        let has_fill = spec.parse_align(&mut reader);
        if let Some(sign @ ('+' | '-' | ' ')) = reader.peek() {
            spec.sign = Some(sign as u8);
            reader.codes.next();
        }
        spec.no_negative_zero = reader.take('z');
        spec.alternate = reader.take('#');
        if !has_fill.0 && reader.take('0') {
            spec.fill = b'0' as u32;
            if !has_fill.1 && default_align == Align::Right {
                spec.align = Align::AfterSign;
            }
        }
        spec.width = reader.number()?;
        spec.parse_grouping(&mut reader)?;
        spec.parse_precision(&mut reader)?;
        spec.parse_kind(&reader, text, type_name, default_kind)?;
        Ok(spec)
    }

    /// Whether a fill character and an alignment were given.
    fn parse_align(&mut self, reader: &mut Reader<'_>) -> (bool, bool) {
        let mut ahead = reader.codes.clone();
        let Some(first) = ahead.next() else {
            return (false, false);
        };
        let after_first = ahead.clone();
        if let Some(align) = ahead.next().and_then(Align::from_code) {
            (self.fill, self.align) = (first, align);
            reader.codes = ahead;
            return (true, true);
        }
        if let Some(align) = Align::from_code(first) {
            self.align = align;
            reader.codes = after_first;
            return (false, true);
        }
        (false, false)
    }

    fn parse_grouping(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        if reader.take(',') {
            self.grouping = Grouping::Comma;
        }
        if reader.peek() == Some('_') && self.grouping != Grouping::None {
            return Err(both_separators());
        }
        if reader.take('_') {
            self.grouping = Grouping::Underscore;
            if reader.peek() == Some(',') {
                return Err(both_separators());
            }
        }
        Ok(())
    }

    fn parse_precision(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        if !reader.take('.') {
            return Ok(());
        }
        self.precision = reader.number()?;
        if reader.take(',') {
            self.fraction_grouping = Grouping::Comma;
        }
        if reader.peek() == Some('_') && self.fraction_grouping != Grouping::None {
            return Err(both_separators());
        }
        if reader.take('_') {
            self.fraction_grouping = Grouping::Underscore;
            if reader.peek() == Some(',') {
                return Err(both_separators());
            }
        }
        if self.precision.is_none() && self.fraction_grouping == Grouping::None {
            return Err(Error::value("Format specifier missing precision"));
        }
        Ok(())
    }

    fn parse_kind(
        &mut self,
        reader: &Reader<'_>,
        text: &[u8],
        type_name: &str,
        default_kind: Option<char>,
    ) -> Result<()> {
        let mut codes = reader.codes.clone();
        let code = match (codes.next(), codes.next()) {
            (None, _) => default_kind.map(|kind| kind as u32),
            (Some(code), None) => {
                self.kind = Some(shown(code));
                Some(code)
            }
            _ => {
                return Err(Error::value(format!(
                    "Invalid format specifier '{}' for object of type '{type_name}'",
                    String::from_utf8_lossy(text)
                )));
            }
        };
        if self.grouping != Grouping::None {
            let allowed = match self.kind {
                None | Some('d' | 'e' | 'f' | 'g' | 'E' | 'G' | '%' | 'F') => true,
                Some('b' | 'o' | 'x' | 'X') => self.grouping == Grouping::Underscore,
                _ => false,
            };
            if !allowed {
                return Err(cannot_group(self.grouping, code.unwrap_or(0)));
            }
        }
        if self.fraction_grouping != Grouping::None && self.kind == Some('n') {
            return Err(cannot_group(self.fraction_grouping, b'n' as u32));
        }
        Ok(())
    }

    /// Does this specifier leave a plain decimal integer as it is?
    pub(super) fn is_trivial(text: &[u8]) -> bool {
        text.is_empty() || text == b"d"
    }
}
