//! Numbers and texts as people read them.

/// At most this many characters.
pub fn start(text: &str, length: usize) -> &str {
    match text.char_indices().nth(length) {
        Some((end, _)) => &text[..end],
        None => text,
    }
}

/// Three significant digits or so, without exponents.
pub fn number(value: f64) -> String {
    let size = value.abs();
    if size >= 1000.0 {
        grouped(value.round() as i64)
    } else if size >= 100.0 {
        format!("{value:.0}")
    } else if size >= 10.0 {
        format!("{value:.1}")
    } else if size >= 0.1 || size == 0.0 {
        format!("{value:.2}")
    } else {
        format!("{value:.3}")
    }
}

/// `1,234,567`
pub fn grouped(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if value < 0 { format!("-{text}") } else { text }
}

/// A duration with the unit that suits it.
pub fn duration(seconds: f64) -> String {
    if seconds >= 1.0 {
        format!("{} s", number(seconds))
    } else if seconds >= 1e-3 {
        format!("{} ms", number(seconds * 1e3))
    } else {
        format!("{:.0} µs", seconds * 1e6)
    }
}

pub fn percent(part: f64) -> String {
    format!("{:.0}%", part * 100.0)
}

/// `1 thread`, `2 threads`
pub fn counted(count: usize, what: &str) -> String {
    if count == 1 {
        format!("1 {what}")
    } else {
        format!("{count} {what}s")
    }
}

/// Text for inside HTML and SVG elements and attributes.
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            _ => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_three_digits() {
        for (value, text) in [
            (0.0, "0.00"),
            (0.0123, "0.012"),
            (1.234, "1.23"),
            (12.34, "12.3"),
            (123.4, "123"),
            (5839.4, "5,839"),
            (-1234567.0, "-1,234,567"),
        ] {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn durations_choose_their_unit() {
        assert_eq!(duration(20.1), "20.1 s");
        assert_eq!(duration(0.0051), "5.10 ms");
        assert_eq!(duration(0.000_042), "42 µs");
    }

    #[test]
    fn markup_is_harmless() {
        assert_eq!(
            escaped("<a href=\"x\">&"),
            "&lt;a href=&quot;x&quot;&gt;&amp;"
        );
        assert_eq!(start("żółw", 2), "żó");
        assert_eq!(start("a", 2), "a");
    }
}
