//! Number literals, for the scanner.

use super::scan::{Kind, Scanner, fail, is_name_part};
use crate::errors::Result;

impl Scanner<'_> {
    pub(super) fn number(&mut self, start: usize) -> Result<()> {
        let prefix = self.peek(1).to_ascii_lowercase();
        if self.peek(0) == b'0' && matches!(prefix, b'x' | b'o' | b'b') {
            return self.radix(start, prefix);
        }
        let mut is_float = false;
        if self.peek(0) != b'.' {
            self.digits()?;
        }
        let whole_end = self.at;
        if self.peek(0) == b'.' {
            is_float = true;
            self.at += 1;
            if self.peek(0).is_ascii_digit() {
                self.digits()?;
            }
        }
        if matches!(self.peek(0), b'e' | b'E') {
            let sign = usize::from(matches!(self.peek(1), b'+' | b'-'));
            if self.peek(1 + sign).is_ascii_digit() {
                is_float = true;
                self.at += 1 + sign;
                self.digits()?;
            } else if sign == 1 {
                return fail(self.at + 1, self.at + 1, "invalid decimal literal");
            }
        }
        let imaginary = matches!(self.peek(0), b'j' | b'J');
        if imaginary {
            self.at += 1;
        }
        if !is_float && !imaginary {
            let digits = &self.bytes[start..whole_end];
            if digits[0] == b'0' && digits.iter().any(|digit| matches!(digit, b'1'..=b'9')) {
                let zeros = digits
                    .iter()
                    .take_while(|digit| matches!(digit, b'0' | b'_'))
                    .count();
                let message = "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers";
                return fail(start, start + zeros, message);
            }
        }
        self.end_number(if imaginary { "imaginary" } else { "decimal" })?;
        self.push(Kind::Number, start);
        Ok(())
    }

    fn digits(&mut self) -> Result<()> {
        loop {
            while self.peek(0).is_ascii_digit() {
                self.at += 1;
            }
            if self.peek(0) != b'_' {
                return Ok(());
            }
            self.at += 1;
            if !self.peek(0).is_ascii_digit() {
                return fail(self.at - 1, self.at - 1, "invalid decimal literal");
            }
        }
    }

    fn radix(&mut self, start: usize, prefix: u8) -> Result<()> {
        let (name, is_digit): (&str, fn(u8) -> bool) = match prefix {
            b'x' => ("hexadecimal", |byte| byte.is_ascii_hexdigit()),
            b'o' => ("octal", |byte| matches!(byte, b'0'..=b'7')),
            _ => ("binary", |byte| matches!(byte, b'0' | b'1')),
        };
        self.at += 2;
        loop {
            if self.peek(0) == b'_' {
                self.at += 1;
            }
            if !is_digit(self.peek(0)) {
                let byte = self.peek(0);
                if byte.is_ascii_digit() {
                    let digit = byte as char;
                    return fail(
                        self.at,
                        self.at,
                        format!("invalid digit '{digit}' in {name} literal"),
                    );
                }
                return fail(self.at - 1, self.at - 1, format!("invalid {name} literal"));
            }
            while is_digit(self.peek(0)) {
                self.at += 1;
            }
            if self.peek(0) != b'_' {
                break;
            }
        }
        let byte = self.peek(0);
        if byte.is_ascii_digit() {
            let digit = byte as char;
            return fail(
                self.at,
                self.at,
                format!("invalid digit '{digit}' in {name} literal"),
            );
        }
        self.end_number(name)?;
        self.push(Kind::Number, start);
        Ok(())
    }

    /// A number may be followed directly by a keyword (with a warning), but by no other name.
    fn end_number(&mut self, name: &str) -> Result<()> {
        let rest = &self.text[self.at..];
        let Some(next) = rest.chars().next() else {
            return Ok(());
        };
        if !is_name_part(next) {
            return Ok(());
        }
        let keywords: &[&str] = &["and", "else", "for", "if", "in", "is", "not", "or"];
        if keywords.iter().any(|keyword| rest.starts_with(keyword)) {
            return Ok(());
        }
        fail(self.at - 1, self.at - 1, format!("invalid {name} literal"))
    }
}
