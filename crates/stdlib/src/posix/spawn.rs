//! `posix_spawn`. Invariant: attributes and actions are destroyed on every way out.

use super::process::{argument_list, environment_list, pointers};
use super::{int, scheduling};
use crate::support::is_missing;
use crate::system_calls::{NAME_ONLY, c_string, path};
use std::ffi::CString;
use typhon_objects::prelude::*;

struct Attributes(libc::posix_spawnattr_t);

impl Drop for Attributes {
    fn drop(&mut self) {
        // SAFETY: initialised when made.
        unsafe { libc::posix_spawnattr_destroy(&mut self.0) };
    }
}

struct Actions {
    list: libc::posix_spawn_file_actions_t,
    /// Paths that the list points to.
    _paths: Vec<CString>,
}

impl Drop for Actions {
    fn drop(&mut self) {
        // SAFETY: initialised when made.
        unsafe { libc::posix_spawn_file_actions_destroy(&mut self.list) };
    }
}

fn signals(thread: &Thread, value: Value) -> Result<libc::sigset_t> {
    // SAFETY: emptied before use.
    let mut set: libc::sigset_t = unsafe { std::mem::zeroed() };
    // SAFETY: our own set.
    unsafe { libc::sigemptyset(&mut set) };
    operations::for_each(thread, value, |item| {
        let number = int(thread, item)?;
        if !(1..65).contains(&number) {
            return Err(errors::value_error(
                thread,
                format!("signal number {number} out of range [1; 64]"),
            ));
        }
        // SAFETY: our own set.
        unsafe { libc::sigaddset(&mut set, number) };
        Ok(())
    })?;
    Ok(set)
}

fn truth(thread: &Thread, value: Value) -> Result<bool> {
    match value.present() {
        Some(value) => operations::truth(thread, value),
        None => Ok(false),
    }
}

/// The keyword arguments from `setpgroup` on.
fn attributes(thread: &Thread, args: &[Value]) -> Result<Attributes> {
    // SAFETY: initialised by the call.
    let mut made = Attributes(unsafe {
        let mut raw: libc::posix_spawnattr_t = std::mem::zeroed();
        libc::posix_spawnattr_init(&mut raw);
        raw
    });
    let mut flags = 0;
    // SAFETY: attributes that are initialised, and values of the right types.
    unsafe {
        if !is_missing(args[0]) {
            let group = int(thread, args[0])?;
            libc::posix_spawnattr_setpgroup(&mut made.0, group);
            flags |= libc::POSIX_SPAWN_SETPGROUP;
        }
        if truth(thread, args[1])? {
            flags |= libc::POSIX_SPAWN_RESETIDS;
        }
        if truth(thread, args[2])? {
            flags |= libc::POSIX_SPAWN_SETSID as i32;
        }
        if let Some(mask) = args[3].present() {
            let set = signals(thread, mask)?;
            libc::posix_spawnattr_setsigmask(&mut made.0, &set);
            flags |= libc::POSIX_SPAWN_SETSIGMASK;
        }
        if let Some(defaults) = args[4].present() {
            let set = signals(thread, defaults)?;
            libc::posix_spawnattr_setsigdefault(&mut made.0, &set);
            flags |= libc::POSIX_SPAWN_SETSIGDEF;
        }
        if !is_missing(args[5]) {
            let Some(pair) = args[5].downcast::<TupleObject>() else {
                return Err(errors::type_error(
                    thread,
                    "scheduler must be a tuple or None",
                ));
            };
            if pair.len() != 2 {
                return Err(errors::type_error(
                    thread,
                    "A scheduler tuple must have two elements",
                ));
            }
            if !pair.get(0).is_none() {
                let policy = int(thread, pair.get(0))?;
                libc::posix_spawnattr_setschedpolicy(&mut made.0, policy);
                flags |= libc::POSIX_SPAWN_SETSCHEDULER;
            }
            let parameter = scheduling::parameter(thread, pair.get(1))?;
            libc::posix_spawnattr_setschedparam(&mut made.0, &parameter);
            flags |= libc::POSIX_SPAWN_SETSCHEDPARAM;
        }
        libc::posix_spawnattr_setflags(&mut made.0, flags as libc::c_short);
    }
    Ok(made)
}

fn actions(thread: &Thread, value: Value) -> Result<Actions> {
    // SAFETY: initialised by the call.
    let list = unsafe {
        let mut list: libc::posix_spawn_file_actions_t = std::mem::zeroed();
        libc::posix_spawn_file_actions_init(&mut list);
        list
    };
    let mut made = Actions {
        list,
        _paths: Vec::new(),
    };
    if is_missing(value) {
        return Ok(made);
    }
    operations::for_each(thread, value, |item| {
        let Some(action) = item
            .downcast::<TupleObject>()
            .filter(|item| !item.is_empty())
        else {
            return Err(errors::type_error(
                thread,
                "Each file_actions element must be a non-empty tuple",
            ));
        };
        let number = |index: usize| int(thread, action.get(index));
        let bad = || errors::type_error(thread, "Unknown file_actions identifier");
        // SAFETY: a list that is initialised; paths live as long as it.
        let error = unsafe {
            match (number(0)?, action.len()) {
                (0, 5) => {
                    let path = c_string(thread, action.get(2))?;
                    let error = libc::posix_spawn_file_actions_addopen(
                        &mut made.list,
                        number(1)?,
                        path.as_ptr(),
                        number(3)?,
                        number(4)? as libc::mode_t,
                    );
                    made._paths.push(path);
                    error
                }
                (1, 2) => libc::posix_spawn_file_actions_addclose(&mut made.list, number(1)?),
                (2, 3) => {
                    libc::posix_spawn_file_actions_adddup2(&mut made.list, number(1)?, number(2)?)
                }
                (0..=2, _) => {
                    return Err(errors::type_error(
                        thread,
                        "A file_actions tuple has the wrong number of elements",
                    ));
                }
                _ => return Err(bad()),
            }
        };
        if error != 0 {
            return Err(errors::os_error(thread, error, None));
        }
        Ok(())
    })?;
    Ok(made)
}

pub fn posix_spawn(thread: &Thread, args: &[Value], searches: bool) -> Result {
    let name = if searches {
        "posix_spawnp"
    } else {
        "posix_spawn"
    };
    let target = path(thread, name, "path", args[0], NAME_ONLY)?;
    let arguments = argument_list(thread, name, args[1])?;
    let environment = if args[2].is_none() {
        None
    } else {
        Some(environment_list(thread, args[2])?)
    };
    let actions = actions(thread, args[3])?;
    let attributes = attributes(thread, &args[4..])?;
    let arguments = pointers(&arguments);
    let environment = environment.as_ref().map(|list| pointers(list));
    unsafe extern "C" {
        static environ: *const *mut libc::c_char;
    }
    // SAFETY: terminated strings and arrays, which live until the end of this function.
    let (error, pid) = unsafe {
        let environment = match &environment {
            Some(list) => list.as_ptr().cast::<*mut libc::c_char>(),
            None => environ,
        };
        let mut pid = 0;
        let spawn = if searches {
            libc::posix_spawnp
        } else {
            libc::posix_spawn
        };
        let error = spawn(
            &mut pid,
            target.as_ptr(),
            &actions.list,
            &attributes.0,
            arguments.as_ptr().cast::<*mut libc::c_char>(),
            environment,
        );
        (error, pid)
    };
    if error != 0 {
        return Err(errors::os_error(thread, error, target.shown()));
    }
    Ok(Value::fixnum(pid as i64))
}
