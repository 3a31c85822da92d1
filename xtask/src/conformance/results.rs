//! What became of each test; also the shape of the file that `--json` writes.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Passed,
    Skipped,
    Failed,
    Errored,
    Crashed,
    TimedOut,
}

impl Outcome {
    pub const ALL: [Outcome; 6] = [
        Outcome::Passed,
        Outcome::Failed,
        Outcome::Errored,
        Outcome::Skipped,
        Outcome::Crashed,
        Outcome::TimedOut,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Outcome::Passed => "passed",
            Outcome::Skipped => "skipped",
            Outcome::Failed => "failed",
            Outcome::Errored => "errored",
            Outcome::Crashed => "crashed",
            Outcome::TimedOut => "timed out",
        }
    }

    pub fn from_word(word: &str) -> Option<Outcome> {
        Outcome::ALL
            .into_iter()
            .find(|outcome| outcome.word() == word)
    }

    pub fn is_bad(self) -> bool {
        !matches!(self, Outcome::Passed | Outcome::Skipped)
    }
}

#[derive(Clone, Serialize, Deserialize)]
pub struct Test {
    pub outcome: Outcome,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// One module; a test's name lacks the module's.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Module {
    pub seconds: f64,
    pub tests: BTreeMap<String, Test>,
}

impl Module {
    pub fn count(&self, outcome: Outcome) -> usize {
        let same = |test: &&Test| test.outcome == outcome;
        self.tests.values().filter(same).count()
    }

    /// The part that passed of the tests that were not skipped.
    pub fn percent(&self) -> f64 {
        percent(
            self.count(Outcome::Passed),
            self.tests.len() - self.count(Outcome::Skipped),
        )
    }
}

/// A tenth of a percent that is missing shows: 100 is only said of all.
pub fn percent(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        return 100.0;
    }
    (part as f64 * 1000.0 / whole as f64).floor() / 10.0
}

#[derive(Default, Serialize, Deserialize)]
pub struct Results {
    pub modules: BTreeMap<String, Module>,
}

impl Results {
    pub fn read(file: &Path) -> Result<Results, Box<dyn std::error::Error>> {
        let text = std::fs::read_to_string(file)
            .map_err(|error| format!("{}: {error}", file.display()))?;
        Ok(serde_json::from_str(&text)?)
    }

    pub fn write(&self, file: &Path) -> Result<(), Box<dyn std::error::Error>> {
        std::fs::write(file, serde_json::to_string_pretty(self)? + "\n")?;
        Ok(())
    }
}
