//! Errors of this crate: which Python exception, and its exact message.
//! Invariant: messages are those of CPython 3.14, so the layer above raises them unchanged.

use std::borrow::Cow;

/// The Python exception class that an [`Error`] stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    ValueError,
    OverflowError,
    TypeError,
    ZeroDivisionError,
    MemoryError,
}

/// A Python exception that is still only a class and a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    pub kind: ErrorKind,
    pub message: Cow<'static, str>,
}

impl Error {
    pub fn value(message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            kind: ErrorKind::ValueError,
            message: message.into(),
        }
    }

    pub fn overflow(message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            kind: ErrorKind::OverflowError,
            message: message.into(),
        }
    }

    pub fn type_error(message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            kind: ErrorKind::TypeError,
            message: message.into(),
        }
    }

    pub fn memory() -> Self {
        Self {
            kind: ErrorKind::MemoryError,
            message: "".into(),
        }
    }

    pub fn zero_division(message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            kind: ErrorKind::ZeroDivisionError,
            message: message.into(),
        }
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{:?}: {}", self.kind, self.message)
    }
}

impl std::error::Error for Error {}

pub type Result<T> = std::result::Result<T, Error>;
