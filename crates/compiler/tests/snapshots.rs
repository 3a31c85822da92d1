//! Listings of small programs, one file each in `tests/snapshots`: the source, a line `---`, the listing.
//! `TYPHON_BLESS=1 cargo test -p typhon-compiler --test snapshots` rewrites the listings.

use std::fmt::Write;
use std::path::Path;

use typhon_bytecode::{disassemble, verify};
use typhon_compiler::{Mode, Options, compile};

#[test]
fn listings_are_as_blessed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    let bless = std::env::var_os("TYPHON_BLESS").is_some();
    let mut paths: Vec<_> = std::fs::read_dir(&folder)
        .expect("the folder exists")
        .map(|entry| entry.expect("readable").path())
        .collect();
    paths.sort();
    let mut report = String::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).expect("readable");
        let (source, expected) = text.split_once("---\n").unwrap_or((&text, ""));
        let listing = match compile(source, &Options::new("snapshot.py", Mode::Exec)) {
            Ok(compiled) => {
                verify(&compiled.code)
                    .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
                disassemble(&compiled.code)
            }
            Err(error) => format!("{error}\n"),
        };
        if listing == expected {
            continue;
        }
        if bless {
            std::fs::write(&path, format!("{source}---\n{listing}")).expect("writable");
        } else {
            let _ = writeln!(report, "{}:\n{listing}", path.display());
        }
    }
    assert!(
        report.is_empty(),
        "listings differ from the blessed ones:\n{report}"
    );
}
