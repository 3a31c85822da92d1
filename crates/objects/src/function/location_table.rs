//! `co_linetable` and `co_exceptiontable`: the tables of a code object in the form that CPython documents
//! for them (`Objects/locations.md`, `InternalDocs/exception_handling.md`), one unit an instruction word.

use typhon_bytecode::{Handler, Position};

/// A column that is not known.
pub const NO_COLUMN: u32 = u32::MAX;

/// Kinds of entries of a location table that say something by themselves.
mod kind {
    pub const FIRST_ONE_LINE: u8 = 10;
    pub const NO_COLUMNS: u8 = 13;
    pub const LONG: u8 = 14;
    pub const NONE: u8 = 15;
}

/// Where each unit of a code object comes from, in the form of a table.
pub fn encode_locations(first_line: u32, units: impl Iterator<Item = Position>) -> Vec<u8> {
    let mut out = Vec::new();
    let mut line = i64::from(first_line);
    let mut units = units.peekable();
    while let Some(position) = units.next() {
        let same = |other: &Position| {
            Position { word: 0, ..*other }
                == Position {
                    word: 0,
                    ..position
                }
        };
        let mut length = 1;
        while length < 8 && units.next_if(same).is_some() {
            length += 1;
        }
        let mut begin = |kind: u8| out.push(0x80 | kind << 3 | (length - 1));
        if position.line == 0 {
            begin(kind::NONE);
            continue;
        }
        let delta = i64::from(position.line) - line;
        line = i64::from(position.line);
        let one_line = position.end_line == position.line;
        let (column, end) = (position.column, position.end_column);
        if column == NO_COLUMN && one_line {
            begin(kind::NO_COLUMNS);
            signed(&mut out, delta);
        } else if one_line && delta == 0 && column < 80 && end >= column && end - column < 16 {
            begin((column >> 3) as u8);
            out.push(((column & 7) << 4 | (end - column)) as u8);
        } else if one_line && (0..3).contains(&delta) && column < 128 && end < 128 {
            begin(kind::FIRST_ONE_LINE + delta as u8);
            out.extend([column as u8, end as u8]);
        } else {
            begin(kind::LONG);
            signed(&mut out, delta);
            unsigned(
                &mut out,
                position.end_line - position.line.min(position.end_line),
            );
            unsigned(&mut out, column.wrapping_add(1));
            unsigned(&mut out, end.wrapping_add(1));
        }
    }
    out
}

/// Where the line changes, as the older table `co_lnotab` has it: pairs of bytes, how many bytes of
/// instructions on and how many lines on. Units without a line belong to the line before.
pub fn encode_line_steps(first_line: u32, units: impl Iterator<Item = Position>) -> Vec<u8> {
    let mut out = Vec::new();
    let (mut line, mut offset) = (i64::from(first_line), 0);
    for (index, position) in units.enumerate() {
        let next = i64::from(position.line);
        // The opening of a module is in line 0.
        if next == line || next == 0 && index > 0 {
            continue;
        }
        let mut bytes = 2 * index - offset;
        let mut lines = next - line;
        (line, offset) = (next, 2 * index);
        while bytes > 255 {
            out.extend([255, 0]);
            bytes -= 255;
        }
        while !(-128..=127).contains(&lines) {
            let step = lines.clamp(-128, 127);
            out.extend([bytes as u8, step as u8]);
            bytes = 0;
            lines -= step;
        }
        out.extend([bytes as u8, lines as u8]);
    }
    out
}

/// What a table says of each unit; what is cut off or no table is `None`.
pub fn decode_locations(first_line: u32, table: &[u8]) -> Option<Vec<Position>> {
    let mut bytes = table.iter().copied();
    let mut line = i64::from(first_line);
    let mut units = Vec::new();
    while let Some(first) = bytes.next() {
        let (kind, length) = ((first >> 3) & 15, (first & 7) + 1);
        let mut position = Position {
            column: NO_COLUMN,
            end_column: NO_COLUMN,
            ..Position::default()
        };
        let mut lines = 0;
        match kind {
            kind::NONE => {}
            kind::LONG => {
                line += read_signed(&mut bytes)?;
                lines = read_unsigned(&mut bytes)?;
                position.column = read_unsigned(&mut bytes)?.wrapping_sub(1);
                position.end_column = read_unsigned(&mut bytes)?.wrapping_sub(1);
            }
            kind::NO_COLUMNS => line += read_signed(&mut bytes)?,
            kind::FIRST_ONE_LINE.. => {
                line += i64::from(kind - kind::FIRST_ONE_LINE);
                position.column = u32::from(bytes.next()?);
                position.end_column = u32::from(bytes.next()?);
            }
            _ => {
                let second = u32::from(bytes.next()?);
                position.column = u32::from(kind) << 3 | second >> 4;
                position.end_column = position.column + (second & 15);
            }
        }
        if kind != kind::NONE {
            position.line = u32::try_from(line).ok()?;
            position.end_line = position.line.checked_add(lines)?;
        }
        units.extend(std::iter::repeat_n(position, length as usize));
    }
    Some(units)
}

/// Forgets everything but the lines.
pub fn drop_columns(positions: &mut [Position]) {
    for position in positions {
        position.end_line = position.line;
        (position.column, position.end_column) = (NO_COLUMN, NO_COLUMN);
    }
}

/// Handlers as a table: start, length, target, and the depth of the stack, which is always 0 here.
pub fn encode_handlers(handlers: &[Handler], unit_of: impl Fn(u32) -> u32) -> Vec<u8> {
    let mut out = Vec::new();
    for handler in handlers {
        let start = unit_of(handler.start);
        let numbers = [
            start,
            unit_of(handler.end) - start,
            unit_of(handler.target),
            0,
        ];
        for (index, number) in numbers.into_iter().enumerate() {
            let begins = if index == 0 { 0x80 } else { 0 };
            let groups = (32 - number.leading_zeros()).div_ceil(6).max(1);
            for group in (0..groups).rev() {
                let more = if group > 0 { 0x40 } else { 0 };
                let begins = if group + 1 == groups { begins } else { 0 };
                out.push(begins | more | (number >> (6 * group) & 0x3F) as u8);
            }
        }
    }
    out
}

fn unsigned(out: &mut Vec<u8>, mut number: u32) {
    while number >= 64 {
        out.push(0x40 | (number & 63) as u8);
        number >>= 6;
    }
    out.push(number as u8);
}

fn signed(out: &mut Vec<u8>, number: i64) {
    let sign = u32::from(number < 0);
    unsigned(out, (number.unsigned_abs() as u32) << 1 | sign);
}

fn read_unsigned(bytes: &mut impl Iterator<Item = u8>) -> Option<u32> {
    let (mut number, mut shift) = (0_u32, 0);
    loop {
        let byte = bytes.next()?;
        number |= u32::from(byte & 63).checked_shl(shift)?;
        if byte & 64 == 0 {
            return Some(number);
        }
        shift += 6;
    }
}

fn read_signed(bytes: &mut impl Iterator<Item = u8>) -> Option<i64> {
    let number = i64::from(read_unsigned(bytes)?);
    Some(if number & 1 == 1 {
        -(number >> 1)
    } else {
        number >> 1
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locations_come_back() {
        let at = |line, end_line, column, end_column| Position {
            word: 0,
            line,
            end_line,
            column,
            end_column,
        };
        let units = [
            at(3, 3, 4, 9),
            at(3, 3, 4, 9),
            at(5, 5, 100, 120),
            at(2, 9, 1, 0),
            Position {
                column: NO_COLUMN,
                end_column: NO_COLUMN,
                ..Position::default()
            },
            at(700, 700, NO_COLUMN, NO_COLUMN),
            at(701, 702, 3000, NO_COLUMN),
        ];
        let table = encode_locations(3, units.into_iter());
        assert_eq!(decode_locations(3, &table).as_deref(), Some(&units[..]));
        assert_eq!(decode_locations(1, &[0xF0]), None);
    }
}
