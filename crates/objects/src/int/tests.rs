//! What can be tested of numbers without an interpreter: expressions in prefix form, results by repr.

use crate::exceptions::tests::with_thread;
use crate::operations::{Operator, Unary};
use crate::prelude::*;
use crate::{complex, float, int};

fn number(thread: &Thread, text: &str) -> Result {
    let (class, text) = if text.ends_with('j') {
        (complex::COMPLEX.get(), text)
    } else if text.contains(['.', 'e', 'n']) {
        (float::FLOAT.get(), text)
    } else {
        (int::INT.get(), text)
    };
    let text = Str::new(thread, text)?;
    call(thread, class.value(), &[text.value()])
}

fn shown(thread: &Thread, result: Result) -> String {
    let shown = result
        .and_then(|value| operations::repr(thread, value))
        .or_else(|raised| operations::repr(thread, raised.value()));
    match shown {
        Ok(text) => text.to_string_lossy().into_owned(),
        Err(_) => "repr raised".to_string(),
    }
}

fn binary(thread: &Thread, operator: &str, a: &str, b: &str) -> String {
    let operator = match operator {
        "+" => Operator::Add,
        "-" => Operator::Subtract,
        "*" => Operator::Multiply,
        "/" => Operator::TrueDivide,
        "//" => Operator::FloorDivide,
        "%" => Operator::Modulo,
        "**" => Operator::Power,
        "<<" => Operator::LeftShift,
        ">>" => Operator::RightShift,
        "&" => Operator::And,
        "|" => Operator::Or,
        "^" => Operator::Xor,
        _ => Operator::DivMod,
    };
    let result = number(thread, a)
        .and_then(|a| Ok((a, number(thread, b)?)))
        .and_then(|(a, b)| operations::binary(thread, operator, a, b));
    shown(thread, result)
}

#[test]
fn operators() {
    with_thread(|thread| {
        for (a, operator, b, expected) in [
            ("4611686018427387903", "+", "1", "4611686018427387904"),
            ("-9223372036854775808", "-", "1", "-9223372036854775809"),
            ("9223372036854775808", "-", "1", "9223372036854775807"),
            ("4294967296", "*", "-4294967296", "-18446744073709551616"),
            ("-7", "//", "2", "-4"),
            ("-7", "%", "2", "1"),
            ("-9223372036854775808", "//", "-1", "9223372036854775808"),
            ("1", "//", "0", "ZeroDivisionError('division by zero')"),
            ("1", "/", "0", "ZeroDivisionError('division by zero')"),
            ("7", "divmod", "-2", "(-4, -1)"),
            ("2", "**", "100", "1267650600228229401496703205376"),
            ("2", "**", "-2", "0.25"),
            (
                "0",
                "**",
                "-1",
                "ZeroDivisionError('zero to a negative power')",
            ),
            ("1", "<<", "64", "18446744073709551616"),
            ("-1", "<<", "63", "-9223372036854775808"),
            ("-18446744073709551617", ">>", "64", "-2"),
            ("1", "<<", "-1", "ValueError('negative shift count')"),
            ("18446744073709551617", "&", "-1", "18446744073709551617"),
            ("1", "^", "-18446744073709551616", "-18446744073709551615"),
            ("1", "+", "0.5", "1.5"),
            ("0.5", "-", "1", "-0.5"),
            ("7.0", "//", "2", "3.0"),
            ("-7", "%", "2.0", "1.0"),
            ("1.0", "/", "0.0", "ZeroDivisionError('division by zero')"),
            (
                "1e200",
                "**",
                "2",
                "OverflowError(34, 'Numerical result out of range')",
            ),
            (
                "-8.0",
                "**",
                "0.5",
                "(1.7319121124709868e-16+2.8284271247461903j)",
            ),
            ("1j", "*", "1j", "(-1+0j)"),
            ("1", "/", "2j", "-0.5j"),
            ("2j", "**", "2", "(-4+0j)"),
        ] {
            assert_eq!(
                binary(thread, operator, a, b),
                expected,
                "{a} {operator} {b}"
            );
        }
        Ok(())
    });
}

#[test]
fn results_in_the_immediate_range_are_immediate() {
    with_thread(|thread| {
        let big = number(thread, "4611686018427387904")?;
        assert!(big.is_pointer());
        assert!(int::sub(thread, big, Value::fixnum(1))?.is_fixnum());
        let low = operations::unary(thread, Unary::Negative, big)?;
        assert_eq!(low, Value::fixnum(Value::INT_MIN));
        assert_eq!(
            operations::hash(thread, number(thread, "1e20")?)?,
            operations::hash(thread, number(thread, "100000000000000000000")?)?
        );
        Ok(())
    });
}

/// Arguments are numbers, or text in quotes.
fn argument(thread: &Thread, text: &str) -> Result {
    match text.strip_prefix('"') {
        Some(text) => Ok(Str::new(thread, text.trim_end_matches('"'))?.value()),
        None => number(thread, text),
    }
}

fn method_result(thread: &Thread, receiver: &str, name: &str, args: &[&str]) -> Result {
    let receiver = number(thread, receiver)?;
    let mut values = [Value::NULL; 2];
    for (value, text) in values.iter_mut().zip(args) {
        *value = argument(thread, text)?;
    }
    let name = intern_text(thread, name)?;
    call_method(thread, receiver, name, &values[..args.len()])
}

#[test]
fn methods() {
    with_thread(|thread| {
        let rows: &[(&str, &str, &[&str], &str)] = &[
            ("255", "bit_length", &[], "8"),
            ("-255", "bit_count", &[], "8"),
            ("25", "__round__", &["-1"], "20"),
            ("1234567", "__format__", &["\",d\""], "'1,234,567'"),
            ("2.5", "__round__", &[], "2"),
            ("2.675", "__round__", &["2"], "2.67"),
            ("0.75", "as_integer_ratio", &[], "(3, 4)"),
            ("-0.1", "hex", &[], "'-0x1.999999999999ap-4'"),
            ("1e30", "__int__", &[], "1000000000000000019884624838656"),
            ("3+4j", "__abs__", &[], "5.0"),
            ("3+4j", "conjugate", &[], "(3-4j)"),
            ("2", "__pow__", &["-1", "7"], "4"),
            ("1", "__eq__", &["\"1\""], "NotImplemented"),
        ];
        for (receiver, name, args, expected) in rows {
            let result = method_result(thread, receiver, name, args);
            assert_eq!(shown(thread, result), *expected, "{receiver}.{name}");
        }
        Ok(())
    });
}
