//! [`Code`]: a checked pattern, shared by every thread that matches with it. Immutable.

use crate::lower;
use crate::program::Program;

/// The words are not something `re._compiler` could have emitted. CPython's message for it is
/// `RuntimeError: invalid SRE code`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidCode;

impl std::fmt::Display for InvalidCode {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("invalid SRE code")
    }
}

impl std::error::Error for InvalidCode {}

/// A pattern that has been checked completely and is ready to run.
#[derive(Clone, Debug)]
pub struct Code {
    words: Vec<u32>,
    pub(crate) program: Program,
}

impl Code {
    /// Checks and lowers a code array. `groups` does not count the whole match.
    pub fn new(words: Vec<u32>, groups: usize) -> Result<Code, InvalidCode> {
        let program = lower::lower(&words, groups)?;
        Ok(Code { words, program })
    }

    /// The words this was made from.
    pub fn words(&self) -> &[u32] {
        &self.words
    }

    /// Number of groups, the whole match not counted.
    pub fn groups(&self) -> usize {
        self.program.groups
    }
}

/// Equal words mean equal patterns, as for `re.Pattern`.
impl PartialEq for Code {
    fn eq(&self, other: &Code) -> bool {
        self.words == other.words && self.groups() == other.groups()
    }
}

impl Eq for Code {}

impl std::hash::Hash for Code {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.words.hash(state);
    }
}
