//! The module `fcntl`.

use crate::posix::int;
use crate::system_calls::{checked, file_descriptor, retry};
use typhon_objects::buffer::Buffer;
use typhon_objects::bytes::{Bytes, BytesObject};
use typhon_objects::prelude::*;

const MOST: usize = 1024;

fn fcntl(thread: &Thread, args: &[Value]) -> Result {
    let fd = file_descriptor(thread, args[0])?;
    let command = int(thread, args[1])?;
    if let Some(data) = args[2].present()
        && !typhon_objects::int::is_int(data)
    {
        let given = argument_bytes(thread, data)?;
        if given.len() > MOST {
            return Err(errors::value_error(thread, "fcntl argument 3 is too long"));
        }
        let mut buffer = [0u8; MOST];
        buffer[..given.len()].copy_from_slice(&given);
        let pointer = buffer.as_mut_ptr() as usize;
        // SAFETY: a buffer that is long enough for every command's structure.
        checked(thread, None, || unsafe {
            libc::fcntl(fd, command, pointer as *mut libc::c_void) as i64
        })?;
        return Ok(Bytes::new(thread, &buffer[..given.len()])?.value());
    }
    let argument = match args[2].present() {
        Some(value) => int_bits(thread, value)?,
        None => 0,
    };
    // SAFETY: numbers.
    let result = checked(thread, None, || unsafe {
        libc::fcntl(fd, command, argument) as i64
    })?;
    Ok(Value::fixnum(result))
}

/// A number that may be given as signed or unsigned.
fn int_bits(thread: &Thread, value: Value) -> Result<libc::c_long> {
    crate::support::to_ssize(thread, value)
}

fn argument_bytes(thread: &Thread, value: Value) -> Result<Vec<u8>> {
    if let Some(text) = value.downcast::<StrObject>() {
        return Ok(text.bytes().to_vec());
    }
    Ok(Buffer::acquire(thread, value, false)?.to_vec())
}

fn ioctl(thread: &Thread, args: &[Value]) -> Result {
    let fd = file_descriptor(thread, args[0])?;
    let request = crate::support::to_ssize(thread, args[1])? as libc::c_ulong;
    let mutate = match args[3].present() {
        Some(value) => operations::truth(thread, value)?,
        None => true,
    };
    let run = |pointer: usize| {
        // SAFETY: a number, or a buffer that the caller says is long enough.
        retry(thread, || unsafe {
            libc::ioctl(fd, request, pointer) as i64
        })
    };
    let finish = |result: std::result::Result<i64, i32>| match result {
        Ok(result) => Ok(result),
        Err(error) => Err(errors::os_error(thread, error, None)),
    };
    match args[2].present() {
        Some(data) if !typhon_objects::int::is_int(data) => {
            let is_constant = data.is::<StrObject>() || data.is::<BytesObject>();
            if !is_constant && mutate {
                let target = Buffer::acquire(thread, data, true)?;
                let mut buffer = vec![0u8; MOST.max(target.len() + 1)];
                buffer[..target.len()].copy_from_slice(target.bytes());
                let result = finish(run(buffer.as_mut_ptr() as usize)?)?;
                target.write(0, &buffer[..target.len()]);
                return Ok(Value::fixnum(result));
            }
            let given = argument_bytes(thread, data)?;
            let mut buffer = vec![0u8; MOST.max(given.len() + 1)];
            buffer[..given.len()].copy_from_slice(&given);
            finish(run(buffer.as_mut_ptr() as usize)?)?;
            Ok(Bytes::new(thread, &buffer[..given.len()])?.value())
        }
        data => {
            let argument = match data {
                Some(value) => int_bits(thread, value)?,
                None => 0,
            };
            Ok(Value::fixnum(finish(run(argument as usize)?)?))
        }
    }
}

fn flock(thread: &Thread, args: &[Value]) -> Result {
    let fd = file_descriptor(thread, args[0])?;
    let operation = int(thread, args[1])?;
    // SAFETY: numbers.
    checked(thread, None, || unsafe {
        libc::flock(fd, operation) as i64
    })?;
    Ok(Value::NONE)
}

fn lockf(thread: &Thread, args: &[Value]) -> Result {
    let fd = file_descriptor(thread, args[0])?;
    let command = int(thread, args[1])?;
    // SAFETY: a zeroed lock is valid.
    let mut lock: libc::flock = unsafe { std::mem::zeroed() };
    lock.l_type = match command {
        libc::LOCK_UN => libc::F_UNLCK,
        _ if command & libc::LOCK_SH != 0 => libc::F_RDLCK,
        _ if command & libc::LOCK_EX != 0 => libc::F_WRLCK,
        _ => return Err(errors::value_error(thread, "unrecognized lockf argument")),
    } as i16;
    let number = |value: Value| match value.present() {
        Some(value) => crate::support::to_ssize(thread, value),
        None => Ok(0),
    };
    (lock.l_len, lock.l_start) = (number(args[2])?, number(args[3])?);
    lock.l_whence = number(args[4])? as i16;
    let kind = if command & libc::LOCK_NB != 0 {
        libc::F_SETLK
    } else {
        libc::F_SETLKW
    };
    // SAFETY: a lock.
    checked(thread, None, || unsafe {
        libc::fcntl(fd, kind, &lock) as i64
    })?;
    Ok(Value::NONE)
}

macro_rules! numbers {
    ($($name:ident)*) => { &[ $( (stringify!($name), libc::$name as i64) ),* ] };
}

const CONSTANTS: &[(&str, i64)] = numbers! {
    LOCK_SH LOCK_EX LOCK_NB LOCK_UN FD_CLOEXEC F_DUPFD F_DUPFD_CLOEXEC F_GETFD F_SETFD F_GETFL F_SETFL F_GETLK
    F_SETLK F_SETLKW F_GETOWN F_SETOWN F_RDLCK F_WRLCK F_UNLCK F_SETLEASE F_GETLEASE F_NOTIFY F_SETPIPE_SZ
    F_GETPIPE_SZ F_ADD_SEALS F_GET_SEALS F_SEAL_SEAL F_SEAL_SHRINK F_SEAL_GROW F_SEAL_WRITE F_OFD_GETLK
    F_OFD_SETLK F_OFD_SETLKW FICLONE
};

fn setup(thread: &Thread, module: Module) -> Result<()> {
    for (name, number) in CONSTANTS {
        module.set(thread, name, Value::fixnum(*number))?;
    }
    module.set(thread, "FASYNC", Value::fixnum(libc::O_ASYNC as i64))
}

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "fcntl",
    doc: "This module performs file control and I/O control on file descriptors.",
    functions: &[
        function("fcntl", fcntl, "(fd, cmd, arg=0, /)", ""),
        function(
            "ioctl",
            ioctl,
            "(fd, request, arg=0, mutate_flag=True, /)",
            "",
        ),
        function("flock", flock, "(fd, operation, /)", ""),
        function("lockf", lockf, "(fd, cmd, len=0, start=0, whence=0, /)", ""),
    ],
    types: &[],
    setup: Some(setup),
};
