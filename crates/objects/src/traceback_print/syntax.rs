//! How a SyntaxError is shown: the place, the line, and carets below what is wrong.

use super::{Theme, attribute_of, safe_str};
use crate::exceptions::Exception;
use crate::int;
use crate::object::ValueExt;
use crate::str::StrObject;
use crate::thread::Thread;

/// The pieces, the last of which is the message.
pub(super) fn format(
    thread: &Thread,
    exception: Exception,
    kind: &str,
    theme: &Theme,
) -> Vec<String> {
    let field = |name: &str| attribute_of(thread, exception.value(), name);
    let number = |name: &str| field(name).and_then(int::to_i64);
    let mut out = Vec::new();
    let mut suffix = String::new();
    let filename = field("filename").map(|name| safe_str(thread, name, "exception"));
    if let Some(line) = field("lineno") {
        let line = safe_str(thread, line, "exception");
        out.push(format!(
            "  File {}\"{}\"{}, line {}{line}{}\n",
            theme.detail,
            filename
                .as_deref()
                .filter(|name| !name.is_empty())
                .unwrap_or("<string>"),
            theme.reset,
            theme.detail,
            theme.reset
        ));
    } else if let Some(filename) = filename {
        suffix = format!(" ({filename})");
    }
    if let Some(text) = field("text").and_then(|text| text.downcast::<StrObject>()) {
        let same_line = number("lineno") == number("end_lineno");
        let end = number("end_offset").filter(|end| *end != 0);
        push_line(
            &mut out,
            &text.to_string_lossy(),
            number("offset"),
            if same_line { End::At(end) } else { End::OfLine },
            theme,
        );
    }
    let message = match field("msg").map(|message| safe_str(thread, message, "exception")) {
        Some(message) if !message.is_empty() => message,
        _ => "<no detail available>".to_string(),
    };
    out.push(format!(
        "{}{kind}{}: {}{message}{}{suffix}\n",
        theme.kind, theme.reset, theme.detail, theme.reset
    ));
    out
}

/// Where the carets end.
enum End {
    /// At this offset, or one behind the start.
    At(Option<i64>),
    OfLine,
}

fn push_line(out: &mut Vec<String>, text: &str, offset: Option<i64>, end: End, theme: &Theme) {
    let whole = text.trim_end_matches('\n');
    let shown = whole.trim_start_matches([' ', '\n', '\x0c']);
    let Some(mut offset) = offset else {
        out.push(format!("    {shown}\n"));
        return;
    };
    let whole_length = whole.chars().count() as i64;
    let text_length = text.chars().count() as i64;
    let spaces = whole_length - shown.chars().count() as i64;
    let mut end = match end {
        End::At(end) => end.unwrap_or(offset),
        End::OfLine => whole_length + 1,
    };
    if text_length > 0 && offset > text_length {
        offset = whole_length + 1;
    }
    if text_length > 0 && end > text_length {
        end = whole_length + 1;
    }
    if offset >= end || end < 0 {
        end = offset + 1;
    }
    let (column, end_column) = (offset - 1 - spaces, end - 1 - spaces);
    if column < 0 {
        out.push(format!("    {shown}\n"));
        return;
    }
    let characters: Vec<char> = shown.chars().collect();
    let (column, end_column) = (column as usize, end_column.max(0) as usize);
    let cut = |from: usize, to: usize| -> String {
        characters[from.min(characters.len())..to.min(characters.len())]
            .iter()
            .collect()
    };
    // White space other than blanks stays as it is, so that the carets are below the right place.
    let margin: String = cut(0, column)
        .chars()
        .map(|character| {
            if character.is_whitespace() {
                character
            } else {
                ' '
            }
        })
        .collect();
    out.push(format!(
        "    {}{}{}{}{}\n",
        cut(0, column),
        theme.highlight,
        cut(column, end_column),
        theme.reset,
        cut(end_column, characters.len())
    ));
    out.push(format!(
        "    {margin}{}{}{}\n",
        theme.highlight,
        "^".repeat(end_column.saturating_sub(column)),
        theme.reset
    ));
}
