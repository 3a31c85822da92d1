//! Broken (and some sound) programs with the outcome CPython 3.14 has for them.
//!
//! `errors.txt` holds programs, each followed by a line `==> ` with the kind of error, the message, line,
//! column, end line and end column, or `OK` and the warnings.

use std::fmt::Write;

use typhon_compiler::{ErrorKind, Mode, Options, compile};

fn outcome(source: &str) -> String {
    match compile(source, &Options::new("<string>", Mode::Exec)) {
        Ok(compiled) => {
            let warnings: Vec<String> = compiled
                .warnings
                .iter()
                .map(|warning| format!("{}:{}", warning.line, warning.message))
                .collect();
            format!("OK|{}", warnings.join("|"))
        }
        Err(error) => {
            let kind = match error.kind {
                ErrorKind::Syntax => "SyntaxError",
                ErrorKind::Indentation => "IndentationError",
                ErrorKind::Tab => "TabError",
                other => panic!("{other:?} for {source:?}"),
            };
            let place = format!(
                "{}|{}|{}|{}",
                error.line, error.column, error.end_line, error.end_column
            );
            format!("{kind}|{}|{place}", error.message)
        }
    }
}

#[test]
fn messages_and_places_are_those_of_cpython() {
    let mut report = String::new();
    let mut program = String::new();
    let mut count = 0;
    for line in include_str!("errors.txt").split_inclusive('\n') {
        let Some(expected) = line.strip_prefix("==> ") else {
            // An empty line ends the entry before.
            if !(program.is_empty() && line == "\n") {
                program.push_str(line);
            }
            continue;
        };
        let found = outcome(&program);
        if found != expected.trim_end_matches('\n') {
            let _ = writeln!(report, "{program}  expected {expected}     found {found}\n");
        }
        program.clear();
        count += 1;
    }
    assert!(count > 200);
    assert!(report.is_empty(), "{report}");
}

#[test]
fn deep_input_ends_in_an_error() {
    let deep = |text: String| {
        compile(&text, &Options::new("deep.py", Mode::Exec))
            .map(|_| ())
            .map_err(|error| error.kind)
    };
    const DEPTH: usize = 100_000;
    for text in [
        vec!["x"; DEPTH].join("+"),
        "-".repeat(DEPTH) + "x",
        "not ".repeat(DEPTH) + "x",
        "a".to_owned() + &".b".repeat(DEPTH),
        "f".to_owned() + &"()".repeat(DEPTH),
        "lambda: ".repeat(DEPTH) + "x",
        "lambda: ".repeat(5_000) + "x",
        "x if x else ".repeat(DEPTH) + "x",
        vec!["x"; DEPTH].join("**"),
        "if x: ".repeat(DEPTH) + "x",
    ] {
        assert_eq!(deep(text), Err(ErrorKind::TooDeep));
    }
    assert_eq!(deep("(".repeat(DEPTH)), Err(ErrorKind::Syntax));
    assert_eq!(
        deep("@x\n".repeat(DEPTH) + "def f(): pass"),
        Err(ErrorKind::Syntax)
    );
    assert_eq!(deep(vec!["x"; DEPTH].join(" and ")), Ok(()));
    assert_eq!(deep(vec!["x"; 9_000].join("+")), Ok(()));
    assert_eq!(deep("-".repeat(9_000) + "x"), Ok(()));
}
