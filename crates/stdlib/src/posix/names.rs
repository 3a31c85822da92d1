//! Functions of module `posix` on file names: directories, links, permissions, the working directory.

use super::{dir_fd, follow, int, nothing};
use crate::system_calls::{NAME_ONLY, NAME_OR_FD, checked, decode_os, path, retry};
use typhon_objects::bytes::Bytes;
use typhon_objects::prelude::*;

fn mode_argument(thread: &Thread, value: Value, default: libc::mode_t) -> Result<libc::mode_t> {
    match value.present() {
        Some(mode) => Ok(int(thread, mode)? as libc::mode_t),
        None => Ok(default),
    }
}

pub fn mkdir(thread: &Thread, args: &[Value]) -> Result {
    let target = path(thread, "mkdir", "path", args[0], NAME_ONLY)?;
    let mode = mode_argument(thread, args[1], 0o777)?;
    let dir = dir_fd(thread, args[2])?;
    // SAFETY: a terminated path.
    checked(thread, target.shown(), || unsafe {
        libc::mkdirat(dir, target.as_ptr(), mode) as i64
    })?;
    nothing()
}

pub fn mkfifo(thread: &Thread, args: &[Value]) -> Result {
    let target = path(thread, "mkfifo", "path", args[0], NAME_ONLY)?;
    let mode = mode_argument(thread, args[1], 0o666)?;
    let dir = dir_fd(thread, args[2])?;
    // SAFETY: a terminated path.
    checked(thread, target.shown(), || unsafe {
        libc::mkfifoat(dir, target.as_ptr(), mode) as i64
    })?;
    nothing()
}

pub fn mknod(thread: &Thread, args: &[Value]) -> Result {
    let target = path(thread, "mknod", "path", args[0], NAME_ONLY)?;
    let mode = mode_argument(thread, args[1], 0o600)?;
    let device = match args[2].present() {
        Some(device) => crate::support::to_ssize(thread, device)? as libc::dev_t,
        None => 0,
    };
    let dir = dir_fd(thread, args[3])?;
    // SAFETY: a terminated path.
    checked(thread, target.shown(), || unsafe {
        libc::mknodat(dir, target.as_ptr(), mode, device) as i64
    })?;
    nothing()
}

fn remove(thread: &Thread, args: &[Value], function: &str, flags: i32) -> Result {
    let target = path(thread, function, "path", args[0], NAME_ONLY)?;
    let dir = dir_fd(thread, args[1])?;
    // SAFETY: a terminated path.
    checked(thread, target.shown(), || unsafe {
        libc::unlinkat(dir, target.as_ptr(), flags) as i64
    })?;
    nothing()
}

pub fn rmdir(thread: &Thread, args: &[Value]) -> Result {
    remove(thread, args, "rmdir", libc::AT_REMOVEDIR)
}

pub fn unlink(thread: &Thread, args: &[Value]) -> Result {
    remove(thread, args, "unlink", 0)
}

pub fn remove_function(thread: &Thread, args: &[Value]) -> Result {
    remove(thread, args, "remove", 0)
}

fn rename_as(thread: &Thread, args: &[Value], function: &str) -> Result {
    let source = path(thread, function, "src", args[0], NAME_ONLY)?;
    let target = path(thread, function, "dst", args[1], NAME_ONLY)?;
    let (source_dir, target_dir) = (dir_fd(thread, args[2])?, dir_fd(thread, args[3])?);
    // SAFETY: terminated paths.
    match retry(thread, || unsafe {
        libc::renameat(source_dir, source.as_ptr(), target_dir, target.as_ptr()) as i64
    })? {
        Ok(_) => nothing(),
        Err(error) => Err(errors::os_error_with(
            thread,
            error,
            source.shown(),
            target.shown(),
        )),
    }
}

pub fn rename(thread: &Thread, args: &[Value]) -> Result {
    rename_as(thread, args, "rename")
}

pub fn replace(thread: &Thread, args: &[Value]) -> Result {
    rename_as(thread, args, "replace")
}

pub fn link(thread: &Thread, args: &[Value]) -> Result {
    let source = path(thread, "link", "src", args[0], NAME_ONLY)?;
    let target = path(thread, "link", "dst", args[1], NAME_ONLY)?;
    let (source_dir, target_dir) = (dir_fd(thread, args[2])?, dir_fd(thread, args[3])?);
    let flags = match args[4].present() {
        Some(value) if operations::truth(thread, value)? => libc::AT_SYMLINK_FOLLOW,
        _ => 0,
    };
    // SAFETY: terminated paths.
    match retry(thread, || unsafe {
        libc::linkat(
            source_dir,
            source.as_ptr(),
            target_dir,
            target.as_ptr(),
            flags,
        ) as i64
    })? {
        Ok(_) => nothing(),
        Err(error) => Err(errors::os_error_with(
            thread,
            error,
            source.shown(),
            target.shown(),
        )),
    }
}

pub fn symlink(thread: &Thread, args: &[Value]) -> Result {
    let source = path(thread, "symlink", "src", args[0], NAME_ONLY)?;
    let target = path(thread, "symlink", "dst", args[1], NAME_ONLY)?;
    let dir = dir_fd(thread, args[3])?;
    // SAFETY: terminated paths.
    match retry(thread, || unsafe {
        libc::symlinkat(source.as_ptr(), dir, target.as_ptr()) as i64
    })? {
        Ok(_) => nothing(),
        Err(error) => Err(errors::os_error_with(
            thread,
            error,
            source.shown(),
            target.shown(),
        )),
    }
}

pub fn readlink(thread: &Thread, args: &[Value]) -> Result {
    let target = path(thread, "readlink", "path", args[0], NAME_ONLY)?;
    let dir = dir_fd(thread, args[1])?;
    let mut buffer = vec![0u8; libc::PATH_MAX as usize + 1];
    let (pointer, length) = (buffer.as_mut_ptr() as usize, buffer.len());
    // SAFETY: a terminated path and a buffer of this length.
    let count = checked(thread, target.shown(), || unsafe {
        libc::readlinkat(dir, target.as_ptr(), pointer as *mut libc::c_char, length) as i64
    })?;
    target.result(thread, &buffer[..count as usize])
}

pub fn chdir(thread: &Thread, args: &[Value]) -> Result {
    let target = path(thread, "chdir", "path", args[0], NAME_OR_FD)?;
    // SAFETY: a terminated path or a number.
    checked(thread, target.shown(), || unsafe {
        (match target.fd {
            Some(fd) => libc::fchdir(fd),
            None => libc::chdir(target.as_ptr()),
        }) as i64
    })?;
    nothing()
}

pub fn fchdir(thread: &Thread, args: &[Value]) -> Result {
    let fd = crate::system_calls::file_descriptor(thread, args[0])?;
    // SAFETY: a number.
    checked(thread, None, || unsafe { libc::fchdir(fd) as i64 })?;
    nothing()
}

pub fn chroot(thread: &Thread, args: &[Value]) -> Result {
    let target = path(thread, "chroot", "path", args[0], NAME_ONLY)?;
    // SAFETY: a terminated path.
    checked(thread, target.shown(), || unsafe {
        libc::chroot(target.as_ptr()) as i64
    })?;
    nothing()
}

fn working_directory(thread: &Thread) -> Result<Vec<u8>> {
    use std::os::unix::ffi::OsStringExt;
    match thread.blocked(std::env::current_dir) {
        Ok(path) => Ok(path.into_os_string().into_vec()),
        Err(error) => Err(errors::os_error(
            thread,
            error.raw_os_error().unwrap_or(libc::ENOENT),
            None,
        )),
    }
}

pub fn getcwd(thread: &Thread, _args: &[Value]) -> Result {
    Ok(decode_os(thread, &working_directory(thread)?)?.value())
}

pub fn getcwdb(thread: &Thread, _args: &[Value]) -> Result {
    Ok(Bytes::new(thread, &working_directory(thread)?)?.value())
}

pub fn access(thread: &Thread, args: &[Value]) -> Result {
    let target = path(thread, "access", "path", args[0], NAME_ONLY)?;
    let mode = int(thread, args[1])?;
    let dir = dir_fd(thread, args[2])?;
    let mut flags = 0;
    if let Some(value) = args[3].present()
        && operations::truth(thread, value)?
    {
        flags |= libc::AT_EACCESS;
    }
    if !follow(thread, args[4])? {
        flags |= libc::AT_SYMLINK_NOFOLLOW;
    }
    // SAFETY: a terminated path.
    let allowed =
        thread.blocked(|| unsafe { libc::faccessat(dir, target.as_ptr(), mode, flags) == 0 });
    Ok(Value::bool(allowed))
}

pub fn chmod(thread: &Thread, args: &[Value]) -> Result {
    let target = path(thread, "chmod", "path", args[0], NAME_OR_FD)?;
    let mode = int(thread, args[1])? as libc::mode_t;
    let dir = dir_fd(thread, args[2])?;
    let flags = if follow(thread, args[3])? {
        0
    } else {
        libc::AT_SYMLINK_NOFOLLOW
    };
    // SAFETY: a terminated path or a number.
    let changed = retry(thread, || unsafe {
        (match target.fd {
            Some(fd) => libc::fchmod(fd, mode),
            None => libc::fchmodat(dir, target.as_ptr(), mode, flags),
        }) as i64
    })?;
    match changed {
        Ok(_) => nothing(),
        Err(libc::EOPNOTSUPP) if flags != 0 => Err(errors::not_implemented_error(
            thread,
            "chmod: follow_symlinks unavailable on this platform",
        )),
        Err(error) => Err(errors::os_error(thread, error, target.shown())),
    }
}

pub fn fchmod(thread: &Thread, args: &[Value]) -> Result {
    let (fd, mode) = (int(thread, args[0])?, int(thread, args[1])? as libc::mode_t);
    // SAFETY: a number.
    checked(thread, None, || unsafe { libc::fchmod(fd, mode) as i64 })?;
    nothing()
}

/// A user or group number; -1 leaves it alone.
pub fn identity(thread: &Thread, what: &str, value: Value) -> Result<u32> {
    if value
        .class()
        .special(typhon_objects::types::Special::Index)
        .is_none()
    {
        return Err(errors::type_error(
            thread,
            format!(
                "{what} should be integer, not {}",
                value.class().name_text()
            ),
        ));
    }
    let int = operations::index_value(thread, value)?;
    match typhon_objects::int::to_i64(int) {
        Some(-1) => Ok(u32::MAX),
        Some(number) if number < -1 => Err(errors::overflow_error(
            thread,
            format!("{what} is less than minimum"),
        )),
        Some(number) if number <= u32::MAX as i64 => Ok(number as u32),
        _ if typhon_objects::int::is_negative(int) => Err(errors::overflow_error(
            thread,
            format!("{what} is less than minimum"),
        )),
        _ => Err(errors::overflow_error(
            thread,
            format!("{what} is greater than maximum"),
        )),
    }
}

pub fn chown(thread: &Thread, args: &[Value]) -> Result {
    let target = path(thread, "chown", "path", args[0], NAME_OR_FD)?;
    let (user, group) = (
        identity(thread, "uid", args[1])?,
        identity(thread, "gid", args[2])?,
    );
    let dir = dir_fd(thread, args[3])?;
    let flags = if follow(thread, args[4])? {
        0
    } else {
        libc::AT_SYMLINK_NOFOLLOW
    };
    // SAFETY: a terminated path or a number.
    checked(thread, target.shown(), || unsafe {
        (match target.fd {
            Some(fd) => libc::fchown(fd, user, group),
            None => libc::fchownat(dir, target.as_ptr(), user, group, flags),
        }) as i64
    })?;
    nothing()
}

pub fn lchown(thread: &Thread, args: &[Value]) -> Result {
    let target = path(thread, "lchown", "path", args[0], NAME_ONLY)?;
    let (user, group) = (
        identity(thread, "uid", args[1])?,
        identity(thread, "gid", args[2])?,
    );
    // SAFETY: a terminated path.
    checked(thread, target.shown(), || unsafe {
        libc::lchown(target.as_ptr(), user, group) as i64
    })?;
    nothing()
}

pub fn fchown(thread: &Thread, args: &[Value]) -> Result {
    let fd = int(thread, args[0])?;
    let (user, group) = (
        identity(thread, "uid", args[1])?,
        identity(thread, "gid", args[2])?,
    );
    // SAFETY: a number.
    checked(thread, None, || unsafe {
        libc::fchown(fd, user, group) as i64
    })?;
    nothing()
}

pub fn umask(thread: &Thread, args: &[Value]) -> Result {
    let mask = int(thread, args[0])? as libc::mode_t;
    // SAFETY: a number.
    Ok(Value::fixnum(unsafe { libc::umask(mask) } as i64))
}

/// `_path_splitroot_ex`: drive (empty), root, rest.
pub fn split_root(thread: &Thread, args: &[Value]) -> Result {
    let object = crate::system_calls::fspath(thread, args[0])?;
    let (bytes, is_bytes) = match object.downcast::<StrObject>() {
        Some(text) => (text.bytes(), false),
        None => (
            Ref::<typhon_objects::bytes::BytesObject>::of(object).data(),
            true,
        ),
    };
    let root = match bytes {
        [b'/', b'/', b'/', ..] => 1,
        [b'/', b'/', ..] => 2,
        [b'/', ..] => 1,
        _ => 0,
    };
    let part = |bytes: &[u8]| -> Result {
        if is_bytes {
            Ok(Bytes::new(thread, bytes)?.value())
        } else {
            Ok(Str::from_wtf8(thread, bytes)?.value())
        }
    };
    let parts = [part(b"")?, part(&bytes[..root])?, part(&bytes[root..])?];
    crate::support::tuple(thread, &parts)
}

/// `_path_normpath`
pub fn normpath(thread: &Thread, args: &[Value]) -> Result {
    let object = crate::system_calls::fspath(thread, args[0])?;
    let (bytes, is_bytes) = match object.downcast::<StrObject>() {
        Some(text) => (text.bytes(), false),
        None => (
            Ref::<typhon_objects::bytes::BytesObject>::of(object).data(),
            true,
        ),
    };
    let normal = normalize(bytes);
    if is_bytes {
        Ok(Bytes::new(thread, &normal)?.value())
    } else {
        Ok(Str::from_wtf8(thread, &normal)?.value())
    }
}

fn normalize(bytes: &[u8]) -> Vec<u8> {
    if bytes.is_empty() {
        return b".".to_vec();
    }
    let root: &[u8] = match bytes {
        [b'/', b'/', b'/', ..] => b"/",
        [b'/', b'/', ..] => b"//",
        [b'/', ..] => b"/",
        _ => b"",
    };
    let mut parts: Vec<&[u8]> = Vec::new();
    for part in bytes.split(|&byte| byte == b'/') {
        match part {
            b"" | b"." => {}
            b".." => {
                if parts.last().is_some_and(|last| *last != b"..") {
                    parts.pop();
                } else if root.is_empty() {
                    parts.push(part);
                }
            }
            part => parts.push(part),
        }
    }
    let mut normal = root.to_vec();
    normal.extend_from_slice(&parts.join(&b'/'));
    if normal.is_empty() {
        normal.push(b'.');
    }
    normal
}
