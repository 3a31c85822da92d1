//! The matching engine behind Python's `_sre` module. It knows no Python objects.
//!
//! `re._compiler` turns a pattern into an array of 32-bit words. [`Code::new`] checks such an array
//! completely and lowers it to a [`program`] of our own; a [`State`] runs that program over a slice
//! of code units. The way a pattern takes:
//!
//! | file | role |
//! |---|---|
//! | `opcodes` | the numbers the compiler emits |
//! | `lower` | words → program; the only reader of words, and what rejects bad ones |
//! | `analyse` | what a match can start with; literal prefixes; tails of repeats |
//! | `program` | the instructions and their side tables |
//! | `unit`, `charset` | tests of one character, and scans by them |
//! | `machine`, `repeat` | the backtracking loop, with its explicit stack |
//! | `state` | match, fullmatch, search; groups; repeated scanning |
//! | `unicode`, `locale` | case mapping and categories |
//!
//! Invariants: no array of words makes this crate panic, recurse on the native stack or run on without
//! calling the poll callback; every failure is a value.
//!
//! Matching has the meaning CPython gives it: an ordered depth-first search over the pattern in which
//! going back restores every group to what it was. CPython restores snapshots of its marks; here each
//! change pushes its undo record. Deliberately absent: memoisation, and a stricter reading of a
//! program than the compiler's own (an `INFO` block is checked, but only its minimum width is used).

//!
//! Known differences from CPython, all where its answer is an accident:
//! - `search` finds what `match` would match. CPython's compiler writes the set for the first character
//!   with the flags of the whole pattern, so `(?a:\W)` is not found where only ASCII makes it match.
//! - With `endpos` before `pos` nothing matches; CPython matches an empty pattern there.
//! - A repeat of one character must repeat one test of a character, as the compiler has it; CPython
//!   accepts any program there.
//!
//! ```
//! use typhon_sre::{Code, State};
//! // What the compiler emits for "b", without its INFO block: LITERAL 98, SUCCESS.
//! let code = Code::new(vec![16, 98, 1], 0).unwrap();
//! let mut state = State::new(&code, b"abcb", 0, usize::MAX).unwrap();
//! let mut poll = || Ok(());
//! let mut starts = Vec::new();
//! while state.search(&mut poll).unwrap() {
//!     starts.push(state.start);
//!     state.advance();
//! }
//! assert_eq!(starts, [1, 3]);
//! ```

#![forbid(unsafe_code)]

mod analyse;
mod charset;
mod code;
mod locale;
mod lower;
mod machine;
mod opcodes;
mod program;
mod repeat;
mod state;
mod unicode;
#[rustfmt::skip]
mod unicode_tables;
mod unit;

pub use code::{Code, InvalidCode};
pub use locale::Locale;
pub use opcodes::{CODESIZE, MAGIC, MAXGROUPS, MAXREPEAT};
pub use state::{MatchError, Scratch, State, Stop};
pub use unicode::{
    ascii_iscased, ascii_tolower, ascii_toupper, getlower, unicode_iscased, unicode_tolower,
    unicode_toupper,
};
pub use unit::CodeUnit;
