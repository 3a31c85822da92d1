//! `stat` and its relatives: file status, times, sizes of file systems.

use super::{dir_fd, follow, int, nothing};
use crate::system_calls::{self, NAME_OR_FD, Path, checked, path};
use typhon_objects::float;
use typhon_objects::int as ints;
use typhon_objects::prelude::*;
use typhon_objects::struct_sequence::{Field, SequenceSpec};

const fn field(name: &'static str, doc: &'static str) -> Field {
    Field { name, doc }
}

pub static STAT_RESULT: SequenceSpec = SequenceSpec::new(
    "os",
    "stat_result",
    "stat_result: Result from stat, fstat, or lstat.",
    &[
        field("st_mode", "protection bits"),
        field("st_ino", "inode"),
        field("st_dev", "device"),
        field("st_nlink", "number of hard links"),
        field("st_uid", "user ID of owner"),
        field("st_gid", "group ID of owner"),
        field("st_size", "total size, in bytes"),
        field("", "integer time of last access"),
        field("", "integer time of last modification"),
        field("", "integer time of last change"),
        field("st_atime", "time of last access"),
        field("st_mtime", "time of last modification"),
        field("st_ctime", "time of last change"),
        field("st_atime_ns", "time of last access in nanoseconds"),
        field("st_mtime_ns", "time of last modification in nanoseconds"),
        field("st_ctime_ns", "time of last change in nanoseconds"),
        field("st_blksize", "blocksize for filesystem I/O"),
        field("st_blocks", "number of blocks allocated"),
        field("st_rdev", "device type (if inode device)"),
    ],
    10,
);

pub static STATVFS_RESULT: SequenceSpec = SequenceSpec::new(
    "os",
    "statvfs_result",
    "statvfs_result: Result from statvfs or fstatvfs.",
    &[
        field("f_bsize", ""),
        field("f_frsize", ""),
        field("f_blocks", ""),
        field("f_bfree", ""),
        field("f_bavail", ""),
        field("f_files", ""),
        field("f_ffree", ""),
        field("f_favail", ""),
        field("f_flag", ""),
        field("f_namemax", ""),
        field("f_fsid", ""),
    ],
    10,
);

fn nanoseconds(thread: &Thread, seconds: i64, nanoseconds: i64) -> Result {
    match seconds
        .checked_mul(1_000_000_000)
        .and_then(|total| total.checked_add(nanoseconds))
    {
        Some(total) => ints::from_i64(thread, total),
        None => {
            let total = dashu_int::IBig::from(seconds) * dashu_int::IBig::from(1_000_000_000)
                + dashu_int::IBig::from(nanoseconds);
            ints::from_big(thread, &total)
        }
    }
}

pub fn stat_value(thread: &Thread, status: &libc::stat) -> Result {
    let seconds = |seconds: i64, nanoseconds: i64| {
        float::from_f64(thread, seconds as f64 + 1e-9 * nanoseconds as f64)
    };
    let values = [
        Value::fixnum(status.st_mode as i64),
        ints::from_u64(thread, status.st_ino)?,
        ints::from_u64(thread, status.st_dev)?,
        ints::from_u64(thread, status.st_nlink)?,
        Value::fixnum(status.st_uid as i64),
        Value::fixnum(status.st_gid as i64),
        ints::from_i64(thread, status.st_size)?,
        ints::from_i64(thread, status.st_atime)?,
        ints::from_i64(thread, status.st_mtime)?,
        ints::from_i64(thread, status.st_ctime)?,
        seconds(status.st_atime, status.st_atime_nsec)?,
        seconds(status.st_mtime, status.st_mtime_nsec)?,
        seconds(status.st_ctime, status.st_ctime_nsec)?,
        nanoseconds(thread, status.st_atime, status.st_atime_nsec)?,
        nanoseconds(thread, status.st_mtime, status.st_mtime_nsec)?,
        nanoseconds(thread, status.st_ctime, status.st_ctime_nsec)?,
        ints::from_i64(thread, status.st_blksize)?,
        ints::from_i64(thread, status.st_blocks)?,
        ints::from_u64(thread, status.st_rdev)?,
    ];
    STAT_RESULT.make(thread, &values)
}

/// The status of a path or an open file.
pub fn status(
    thread: &Thread,
    path: &Path,
    dir: i32,
    follow_symlinks: bool,
) -> Result<std::result::Result<libc::stat, i32>> {
    // SAFETY: a zeroed stat is valid to be filled.
    let mut status: libc::stat = unsafe { std::mem::zeroed() };
    let flags = if follow_symlinks {
        0
    } else {
        libc::AT_SYMLINK_NOFOLLOW
    };
    let result = system_calls::retry(thread, || {
        // SAFETY: a terminated path, and a buffer of the right type.
        unsafe {
            (match path.fd {
                Some(fd) => libc::fstat(fd, &mut status),
                None => libc::fstatat(dir, path.as_ptr(), &mut status, flags),
            }) as i64
        }
    })?;
    Ok(result.map(|_| status))
}

fn do_stat(thread: &Thread, path: &Path, dir: i32, follow_symlinks: bool) -> Result {
    match status(thread, path, dir, follow_symlinks)? {
        Ok(status) => stat_value(thread, &status),
        Err(error) => Err(errors::os_error(thread, error, path.shown())),
    }
}

pub fn stat(thread: &Thread, args: &[Value]) -> Result {
    let target = path(thread, "stat", "path", args[0], NAME_OR_FD)?;
    let dir = dir_fd(thread, args[1])?;
    let follow_symlinks = follow(thread, args[2])?;
    if target.fd.is_some() && dir != libc::AT_FDCWD {
        return Err(errors::value_error(
            thread,
            "stat: can't specify dir_fd without matching path",
        ));
    }
    if target.fd.is_some() && !follow_symlinks {
        return Err(errors::value_error(
            thread,
            "stat: cannot use fd and follow_symlinks together",
        ));
    }
    do_stat(thread, &target, dir, follow_symlinks)
}

pub fn lstat(thread: &Thread, args: &[Value]) -> Result {
    let target = path(thread, "lstat", "path", args[0], system_calls::NAME_ONLY)?;
    do_stat(thread, &target, dir_fd(thread, args[1])?, false)
}

pub fn fstat(thread: &Thread, args: &[Value]) -> Result {
    let fd = int(thread, args[0])?;
    let target = Path {
        name: Default::default(),
        object: Value::NONE,
        fd: Some(fd),
        is_bytes: false,
    };
    match status(thread, &target, libc::AT_FDCWD, true)? {
        Ok(status) => stat_value(thread, &status),
        Err(error) => Err(errors::os_error(thread, error, None)),
    }
}

pub fn statvfs(thread: &Thread, args: &[Value]) -> Result {
    let target = path(thread, "statvfs", "path", args[0], NAME_OR_FD)?;
    // SAFETY: a zeroed statvfs is valid to be filled.
    let mut status: libc::statvfs = unsafe { std::mem::zeroed() };
    checked(thread, target.shown(), || {
        // SAFETY: a terminated path, and a buffer of the right type.
        unsafe {
            (match target.fd {
                Some(fd) => libc::fstatvfs(fd, &mut status),
                None => libc::statvfs(target.as_ptr(), &mut status),
            }) as i64
        }
    })?;
    let values = [
        status.f_bsize,
        status.f_frsize,
        status.f_blocks,
        status.f_bfree,
        status.f_bavail,
        status.f_files,
        status.f_ffree,
        status.f_favail,
        status.f_flag,
        status.f_namemax,
        status.f_fsid,
    ];
    thread.with_scratch(values.len(), |scratch| {
        for (slot, value) in scratch.iter_mut().zip(values) {
            *slot = ints::from_u64(thread, value)?;
        }
        STATVFS_RESULT.make(thread, scratch)
    })
}

/// Seconds as a number, or nanoseconds, as a timespec.
fn timespec_of_seconds(thread: &Thread, value: Value) -> Result<libc::timespec> {
    let nanoseconds = crate::time::seconds_argument(thread, value, crate::time::Rounding::Floor)?;
    Ok(libc::timespec {
        tv_sec: nanoseconds.div_euclid(1_000_000_000) as i64,
        tv_nsec: nanoseconds.rem_euclid(1_000_000_000) as i64,
    })
}

fn timespec_of_nanoseconds(thread: &Thread, value: Value) -> Result<libc::timespec> {
    let billion = Value::fixnum(1_000_000_000);
    if !ints::is_int(value) {
        let pair = operations::binary(thread, operations::Operator::FloorDivide, value, billion)?;
        let rest = operations::binary(thread, operations::Operator::Modulo, value, billion)?;
        return Ok(libc::timespec {
            tv_sec: crate::support::to_ssize(thread, pair)?,
            tv_nsec: crate::support::to_ssize(thread, rest)?,
        });
    }
    let seconds = ints::floor_divide(thread, value, billion)?;
    let rest = ints::modulo(thread, value, billion)?;
    match (ints::to_i64(seconds), ints::to_i64(rest)) {
        (Some(tv_sec), Some(tv_nsec)) => Ok(libc::timespec { tv_sec, tv_nsec }),
        _ => Err(errors::overflow_error(
            thread,
            "timestamp out of range for platform time_t",
        )),
    }
}

pub fn utime(thread: &Thread, args: &[Value]) -> Result {
    let target = path(thread, "utime", "path", args[0], NAME_OR_FD)?;
    let times = args[1].present().filter(|times| !times.is_none());
    let exact = args[2].present();
    let dir = dir_fd(thread, args[3])?;
    let follow_symlinks = follow(thread, args[4])?;
    if times.is_some() && exact.is_some() {
        return Err(errors::value_error(
            thread,
            "utime: you may specify either 'times' or 'ns' but not both",
        ));
    }
    let pair = |value: Value, message: &str| match value
        .downcast::<TupleObject>()
        .filter(|pair| pair.len() == 2)
    {
        Some(pair) => Ok(pair),
        None => Err(errors::type_error(thread, message)),
    };
    let now = libc::timespec {
        tv_sec: 0,
        tv_nsec: libc::UTIME_NOW,
    };
    let specs = match (times, exact) {
        (Some(times), _) => {
            let pair = pair(
                times,
                "utime: 'times' must be either a tuple of two ints or None",
            )?;
            [
                timespec_of_seconds(thread, pair.get(0))?,
                timespec_of_seconds(thread, pair.get(1))?,
            ]
        }
        (None, Some(exact)) => {
            let pair = pair(exact, "utime: 'ns' must be a tuple of two ints")?;
            [
                timespec_of_nanoseconds(thread, pair.get(0))?,
                timespec_of_nanoseconds(thread, pair.get(1))?,
            ]
        }
        (None, None) => [now, now],
    };
    let flags = if follow_symlinks {
        0
    } else {
        libc::AT_SYMLINK_NOFOLLOW
    };
    checked(thread, target.shown(), || {
        // SAFETY: a terminated path and two timespecs.
        unsafe {
            (match target.fd {
                Some(fd) => libc::futimens(fd, specs.as_ptr()),
                None => libc::utimensat(dir, target.as_ptr(), specs.as_ptr(), flags),
            }) as i64
        }
    })?;
    nothing()
}
