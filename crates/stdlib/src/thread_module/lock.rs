//! Lock and RLock. A lock is one word; waiters sleep in the parking lot, with a GIL at the GIL's policy,
//! which is told who waits for whom. Any thread may release a Lock.
//! Invariant of RLock: `count` is touched only by the owner.

use std::sync::atomic::{AtomicU8, AtomicU32, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use typhon_interp::gil;
use typhon_objects::prelude::*;
use typhon_objects::waits::{self, WaitFor};
use typhon_sync::backoff::Backoff;
use typhon_sync::parking::LOT;
use typhon_sync::word_lock::WordLock;
use typhon_timeline as timeline;

/// Longest timeout in seconds.
pub const TIMEOUT_MAX: f64 = 9_223_372_036.0;

const LEAST_PATIENCE: u8 = 1;
const MOST_PATIENCE: u8 = 6;

/// What is behind each of the locks.
pub struct Raw {
    word: WordLock,
    /// How many rounds of `Backoff` to wait before sleeping: more after a lock was got that way, fewer after
    /// a sleep. A guess, so that what threads write over each other does no harm.
    patience: AtomicU8,
    /// With a GIL, which thread has it, as the policy counts them. Written by who holds the GIL.
    holder: AtomicU32,
}

impl Raw {
    pub const fn new() -> Raw {
        Raw {
            word: WordLock::new(),
            patience: AtomicU8::new(LEAST_PATIENCE),
            holder: AtomicU32::new(0),
        }
    }

    pub fn is_locked(&self) -> bool {
        self.word.is_locked()
    }

    fn try_acquire(&self) -> bool {
        let taken = self.word.try_acquire();
        if let Some(is_waited_for) = taken
            && gil::is_on()
        {
            self.holder.store(gil::own_number(), Ordering::Relaxed);
            if is_waited_for {
                gil::owned(self.word.key());
            }
        }
        taken.is_some()
    }

    /// Waits until the lock is taken or the time has come; signals are handled meanwhile.
    pub fn acquire(&self, thread: &Thread, deadline: Option<Instant>) -> Result<bool> {
        if gil::is_on() {
            return self.acquire_with_gil(thread, deadline);
        }
        if self.try_acquire() || self.acquire_awake(thread)? {
            return Ok(true);
        }
        loop {
            if self.try_acquire() {
                return Ok(true);
            }
            let now = Instant::now();
            if deadline.is_some_and(|deadline| deadline <= now) {
                return Ok(false);
            }
            // Parking does not end at a signal: the main thread looks for one now and then.
            let slice = thread.is_main.then(|| now + Duration::from_millis(20));
            let until = match (slice, deadline) {
                (Some(slice), Some(deadline)) => Some(slice.min(deadline)),
                (slice, deadline) => slice.or(deadline),
            };
            waits::count(WaitFor::Lock);
            let since = timeline::begin();
            thread.blocked(|| self.word.sleep(&LOT, until));
            timeline::span(timeline::Kind::LockWait, since, "");
            thread.poll()?;
        }
    }

    /// Keeps trying for as long as that has paid with this lock.
    fn acquire_awake(&self, thread: &Thread) -> Result<bool> {
        let patience = self.patience.load(Ordering::Relaxed);
        let mut backoff = Backoff::new();
        for _ in 0..patience {
            backoff.wait();
            if self.try_acquire() {
                let more = (patience + 1).min(MOST_PATIENCE);
                self.patience.store(more, Ordering::Relaxed);
                return Ok(true);
            }
            thread.poll()?;
        }
        let less = (patience / 2).max(LEAST_PATIENCE);
        self.patience.store(less, Ordering::Relaxed);
        Ok(false)
    }

    /// Nobody else runs except while this waits.
    fn acquire_with_gil(&self, thread: &Thread, deadline: Option<Instant>) -> Result<bool> {
        loop {
            if self.try_acquire() {
                return Ok(true);
            }
            if deadline.is_some_and(|deadline| deadline <= Instant::now()) {
                return Ok(false);
            }
            self.word.note_waiter();
            waits::count(WaitFor::Lock);
            let holder = self.holder.load(Ordering::Relaxed);
            gil::wait_for(thread, self.word.key(), holder, deadline);
            thread.poll()?;
        }
    }

    /// False if it was not locked.
    pub fn release(&self) -> bool {
        if gil::is_on() {
            return self.release_with_gil();
        }
        self.word.release(&LOT)
    }

    fn release_with_gil(&self) -> bool {
        let was = self.word.is_locked();
        if was {
            self.holder.store(0, Ordering::Relaxed);
            if self.word.reset() && gil::wake(self.word.key(), false) > 0 {
                self.word.note_waiter();
            }
        }
        was
    }

    pub fn reset(&self) {
        self.holder.store(0, Ordering::Relaxed);
        self.word.reset();
    }
}

/// A lock that its owner may take again.
pub struct Reentrant {
    raw: Raw,
    /// Identification of the owner, 0 for nobody. Stored by the owner only, so whoever asks whether it is
    /// the owner needs no ordering.
    owner: AtomicU64,
    count: AtomicU64,
}

impl Reentrant {
    pub const fn new() -> Reentrant {
        Reentrant {
            raw: Raw::new(),
            owner: AtomicU64::new(0),
            count: AtomicU64::new(0),
        }
    }

    pub fn is_locked(&self) -> bool {
        self.raw.is_locked()
    }

    pub fn is_mine(&self, thread: &Thread) -> bool {
        self.owner.load(Ordering::Relaxed) == thread.ident
    }

    /// Takes the lock once more; without patience only if that takes no waiting.
    pub fn acquire(&self, thread: &Thread, patience: Option<Option<Instant>>) -> Result<bool> {
        if self.is_mine(thread) {
            self.count.fetch_add(1, Ordering::Relaxed);
            return Ok(true);
        }
        let taken = match patience {
            Some(deadline) => self.raw.acquire(thread, deadline)?,
            None => self.raw.try_acquire(),
        };
        if taken {
            self.owner.store(thread.ident, Ordering::Relaxed);
            self.count.store(1, Ordering::Relaxed);
        }
        Ok(taken)
    }

    /// False if it is another thread's or nobody's.
    pub fn release(&self, thread: &Thread) -> bool {
        if !self.is_mine(thread) {
            return false;
        }
        if self.count.fetch_sub(1, Ordering::Relaxed) == 1 {
            self.owner.store(0, Ordering::Relaxed);
            self.raw.release();
        }
        true
    }

    pub fn reset(&self) {
        self.owner.store(0, Ordering::Relaxed);
        self.count.store(0, Ordering::Relaxed);
        self.raw.reset();
    }
}

#[repr(C)]
pub struct LockObject {
    pub header: Header,
    pub raw: Raw,
}

typhon_objects::heap_object!(
    LockObject,
    LOCK_LAYOUT,
    "lock",
    Kind::Other,
    |object, tracer| ()
);

pub static LOCK: TypeSpec = TypeSpec::new("lock", &LOCK_LAYOUT)
    .module("_thread")
    .flags(type_flags::WEAKREF)
    .doc("A lock object is a synchronization primitive.")
    .methods(&[
        static_method("__new__", |thread, _| new(thread), "(cls)", ""),
        method(
            "acquire",
            acquire,
            "(self, blocking=True, timeout=-1)",
            "Lock the lock.",
        ),
        method(
            "acquire_lock",
            acquire,
            "(self, blocking=True, timeout=-1)",
            "An obsolete synonym of acquire().",
        ),
        method("release", release, "(self, /)", "Release the lock."),
        method(
            "release_lock",
            release,
            "(self, /)",
            "An obsolete synonym of release().",
        ),
        method(
            "locked",
            locked,
            "(self, /)",
            "Return whether the lock is in the locked state.",
        ),
        method(
            "locked_lock",
            locked,
            "(self, /)",
            "An obsolete synonym of locked().",
        ),
        method(
            "__enter__",
            |thread, args| acquire(thread, &[args[0], Value::NULL, Value::NULL]),
            "(self, /)",
            "Lock the lock.",
        ),
        method(
            "__exit__",
            |thread, args| release(thread, &args[..1]),
            "(self, exc_type, exc_value, exc_tb, /)",
            "Release the lock.",
        ),
        method(
            "_at_fork_reinit",
            |_, args| {
                lock(args[0]).raw.reset();
                Ok(Value::NONE)
            },
            "(self, /)",
            "",
        ),
        method("__repr__", repr, "(self, /)", "Return repr(self)."),
    ]);

fn lock(value: Value) -> Ref<LockObject> {
    Ref::of(value)
}

pub fn new(thread: &Thread) -> Result {
    let shape = LOCK.root_shape();
    let object = LockObject {
        header: Header::new(shape.pointer().cast()),
        raw: Raw::new(),
    };
    Ok(thread.allocate(shape, object)?.value())
}

/// A timeout in seconds as a time to come: `Ok(None)` for no limit.
pub fn deadline(thread: &Thread, timeout: Value) -> Result<Option<Instant>> {
    let Some(seconds) = typhon_objects::number::as_f64(timeout) else {
        return Err(errors::type_error(
            thread,
            format!(
                "'{}' object cannot be interpreted as an integer or float",
                timeout.class().name_text()
            ),
        ));
    };
    if seconds.is_nan() {
        return Err(errors::value_error(
            thread,
            "Invalid value NaN (not a number)",
        ));
    }
    if seconds > TIMEOUT_MAX {
        return Err(errors::overflow_error(thread, "timeout value is too large"));
    }
    Ok(Some(
        Instant::now() + Duration::from_secs_f64(seconds.max(0.0)),
    ))
}

/// The arguments of `acquire`: `None` for not waiting at all.
fn patience(thread: &Thread, blocking: Value, timeout: Value) -> Result<Option<Option<Instant>>> {
    let blocking = blocking.is_null() || operations::truth(thread, blocking)?;
    let given = timeout
        .present()
        .filter(|timeout| *timeout != Value::fixnum(-1));
    let seconds = given.and_then(typhon_objects::number::as_f64);
    if seconds == Some(-1.0) {
        return Ok(blocking.then_some(None));
    }
    if !blocking {
        if given.is_some() {
            return Err(errors::value_error(
                thread,
                "can't specify a timeout for a non-blocking call",
            ));
        }
        return Ok(None);
    }
    match given {
        None => Ok(Some(None)),
        Some(_) if seconds.is_some_and(|seconds| seconds < 0.0) => Err(errors::value_error(
            thread,
            "timeout value must be a non-negative number",
        )),
        Some(timeout) => Ok(Some(deadline(thread, timeout)?)),
    }
}

fn acquire(thread: &Thread, args: &[Value]) -> Result {
    let raw = &lock(args[0]).raw;
    Ok(Value::bool(match patience(thread, args[1], args[2])? {
        Some(deadline) => raw.acquire(thread, deadline)?,
        None => raw.try_acquire(),
    }))
}

fn release(thread: &Thread, args: &[Value]) -> Result {
    if lock(args[0]).raw.release() {
        Ok(Value::NONE)
    } else {
        Err(errors::runtime_error(thread, "release unlocked lock"))
    }
}

fn locked(_thread: &Thread, args: &[Value]) -> Result {
    Ok(Value::bool(lock(args[0]).raw.is_locked()))
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let state = if lock(args[0]).raw.is_locked() {
        "locked"
    } else {
        "unlocked"
    };
    let class = args[0].class().full_name();
    Ok(Str::new(
        thread,
        &format!("<{state} {class} object at {:#x}>", args[0].bits()),
    )?
    .value())
}

#[repr(C)]
pub struct RLockObject {
    pub header: Header,
    lock: Reentrant,
}

typhon_objects::heap_object!(
    RLockObject,
    RLOCK_LAYOUT,
    "RLock",
    Kind::Other,
    |object, tracer| ()
);

pub static RLOCK: TypeSpec = TypeSpec::new("RLock", &RLOCK_LAYOUT)
    .module("_thread")
    .flags(type_flags::BASE | type_flags::WEAKREF)
    .methods(&[
        static_method("__new__", new_rlock, "(cls, /, *args, **kwargs)", ""),
        method(
            "acquire",
            rlock_acquire,
            "(self, blocking=True, timeout=-1)",
            "Lock the lock.",
        ),
        method("release", rlock_release, "(self, /)", "Release the lock."),
        method(
            "locked",
            |_, args| Ok(Value::bool(rlock(args[0]).lock.is_locked())),
            "(self, /)",
            "Return a boolean indicating whether this object is locked right now.",
        ),
        method(
            "__enter__",
            |thread, args| rlock_acquire(thread, &[args[0], Value::NULL, Value::NULL]),
            "(self, /)",
            "Lock the lock.",
        ),
        method(
            "__exit__",
            |thread, args| rlock_release(thread, &args[..1]),
            "(self, exc_type, exc_value, exc_tb, /)",
            "Release the lock.",
        ),
        method(
            "_is_owned",
            |thread, args| Ok(Value::bool(rlock(args[0]).lock.is_mine(thread))),
            "(self, /)",
            "For internal use by `threading.Condition`.",
        ),
        method(
            "_recursion_count",
            |thread, args| {
                let lock = &rlock(args[0]).lock;
                Ok(Value::fixnum(if lock.is_mine(thread) {
                    lock.count.load(Ordering::Relaxed) as i64
                } else {
                    0
                }))
            },
            "(self, /)",
            "For internal use by reentrancy checks.",
        ),
        method(
            "_release_save",
            release_save,
            "(self, /)",
            "For internal use by `threading.Condition`.",
        ),
        method(
            "_acquire_restore",
            acquire_restore,
            "(self, state, /)",
            "For internal use by `threading.Condition`.",
        ),
        method(
            "_at_fork_reinit",
            |_, args| {
                rlock(args[0]).lock.reset();
                Ok(Value::NONE)
            },
            "(self, /)",
            "",
        ),
        method("__repr__", rlock_repr, "(self, /)", "Return repr(self)."),
    ]);

fn rlock(value: Value) -> Ref<RLockObject> {
    Ref::of(value)
}

fn new_rlock(thread: &Thread, args: &[Value]) -> Result {
    // Arguments are for an `__init__` of a subclass.
    let class: Type = Ref::of(args[0]);
    let shape = class.root_shape();
    let object = RLockObject {
        header: Header::new(shape.pointer().cast()),
        lock: Reentrant::new(),
    };
    Ok(thread.allocate(shape, object)?.value())
}

fn rlock_acquire(thread: &Thread, args: &[Value]) -> Result {
    let patience = patience(thread, args[1], args[2])?;
    let taken = rlock(args[0]).lock.acquire(thread, patience)?;
    Ok(Value::bool(taken))
}

#[cold]
fn not_acquired(thread: &Thread) -> Raised {
    errors::runtime_error(thread, "cannot release un-acquired lock")
}

fn rlock_release(thread: &Thread, args: &[Value]) -> Result {
    if !rlock(args[0]).lock.release(thread) {
        return Err(not_acquired(thread));
    }
    Ok(Value::NONE)
}

fn release_save(thread: &Thread, args: &[Value]) -> Result {
    let lock = &rlock(args[0]).lock;
    if !lock.is_mine(thread) {
        return Err(not_acquired(thread));
    }
    let count = lock.count.swap(0, Ordering::Relaxed);
    let owner = lock.owner.swap(0, Ordering::Relaxed);
    lock.raw.release();
    let owner = typhon_objects::int::from_u64(thread, owner)?;
    Ok(Tuple::new(thread, &[Value::fixnum(count as i64), owner])?.value())
}

fn acquire_restore(thread: &Thread, args: &[Value]) -> Result {
    let lock = &rlock(args[0]).lock;
    let Some(state) = args[1]
        .downcast::<TupleObject>()
        .filter(|state| state.len() == 2)
    else {
        return Err(errors::type_error(
            thread,
            "_acquire_restore() argument must be a 2-tuple",
        ));
    };
    let count = operations::index(thread, state.get(0))?;
    // The state must be restored even if a signal handler raises meanwhile.
    let mut pending = None;
    loop {
        match lock.raw.acquire(thread, None) {
            Ok(_) => break,
            Err(raised) => pending = Some(raised),
        }
    }
    lock.owner.store(thread.ident, Ordering::Relaxed);
    lock.count.store(count.max(1) as u64, Ordering::Relaxed);
    pending.map_or(Ok(Value::NONE), Err)
}

fn rlock_repr(thread: &Thread, args: &[Value]) -> Result {
    let lock = &rlock(args[0]).lock;
    let owner = lock.owner.load(Ordering::Relaxed);
    let state = if owner != 0 { "locked" } else { "unlocked" };
    let text = format!(
        "<{state} {} object owner={owner} count={} at {:#x}>",
        args[0].class().full_name(),
        lock.count.load(Ordering::Relaxed),
        args[0].bits()
    );
    Ok(Str::new(thread, &text)?.value())
}
