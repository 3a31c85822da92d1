//! Threads: starting them, and the list of those that live.
//!
//! A Python thread is an OS thread. What a new thread runs is handed over through a registered root,
//! as values must not travel in native memory. Without a GIL the first start turns the mode to Shared,
//! and the end of the last other thread turns it back.

use crate::gil;
use crate::time_slice;
use std::os::unix::thread::JoinHandleExt;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use typhon_objects::heap::{self, Mutator, SafepointWord};
use typhon_objects::lock::free_locks_of_other_threads;
use typhon_objects::mode;
use typhon_objects::prelude::*;
use typhon_objects::python_stack::{self, PythonStack, Spares};
use typhon_objects::thread::{Global, root};
use typhon_sync::mutex::{Mutex, MutexGuard};
use typhon_sync::parking::{Frozen, LOT};
use typhon_sync::spawn::spawn;

/// Native stack of new threads; `threading.stack_size` changes it.
pub static STACK_SIZE: AtomicUsize = AtomicUsize::new(0);
const DEFAULT_NATIVE_STACK: usize = 8 << 20;

struct Entry {
    ident: u64,
    mutator: &'static Mutator,
    thread: *const Thread,
}

// SAFETY: of a mutator, only fields marked "any thread" are used through the list, and an entry is
// removed before its mutator and its thread go away. The rest of a thread is looked at only while the
// world is stopped (`for_each_stopped`).
unsafe impl Send for Entry {}

/// The threads that run Python, and how many are about to.
struct Live {
    entries: Vec<Entry>,
    expected: usize,
}

impl Live {
    /// A thread is being started: without a GIL the mode is Shared from here on.
    fn expect_one(&mut self) {
        self.expected += 1;
        if !gil::is_on() {
            mode::begin_shared();
        }
    }

    /// A thread that was expected has come, or will not.
    fn expected_settled(&mut self) {
        self.expected -= 1;
        self.end_shared_if_alone();
    }

    /// The mode is Traced while any thread has events to report.
    fn settle_tracing(&self) {
        let functions = [root::TRACE, root::PROFILE];
        let traced = self.entries.iter().any(|entry| {
            let roots = entry.mutator.roots;
            functions.iter().any(|&root| !roots[root].get().is_null())
        });
        mode::set_traced(traced || crate::trace::monitoring::is_on());
    }

    fn end_shared_if_alone(&self) {
        if self.entries.len() + self.expected <= 1 {
            mode::end_shared();
        }
    }
}

static LIVE: Mutex<Live> = Mutex::new(Live {
    entries: Vec::new(),
    expected: 0,
});

/// The identification of the calling OS thread.
pub fn own_ident() -> u64 {
    // SAFETY: always succeeds.
    unsafe { libc::pthread_self() as u64 }
}

/// Enters a thread into the list, for signals and asynchronous exceptions.
pub fn enter(thread: &Thread) {
    LIVE.lock().entries.push(Entry {
        ident: thread.ident,
        mutator: thread.mutator,
        thread,
    });
    // The tools of `sys.monitoring` are told of new threads too.
    crate::trace::refresh(thread);
}

/// Takes a thread that will touch no object any more off the list.
pub fn leave(thread: &Thread) {
    let mut live = LIVE.lock();
    live.entries.retain(|entry| entry.ident != thread.ident);
    live.end_shared_if_alone();
    live.settle_tracing();
}

/// To be called when a trace function or what monitoring tools want has changed.
pub fn settle_tracing() {
    LIVE.lock().settle_tracing();
}

/// The runtime is ready for a fork until one of the methods is called: the world is stopped, and what
/// threads that are out may be at is held by this thread, whole.
pub struct Fork {
    gil: gil::ForkGuard,
    live: MutexGuard<'static, Live>,
    parking: Frozen<'static>,
    spares: Spares,
}

impl Fork {
    pub fn prepare(thread: &Thread) -> Fork {
        let gil = gil::before_fork();
        heap::before_fork(thread.mutator);
        Fork {
            gil,
            live: LIVE.lock(),
            parking: LOT.freeze(),
            spares: python_stack::hold_spares(),
        }
    }

    pub fn in_parent(self, thread: &Thread) {
        // Before threads go on that might wait for them and not stop.
        drop((self.live, self.parking, self.spares));
        heap::after_fork_parent(thread.mutator);
    }

    /// Only the forking thread is left.
    pub fn in_child(mut self, thread: &Thread) {
        self.parking.forget_sleepers();
        drop((self.parking, self.spares));
        heap::after_fork_child(thread.mutator);
        self.gil.in_child();
        free_locks_of_other_threads(thread);
        self.live
            .entries
            .retain(|entry| entry.ident == thread.ident);
        self.live.expected = 0;
        self.live.end_shared_if_alone();
    }
}

/// How many threads run Python.
pub fn count() -> usize {
    LIVE.lock().entries.len()
}

/// Sets bits of a thread's safepoint word. False if there is no such thread.
pub fn notify(ident: u64, bits: u32) -> bool {
    let live = LIVE.lock();
    match live.entries.iter().find(|entry| entry.ident == ident) {
        Some(entry) => {
            entry.mutator.safepoint.set(bits);
            true
        }
        None => false,
    }
}

/// Sets bits of every other thread's safepoint word.
pub fn notify_others(thread: &Thread, bits: u32) {
    for entry in &LIVE.lock().entries {
        if entry.ident != thread.ident {
            entry.mutator.safepoint.set(bits);
        }
    }
}

/// Calls `visit` with every thread while the world is stopped. Nothing of another thread may be kept.
pub fn for_each_stopped(
    thread: &Thread,
    mut visit: impl FnMut(&Thread) -> Result<()>,
) -> Result<()> {
    typhon_objects::heap::stop_the_world(thread.mutator, |_| {
        for entry in &LIVE.lock().entries {
            // SAFETY: the thread stands still; it cannot leave the list, whose lock is held.
            visit(unsafe { &*entry.thread })?;
        }
        Ok(())
    })
}

/// Calls `visit` with every thread and its identification, without waiting for anything; false if the
/// list is in use. The threads run on: nothing in their frames can be relied on.
pub fn try_for_each_newest_first(mut visit: impl FnMut(&Thread, u64)) -> bool {
    let Some(live) = LIVE.try_lock() else {
        return false;
    };
    for entry in live.entries.iter().rev() {
        // SAFETY: the thread cannot leave the list, whose lock is held. Its cells may be written
        // meanwhile; they are single words, and the visitor checks what it finds.
        visit(unsafe { &*entry.thread }, entry.ident);
    }
    true
}

/// Raises an exception in another thread at its next safepoint. False if there is no such thread.
pub fn set_async_exception(ident: u64, exception: Value) -> bool {
    let live = LIVE.lock();
    match live.entries.iter().find(|entry| entry.ident == ident) {
        Some(entry) => {
            entry.mutator.roots[root::ASYNC_EXCEPTION].set_unbarriered(exception);
            entry.mutator.safepoint.set(SafepointWord::ASYNC_EXCEPTION);
            true
        }
        None => false,
    }
}

static STARTING: Global = Global::new();
static NEXT_START: AtomicU64 = AtomicU64::new(1);

fn starting(thread: &Thread) -> Result<Dict> {
    if let Some(dict) = STARTING.get().downcast::<DictObject>() {
        return Ok(dict);
    }
    let dict = Dict::new(thread)?;
    STARTING.set(dict.value());
    Ok(dict)
}

/// Starts a thread that calls `run(thread, job)`, and `finished` as its last act, which must not touch
/// Python objects. Gives the new thread's identification; the thread itself may not have begun yet.
pub fn start(
    thread: &Thread,
    job: Value,
    run: fn(&Thread, Value),
    finished: impl FnOnce() + Send + 'static,
) -> Result<u64> {
    let key = NEXT_START.fetch_add(1, Ordering::Relaxed);
    let jobs = starting(thread)?;
    jobs.set(thread, Value::fixnum(key as i64), job)?;
    let size = match STACK_SIZE.load(Ordering::Relaxed) {
        0 => DEFAULT_NATIVE_STACK,
        // The interpreter itself needs more than the least that may be asked for.
        size => size.max(1 << 20),
    };
    let stack = PythonStack::new(crate::runtime::THREAD_STACK);
    let inherits_slice = time_slice::is_short();
    LIVE.lock().expect_one();
    let (known, is_known) = std::sync::mpsc::sync_channel(1);
    let spawned = stack.and_then(|stack| {
        let body = move || {
            if inherits_slice {
                time_slice::begin_usual();
            }
            let new = Thread::attach(stack, false, own_ident());
            enter(&new);
            LIVE.lock().expected_settled();
            gil::enter(&new);
            // Nobody may listen: without a GIL the starter has gone on.
            let _ = known.send(());
            gil::wait_ready(&new);
            let job = Dict::of(STARTING.get())
                .remove(&new, Value::fixnum(key as i64))
                .ok()
                .flatten();
            if let Some(job) = job {
                run(&new, job);
            }
            crate::safepoint::run_finalizers(&new);
            leave(&new);
            new.detach();
            finished();
            gil::leave();
        };
        let builder = std::thread::Builder::new().stack_size(size);
        spawn(builder, body).ok()
    });
    match spawned {
        Some(handle) => {
            if gil::is_on() {
                // The starter keeps the GIL, and goes on when the policy knows the new thread.
                let _ = thread.mutator.outside(|| is_known.recv());
            }
            Ok(handle.as_pthread_t())
        }
        None => {
            LIVE.lock().expected_settled();
            jobs.remove(thread, Value::fixnum(key as i64))?;
            Err(errors::runtime_error(thread, "can't start new thread"))
        }
    }
}
