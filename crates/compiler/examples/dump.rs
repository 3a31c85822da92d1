//! Prints the listing of a source file, or checks many: `dump FILE`, `dump --check FILE...`.

use typhon_bytecode::{disassemble, verify};
use typhon_compiler::{Mode, Options, compile_bytes};

fn main() {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let check = arguments.first().is_some_and(|first| first == "--check");
    if check {
        arguments.remove(0);
    }
    let mut failed = 0;
    for path in &arguments {
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) => {
                eprintln!("{path}: {error}");
                continue;
            }
        };
        match compile_bytes(&bytes, &Options::new(path, Mode::Exec)) {
            Ok(compiled) => {
                if let Err(error) = verify(&compiled.code) {
                    failed += 1;
                    println!("{path}: {error}");
                }
                if !check {
                    print!("{}", disassemble(&compiled.code));
                    for warning in &compiled.warnings {
                        println!("{}: {}", warning.line, warning.message);
                    }
                }
            }
            Err(error) => {
                failed += 1;
                println!(
                    "{path}: {:?} {error} column {} text {:?}",
                    error.kind, error.column, error.text
                );
            }
        }
    }
    if check {
        println!("{} files, {failed} failed", arguments.len());
    }
    std::process::exit(i32::from(failed > 0));
}
