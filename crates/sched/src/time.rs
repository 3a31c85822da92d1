//! Moments and spans of time in nanoseconds, from a clock that the caller chooses.

use std::fmt;

/// Nanoseconds: a moment since the clock's start, or a span.
#[derive(Debug, Default, Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(pub u64);

impl Time {
    pub const ZERO: Time = Time(0);

    pub const fn micros(micros: u64) -> Time {
        Time(micros * 1_000)
    }

    pub const fn millis(millis: u64) -> Time {
        Time(millis * 1_000_000)
    }

    /// `5ms`, `100us`, `1s`, `250ns`, `1.5ms`. None: not a span, or none at all.
    pub fn parse(text: &str) -> Option<Time> {
        let unit_at = text.find(|letter: char| letter.is_ascii_alphabetic())?;
        let (number, unit) = text.split_at(unit_at);
        let factor = match unit {
            "ns" => 1.0,
            "us" => 1e3,
            "ms" => 1e6,
            "s" => 1e9,
            _ => return None,
        };
        if !number
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.')
        {
            return None;
        }
        let span = (number.parse::<f64>().ok()? * factor).round();
        (1.0..=3.6e12).contains(&span).then_some(Time(span as u64))
    }

    pub fn seconds(self) -> f64 {
        self.0 as f64 / 1e9
    }

    pub fn since(self, earlier: Time) -> Time {
        Time(self.0.saturating_sub(earlier.0))
    }
}

impl std::ops::Add for Time {
    type Output = Time;
    fn add(self, span: Time) -> Time {
        Time(self.0.saturating_add(span.0))
    }
}

impl fmt::Display for Time {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (span, unit) = match self.0 {
            nanos if nanos % 1_000_000_000 == 0 => (nanos as f64 / 1e9, "s"),
            nanos if nanos >= 1_000_000 => (nanos as f64 / 1e6, "ms"),
            nanos if nanos >= 1_000 => (nanos as f64 / 1e3, "us"),
            nanos => (nanos as f64, "ns"),
        };
        write!(formatter, "{span}{unit}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_and_shown() {
        for (text, nanos) in [
            ("5ms", 5_000_000),
            ("100us", 100_000),
            ("1s", 1_000_000_000),
        ] {
            assert_eq!(Time::parse(text), Some(Time(nanos)));
            assert_eq!(Time(nanos).to_string(), text);
        }
        assert_eq!(Time::parse("1.5ms"), Some(Time::micros(1500)));
        for text in [
            "", "5", "ms", "-1ms", "5 ms", "5min", "0ms", "1e3ms", "inf s", "2h",
        ] {
            assert_eq!(Time::parse(text), None, "{text}");
        }
    }
}
