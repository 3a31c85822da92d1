//! Modules `_multiprocessing` and `_posixshmem`: semaphores and memory that processes share.
//! Invariant: a semaphore stays open as long as its object lives.

use crate::posix::int as c_int;
use crate::slots_object;
use crate::support::{make, or_none};
use crate::system_calls::{c_string, checked, errno};
use crate::thread_module::lock::deadline;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use typhon_objects::int;
use typhon_objects::prelude::*;

const RECURSIVE_MUTEX: i32 = 0;
const SEMAPHORE: i32 = 1;

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_multiprocessing",
    doc: "",
    functions: &[function("sem_unlink", sem_unlink, "(name, /)", "")],
    types: &[&SEM_LOCK],
    setup: Some(|thread, module| {
        let flags = Dict::new(thread)?;
        for name in ["HAVE_SEM_OPEN", "HAVE_SEM_TIMEDWAIT"] {
            flags.set_str(thread, intern_text(thread, name)?, Value::fixnum(1))?;
        }
        module.set(thread, "flags", flags.value())?;
        let most = Value::fixnum(i32::MAX as i64);
        let class = SEM_LOCK.get();
        let name = intern_text(thread, "SEM_VALUE_MAX")?;
        class.dict().set_str(thread, name, most)?;
        class.changed(thread);
        Ok(())
    }),
};

pub static SHARED_MEMORY: ModuleSpec = ModuleSpec {
    name: "_posixshmem",
    doc: "POSIX shared memory module",
    functions: &[
        function(
            "shm_open",
            shm_open,
            "(path, flags, mode=511)",
            "Open a shared memory object.  Returns a file descriptor (integer).",
        ),
        function(
            "shm_unlink",
            shm_unlink,
            "(path, /)",
            "Remove a shared memory object (similar to unlink()).\n\nRemove a shared memory object name, and, once all processes have unmapped\nthe object, de-allocates and destroys the contents of the associated memory\nregion.",
        ),
    ],
    types: &[],
    setup: None,
};

slots_object!(SemLockObject, SEM_LOCK_LAYOUT, "SemLock", { name }, {
    // Address of the semaphore; written once.
    handle: usize,
    kind: i32,
    most: i32,
    // The thread that took it last. Both are written by whoever holds the semaphore.
    holder: AtomicU64,
    count: AtomicI64,
}, drop);

static SEM_LOCK: TypeSpec = TypeSpec::new("SemLock", &SEM_LOCK_LAYOUT)
    .module("_multiprocessing")
    .flags(type_flags::BASE)
    .doc("Semaphore/Mutex type")
    .methods(&[
        static_method(
            "__new__",
            new,
            "(cls, kind, value, maxvalue, name, unlink)",
            "",
        ),
        method(
            "acquire",
            acquire,
            "(self, block=True, timeout=None)",
            "Acquire the semaphore/lock.",
        ),
        method(
            "release",
            release,
            "(self, /)",
            "Release the semaphore/lock.",
        ),
        method(
            "__enter__",
            |thread, args| acquire(thread, &[args[0], Value::NULL, Value::NULL]),
            "(self, /)",
            "Enter the semaphore/lock.",
        ),
        method(
            "__exit__",
            |thread, args| release(thread, &args[..1]),
            "(self, exc_type=None, exc_value=None, exc_tb=None, /)",
            "Exit the semaphore/lock.",
        ),
        method(
            "_count",
            |_, args| {
                Ok(Value::fixnum(
                    lock_of(args[0]).count.load(Ordering::Relaxed),
                ))
            },
            "(self, /)",
            "Num of `acquire()`s minus num of `release()`s for this process.",
        ),
        method(
            "_is_mine",
            |thread, args| Ok(Value::bool(is_mine(thread, lock_of(args[0])))),
            "(self, /)",
            "Whether the lock is owned by this thread.",
        ),
        method(
            "_get_value",
            |thread, args| Ok(Value::fixnum(value_of(thread, lock_of(args[0]))?)),
            "(self, /)",
            "Get the value of the semaphore.",
        ),
        method(
            "_is_zero",
            |thread, args| Ok(Value::bool(value_of(thread, lock_of(args[0]))? == 0)),
            "(self, /)",
            "Return whether semaphore has value zero.",
        ),
        class_method(
            "_rebuild",
            rebuild,
            "(cls, handle, kind, maxvalue, name, /)",
            "",
        ),
        method(
            "_after_fork",
            after_fork,
            "(self, /)",
            "Rezero the net acquisition count after fork().",
        ),
    ])
    .attributes(&[
        member(
            "handle",
            |thread, object| int::from_u64(thread, lock_of(object).handle as u64),
            "",
        ),
        member(
            "kind",
            |_, object| Ok(Value::fixnum(lock_of(object).kind as i64)),
            "",
        ),
        member(
            "maxvalue",
            |_, object| Ok(Value::fixnum(lock_of(object).most as i64)),
            "",
        ),
        member("name", |_, object| Ok(lock_of(object).name.get()), ""),
    ]);

impl Drop for SemLockObject {
    fn drop(&mut self) {
        // SAFETY: the semaphore was opened for this object, which is gone.
        unsafe { libc::sem_close(self.semaphore()) };
    }
}

impl SemLockObject {
    fn semaphore(&self) -> *mut libc::sem_t {
        self.handle as *mut libc::sem_t
    }
}

fn lock_of(object: Value) -> Ref<SemLockObject> {
    Ref::of(object)
}

fn is_mine(thread: &Thread, lock: Ref<SemLockObject>) -> bool {
    lock.count.load(Ordering::Relaxed) > 0 && lock.holder.load(Ordering::Relaxed) == thread.ident
}

fn value_of(thread: &Thread, lock: Ref<SemLockObject>) -> Result<i64> {
    let mut value = 0;
    // SAFETY: an open semaphore.
    if unsafe { libc::sem_getvalue(lock.semaphore(), &mut value) } < 0 {
        return Err(errors::last_os_error(thread, None));
    }
    Ok(value.max(0) as i64)
}

fn sem_unlink(thread: &Thread, args: &[Value]) -> Result {
    let name = c_string(thread, args[0])?;
    // SAFETY: a terminated name.
    checked(thread, None, || unsafe {
        libc::sem_unlink(name.as_ptr()) as i64
    })?;
    Ok(Value::NONE)
}

fn make_lock(
    thread: &Thread,
    class: Value,
    semaphore: *mut libc::sem_t,
    kind: i32,
    most: i32,
    name: Value,
) -> Result {
    if semaphore == libc::SEM_FAILED {
        return Err(errors::last_os_error(thread, None));
    }
    let object = make(thread, Type::of(class), |header| SemLockObject {
        header,
        name: Slot::new(name),
        handle: semaphore as usize,
        kind,
        most,
        holder: AtomicU64::new(0),
        count: AtomicI64::new(0),
    })?;
    Ok(object.value())
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    let kind = c_int(thread, args[1])?;
    let value = c_int(thread, args[2])?;
    let most = c_int(thread, args[3])?;
    let name = c_string(thread, args[4])?;
    let unlink = operations::truth(thread, args[5])?;
    if kind != RECURSIVE_MUTEX && kind != SEMAPHORE {
        return Err(errors::value_error(thread, "unrecognized kind"));
    }
    let flags = libc::O_CREAT | libc::O_EXCL;
    // SAFETY: a terminated name, and the two arguments that go with O_CREAT.
    let semaphore = unsafe { libc::sem_open(name.as_ptr(), flags, 0o600, value as libc::c_uint) };
    // SAFETY: a terminated name.
    if semaphore != libc::SEM_FAILED && unlink && unsafe { libc::sem_unlink(name.as_ptr()) } < 0 {
        let raised = errors::last_os_error(thread, None);
        // SAFETY: just opened, and nobody else has it.
        unsafe { libc::sem_close(semaphore) };
        return Err(raised);
    }
    let shown = if unlink { Value::NONE } else { args[4] };
    make_lock(thread, args[0], semaphore, kind, most, shown)
}

fn rebuild(thread: &Thread, args: &[Value]) -> Result {
    let kind = c_int(thread, args[2])?;
    let most = c_int(thread, args[3])?;
    // A handle is an address of the process that made it: without a name there is nothing to open.
    if args[4].is_none() {
        return Err(errors::value_error(
            thread,
            "a semaphore without a name belongs to one process",
        ));
    }
    let name = c_string(thread, args[4])?;
    // SAFETY: a terminated name.
    let semaphore = unsafe { libc::sem_open(name.as_ptr(), 0) };
    make_lock(thread, args[0], semaphore, kind, most, args[4])
}

fn acquire(thread: &Thread, args: &[Value]) -> Result {
    let lock = lock_of(args[0]);
    let blocks = match args[1].present() {
        Some(block) => operations::truth(thread, block)?,
        None => true,
    };
    let timeout = or_none(args[2]);
    if lock.kind == RECURSIVE_MUTEX && is_mine(thread, lock) {
        lock.count.fetch_add(1, Ordering::Relaxed);
        return Ok(Value::TRUE);
    }
    let until = if timeout.is_none() || !blocks {
        None
    } else {
        deadline(thread, timeout)?
    };
    // SAFETY: an open semaphore.
    let mut taken = unsafe { libc::sem_trywait(lock.semaphore()) } == 0;
    while !taken && blocks {
        let now = Instant::now();
        if until.is_some_and(|until| until <= now) {
            return Ok(Value::FALSE);
        }
        taken = wait(thread, lock, until.map(|until| until - now))?;
    }
    if !taken {
        return Ok(Value::FALSE);
    }
    lock.holder.store(thread.ident, Ordering::Relaxed);
    lock.count.fetch_add(1, Ordering::Relaxed);
    Ok(Value::TRUE)
}

/// Waits for a while, and runs the handlers of signals.
fn wait(thread: &Thread, lock: Ref<SemLockObject>, most: Option<Duration>) -> Result<bool> {
    // A signal may go to another thread: the main one looks for it now and then.
    let slice = thread.is_main.then_some(Duration::from_millis(20));
    let patience = match (slice, most) {
        (Some(slice), Some(most)) => Some(slice.min(most)),
        (slice, most) => slice.or(most),
    };
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let result = thread.blocked(|| {
        // SAFETY: an open semaphore, and a time that lives as long as the call.
        let code = unsafe {
            match patience {
                None => libc::sem_wait(lock.semaphore()),
                Some(patience) => {
                    let until = now + patience;
                    let until = libc::timespec {
                        tv_sec: until.as_secs() as libc::time_t,
                        tv_nsec: until.subsec_nanos() as libc::c_long,
                    };
                    libc::sem_timedwait(lock.semaphore(), &until)
                }
            }
        };
        if code == 0 { Ok(()) } else { Err(errno()) }
    });
    match result {
        Ok(()) => Ok(true),
        Err(libc::EINTR | libc::ETIMEDOUT) => {
            thread.poll()?;
            Ok(false)
        }
        Err(code) => Err(errors::os_error(thread, code, None)),
    }
}

fn release(thread: &Thread, args: &[Value]) -> Result {
    let lock = lock_of(args[0]);
    if lock.kind == RECURSIVE_MUTEX {
        if !is_mine(thread, lock) {
            return Err(errors::assertion_error(
                thread,
                "attempt to release recursive lock not owned by thread",
            ));
        }
        if lock.count.load(Ordering::Relaxed) > 1 {
            lock.count.fetch_sub(1, Ordering::Relaxed);
            return Ok(Value::NONE);
        }
    } else if value_of(thread, lock)? >= lock.most as i64 {
        return Err(errors::value_error(
            thread,
            "semaphore or lock released too many times",
        ));
    }
    // Before it is given up, while the count is still this thread's.
    lock.count.fetch_sub(1, Ordering::Relaxed);
    // SAFETY: an open semaphore.
    if unsafe { libc::sem_post(lock.semaphore()) } < 0 {
        lock.count.fetch_add(1, Ordering::Relaxed);
        return Err(errors::last_os_error(thread, None));
    }
    Ok(Value::NONE)
}

fn after_fork(_thread: &Thread, args: &[Value]) -> Result {
    lock_of(args[0]).count.store(0, Ordering::Relaxed);
    Ok(Value::NONE)
}

fn shm_name(thread: &Thread, function: &str, value: Value) -> Result<std::ffi::CString> {
    if !value.is::<StrObject>() {
        let argument = if function == "shm_open" {
            "argument 'path'"
        } else {
            "argument"
        };
        return Err(errors::bad_argument(
            thread,
            &format!("{function}()"),
            argument,
            "str",
            value,
        ));
    }
    c_string(thread, value)
}

fn shm_open(thread: &Thread, args: &[Value]) -> Result {
    let name = shm_name(thread, "shm_open", args[0])?;
    let flags = c_int(thread, args[1])? | libc::O_CLOEXEC;
    let mode = match args[2].present() {
        Some(mode) => c_int(thread, mode)? as libc::mode_t,
        None => 0o777,
    };
    // SAFETY: a terminated name.
    let fd = checked(thread, Some(args[0]), || unsafe {
        libc::shm_open(name.as_ptr(), flags, mode) as i64
    })?;
    Ok(Value::fixnum(fd))
}

fn shm_unlink(thread: &Thread, args: &[Value]) -> Result {
    let name = shm_name(thread, "shm_unlink", args[0])?;
    // SAFETY: a terminated name.
    checked(thread, Some(args[0]), || unsafe {
        libc::shm_unlink(name.as_ptr()) as i64
    })?;
    Ok(Value::NONE)
}
