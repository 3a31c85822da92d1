//! Compiles every file named in the list file and prints one line each: the error, or OK and the warnings.

use typhon_compiler::{ErrorKind, Mode, Options, compile_bytes};

fn main() {
    let list = std::env::args()
        .nth(1)
        .expect("usage: errors LIST [single]");
    let single = std::env::args().nth(2).is_some();
    for path in std::fs::read_to_string(list)
        .expect("the list can be read")
        .lines()
    {
        let bytes = std::fs::read(path).expect("the file can be read");
        let mut options = Options::new("<string>", Mode::Exec);
        if single {
            options.mode = Mode::Single;
            options.allow_incomplete = true;
            options.dont_imply_dedent = true;
        }
        let shown = match compile_bytes(&bytes, &options) {
            Ok(compiled) => {
                let warnings: Vec<String> = compiled
                    .warnings
                    .iter()
                    .map(|w| format!("{}:{}", w.line, w.message))
                    .collect();
                format!("OK|{}", warnings.join("|"))
            }
            Err(error) => {
                let kind = match error.kind {
                    ErrorKind::Syntax => "SyntaxError",
                    ErrorKind::Indentation => "IndentationError",
                    ErrorKind::Tab => "TabError",
                    ErrorKind::Incomplete => "_IncompleteInputError",
                    ErrorKind::TooDeep => "RecursionError",
                    ErrorKind::Overflow => "OverflowError",
                    ErrorKind::Value => "ValueError",
                };
                format!(
                    "{kind}|{}|{}|{}|{}|{}",
                    error.message, error.line, error.column, error.end_line, error.end_column
                )
            }
        };
        println!("{path}|{}", shown.replace('\n', "\\n"));
    }
}
