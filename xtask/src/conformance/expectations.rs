//! `tests/conformance.toml`: what each module is expected to do, and why not more.

use super::results::{Module, Outcome, Results};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

const HEAD: &str = "\
# What CPython 3.14's regression tests are expected to do; `cargo xtask conformance --bless` rewrites this
# file and keeps its reasons. `failing` tests stand with why they fail; `excluded` ones are not run, and
# stand with why they say nothing about Python programs: they test CPython's own insides.

";

#[derive(Default, Serialize, Deserialize)]
pub struct Expectations {
    /// The modules that continuous integration runs.
    #[serde(default)]
    pub quick: Vec<String>,
    #[serde(flatten)]
    pub modules: BTreeMap<String, Expected>,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// Modules of C code that the tests import at their head; whoever calls a function of it is skipped.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stand_ins: Vec<String>,
    /// Modules of the standard library whose source the tests look for on disk, beside `test`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub on_disk: Vec<String>,
    #[serde(default)]
    pub passed: usize,
    #[serde(default)]
    pub skipped: usize,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub failing: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub excluded: BTreeMap<String, String>,
}

impl Expectations {
    pub fn read(file: &Path) -> Result<Expectations, Box<dyn std::error::Error>> {
        let text = std::fs::read_to_string(file).unwrap_or_default();
        Ok(toml::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))?)
    }

    pub fn write(&self, file: &Path) -> Result<(), Box<dyn std::error::Error>> {
        Ok(std::fs::write(
            file,
            HEAD.to_owned() + &toml::to_string(self)?,
        )?)
    }

    /// What is expected of a module, if anything is.
    pub fn of(&self, module: &str) -> Option<&Expected> {
        self.modules.get(module)
    }

    /// Takes the results as what is expected; a reason that stands is kept, a new one is what the test said.
    pub fn learn(&mut self, results: &Results) {
        for (name, module) in &results.modules {
            let expected = self.modules.entry(name.clone()).or_default();
            expected.passed = module.count(Outcome::Passed);
            expected.skipped = module.count(Outcome::Skipped);
            let known = std::mem::take(&mut expected.failing);
            for (test, result) in module
                .tests
                .iter()
                .filter(|(_, test)| test.outcome.is_bad())
            {
                let reason = known.get(test).unwrap_or(&result.reason);
                expected.failing.insert(test.clone(), reason.clone());
            }
        }
    }

    pub fn regressions(&self, results: &Results) -> Vec<String> {
        let nothing = Expected::default();
        let mut lines = Vec::new();
        for (name, module) in &results.modules {
            let expected = self.modules.get(name).unwrap_or(&nothing);
            for (test, result) in module
                .tests
                .iter()
                .filter(|(_, test)| test.outcome.is_bad())
            {
                if !expected.failing.contains_key(test) {
                    let word = result.outcome.word();
                    lines.push(format!("{name}.{test} {word}: {}", result.reason));
                }
            }
            let passed = module.count(Outcome::Passed);
            if passed + module.count(Outcome::Skipped) < expected.passed + expected.skipped {
                lines.push(format!(
                    "{name}: {passed} passed, expected {}",
                    expected.passed
                ));
            }
        }
        lines
    }

    /// Tests that are expected to fail, and passed.
    pub fn mended(&self, results: &Results) -> Vec<String> {
        let passed = |module: &Module, test: &str| {
            let result = module.tests.get(test);
            result.is_some_and(|result| result.outcome == Outcome::Passed)
        };
        let mut lines = Vec::new();
        for (name, module) in &results.modules {
            let expected = self.modules.get(name).into_iter();
            let failing = expected.flat_map(|expected| expected.failing.keys());
            let mended = failing.filter(|test| passed(module, test));
            lines.extend(mended.map(|test| format!("{name}.{test}")));
        }
        lines
    }
}
