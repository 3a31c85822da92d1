//! Handles of started threads: joining, and waiting for all at shutdown.

use super::lock;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use typhon_interp::gil;
use typhon_objects::prelude::*;
use typhon_sync::mutex::{Mutex, MutexGuard};
use typhon_sync::parking::LOT;

const NOT_STARTED: u8 = 0;
const STARTING: u8 = 1;
const RUNNING: u8 = 2;
const DONE: u8 = 3;

/// What a handle and its thread share; native, so that the thread can set it after it has left Python.
struct Shared {
    /// One of the states above. Whoever waits for the end sleeps by its address.
    state: AtomicU8,
    ident: AtomicU64,
}

impl Shared {
    fn is_done(&self) -> bool {
        // Acquire: see what the thread did.
        self.state.load(Ordering::Acquire) == DONE
    }

    /// From one state to another; false if it is in neither.
    fn advance(&self, from: u8, to: u8) -> bool {
        let changed = self
            .state
            .compare_exchange(from, to, Ordering::Relaxed, Ordering::Relaxed);
        changed.is_ok()
    }

    /// Tells of the end.
    fn end(&self) {
        self.state.store(DONE, Ordering::Release);
        LOT.unpark_all(self.key());
        gil::wake(self.key(), true);
    }

    fn key(&self) -> usize {
        self as *const Shared as usize
    }

    /// Waits a while outside the runtime; whether the thread has ended.
    fn wait_until(&self, thread: &Thread, until: Option<Instant>) -> bool {
        if gil::is_on() {
            // The state changes only while its changer has the GIL.
            if !self.is_done() {
                gil::wait_for(thread, self.key(), 0, until);
            }
        } else {
            thread.blocked(|| LOT.park(self.key(), until, || !self.is_done(), |_| ()));
        }
        self.is_done()
    }
}

#[repr(C)]
pub struct HandleObject {
    pub header: Header,
    shared: Arc<Shared>,
}

typhon_objects::heap_object!(
    HandleObject,
    HANDLE_LAYOUT,
    "thread handle",
    Kind::Other,
    |object, tracer| (),
    drop
);

pub static HANDLE: TypeSpec = TypeSpec::new("_ThreadHandle", &HANDLE_LAYOUT)
    .module("_thread")
    .methods(&[
        static_method("__new__", |thread, _| new(thread), "(cls)", ""),
        method("join", join, "(self, timeout=None, /)", ""),
        method(
            "is_done",
            |_, args| Ok(Value::bool(handle(args[0]).shared.is_done())),
            "(self, /)",
            "",
        ),
        method("_set_done", set_done, "(self, /)", ""),
        method("__repr__", repr, "(self, /)", "Return repr(self)."),
    ])
    .attributes(&[getter(
        "ident",
        |thread, object| {
            typhon_objects::int::from_u64(
                thread,
                handle(object).shared.ident.load(Ordering::Relaxed),
            )
        },
        "",
    )]);

/// A thread that was started here, or that a handle was made for, and has not ended.
struct Started {
    shared: Arc<Shared>,
    /// Shutdown does not wait for it.
    daemon: bool,
}

static STARTED: Mutex<Vec<Started>> = Mutex::new(Vec::new());

fn forget(shared: &Arc<Shared>) {
    STARTED
        .lock()
        .retain(|started| !Arc::ptr_eq(&started.shared, shared));
}

fn handle(value: Value) -> Ref<HandleObject> {
    Ref::of(value)
}

fn new(thread: &Thread) -> Result {
    let shape = HANDLE.root_shape();
    let shared = Shared {
        state: AtomicU8::new(NOT_STARTED),
        ident: AtomicU64::new(0),
    };
    let object = HandleObject {
        header: Header::new(shape.pointer().cast()),
        shared: Arc::new(shared),
    };
    Ok(thread.allocate(shape, object)?.value())
}

/// A handle for a thread that this module did not start.
pub fn make(thread: &Thread, args: &[Value]) -> Result {
    let ident = operations::index_value(thread, args[0])?;
    let made = new(thread)?;
    let shared = &handle(made).shared;
    let ident = u64::try_from(&typhon_objects::int::big(ident)).unwrap_or(0);
    shared.ident.store(ident, Ordering::Relaxed);
    shared.state.store(RUNNING, Ordering::Relaxed);
    // For a fork, in whose child it is done. Nobody tells when it ends; handles that are gone are let go.
    let mut started = STARTED.lock();
    started.retain(|started| Arc::strong_count(&started.shared) > 1);
    started.push(Started {
        shared: shared.clone(),
        daemon: true,
    });
    Ok(made)
}

pub fn start_joinable(thread: &Thread, args: &[Value]) -> Result {
    let function = args[0];
    if !operations::is_callable(function) {
        return Err(errors::type_error(
            thread,
            "thread function must be callable",
        ));
    }
    let made = match args[1].present().filter(|given| !given.is_none()) {
        Some(given) if given.is::<HandleObject>() => given,
        Some(_) => {
            return Err(errors::type_error(
                thread,
                "'handle' must be a _ThreadHandle",
            ));
        }
        None => new(thread)?,
    };
    let daemon = args[2].is_null() || operations::truth(thread, args[2])?;
    let shared = handle(made).shared.clone();
    if !shared.advance(NOT_STARTED, STARTING) {
        return Err(errors::runtime_error(thread, "thread already started"));
    }
    STARTED.lock().push(Started {
        shared: shared.clone(),
        daemon,
    });
    let ended = shared.clone();
    let finished = move || {
        forget(&ended);
        ended.end();
    };
    let job = Tuple::new(thread, &[function, made])?;
    match super::start(thread, job, run, finished) {
        Ok(ident) => {
            shared.ident.store(ident, Ordering::Relaxed);
            shared.advance(STARTING, RUNNING);
            Ok(made)
        }
        Err(raised) => {
            shared.state.store(NOT_STARTED, Ordering::Relaxed);
            forget(&shared);
            Err(raised)
        }
    }
}

fn run(thread: &Thread, job: Value) {
    let job: Tuple = Ref::of(job);
    // The thread itself may ask for its identification before its starter has stored it.
    handle(job.get(1))
        .shared
        .ident
        .store(thread.ident, Ordering::Relaxed);
    let result = call(thread, job.get(0), &[]);
    super::end(thread, job.get(0), result);
}

/// Waits for the thread's end; false if the time came first.
fn wait(thread: &Thread, shared: &Shared, deadline: Option<Instant>) -> Result<bool> {
    loop {
        // Waiting does not end at a signal: the main thread looks for one now and then.
        let slice =
            (thread.is_main && !gil::is_on()).then(|| Instant::now() + Duration::from_millis(20));
        let until = match (slice, deadline) {
            (Some(slice), Some(deadline)) => Some(slice.min(deadline)),
            (slice, deadline) => slice.or(deadline),
        };
        let done = shared.wait_until(thread, until);
        if done {
            return Ok(true);
        }
        thread.poll()?;
        if deadline.is_some_and(|deadline| deadline <= Instant::now()) {
            return Ok(false);
        }
    }
}

fn join(thread: &Thread, args: &[Value]) -> Result {
    let shared = handle(args[0]).shared.clone();
    let deadline = match args[1].present().filter(|timeout| !timeout.is_none()) {
        Some(timeout) => match typhon_objects::number::as_f64(timeout) {
            Some(seconds) if seconds < 0.0 => None,
            _ => lock::deadline(thread, timeout)?,
        },
        None => None,
    };
    match shared.state.load(Ordering::Acquire) {
        DONE => return Ok(Value::NONE),
        NOT_STARTED => return Err(errors::runtime_error(thread, "thread not started")),
        _ => {}
    }
    if shared.ident.load(Ordering::Relaxed) == thread.ident {
        return Err(errors::runtime_error(thread, "Cannot join current thread"));
    }
    wait(thread, &shared, deadline)?;
    Ok(Value::NONE)
}

fn set_done(thread: &Thread, args: &[Value]) -> Result {
    let shared = &handle(args[0]).shared;
    if shared.state.load(Ordering::Relaxed) == NOT_STARTED {
        return Err(errors::runtime_error(thread, "thread not started"));
    }
    forget(shared);
    shared.end();
    Ok(Value::NONE)
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let ident = handle(args[0]).shared.ident.load(Ordering::Relaxed);
    Ok(Str::new(thread, &format!("<_ThreadHandle object: ident={ident}>"))?.value())
}

/// Waits for every thread that is not a daemon.
pub fn shutdown(thread: &Thread, _args: &[Value]) -> Result {
    loop {
        let next = STARTED
            .lock()
            .iter()
            .filter(|started| !started.daemon)
            .map(|started| started.shared.clone())
            .find(|shared| shared.ident.load(Ordering::Relaxed) != thread.ident);
        match next {
            Some(shared) => {
                wait(thread, &shared, None)?;
            }
            None => return Ok(Value::NONE),
        }
    }
}

/// The list of started threads, held for a fork: threads that end are at it when they are out already.
pub struct ForkGuard(MutexGuard<'static, Vec<Started>>);

impl ForkGuard {
    pub fn lock() -> ForkGuard {
        ForkGuard(STARTED.lock())
    }

    /// In the child this thread is the main one, and all others are done.
    pub fn in_child(mut self, thread: &Thread) {
        super::MAIN_IDENT.store(thread.ident, Ordering::Relaxed);
        self.0.retain(|Started { shared, .. }| {
            let own = shared.ident.load(Ordering::Relaxed) == thread.ident;
            if !own {
                shared.state.store(DONE, Ordering::Relaxed);
            }
            own
        });
    }
}
