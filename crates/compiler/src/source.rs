//! Source text: byte order mark, coding cookie (PEP 263), NUL bytes, newlines, the line index.
//! Invariant: the text of a `Source` is valid UTF-8 without NUL and with `\n` as its only newline.

use rustc_hash::FxHashMap;
use typhon_bytecode::Constant;

use crate::errors::{ErrorKind, SyntaxError};
use crate::nodes::STEP;
use crate::parse::{TextRange, TextSize, ast};

/// A source text ready to be parsed.
#[derive(Clone, Debug)]
pub struct Source {
    text: String,
    filename: String,
    /// Byte offset of the start of each line.
    lines: Vec<u32>,
    /// For trees that were not made from a text.
    places: Option<Box<Places>>,
}

/// Where the nodes of a tree without a text say they are.
#[derive(Clone, Debug)]
struct Places {
    /// Line and column of each `STEP`th offset.
    positions: Vec<(u32, u32)>,
    attached: FxHashMap<u32, Constant>,
}

/// What `decode_source` found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decoded {
    Text(String),
    /// The cookie names this encoding, which is left to the codecs of the interpreter.
    Other(String),
}

const MAXIMUM_LENGTH: usize = i32::MAX as usize;

impl Source {
    pub fn from_text(text: &str, filename: &str) -> Result<Source, SyntaxError> {
        if text.len() > MAXIMUM_LENGTH {
            return Err(SyntaxError::without_location(
                ErrorKind::Overflow,
                "source code string is too long",
                filename,
            ));
        }
        if memchr(0, text.as_bytes()) {
            return Err(SyntaxError::without_location(
                ErrorKind::Syntax,
                "source code string cannot contain null bytes",
                filename,
            ));
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let text = if memchr(b'\r', text.as_bytes()) {
            text.replace("\r\n", "\n").replace('\r', "\n")
        } else {
            text.to_owned()
        };
        let lines = line_starts(&text);
        Ok(Source {
            text,
            filename: filename.to_owned(),
            lines,
            places: None,
        })
    }

    /// The source of a tree that was made node by node.
    pub(crate) fn from_positions(
        filename: &str,
        positions: Vec<(u32, u32)>,
        attached: FxHashMap<u32, Constant>,
    ) -> Source {
        Source {
            text: String::new(),
            filename: filename.to_owned(),
            lines: vec![0],
            places: Some(Box::new(Places {
                positions,
                attached,
            })),
        }
    }

    /// Whether there is a text.
    pub(crate) fn has_text(&self) -> bool {
        self.places.is_none()
    }

    /// What the parser's tree cannot hold of the node that starts here.
    pub(crate) fn attached(&self, offset: TextSize) -> Option<&Constant> {
        self.places.as_ref()?.attached.get(&offset.to_u32())
    }

    pub fn from_bytes(bytes: &[u8], filename: &str) -> Result<Source, SyntaxError> {
        match decode_source(bytes, filename)? {
            Decoded::Text(text) => Source::from_text(&text, filename),
            Decoded::Other(name) => Err(SyntaxError::without_location(
                ErrorKind::Syntax,
                format!("unknown encoding: {name}"),
                filename,
            )),
        }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn filename(&self) -> &str {
        &self.filename
    }

    pub fn slice(&self, range: TextRange) -> &str {
        let start = range.start().to_usize().min(self.text.len());
        let end = range.end().to_usize().min(self.text.len()).max(start);
        self.text.get(start..end).unwrap_or("")
    }

    pub fn line_count(&self) -> u32 {
        self.lines.len() as u32
    }

    /// Line from 1 and byte column from 0.
    pub fn position(&self, offset: TextSize) -> (u32, u32) {
        let offset = offset.to_u32();
        if let Some(places) = &self.places {
            let at = (offset / STEP) as usize;
            return places.positions.get(at).copied().unwrap_or((1, 0));
        }
        let line = self.lines.partition_point(|&start| start <= offset);
        (line as u32, offset - self.lines[line - 1])
    }

    /// The range of a definition without its decorators.
    pub(crate) fn undecorated(&self, range: TextRange, decorators: &[ast::Decorator]) -> TextRange {
        let Some(last) = decorators.last().filter(|_| self.has_text()) else {
            return range;
        };
        let rest = TextRange::new(last.range.end(), range.end());
        // Blank lines and comments may stand between.
        let mut offset = 0;
        for line in self.slice(rest).split_inclusive('\n') {
            let body = line.trim_start();
            if body.is_empty() || body.starts_with('#') {
                offset += line.len();
            } else {
                offset += line.len() - body.len();
                break;
            }
        }
        TextRange::new(rest.start() + TextSize::new(offset as u32), range.end())
    }

    /// The text of a line (from 1), its newline included.
    pub fn line_text(&self, line: u32) -> &str {
        let Some(&start) = self.lines.get((line as usize).wrapping_sub(1)) else {
            return "";
        };
        let end = self
            .lines
            .get(line as usize)
            .map_or(self.text.len(), |&end| end as usize);
        &self.text[start as usize..end]
    }
}

fn memchr(byte: u8, bytes: &[u8]) -> bool {
    bytes.contains(&byte)
}

fn line_starts(text: &str) -> Vec<u32> {
    let mut lines = vec![0];
    lines.extend(
        text.bytes()
            .enumerate()
            .filter(|&(_, byte)| byte == b'\n')
            .map(|(index, _)| index as u32 + 1),
    );
    lines
}

/// Reads the bytes of a source file as text, by byte order mark and coding cookie.
pub fn decode_source(bytes: &[u8], filename: &str) -> Result<Decoded, SyntaxError> {
    let fail = |message: String| {
        Err(SyntaxError::without_location(
            ErrorKind::Syntax,
            message,
            filename,
        ))
    };
    let (body, marked) = match bytes.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => (rest, true),
        None => (bytes, false),
    };
    let cookie = find_cookie(body);
    let encoding = match &cookie {
        None => "utf-8".to_owned(),
        Some((_, name)) => normalise_encoding(name),
    };
    if let Some((line, name)) = &cookie
        && marked
        && (encoding != "utf-8" || is_alias(name))
    {
        let mut error = with_line(body, *line, filename);
        let shown = if encoding == "iso-8859-1" && name.contains(['-', '_']) {
            &encoding
        } else {
            name
        };
        error.message = format!("encoding problem: {shown} with BOM");
        let length = error.text.as_deref().map_or(0, str::len) as i32;
        error.end_column = length + i32::from(*line > 1);
        return Err(error);
    }
    match encoding.as_str() {
        "utf-8" => match std::str::from_utf8(body) {
            Ok(text) => Ok(Decoded::Text(text.to_owned())),
            Err(error) => {
                let by_codec = cookie.is_some_and(|(_, name)| is_alias(&name));
                Err(bad_utf8(body, error.valid_up_to(), by_codec, filename))
            }
        },
        "iso-8859-1" => Ok(Decoded::Text(
            body.iter().map(|&byte| byte as char).collect(),
        )),
        "ascii" => match body.iter().position(|byte| !byte.is_ascii()) {
            None => Ok(Decoded::Text(
                body.iter().map(|&byte| byte as char).collect(),
            )),
            Some(at) => fail(format!(
                "'ascii' codec can't decode byte 0x{:02x} in position {}: ordinal not in range(128)",
                body[at], at
            )),
        },
        _ => Ok(Decoded::Other(
            cookie.map(|(_, name)| name).unwrap_or_default(),
        )),
    }
}

/// Whether a name of UTF-8 is one that only the codecs know.
fn is_alias(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace('_', "-");
    name != "utf-8" && !name.starts_with("utf-8-")
}

/// An error about a whole line, without a message.
fn with_line(body: &[u8], line: u32, filename: &str) -> SyntaxError {
    let mut error = SyntaxError::without_location(ErrorKind::Syntax, "", filename);
    let text = body.split(|&byte| byte == b'\n').nth(line as usize - 1);
    let text = String::from_utf8_lossy(text.unwrap_or_default());
    error.text = Some(text.trim_end_matches('\r').to_owned());
    (error.line, error.end_line) = (line, line);
    error
}

/// `by_codec`: the codec would have read the whole text at once.
fn bad_utf8(body: &[u8], at: usize, by_codec: bool, filename: &str) -> SyntaxError {
    if by_codec {
        let message = format!(
            "'utf-8' codec can't decode byte 0x{:02x} in position {at}: invalid start byte",
            body[at]
        );
        return SyntaxError::without_location(ErrorKind::Syntax, message, filename);
    }
    let before = &body[..at];
    let line = 1 + before.iter().filter(|&&byte| byte == b'\n').count() as u32;
    let start = before
        .iter()
        .rposition(|&byte| byte == b'\n')
        .map_or(0, |end| end + 1);
    let mut error = with_line(body, line, filename);
    error.message = format!(
        "Non-UTF-8 code starting with '\\x{:02x}' on line {line}, but no encoding declared; see https://peps.python.org/pep-0263/ for details",
        body[at]
    );
    error.column = String::from_utf8_lossy(&before[start..]).chars().count() as u32 + 1;
    error.end_column = error.column as i32;
    error
}

/// The encoding named by a comment in the first line, or in the second if the first holds no code, and the
/// number of that line.
fn find_cookie(body: &[u8]) -> Option<(u32, String)> {
    let lines = body.split(|&byte| byte == b'\n' || byte == b'\r');
    for (line, number) in lines.take(2).zip(1..) {
        let blank = line
            .iter()
            .position(|byte| !matches!(byte, b' ' | b'\t' | b'\x0c'));
        match blank {
            None => continue,
            Some(start) if line[start] == b'#' => {
                if let Some(name) = cookie_in_comment(&line[start..]) {
                    return Some((number, name));
                }
            }
            Some(_) => return None,
        }
    }
    None
}

fn cookie_in_comment(comment: &[u8]) -> Option<String> {
    let mut rest = comment;
    loop {
        let at = rest.windows(6).position(|window| window == b"coding")?;
        rest = &rest[at + 6..];
        if !matches!(rest.first(), Some(b':' | b'=')) {
            continue;
        }
        let value = &rest[1..];
        let start = value
            .iter()
            .position(|byte| !matches!(byte, b' ' | b'\t'))
            .unwrap_or(value.len());
        let name: Vec<u8> = value[start..]
            .iter()
            .copied()
            .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
            .collect();
        if !name.is_empty() {
            return String::from_utf8(name).ok();
        }
    }
}

fn normalise_encoding(name: &str) -> String {
    let lower = name.to_ascii_lowercase().replace('_', "-");
    let is = |base: &str| lower == base || lower.starts_with(&format!("{base}-"));
    if is("utf-8") || lower == "utf8" || lower == "u8" {
        "utf-8".into()
    } else if is("latin-1")
        || is("iso-8859-1")
        || is("iso-latin-1")
        || lower == "latin1"
        || lower == "l1"
    {
        "iso-8859-1".into()
    } else if lower == "ascii" || lower == "us-ascii" {
        "ascii".into()
    } else {
        lower
    }
}
