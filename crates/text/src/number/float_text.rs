//! Shortest decimal digits of a float, and `repr` of `float` and `complex`.
//! Invariant: the digits read back as the same float, and no shorter ones do.

/// The shortest digits of a finite float: value = `0.d1d2d3...` x 10^`point`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShortestDigits {
    buffer: [u8; 24],
    length: usize,
    /// Position of the decimal point, counted from the first digit.
    pub point: i32,
    pub is_negative: bool,
}

impl ShortestDigits {
    /// ASCII digits, without zeros at either end unless the value is 0.
    pub fn digits(&self) -> &[u8] {
        &self.buffer[..self.length]
    }
}

/// The shortest digits of a finite float.
pub fn shortest_digits(value: f64) -> ShortestDigits {
    let mut result = ShortestDigits {
        buffer: [0; 24],
        length: 0,
        point: 1,
        is_negative: value.is_sign_negative(),
    };
    if value == 0.0 {
        result.buffer[0] = b'0';
        result.length = 1;
        return result;
    }
    let mut buffer = zmij::Buffer::new();
    let text = buffer.format_finite(value.abs()).as_bytes();
    let mut point = None;
    let mut exponent = 0i32;
    let mut seen = 0i32;
    for (index, byte) in text.iter().enumerate() {
        match byte {
            b'.' => point = Some(seen),
            b'e' | b'E' => {
                exponent = std::str::from_utf8(&text[index + 1..])
                    .ok()
                    .and_then(|part| part.parse().ok())
                    .unwrap_or(0);
                break;
            }
            _ => {
                seen += 1;
                if result.length > 0 || *byte != b'0' {
                    result.buffer[result.length] = *byte;
                    result.length += 1;
                }
            }
        }
    }
    // Zeros before the first digit moved it to the right of where the count began.
    let leading = seen - result.length as i32;
    result.point = point.unwrap_or(seen) - leading + exponent;
    while result.length > 1 && result.buffer[result.length - 1] == b'0' {
        result.length -= 1;
    }
    result
}

/// Appends `repr(float)`; `dot_zero` says whether a whole number gets `.0`.
pub fn write_float_repr(output: &mut String, value: f64, dot_zero: bool) {
    if value.is_nan() {
        output.push_str("nan");
        return;
    }
    if value.is_infinite() {
        output.push_str(if value < 0.0 { "-inf" } else { "inf" });
        return;
    }
    let shortest = shortest_digits(value);
    // Digits are ASCII, so each is one char.
    let push_digits =
        |output: &mut String, part: &[u8]| output.extend(part.iter().map(|digit| *digit as char));
    let digits = shortest.digits();
    let point = shortest.point;
    if shortest.is_negative {
        output.push('-');
    }
    if !(-3..=16).contains(&point) {
        push_digits(output, &digits[..1]);
        if digits.len() > 1 {
            output.push('.');
            push_digits(output, &digits[1..]);
        }
        let exponent = point - 1;
        output.push_str(if exponent < 0 { "e-" } else { "e+" });
        let size = exponent.unsigned_abs();
        if size < 10 {
            output.push('0');
        }
        output.push_str(&size.to_string());
    } else if point <= 0 {
        output.push_str("0.");
        output.extend(std::iter::repeat_n('0', point.unsigned_abs() as usize));
        push_digits(output, digits);
    } else {
        let whole = point as usize;
        if digits.len() > whole {
            push_digits(output, &digits[..whole]);
            output.push('.');
            push_digits(output, &digits[whole..]);
        } else {
            push_digits(output, digits);
            output.extend(std::iter::repeat_n('0', whole - digits.len()));
            if dot_zero {
                output.push_str(".0");
            }
        }
    }
}

/// `repr(float)`.
pub fn float_repr(value: f64) -> String {
    let mut output = String::with_capacity(24);
    write_float_repr(&mut output, value, true);
    output
}

/// `repr(complex)`.
pub fn complex_repr(real: f64, imaginary: f64) -> String {
    let mut output = String::with_capacity(48);
    if real == 0.0 && real.is_sign_positive() {
        write_float_repr(&mut output, imaginary, false);
        output.push('j');
        return output;
    }
    output.push('(');
    write_float_repr(&mut output, real, false);
    if imaginary.is_nan() || imaginary.is_sign_positive() {
        output.push('+');
    }
    write_float_repr(&mut output, imaginary, false);
    output.push_str("j)");
    output
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn representation() {
        for (value, text) in [
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (1.0, "1.0"),
            (0.1, "0.1"),
            (1e16, "1e+16"),
            (9999999999999998.0, "9999999999999998.0"),
            (123456789012345680.0, "1.2345678901234568e+17"),
            (0.0001, "0.0001"),
            (0.00001234, "1.234e-05"),
            (5e-324, "5e-324"),
            (1.7976931348623157e308, "1.7976931348623157e+308"),
            (2f64.powi(-44), "5.684341886080802e-14"),
            (9007199254740993.0, "9007199254740992.0"),
            (f64::NEG_INFINITY, "-inf"),
            (-f64::NAN, "nan"),
            (1e22, "1e+22"),
            (100.0, "100.0"),
        ] {
            assert_eq!(float_repr(value), text);
        }
        assert_eq!(complex_repr(1.0, -0.0), "(1-0j)");
        assert_eq!(complex_repr(0.0, 2.5), "2.5j");
        assert_eq!(complex_repr(-0.0, f64::NAN), "(-0+nanj)");
    }

    #[test]
    fn digits_agree_with_the_standard_library() {
        let mut state = 0x9E37_79B9_7F4A_7C15u64;
        for _ in 0..20_000 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let value = f64::from_bits(state & !(1 << 63));
            if value.is_finite() && value != 0.0 {
                let shortest = shortest_digits(value);
                let text = format!("{value:e}");
                let (digits, exponent) = text.split_once('e').unwrap();
                // Where two shortest texts are equally near, ours is the even one, as CPython's is.
                assert_eq!(shortest.digits().len(), digits.replace('.', "").len());
                assert_eq!(shortest.point - 1, exponent.parse::<i32>().unwrap());
                assert_eq!(float_repr(value).parse::<f64>(), Ok(value));
            }
        }
        assert_eq!(
            float_repr(2f64.powi(-24) * 16777217.0 / 4.0),
            "0.2500000149011612"
        );
    }
}
