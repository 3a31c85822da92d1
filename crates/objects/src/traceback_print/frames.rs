//! The frames of a traceback: where each is, its source line, and carets below the part that raised.

use super::anchors::{self, Anchors};
use super::source::Sources;
use super::{Theme, attribute_of, loaded_module};
use crate::function::code::CodeObject;
use crate::function::location_table::NO_COLUMN;
use crate::int;
use crate::object::ValueExt;
use crate::str::StrObject;
use crate::thread::Thread;
use crate::traceback::{Traceback, TracebackObject};
use typhon_heap::Value;

/// The same line is shown so many times in a row.
const REPETITIONS: usize = 3;

/// Where a frame is.
struct Place {
    filename: String,
    name: String,
    line: Option<u32>,
    end_line: u32,
    /// Byte columns, if known.
    columns: Option<(usize, usize)>,
    /// The frame's globals, which the running frame keeps alive too.
    globals: Value,
}

fn place_of(thread: &Thread, traceback: Traceback) -> Option<Place> {
    let frame = traceback.frame();
    let code = attribute_of(thread, frame, "f_code")?;
    let code = code.downcast::<CodeObject>()?;
    let text = |value: Value| {
        value
            .downcast::<StrObject>()
            .map_or(String::new(), |text| text.to_string_lossy().into_owned())
    };
    let line = traceback.line(thread).ok().flatten();
    let line = line.and_then(|line| u32::try_from(line).ok());
    let position = code.position(crate::traceback::word_of(traceback.last_instruction()));
    let mut place = Place {
        filename: text(code.filename.get()),
        name: text(code.name.get()),
        line,
        end_line: line.unwrap_or(0),
        columns: None,
        globals: attribute_of(thread, frame, "f_globals").unwrap_or(Value::NULL),
    };
    let columns = (position.column, position.end_column);
    if line == Some(position.line) && columns != (0, 0) && columns.1 != NO_COLUMN {
        place.end_line = position.end_line.max(position.line);
        place.columns = Some((position.column as usize, position.end_column as usize));
    }
    Some(place)
}

/// How many entries `sys.tracebacklimit` allows.
fn limit(thread: &Thread) -> usize {
    let given = loaded_module(thread, "sys")
        .and_then(|sys| attribute_of(thread, sys, "tracebacklimit"))
        .and_then(int::to_i64);
    match given {
        Some(limit) => usize::try_from(limit).unwrap_or(0),
        None => usize::MAX,
    }
}

/// The text of each entry of a traceback (or NULL), outermost first.
pub(super) fn format_stack(thread: &Thread, first: Value, theme: &Theme) -> Vec<String> {
    let mut count = 0usize;
    let mut cursor = first.downcast::<TracebackObject>();
    while let Some(current) = cursor {
        count += 1;
        cursor = current.next();
    }
    let mut skip = count.saturating_sub(limit(thread));
    let mut sources = Sources::default();
    let mut out = Vec::new();
    let mut last: Option<(String, Option<u32>, String)> = None;
    let mut repeated = 0usize;
    let mut cursor = first.downcast::<TracebackObject>();
    while let Some(current) = cursor {
        cursor = current.next();
        if skip > 0 {
            skip -= 1;
            continue;
        }
        let Some(place) = place_of(thread, current) else {
            continue;
        };
        let same = last.as_ref().is_some_and(|(filename, line, name)| {
            place.line.is_some()
                && (filename, *line, name) == (&place.filename, place.line, &place.name)
        });
        if !same {
            push_repetitions(&mut out, repeated);
            last = Some((place.filename.clone(), place.line, place.name.clone()));
            repeated = 0;
        }
        repeated += 1;
        if repeated <= REPETITIONS {
            out.push(format_place(thread, &place, &mut sources, theme));
        }
    }
    push_repetitions(&mut out, repeated);
    out
}

fn push_repetitions(out: &mut Vec<String>, repeated: usize) {
    if repeated > REPETITIONS {
        let more = repeated - REPETITIONS;
        let plural = if more > 1 { "s" } else { "" };
        out.push(format!(
            "  [Previous line repeated {more} more time{plural}]\n"
        ));
    }
}

fn format_place(thread: &Thread, place: &Place, sources: &mut Sources, theme: &Theme) -> String {
    let filename = if place.filename.starts_with("<stdin-") && place.filename.ends_with('>') {
        "<stdin>"
    } else {
        &place.filename
    };
    let (detail, reset) = (theme.detail, theme.reset);
    let line = place
        .line
        .map_or("None".to_string(), |line| line.to_string());
    let mut out = format!(
        "  File {detail}\"{filename}\"{reset}, line {detail}{line}{reset}, in {detail}{}{reset}\n",
        place.name
    );
    let Some(first) = place.line else {
        return out;
    };
    let originals: Vec<String> = (first..=place.end_line.max(first))
        .map(|number| sources.line(thread, &place.filename, place.globals, number))
        .collect();
    if originals.iter().all(|line| line.trim().is_empty()) {
        return out;
    }
    match place.columns {
        None => out.push_str(&format!("    {}\n", originals[0].trim())),
        Some(columns) => out.push_str(&format_lines(&originals, columns, theme)),
    }
    out
}

/// Removes the white space that all lines (but blank ones) begin with; gives how many characters.
fn dedent(lines: &[String]) -> (Vec<String>, usize) {
    let mut margin: Option<&str> = None;
    for line in lines.iter().filter(|line| !line.trim().is_empty()) {
        let indent = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
        margin = Some(match margin {
            None => indent,
            Some(margin) => {
                let common = margin
                    .bytes()
                    .zip(indent.bytes())
                    .take_while(|(a, b)| a == b)
                    .count();
                &margin[..common]
            }
        });
    }
    let margin = margin.unwrap_or("").len();
    let dedented = lines
        .iter()
        .map(|line| {
            if line.trim().is_empty() {
                String::new()
            } else {
                line[margin..].to_string()
            }
        })
        .collect();
    (dedented, margin)
}

/// How many characters the first `bytes` bytes are; a cut character counts.
fn characters(line: &str, bytes: usize) -> usize {
    line.char_indices()
        .take_while(|(start, _)| *start < bytes)
        .count()
}

/// Columns that the first `count` characters take on a terminal.
pub(super) fn display_width(line: &[char], count: usize) -> usize {
    if line.iter().all(char::is_ascii) {
        return count;
    }
    line.iter()
        .take(count)
        .map(|&character| {
            let width = typhon_text::unicode::east_asian_width(character as u32);
            if matches!(width, "W" | "F") { 2 } else { 1 }
        })
        .sum()
}

/// The lines of an instruction, with carets below what it covers if that says more than the lines do.
fn format_lines(originals: &[String], columns: (usize, usize), theme: &Theme) -> String {
    let start = characters(&originals[0], columns.0);
    let end = characters(&originals[originals.len() - 1], columns.1);
    let (dedented, margin) = dedent(originals);
    let lines: Vec<Vec<char>> = dedented.iter().map(|line| line.chars().collect()).collect();
    let range = Range {
        start: start.saturating_sub(margin),
        end: end.saturating_sub(margin),
        lines: &lines,
    };
    let anchors = range.anchors();
    let show_carets = range.says_more(anchors.is_some());
    let drawn = Drawing {
        range: &range,
        anchors: anchors.as_ref().filter(|_| show_carets),
        show_carets,
        theme,
    };
    drawn.draw(&range.significant_lines(anchors.as_ref()))
}

/// The part of some lines that an instruction covers; `end` is in the last line.
struct Range<'a> {
    start: usize,
    end: usize,
    lines: &'a [Vec<char>],
}

impl Range<'_> {
    fn last(&self) -> usize {
        self.lines.len() - 1
    }

    /// Where the operator or the brackets are, in places of the lines.
    fn anchors(&self) -> Option<Anchors> {
        let mut segment: Vec<Vec<char>> = self.lines.to_vec();
        let last = self.last();
        segment[last].truncate(self.end.min(self.lines[last].len()));
        let start = self.start.min(segment[0].len());
        segment[0].drain(..start);
        let mut found = anchors::find(&segment)?;
        for place in [&mut found.left, &mut found.right] {
            if place.0 == 0 {
                place.1 += self.start;
            }
            let line = &self.lines[place.0];
            place.1 = display_width(line, place.1);
        }
        Some(found)
    }

    /// Carets below a whole line would say nothing.
    fn says_more(&self, has_anchors: bool) -> bool {
        let first = &self.lines[0];
        let before: String = first[..self.start.min(first.len())].iter().collect();
        let last = &self.lines[self.last()];
        let after: String = last[self.end.min(last.len())..].iter().collect();
        if anchors::is_plain_call_statement(self.lines, self.start, self.end, &before, &after) {
            return false;
        }
        has_anchors || !before.trim_start().is_empty() || !after.trim_end().is_empty()
    }

    /// First and last line, and those around the anchors.
    fn significant_lines(&self, anchors: Option<&Anchors>) -> Vec<usize> {
        let mut lines = vec![0, self.last()];
        if let Some(anchors) = anchors {
            for line in [anchors.left.0, anchors.right.0] {
                lines.extend(line.saturating_sub(1)..=(line + 1).min(self.last()));
            }
        }
        lines.sort_unstable();
        lines.dedup();
        lines
    }
}

struct Drawing<'a> {
    range: &'a Range<'a>,
    anchors: Option<&'a Anchors>,
    show_carets: bool,
    theme: &'a Theme,
}

impl Drawing<'_> {
    fn draw(&self, significant: &[usize]) -> String {
        let mut out = String::new();
        for (place, &line) in significant.iter().enumerate() {
            if place > 0 {
                match line - significant[place - 1] {
                    0 | 1 => {}
                    2 => self.draw_line(line - 1, &mut out),
                    gap => out.push_str(&format!("    ...<{} lines>...\n", gap - 1)),
                }
            }
            self.draw_line(line, &mut out);
        }
        out
    }

    /// The caret below column `column` of a line.
    fn caret(&self, line: usize, column: usize, indent: usize) -> char {
        let first_column = display_width(&self.range.lines[0], self.range.start);
        if column < indent || (line == 0 && column < first_column) {
            return ' ';
        }
        let Some(anchors) = self.anchors else {
            return '^';
        };
        let here = (line, column);
        if here >= anchors.left && here < anchors.right {
            '^'
        } else {
            '~'
        }
    }

    fn draw_line(&self, index: usize, out: &mut String) {
        let line = &self.range.lines[index];
        let text: String = line.iter().collect();
        if !self.show_carets {
            out.push_str(&format!("    {text}\n"));
            return;
        }
        let indent = line
            .iter()
            .take_while(|character| character.is_whitespace())
            .count();
        let width = if index == self.range.last() {
            display_width(line, self.range.end)
        } else {
            display_width(line, line.len())
        };
        let carets: Vec<char> = (0..width)
            .map(|column| self.caret(index, column, indent))
            .collect();
        if self.theme.reset.is_empty() {
            let carets: String = carets.iter().collect();
            out.push_str(&format!("    {text}\n    {carets}\n"));
            return;
        }
        self.draw_colored(line, &carets, out);
    }

    /// Runs of one kind of caret, and what is above them, in that kind's colour.
    fn draw_colored(&self, line: &[char], carets: &[char], out: &mut String) {
        let (mut above, mut below) = (String::new(), String::new());
        let length = line.len().max(carets.len());
        let mut start = 0;
        while start < length {
            let kind = carets.get(start).copied();
            let mut end = start + 1;
            while end < length && carets.get(end).copied() == kind {
                end += 1;
            }
            let color = match kind {
                Some('^') => self.theme.highlight,
                Some('~') => self.theme.range,
                _ => "",
            };
            let reset = if color.is_empty() {
                ""
            } else {
                self.theme.reset
            };
            let part = |from: &[char]| -> String {
                from[start.min(from.len())..end.min(from.len())]
                    .iter()
                    .collect()
            };
            above.push_str(&format!("{color}{}{reset}", part(line)));
            if kind.is_some() {
                below.push_str(&format!("{color}{}{reset}", part(carets)));
            }
            start = end;
        }
        out.push_str(&format!("    {above}\n    {below}\n"));
    }
}
