//! The modules `pwd` and `grp`: users and groups of the system.
//! Invariant: the C library's functions that keep their place in a file are called under `LISTING`.

use crate::system_calls::{decode_os, encode_os};
use std::ffi::{CStr, CString, c_char};
use typhon_objects::prelude::*;
use typhon_objects::struct_sequence::{Field, SequenceSpec};
use typhon_sync::mutex::Mutex;

static LISTING: Mutex<()> = Mutex::new(());

pub static PWD: ModuleSpec = ModuleSpec {
    name: "pwd",
    doc: "This module provides access to the Unix password database.\nIt is available on all Unix versions.\n\nPassword database entries are reported as 7-tuples containing the following\nitems from the password database (see `<pwd.h>'), in order:\npw_name, pw_passwd, pw_uid, pw_gid, pw_gecos, pw_dir, pw_shell.\nThe uid and gid items are integers, all others are strings. An\nexception is raised if the entry asked for cannot be found.",
    functions: &[
        function(
            "getpwuid",
            user_by_id,
            "(uidobj, /)",
            "Return the password database entry for the given numeric user ID.\n\nSee `help(pwd)` for more on password database entries.",
        ),
        function(
            "getpwnam",
            user_by_name,
            "(name, /)",
            "Return the password database entry for the given user name.\n\nSee `help(pwd)` for more on password database entries.",
        ),
        function(
            "getpwall",
            all_users,
            "()",
            "Return a list of all available password database entries, in arbitrary order.\n\nSee help(pwd) for more on password database entries.",
        ),
    ],
    types: &[],
    setup: Some(|thread, module| module.set(thread, "struct_passwd", USER.ready(thread)?.value())),
};

pub static GRP: ModuleSpec = ModuleSpec {
    name: "grp",
    doc: "Access to the Unix group database.\n\nGroup entries are reported as 4-tuples containing the following fields\nfrom the group database, in order:\n\n  gr_name   - name of the group\n  gr_passwd - group password (encrypted); often empty\n  gr_gid    - numeric ID of the group\n  gr_mem    - list of members\n\nThe gid is an integer, name and password are strings.",
    functions: &[
        function(
            "getgrgid",
            group_by_id,
            "(id)",
            "Return the group database entry for the given numeric group ID.\n\nIf id is not valid, raise KeyError.",
        ),
        function(
            "getgrnam",
            group_by_name,
            "(name)",
            "Return the group database entry for the given group name.\n\nIf name is not valid, raise KeyError.",
        ),
        function(
            "getgrall",
            all_groups,
            "()",
            "Return a list of all available group entries, in arbitrary order.\n\nAn entry whose name starts with '+' or '-' represents an instruction\nto use YP/NIS and may not be accessible via getgrnam or getgrgid.",
        ),
    ],
    types: &[],
    setup: Some(|thread, module| module.set(thread, "struct_group", GROUP.ready(thread)?.value())),
};

const fn field(name: &'static str, doc: &'static str) -> Field {
    Field { name, doc }
}

static USER: SequenceSpec = SequenceSpec::new(
    "pwd",
    "struct_passwd",
    "pwd.struct_passwd: Results from getpw*() routines.\n\nThis object may be accessed either as a tuple of\n  (pw_name,pw_passwd,pw_uid,pw_gid,pw_gecos,pw_dir,pw_shell)\nor via the object attributes as named in the above tuple.",
    &[
        field("pw_name", "user name"),
        field("pw_passwd", "password"),
        field("pw_uid", "user id"),
        field("pw_gid", "group id"),
        field("pw_gecos", "real name"),
        field("pw_dir", "home directory"),
        field("pw_shell", "shell program"),
    ],
    7,
);

static GROUP: SequenceSpec = SequenceSpec::new(
    "grp",
    "struct_group",
    "grp.struct_group: Results from getgr*() routines.\n\nThis object may be accessed either as a tuple of\n  (gr_name,gr_passwd,gr_gid,gr_mem)\nor via the object attributes as named in the above tuple.\n",
    &[
        field("gr_name", "group name"),
        field("gr_passwd", "password"),
        field("gr_gid", "group id"),
        field("gr_mem", "group members"),
    ],
    4,
);

/// Copies a string of the C library, which may be NULL.
///
/// # Safety
/// `text` is NULL or terminated.
unsafe fn owned(text: *const c_char) -> Option<Vec<u8>> {
    // SAFETY: the caller's promise.
    (!text.is_null()).then(|| unsafe { CStr::from_ptr(text) }.to_bytes().to_vec())
}

fn text(thread: &Thread, bytes: &Option<Vec<u8>>) -> Result {
    match bytes {
        Some(bytes) => Ok(decode_os(thread, bytes)?.value()),
        None => Ok(Value::NONE),
    }
}

/// A user id or group id as Python shows it: the greatest one means none and is -1.
fn id_value(id: u32) -> Value {
    Value::fixnum(if id == u32::MAX { -1 } else { id as i64 })
}

struct User {
    name: Option<Vec<u8>>,
    password: Option<Vec<u8>>,
    uid: u32,
    gid: u32,
    gecos: Option<Vec<u8>>,
    home: Option<Vec<u8>>,
    shell: Option<Vec<u8>>,
}

impl User {
    /// # Safety
    /// An entry as the C library filled it.
    unsafe fn copy(entry: &libc::passwd) -> User {
        // SAFETY: the entry's strings are terminated or NULL.
        unsafe {
            User {
                name: owned(entry.pw_name),
                password: owned(entry.pw_passwd),
                uid: entry.pw_uid,
                gid: entry.pw_gid,
                gecos: owned(entry.pw_gecos),
                home: owned(entry.pw_dir),
                shell: owned(entry.pw_shell),
            }
        }
    }

    fn value(&self, thread: &Thread) -> Result {
        let values = [
            text(thread, &self.name)?,
            text(thread, &self.password)?,
            id_value(self.uid),
            id_value(self.gid),
            text(thread, &self.gecos)?,
            text(thread, &self.home)?,
            text(thread, &self.shell)?,
        ];
        USER.make(thread, &values)
    }
}

struct Group {
    name: Option<Vec<u8>>,
    password: Option<Vec<u8>>,
    gid: u32,
    members: Vec<Vec<u8>>,
}

impl Group {
    /// # Safety
    /// An entry as the C library filled it.
    unsafe fn copy(entry: &libc::group) -> Group {
        let mut members = Vec::new();
        // SAFETY: strings are terminated or NULL, and the list of members ends with NULL.
        unsafe {
            let mut member = entry.gr_mem;
            while let Some(name) = owned(*member) {
                members.push(name);
                member = member.add(1);
            }
            Group {
                name: owned(entry.gr_name),
                password: owned(entry.gr_passwd),
                gid: entry.gr_gid,
                members,
            }
        }
    }

    fn value(&self, thread: &Thread) -> Result {
        let members = List::new(thread)?;
        for member in &self.members {
            members.append(thread, decode_os(thread, member)?.value())?;
        }
        let values = [
            text(thread, &self.name)?,
            text(thread, &self.password)?,
            id_value(self.gid),
            members.value(),
        ];
        GROUP.make(thread, &values)
    }
}

/// What an id argument may be.
enum Id {
    Number(u32),
    /// An int that no id can be.
    Impossible,
}

fn id_argument(thread: &Thread, what: &str, value: Value) -> Result<Id> {
    if value
        .class()
        .special(typhon_objects::types::Special::Index)
        .is_none()
    {
        let class = value.class().name_text();
        return Err(errors::type_error(
            thread,
            format!("{what} should be integer, not {class}"),
        ));
    }
    let int = operations::index_value(thread, value)?;
    Ok(match typhon_objects::int::to_i64(int) {
        Some(-1) => Id::Number(u32::MAX),
        Some(number) => u32::try_from(number).map_or(Id::Impossible, Id::Number),
        None => Id::Impossible,
    })
}

fn key_error(thread: &Thread, message: String) -> Raised {
    match crate::support::text(thread, message) {
        Ok(message) => errors::key_error(thread, message),
        Err(raised) => raised,
    }
}

/// Calls a function that fills a buffer of strings, with greater ones until they fit. The function gives 0
/// or an error number.
fn with_buffer<T>(
    thread: &Thread,
    mut call: impl FnMut(&mut [c_char]) -> std::result::Result<Option<T>, i32>,
) -> Result<Option<T>> {
    let mut size = 1024;
    loop {
        let result = thread.blocked(|| call(&mut vec![0; size]));
        match result {
            Ok(found) => return Ok(found),
            Err(libc::ERANGE) if size < 1 << 28 => size *= 2,
            Err(libc::EINTR) => thread.poll()?,
            Err(libc::ENOMEM | libc::ERANGE) => return Err(errors::memory_error(thread)),
            // Whatever else the database answers means that it has no such entry.
            Err(_) => return Ok(None),
        }
    }
}

macro_rules! look_up {
    ($thread:expr, $function:ident, $key:expr, $entry:ty, $copy:expr) => {
        with_buffer($thread, |buffer| {
            // SAFETY: an entry and a buffer of the length that is given, to be filled; the key is a number
            // or a terminated string. What was found is copied before the buffer goes.
            unsafe {
                let mut entry: $entry = std::mem::zeroed();
                let mut found = std::ptr::null_mut();
                let status = libc::$function($key, &mut entry, buffer.as_mut_ptr(), buffer.len(), &mut found);
                match status {
                    0 if found.is_null() => Ok(None),
                    0 => Ok(Some($copy(&entry))),
                    error => Err(error),
                }
            }
        })
    };
}

fn user_by_id(thread: &Thread, args: &[Value]) -> Result {
    let Id::Number(uid) = id_argument(thread, "uid", args[0])? else {
        return Err(key_error(thread, "getpwuid(): uid not found".into()));
    };
    match look_up!(thread, getpwuid_r, uid, libc::passwd, User::copy)? {
        Some(user) => user.value(thread),
        None => {
            let shown = id_value(uid).fixnum_value();
            Err(key_error(
                thread,
                format!("getpwuid(): uid not found: {shown}"),
            ))
        }
    }
}

fn name_argument(thread: &Thread, function: &str, what: &str, value: Value) -> Result<CString> {
    let Some(name) = value.downcast::<StrObject>() else {
        return Err(errors::bad_argument(
            thread,
            &format!("{function}()"),
            what,
            "str",
            value,
        ));
    };
    CString::new(encode_os(thread, name)?)
        .map_err(|_| errors::value_error(thread, "embedded null byte"))
}

fn user_by_name(thread: &Thread, args: &[Value]) -> Result {
    let name = name_argument(thread, "getpwnam", "argument", args[0])?;
    match look_up!(thread, getpwnam_r, name.as_ptr(), libc::passwd, User::copy)? {
        Some(user) => user.value(thread),
        None => {
            let shown = crate::support::repr_text(thread, args[0])?;
            Err(key_error(
                thread,
                format!("getpwnam(): name not found: {shown}"),
            ))
        }
    }
}

fn group_by_id(thread: &Thread, args: &[Value]) -> Result {
    let Id::Number(gid) = id_argument(thread, "gid", args[0])? else {
        return Err(key_error(thread, "getgrgid(): gid not found".into()));
    };
    match look_up!(thread, getgrgid_r, gid, libc::group, Group::copy)? {
        Some(group) => group.value(thread),
        None => {
            let shown = id_value(gid).fixnum_value();
            Err(key_error(
                thread,
                format!("getgrgid(): gid not found: {shown}"),
            ))
        }
    }
}

fn group_by_name(thread: &Thread, args: &[Value]) -> Result {
    let name = name_argument(thread, "getgrnam", "argument 'name'", args[0])?;
    match look_up!(thread, getgrnam_r, name.as_ptr(), libc::group, Group::copy)? {
        Some(group) => group.value(thread),
        None => {
            let shown = crate::support::repr_text(thread, args[0])?;
            Err(key_error(
                thread,
                format!("getgrnam(): name not found: {shown}"),
            ))
        }
    }
}

fn all_users(thread: &Thread, _args: &[Value]) -> Result {
    let users = thread.blocked(|| {
        let _lock = LISTING.lock();
        let mut users = Vec::new();
        // SAFETY: the lock keeps other threads of ours from the shared position and storage.
        unsafe {
            libc::setpwent();
            while let Some(entry) = libc::getpwent().as_ref() {
                users.push(User::copy(entry));
            }
            libc::endpwent();
        }
        users
    });
    let list = List::new(thread)?;
    for user in users {
        list.append(thread, user.value(thread)?)?;
    }
    Ok(list.value())
}

fn all_groups(thread: &Thread, _args: &[Value]) -> Result {
    let groups = thread.blocked(|| {
        let _lock = LISTING.lock();
        let mut groups = Vec::new();
        // SAFETY: the lock keeps other threads of ours from the shared position and storage.
        unsafe {
            libc::setgrent();
            while let Some(entry) = libc::getgrent().as_ref() {
                groups.push(Group::copy(entry));
            }
            libc::endgrent();
        }
        groups
    });
    let list = List::new(thread)?;
    for group in groups {
        list.append(thread, group.value(thread)?)?;
    }
    Ok(list.value())
}
