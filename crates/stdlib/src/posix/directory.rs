//! `listdir`, `scandir` and `DirEntry`. Invariant: a directory stream is used only under its iterator's
//! lock, and closed exactly once.

use super::follow;
use super::stat::{stat_value, status};
use crate::support::{CLASS_GETITEM, ITER_SELF, make_exact};
use crate::system_calls::{Path, Takes, decode_os, errno, path};
use std::ffi::{CStr, CString};
use std::sync::atomic::{AtomicBool, Ordering};
use typhon_objects::bytes::Bytes;
use typhon_objects::prelude::*;
use typhon_sync::mutex::Mutex;

/// A directory stream of the C library.
pub struct Stream(*mut libc::DIR);

// SAFETY: a stream may be used by any thread, one at a time; it is kept behind a lock.
unsafe impl Send for Stream {}

/// One entry, as the system gives it.
pub struct Found {
    pub name: CString,
    pub kind: u8,
    pub inode: u64,
}

impl Stream {
    fn open(thread: &Thread, target: &Path) -> Result<Stream> {
        let (stream, error) = thread.blocked(|| {
            // SAFETY: a terminated path or a number; a duplicate, because closing the stream closes it.
            let stream = unsafe {
                match target.fd {
                    Some(fd) => {
                        let copy = libc::fcntl(fd, libc::F_DUPFD_CLOEXEC, 0);
                        if copy < 0 {
                            std::ptr::null_mut()
                        } else {
                            let stream = libc::fdopendir(copy);
                            if stream.is_null() {
                                libc::close(copy);
                            } else {
                                libc::rewinddir(stream);
                            }
                            stream
                        }
                    }
                    None => libc::opendir(target.as_ptr()),
                }
            };
            (stream as usize, errno())
        });
        if stream == 0 {
            return Err(errors::os_error(thread, error, target.shown()));
        }
        Ok(Stream(stream as *mut libc::DIR))
    }

    /// The next entry that is not "." or "..".
    fn next(&mut self) -> std::result::Result<Option<Found>, i32> {
        loop {
            // SAFETY: an open stream that only we use; errno is cleared to tell the end from an error.
            unsafe {
                *libc::__errno_location() = 0;
                let entry = libc::readdir(self.0);
                if entry.is_null() {
                    return match errno() {
                        0 => Ok(None),
                        error => Err(error),
                    };
                }
                let name = CStr::from_ptr((*entry).d_name.as_ptr());
                if matches!(name.to_bytes(), b"." | b"..") {
                    continue;
                }
                return Ok(Some(Found {
                    name: name.to_owned(),
                    kind: (*entry).d_type,
                    inode: (*entry).d_ino,
                }));
            }
        }
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        // SAFETY: an open stream, closed only here.
        unsafe { libc::closedir(self.0) };
    }
}

const PATH_OR_NOTHING: Takes = Takes {
    fd: true,
    none: true,
};

pub fn listdir(thread: &Thread, args: &[Value]) -> Result {
    let target = path(thread, "listdir", "path", args[0], PATH_OR_NOTHING)?;
    let mut stream = Stream::open(thread, &target)?;
    let list = List::new(thread)?;
    loop {
        // Many entries at a time, as leaving the runtime has its price.
        let batch = thread.blocked(|| {
            let mut batch = Vec::new();
            while batch.len() < 256 {
                match stream.next() {
                    Ok(Some(found)) => batch.push(found.name),
                    Ok(None) => return Ok((batch, true)),
                    Err(error) => return Err(error),
                }
            }
            Ok((batch, false))
        });
        let (batch, ended) =
            batch.map_err(|error| errors::os_error(thread, error, target.shown()))?;
        for name in batch {
            list.append(thread, target.result(thread, name.as_bytes())?)?;
        }
        if ended {
            return Ok(list.value());
        }
        thread.poll()?;
    }
}

crate::slots_object!(EntryObject, ENTRY_LAYOUT, "DirEntry", { name, path, stat, lstat }, {
    inode: u64,
    kind: u8,
    // The directory, if it was given by number; else -1.
    dir: i32,
});

pub static DIR_ENTRY: TypeSpec = TypeSpec::new("DirEntry", &ENTRY_LAYOUT)
    .module("posix")
    .flags(type_flags::NO_NEW)
    .methods(&[
        method(
            "is_dir",
            |thread, args| is_kind(thread, args, libc::DT_DIR),
            "(self, /, *, follow_symlinks=True)",
            "Return True if the entry is a directory; cached per entry.",
        ),
        method(
            "is_file",
            |thread, args| is_kind(thread, args, libc::DT_REG),
            "(self, /, *, follow_symlinks=True)",
            "Return True if the entry is a file; cached per entry.",
        ),
        method(
            "is_symlink",
            is_symlink,
            "(self, /)",
            "Return True if the entry is a symbolic link; cached per entry.",
        ),
        method(
            "is_junction",
            |_, _| Ok(Value::FALSE),
            "(self, /)",
            "Return True if the entry is a junction; cached per entry.",
        ),
        method(
            "stat",
            entry_stat,
            "(self, /, *, follow_symlinks=True)",
            "Return stat_result object for the entry; cached per entry.",
        ),
        method(
            "inode",
            |thread, args| typhon_objects::int::from_u64(thread, entry(args[0]).inode),
            "(self, /)",
            "Return inode of the entry; cached per entry.",
        ),
        method(
            "__fspath__",
            |_, args| Ok(entry(args[0]).path.get()),
            "(self, /)",
            "Returns the path for the entry.",
        ),
        method("__repr__", repr, "(self, /)", "Return repr(self)."),
        CLASS_GETITEM,
    ])
    .attributes(&[
        member(
            "name",
            |_, object| Ok(entry(object).name.get()),
            "the entry's base filename, relative to scandir() \"path\" argument",
        ),
        member(
            "path",
            |_, object| Ok(entry(object).path.get()),
            "the entry's full path name; equivalent to os.path.join(scandir_path, entry.name)",
        ),
    ]);

type Entry = Ref<EntryObject>;

fn entry(object: Value) -> Entry {
    Ref::of(object)
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let name = crate::support::repr_text(thread, entry(args[0]).name.get())?;
    crate::support::text(thread, format!("<DirEntry {name}>"))
}

/// The entry's status, from the cache if it is there. The inner error is the errno.
fn status_value(
    thread: &Thread,
    entry: Entry,
    follow_symlinks: bool,
) -> Result<std::result::Result<Value, i32>> {
    let follows = follow_symlinks && is_link(thread, entry)?;
    let slot = if follows { &entry.stat } else { &entry.lstat };
    if let Some(known) = slot.get().present() {
        return Ok(Ok(known));
    }
    let by_number = entry.dir >= 0;
    let name = if by_number {
        entry.name.get()
    } else {
        entry.path.get()
    };
    let bytes = crate::system_calls::os_bytes(thread, name)?;
    let target = Path {
        name: CString::new(bytes).unwrap_or_default(),
        object: entry.path.get(),
        fd: None,
        is_bytes: false,
    };
    let dir = if by_number { entry.dir } else { libc::AT_FDCWD };
    match status(thread, &target, dir, follows)? {
        Ok(status) => {
            let value = stat_value(thread, &status)?;
            slot.set(entry.header(), value);
            Ok(Ok(value))
        }
        Err(error) => Ok(Err(error)),
    }
}

fn is_link(thread: &Thread, entry: Entry) -> Result<bool> {
    match entry.kind {
        libc::DT_UNKNOWN => Ok(mode(thread, entry, false)? & libc::S_IFMT == libc::S_IFLNK),
        kind => Ok(kind == libc::DT_LNK),
    }
}

/// The entry's mode, 0 if it is gone.
fn mode(thread: &Thread, entry: Entry, follow_symlinks: bool) -> Result<u32> {
    match status_value(thread, entry, follow_symlinks)? {
        Ok(status) => {
            let mode = Ref::<TupleObject>::of(status).get(0);
            Ok(operations::index(thread, mode)? as u32)
        }
        Err(libc::ENOENT) => Ok(0),
        Err(error) => Err(errors::os_error(thread, error, Some(entry.path.get()))),
    }
}

fn is_kind(thread: &Thread, args: &[Value], kind: u8) -> Result {
    let entry = entry(args[0]);
    let follow_symlinks = follow(thread, args[1])?;
    let unclear = entry.kind == libc::DT_UNKNOWN || (follow_symlinks && entry.kind == libc::DT_LNK);
    if !unclear {
        return Ok(Value::bool(entry.kind == kind));
    }
    let wanted = if kind == libc::DT_DIR {
        libc::S_IFDIR
    } else {
        libc::S_IFREG
    };
    Ok(Value::bool(
        mode(thread, entry, follow_symlinks)? & libc::S_IFMT == wanted,
    ))
}

fn is_symlink(thread: &Thread, args: &[Value]) -> Result {
    Ok(Value::bool(is_link(thread, entry(args[0]))?))
}

fn entry_stat(thread: &Thread, args: &[Value]) -> Result {
    let entry = entry(args[0]);
    let follow_symlinks = follow(thread, args[1])?;
    match status_value(thread, entry, follow_symlinks)? {
        Ok(status) => Ok(status),
        Err(error) => Err(errors::os_error(thread, error, Some(entry.path.get()))),
    }
}

crate::slots_object!(ScanObject, SCAN_LAYOUT, "ScandirIterator", { path }, {
    stream: Mutex<Option<Stream>>,
    // The directory's number, if it was given by number; else -1.
    dir: i32,
    is_bytes: bool,
    ended: AtomicBool,
}, drop);

pub static SCAN_ITERATOR: TypeSpec = TypeSpec::new("ScandirIterator", &SCAN_LAYOUT)
    .module("posix")
    .flags(type_flags::NO_NEW)
    .methods(&[
        ITER_SELF,
        method("__next__", scan_next, "(self, /)", "Implement next(self)."),
        method("close", scan_close, "(self, /)", ""),
        method("__enter__", |_, args| Ok(args[0]), "(self, /)", ""),
        method(
            "__exit__",
            |thread, args| scan_close(thread, &args[..1]),
            "(self, /, *args)",
            "",
        ),
        method("__del__", scan_del, "(self, /)", ""),
    ]);

fn scan(object: Value) -> Ref<ScanObject> {
    Ref::of(object)
}

pub fn scandir(thread: &Thread, args: &[Value]) -> Result {
    let target = path(thread, "scandir", "path", args[0], PATH_OR_NOTHING)?;
    let stream = Stream::open(thread, &target)?;
    let shown = if target.fd.is_some() {
        target.object
    } else if args[0].is_null() || args[0].is_none() {
        Str::new(thread, ".")?.value()
    } else {
        crate::system_calls::fspath(thread, target.object)?
    };
    let is_bytes = target.is_bytes;
    let dir = target.fd.unwrap_or(-1);
    let iterator = make_exact(thread, &SCAN_ITERATOR, |header| ScanObject {
        header,
        path: Slot::new(shown),
        stream: Mutex::new(Some(stream)),
        dir,
        is_bytes,
        ended: AtomicBool::new(false),
    })?;
    Ok(iterator.value())
}

fn scan_next(thread: &Thread, args: &[Value]) -> Result {
    let this = scan(args[0]);
    // Reading the next entry mostly touches memory only; the lock is never held across anything else.
    let found = thread.blocked(|| {
        let mut stream = this.stream.lock();
        match stream.as_mut() {
            None => Ok(None),
            Some(open) => {
                let found = open.next();
                if !matches!(found, Ok(Some(_))) {
                    *stream = None;
                }
                found
            }
        }
    });
    let found = match found {
        Ok(Some(found)) => found,
        Ok(None) => {
            this.ended.store(true, Ordering::Relaxed);
            return Ok(Value::NULL);
        }
        Err(error) => return Err(errors::os_error(thread, error, Some(this.path.get()))),
    };
    let bytes = found.name.as_bytes();
    let text = |bytes: &[u8]| -> Result {
        if this.is_bytes {
            Ok(Bytes::new(thread, bytes)?.value())
        } else {
            Ok(decode_os(thread, bytes)?.value())
        }
    };
    let name = text(bytes)?;
    let full = if this.dir >= 0 {
        name
    } else {
        let mut joined = crate::system_calls::os_bytes(thread, this.path.get())?;
        if !joined.is_empty() && !joined.ends_with(b"/") {
            joined.push(b'/');
        }
        joined.extend_from_slice(bytes);
        text(&joined)?
    };
    let made = make_exact(thread, &DIR_ENTRY, |header| EntryObject {
        header,
        name: Slot::new(name),
        path: Slot::new(full),
        stat: Slot::new(Value::NULL),
        lstat: Slot::new(Value::NULL),
        inode: found.inode,
        kind: found.kind,
        dir: this.dir,
    })?;
    Ok(made.value())
}

fn scan_close(_thread: &Thread, args: &[Value]) -> Result {
    let stream = scan(args[0]).stream.lock().take();
    drop(stream);
    Ok(Value::NONE)
}

fn scan_del(thread: &Thread, args: &[Value]) -> Result {
    let this = scan(args[0]);
    if this.stream.lock().take().is_some() {
        let text = format!(
            "unclosed scandir iterator {}",
            crate::support::repr_text(thread, args[0])?
        );
        typhon_interp::warning::warn(thread, &tree::RESOURCE_WARNING, &text, 1)?;
    }
    Ok(Value::NONE)
}
