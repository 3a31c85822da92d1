//! The short form of every program under `tests/stress`: see the README there. `cargo xtask stress` runs
//! them for long.

mod process;

use process::Run;
use std::path::Path;
use std::time::Duration;

#[test]
fn stress_programs() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/stress");
    let mut programs: Vec<_> = std::fs::read_dir(&folder)
        .expect("the programs")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|end| end == "py"))
        .filter(|path| !path.ends_with("hammer.py"))
        .collect();
    programs.sort();
    assert!(!programs.is_empty());
    let mut failures = Vec::new();
    for program in programs {
        let ended = Run::new(Path::new(env!("CARGO_BIN_EXE_typhon")))
            .argument(&program)
            .environment("TYPHON_STRESS_SCALE", "0.05")
            .timeout(Duration::from_secs(120))
            .run();
        if ended.status != Some(0) || ended.timed_out {
            failures.push(format!(
                "{}: {:?}{}\n{}{}",
                program.display(),
                ended.status,
                if ended.timed_out { ", timed out" } else { "" },
                ended.stdout,
                ended.stderr
            ));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
