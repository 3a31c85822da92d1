//! Module `_east_asian`: characters of East Asian encodings as the Encoding Standard has them, with Python's
//! choice where the tables of JIS are read in two ways. The codecs themselves are in `_multibytecodec.py`.

use crate::support::tuple;
use encoding_rs::{EncoderResult, Encoding};
use typhon_objects::buffer::Buffer;
use typhon_objects::bytes::Bytes;
use typhon_objects::prelude::*;

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_east_asian",
    doc: "",
    functions: &[
        function(
            "knows",
            |thread, args| Ok(Value::bool(charset(thread, args[0]).is_ok())),
            "(name, /)",
            "Whether there is such an encoding.",
        ),
        function(
            "encode",
            encode,
            "(name, text, /)",
            "The bytes of the text up to the first character that has none, and where that is.",
        ),
        function(
            "decode",
            decode,
            "(name, data, final, state, /)",
            "The text of the bytes up to the first that are wrong or not complete, where that is, how many are wrong (negative for the part of a character), and the state there.",
        ),
    ],
    types: &[],
    setup: None,
};

/// How the bytes of one character are told from those of the next.
#[derive(Copy, Clone, PartialEq)]
enum Units {
    ShiftJis,
    EucJp,
    Pairs,
    Gb18030,
    /// With escape sequences; the state says which was the last.
    Escapes,
}

struct Charset {
    encoding: &'static Encoding,
    units: Units,
    /// Some characters of JIS X 0208 are taken to be others than the Encoding Standard says.
    jis: bool,
}

/// Of each pair, the first is the standard's and the second Python's.
const JIS_CHOICES: &[(char, char)] = &[
    ('\u{ff5e}', '\u{301c}'),
    ('\u{2225}', '\u{2016}'),
    ('\u{ff0d}', '\u{2212}'),
    ('\u{ffe0}', '\u{a2}'),
    ('\u{ffe1}', '\u{a3}'),
    ('\u{ffe2}', '\u{ac}'),
];

fn charset(thread: &Thread, name: Value) -> Result<Charset> {
    let text = match name.downcast::<StrObject>() {
        Some(name) => name.to_string_lossy().into_owned(),
        None => String::new(),
    };
    let (encoding, units, jis) = match &*text {
        "shift_jis" => (encoding_rs::SHIFT_JIS, Units::ShiftJis, true),
        "cp932" => (encoding_rs::SHIFT_JIS, Units::ShiftJis, false),
        "euc_jp" => (encoding_rs::EUC_JP, Units::EucJp, true),
        "iso2022_jp" => (encoding_rs::ISO_2022_JP, Units::Escapes, true),
        "euc_kr" | "cp949" => (encoding_rs::EUC_KR, Units::Pairs, false),
        "gb2312" | "gbk" => (encoding_rs::GBK, Units::Pairs, false),
        "gb18030" => (encoding_rs::GB18030, Units::Gb18030, false),
        "big5" | "big5hkscs" | "cp950" => (encoding_rs::BIG5, Units::Pairs, false),
        _ => return Err(errors::lookup_error(thread, "no such codec is supported.")),
    };
    Ok(Charset {
        encoding,
        units,
        jis,
    })
}

impl Charset {
    /// How many bytes the character at the start has, as far as its first ones tell.
    fn unit(&self, data: &[u8], state: usize) -> usize {
        match (self.units, data[0]) {
            (Units::Escapes, 0x1b) => 3,
            (Units::Escapes, b'\n' | b'\r') => 1,
            (Units::Escapes, _) => ESCAPES[state].1,
            (_, 0..=0x7f) => 1,
            (Units::ShiftJis, 0x80 | 0xa0..=0xdf | 0xfd..) => 1,
            (Units::EucJp, 0x8f) => 3,
            (Units::EucJp, 0x80..=0x8d | 0x90..=0xa0 | 0xff) => 1,
            (_, 0x80 | 0xff) => 1,
            (Units::Gb18030, _) if data.len() > 1 && data[1].is_ascii_digit() => 4,
            _ => 2,
        }
    }

    fn whole(&self, data: &[u8]) -> Option<String> {
        let text = self
            .encoding
            .decode_without_bom_handling_and_without_replacement(data)?;
        if !self.jis || text.is_ascii() {
            return Some(text.into_owned());
        }
        let choose = |c| {
            let choice = JIS_CHOICES.iter().find(|(standard, _)| *standard == c);
            choice.map_or(c, |(_, own)| *own)
        };
        Some(text.chars().map(choose).collect())
    }
}

/// Escape sequences, and how many bytes the characters after each have.
const ESCAPES: &[(&[u8], usize)] = &[
    (b"\x1b(B", 1),
    (b"\x1b(J", 1),
    (b"\x1b(I", 1),
    (b"\x1b$@", 2),
    (b"\x1b$B", 2),
];

fn decode(thread: &Thread, args: &[Value]) -> Result {
    let charset = charset(thread, args[0])?;
    let data = Buffer::acquire(thread, args[1], false)?.to_vec();
    let last = operations::truth(thread, args[2])?;
    let state = operations::index_clamped(thread, args[3])?;
    let mut state = usize::try_from(state).unwrap_or(0).min(ESCAPES.len() - 1);
    let result = |text: &str, count: usize, bad: i64, state: usize| {
        let text = Str::new(thread, text)?.value();
        let number = |number: usize| Value::fixnum(number as i64);
        tuple(
            thread,
            &[text, number(count), Value::fixnum(bad), number(state)],
        )
    };
    if charset.units != Units::Escapes
        && let Some(text) = charset.whole(&data)
    {
        return result(&text, data.len(), 0, 0);
    }
    let mut text = String::new();
    let mut position = 0;
    while position < data.len() {
        let rest = &data[position..];
        let unit = charset.unit(rest, state);
        if rest.len() < unit {
            let bad = if last { -(rest.len() as i64) } else { 0 };
            return result(&text, position, bad, state);
        }
        let unit = &rest[..unit];
        if charset.units != Units::Escapes {
            match charset.whole(unit) {
                Some(piece) => text.push_str(&piece),
                None => return result(&text, position, 1, state),
            }
        } else if let Some(next) = ESCAPES.iter().position(|(escape, _)| *escape == unit) {
            state = next;
        } else if unit.len() == 1 && matches!(unit[0], b'\n' | b'\r') {
            // The end of a line is also that of what was escaped.
            text.push(unit[0] as char);
            state = 0;
        } else {
            match charset.whole(&[ESCAPES[state].0, unit].concat()) {
                Some(piece) => text.push_str(&piece),
                None => return result(&text, position, 1, state),
            }
        }
        position += unit.len();
    }
    result(&text, position, 0, state)
}

fn encode(thread: &Thread, args: &[Value]) -> Result {
    let charset = charset(thread, args[0])?;
    let Some(text) = args[1].downcast::<StrObject>() else {
        return Err(errors::type_error(
            thread,
            "couldn't convert the object to str.",
        ));
    };
    // Surrogates have no place in any of these.
    let valid = match std::str::from_utf8(text.bytes()) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&text.bytes()[..error.valid_up_to()]).unwrap_or_default(),
    };
    let mut chosen;
    let mut source = valid;
    if charset.jis && !valid.is_ascii() {
        chosen = String::with_capacity(valid.len());
        for c in valid.chars() {
            if JIS_CHOICES.iter().any(|(standard, _)| *standard == c) {
                break;
            }
            let choice = JIS_CHOICES.iter().find(|(_, own)| *own == c);
            chosen.push(choice.map_or(c, |(standard, _)| *standard));
        }
        source = &chosen;
    }
    let (bytes, count) = encode_pieces(charset.encoding, source);
    let bytes = Bytes::new(thread, &bytes)?.value();
    tuple(thread, &[bytes, Value::fixnum(count as i64)])
}

/// The bytes of all characters up to one that has none, and the number of those characters. The controls by
/// which ISO-2022-JP shifts stay as they are, between pieces, where nothing is shifted: the library refuses them
/// for what they could hide from a browser, Python lets them through.
fn encode_pieces(encoding: &'static Encoding, source: &str) -> (Vec<u8>, usize) {
    const SHIFTS: [char; 3] = ['\x0e', '\x0f', '\x1b'];
    let (mut bytes, mut count) = (Vec::new(), 0);
    for piece in source.split_inclusive(SHIFTS) {
        let text = piece.trim_end_matches(SHIFTS);
        let (encoded, encoded_count) = encode_prefix(encoding, text);
        bytes.extend(encoded);
        count += encoded_count;
        if encoded_count < text.chars().count() {
            break;
        }
        let shift = &piece.as_bytes()[text.len()..];
        bytes.extend(shift);
        count += shift.len();
    }
    (bytes, count)
}

/// Likewise, for text without such controls.
fn encode_prefix(encoding: &'static Encoding, source: &str) -> (Vec<u8>, usize) {
    let mut end = source.len();
    loop {
        let mut encoder = encoding.new_encoder();
        let source = &source[..end];
        let room = encoder.max_buffer_length_from_utf8_without_replacement(source.len());
        let mut bytes = vec![0; room.unwrap_or(source.len() * 4 + 16)];
        let (result, read, written) =
            encoder.encode_from_utf8_without_replacement(source, &mut bytes, true);
        if let EncoderResult::Unmappable(_) = result {
            // Once more, so that what is shifted is shifted back at the end. The character that the result
            // names need not be the one that was read.
            end = source[..read]
                .char_indices()
                .next_back()
                .map_or(0, |(start, _)| start);
            continue;
        }
        bytes.truncate(written);
        return (bytes, source.chars().count());
    }
}
