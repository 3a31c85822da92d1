//! What modules that talk to the system share: paths as arguments, system calls that wait outside the
//! runtime and are retried when a signal interrupts them, and the errors they raise.
//! Invariant: a closure given to `retry` touches no Python object.

use std::ffi::CString;
use typhon_objects::bytes::{Bytes, BytesObject};
use typhon_objects::prelude::*;
use typhon_objects::types::Special;

/// The calling thread's errno.
pub fn errno() -> i32 {
    std::io::Error::last_os_error().raw_os_error().unwrap_or(0)
}

/// A system call outside the runtime, retried on EINTR after signal handlers have run. The inner error is
/// the errno.
pub fn retry(
    thread: &Thread,
    mut call: impl FnMut() -> i64,
) -> Result<std::result::Result<i64, i32>> {
    loop {
        let (result, error) = thread.blocked(|| {
            let result = call();
            (result, if result < 0 { errno() } else { 0 })
        });
        if result >= 0 {
            return Ok(Ok(result));
        }
        if error != libc::EINTR {
            return Ok(Err(error));
        }
        thread.poll()?;
    }
}

/// Like `retry`, with OSError for a failure.
pub fn checked(thread: &Thread, filename: Option<Value>, call: impl FnMut() -> i64) -> Result<i64> {
    match retry(thread, call)? {
        Ok(result) => Ok(result),
        Err(error) => Err(errors::os_error(thread, error, filename)),
    }
}

/// The bytes that a `str` stands for in file names, arguments and the environment (PEP 383).
pub fn encode_os(thread: &Thread, text: Str) -> Result<Vec<u8>> {
    let bytes = text.bytes();
    if text.as_str().is_some() {
        return Ok(bytes.to_vec());
    }
    let mut encoded = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    let mut index = 0i64;
    while !rest.is_empty() {
        let (code, length) = typhon_text::wtf8::decode_at(rest, 0);
        match code {
            0xdc80..=0xdcff => encoded.push((code - 0xdc00) as u8),
            0xd800..=0xdfff => {
                return Err(unicode_encode_error(
                    thread,
                    "utf-8",
                    text.value(),
                    index,
                    index + 1,
                    "surrogates not allowed",
                ));
            }
            _ => encoded.extend_from_slice(&rest[..length]),
        }
        rest = &rest[length..];
        index += 1;
    }
    Ok(encoded)
}

/// Raises UnicodeEncodeError.
#[cold]
pub fn unicode_encode_error(
    thread: &Thread,
    encoding: &str,
    object: Value,
    start: i64,
    end: i64,
    reason: &str,
) -> Raised {
    let make = || {
        let class = tree::UNICODE_ENCODE_ERROR.get().value();
        let (encoding, reason) = (Str::new(thread, encoding)?, Str::new(thread, reason)?);
        let (start, end) = (Value::fixnum(start), Value::fixnum(end));
        let arguments = [encoding.value(), object, start, end, reason.value()];
        Ok(Raised::new(call(thread, class, &arguments)?))
    };
    make().unwrap_or_else(|raised| raised)
}

/// Raises UnicodeDecodeError.
#[cold]
pub fn unicode_decode_error(
    thread: &Thread,
    encoding: &str,
    data: &[u8],
    start: usize,
    end: usize,
    reason: &str,
) -> Raised {
    let make = || {
        let class = tree::UNICODE_DECODE_ERROR.get().value();
        let (encoding, reason) = (Str::new(thread, encoding)?, Str::new(thread, reason)?);
        let data = Bytes::new(thread, data)?;
        let (start, end) = (Value::fixnum(start as i64), Value::fixnum(end as i64));
        let arguments = [encoding.value(), data.value(), start, end, reason.value()];
        Ok(Raised::new(call(thread, class, &arguments)?))
    };
    make().unwrap_or_else(|raised| raised)
}

/// Bytes of the system as text: what is not UTF-8 becomes surrogates (PEP 383).
pub fn decode_os(thread: &Thread, bytes: &[u8]) -> Result<Str> {
    use std::os::unix::ffi::OsStrExt;
    typhon_interp::system::decode_os(thread, std::ffi::OsStr::from_bytes(bytes))
}

/// `os.fspath(value)`: str or bytes.
pub fn fspath(thread: &Thread, value: Value) -> Result {
    if value.is::<StrObject>() || value.is::<BytesObject>() {
        return Ok(value);
    }
    let class = value.class();
    let Some(method) = class
        .special(Special::Fspath)
        .filter(|method| !method.is_none())
    else {
        return Err(errors::type_error(
            thread,
            format!(
                "expected str, bytes or os.PathLike object, not {}",
                class.name_text()
            ),
        ));
    };
    let path = typhon_objects::call::call_special(thread, method, value, &[])?;
    if path.is::<StrObject>() || path.is::<BytesObject>() {
        return Ok(path);
    }
    Err(errors::type_error(
        thread,
        format!(
            "expected {}.__fspath__() to return str or bytes, not {}",
            class.name_text(),
            path.class().name_text()
        ),
    ))
}

/// The bytes of a str or bytes object.
pub fn os_bytes(thread: &Thread, value: Value) -> Result<Vec<u8>> {
    if let Some(bytes) = value.downcast::<BytesObject>() {
        return Ok(bytes.data().to_vec());
    }
    encode_os(thread, Ref::of(value))
}

/// A path argument. `object` is what errors and results show; it sits on the stack with the struct.
pub struct Path {
    pub name: CString,
    pub object: Value,
    /// An open file instead of a name.
    pub fd: Option<i32>,
    pub is_bytes: bool,
}

impl Path {
    pub fn as_ptr(&self) -> *const libc::c_char {
        self.name.as_ptr()
    }

    /// The file name for an error.
    pub fn shown(&self) -> Option<Value> {
        Some(self.object)
    }

    /// Text made from names under this path: bytes if the path was bytes.
    pub fn result(&self, thread: &Thread, bytes: &[u8]) -> Result {
        if self.is_bytes {
            Ok(Bytes::new(thread, bytes)?.value())
        } else {
            Ok(decode_os(thread, bytes)?.value())
        }
    }
}

/// What a path parameter takes besides str, bytes and os.PathLike.
#[derive(Copy, Clone, PartialEq, Eq, Default)]
pub struct Takes {
    pub fd: bool,
    pub none: bool,
}

pub const NAME_ONLY: Takes = Takes {
    fd: false,
    none: false,
};
pub const NAME_OR_FD: Takes = Takes {
    fd: true,
    none: false,
};

/// The parameter `argument` of `function` as a path.
pub fn path(
    thread: &Thread,
    function: &str,
    argument: &str,
    value: Value,
    takes: Takes,
) -> Result<Path> {
    if takes.none && (value.is_null() || value.is_none()) {
        return Ok(Path {
            name: CString::from(c"."),
            object: Value::NONE,
            fd: None,
            is_bytes: false,
        });
    }
    let mut object = value;
    if !value.is::<StrObject>() && !value.is::<BytesObject>() {
        let class = value.class();
        if takes.fd && class.special(Special::Index).is_some() {
            let fd = descriptor_number(thread, value)?;
            return Ok(Path {
                name: CString::default(),
                object: value,
                fd: Some(fd),
                is_bytes: false,
            });
        }
        if class
            .special(Special::Fspath)
            .is_none_or(|method| method.is_none())
        {
            let expected = match (takes.fd, takes.none) {
                (true, true) => "string, bytes, os.PathLike, integer or None",
                (true, false) => "string, bytes, os.PathLike or integer",
                (false, true) => "string, bytes, os.PathLike or None",
                (false, false) => "string, bytes or os.PathLike",
            };
            return Err(errors::type_error(
                thread,
                format!(
                    "{function}: {argument} should be {expected}, not {}",
                    class.name_text()
                ),
            ));
        }
        object = fspath(thread, value)?;
    }
    let is_bytes = object.is::<BytesObject>();
    let bytes = os_bytes(thread, object)?;
    match CString::new(bytes) {
        Ok(name) => Ok(Path {
            name,
            object: value,
            fd: None,
            is_bytes,
        }),
        Err(_) => Err(errors::value_error(
            thread,
            format!("{function}: embedded null character in {argument}"),
        )),
    }
}

/// An int as a C string's worth of file descriptor, with the messages of path parameters.
fn descriptor_number(thread: &Thread, value: Value) -> Result<i32> {
    let int = operations::index_value(thread, value)?;
    let number = typhon_objects::int::to_i64(int);
    match number.map(i32::try_from) {
        Some(Ok(fd)) => Ok(fd),
        _ if typhon_objects::int::is_negative(int) => {
            Err(errors::overflow_error(thread, "fd is less than minimum"))
        }
        _ => Err(errors::overflow_error(thread, "fd is greater than maximum")),
    }
}

/// An int, or an object with `fileno()`, as a file descriptor.
pub fn file_descriptor(thread: &Thread, value: Value) -> Result<i32> {
    let number = if typhon_objects::int::is_int(value) {
        value
    } else {
        let name = names().fileno;
        let Some(method) = typhon_objects::attribute::get_optional(thread, value, name)? else {
            return Err(errors::type_error(
                thread,
                "argument must be an int, or have a fileno() method.",
            ));
        };
        let result = call(thread, method, &[])?;
        if !typhon_objects::int::is_int(result) {
            return Err(errors::type_error(
                thread,
                "fileno() returned a non-integer",
            ));
        }
        result
    };
    if number.is_bool() {
        typhon_interp::warning::warn(
            thread,
            &tree::RUNTIME_WARNING,
            "bool is used as a file descriptor",
            1,
        )?;
    }
    let fd = crate::support::to_c_int(thread, number)?;
    if fd < 0 {
        return Err(errors::value_error(
            thread,
            format!("file descriptor cannot be a negative integer ({fd})"),
        ));
    }
    Ok(fd)
}

/// A C string argument.
pub fn c_string(thread: &Thread, value: Value) -> Result<CString> {
    let object = fspath(thread, value)?;
    CString::new(os_bytes(thread, object)?)
        .map_err(|_| errors::value_error(thread, "embedded null byte"))
}

/// Whether a fresh descriptor stays open across exec.
pub fn set_inheritable(fd: i32, inheritable: bool) -> std::result::Result<(), i32> {
    // SAFETY: fcntl on a number; a bad one gives EBADF.
    unsafe {
        let flags = libc::fcntl(fd, libc::F_GETFD);
        if flags < 0 {
            return Err(errno());
        }
        let wanted = if inheritable {
            flags & !libc::FD_CLOEXEC
        } else {
            flags | libc::FD_CLOEXEC
        };
        if wanted != flags && libc::fcntl(fd, libc::F_SETFD, wanted) < 0 {
            return Err(errno());
        }
    }
    Ok(())
}
