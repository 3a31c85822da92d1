//! Text and numbers-as-text.
#![forbid(unsafe_code)]

pub mod case;
pub mod codecs;
pub mod error;
pub mod format;
pub mod hash;
pub mod number;
pub mod properties;
pub mod repr;
pub mod search;
mod tables;
pub mod unicode;
pub mod wtf8;

pub use error::{Error, ErrorKind, Result};
