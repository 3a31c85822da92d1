//! Module `_queue`: `SimpleQueue`, an unbounded queue between threads.
//!
//! The items are a deque. Who finds it empty waits until the number of puts changes: `put` stores the
//! item first and then counts, so a waiter that has seen the old count and no item cannot miss it.

use crate::collections::deque::{DEQUE_LAYOUT, Deque, End};
use crate::support::{CLASS_GETITEM, is_missing, make};
use crate::{exception_type, slots_object};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use typhon_interp::gil;
use typhon_objects::prelude::*;
use typhon_objects::{int, number};
use typhon_sync::parking::LOT;

exception_type!(
    EMPTY,
    "Empty",
    "_queue",
    EXCEPTION,
    "Exception raised by Queue.get(block=0)/get_nowait()."
);

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_queue",
    doc: "C implementation of the Python queue module.\nThis module is an implementation detail, please do not use it directly.",
    functions: &[],
    types: &[&SIMPLE_QUEUE, &EMPTY],
    setup: Some(|thread, _| ITEMS.ready(thread).map(|_| ())),
};

/// The class of the deque inside, which Python never sees.
static ITEMS: TypeSpec = TypeSpec::new("items", &DEQUE_LAYOUT).flags(type_flags::NO_NEW);

/// Where threads wait. Outside the heap, as waiting threads must not touch it.
pub struct Waiting {
    /// Counted with Release, so that whoever sees the count sees the item.
    puts: AtomicU64,
}

impl Waiting {
    fn key(&self) -> usize {
        std::ptr::from_ref(self) as usize
    }
}

slots_object!(QueueObject, QUEUE_LAYOUT, "_queue.SimpleQueue", { items }, { waiting: Option<Arc<Waiting>> }, drop);

pub static SIMPLE_QUEUE: TypeSpec = TypeSpec::new("SimpleQueue", &QUEUE_LAYOUT)
    .module("_queue")
    .flags(type_flags::BASE | type_flags::WEAKREF)
    .doc("Simple, unbounded, reentrant FIFO queue.")
    .methods(&[
        static_method("__new__", new, "(cls, /)", ""),
        method("put", put, "(self, /, item, block=True, timeout=None)", "Put the item on the queue.\n\nThe optional 'block' and 'timeout' arguments are ignored, as this method\nnever blocks.  They are provided for compatibility with the Queue class."),
        method("put_nowait", put, "(self, /, item)", "Put an item into the queue without blocking.\n\nThis is exactly equivalent to `put(item)` and is only provided\nfor compatibility with the Queue class."),
        method("get", get, "(self, /, block=True, timeout=None)", "Remove and return an item from the queue.\n\nIf optional args 'block' is true and 'timeout' is None (the default),\nblock if necessary until an item is available. If 'timeout' is\na non-negative number, it blocks at most 'timeout' seconds and raises\nthe Empty exception if no item was available within that time.\nOtherwise ('block' is false), return an item if one is immediately\navailable, else raise the Empty exception ('timeout' is ignored\nin that case)."),
        method("get_nowait", get_now, "(self, /)", "Remove and return an item from the queue without blocking.\n\nOnly get an item if one is immediately available. Otherwise\nraise the Empty exception."),
        method("empty", |thread, args| Ok(Value::bool(items(args[0]).len(thread) == 0)), "(self, /)", "Return True if the queue is empty, False otherwise (not reliable!)."),
        method("qsize", |thread, args| int::from_i64(thread, items(args[0]).len(thread) as i64), "(self, /)", "Return the approximate size of the queue (not reliable!)."),
        CLASS_GETITEM,
    ]);

fn items(queue: Value) -> Deque {
    Deque::of(Ref::<QueueObject>::of(queue).items.get())
}

fn waiting(queue: Value) -> Option<Arc<Waiting>> {
    Ref::<QueueObject>::of(queue).waiting.clone()
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    let items = Deque::new(thread, ITEMS.get())?;
    let waiting = Arc::new(Waiting {
        puts: AtomicU64::new(0),
    });
    let queue = make(thread, Type::of(args[0]), |header| QueueObject {
        header,
        items: Slot::new(items.value()),
        waiting: Some(waiting),
    })?;
    Ok(queue.value())
}

fn put(thread: &Thread, args: &[Value]) -> Result {
    items(args[0]).push(thread, End::Right, args[1])?;
    if let Some(waiting) = waiting(args[0]) {
        waiting.puts.fetch_add(1, Ordering::Release);
        LOT.unpark_one(waiting.key(), |_| ());
        gil::wake(waiting.key(), false);
    }
    Ok(Value::NONE)
}

#[cold]
fn empty(thread: &Thread) -> Raised {
    errors::with_args(thread, EMPTY.get(), &[])
}

fn get_now(thread: &Thread, args: &[Value]) -> Result {
    match items(args[0]).pop(thread, End::Left) {
        Some(item) => Ok(item),
        None => Err(empty(thread)),
    }
}

/// The latest moment to wait until; `None` for no limit.
fn deadline(thread: &Thread, timeout: Value) -> Result<Option<Instant>> {
    if is_missing(timeout) {
        return Ok(None);
    }
    let Some(seconds) = number::optional_float(thread, timeout)? else {
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
    if seconds.abs() >= 9.2e9 {
        return Err(errors::overflow_error(
            thread,
            "timestamp out of range for C PyTime_t",
        ));
    }
    if seconds < 0.0 {
        return Err(errors::value_error(
            thread,
            "'timeout' must be a non-negative number",
        ));
    }
    Ok(Instant::now().checked_add(Duration::from_secs_f64(seconds)))
}

/// How long the main thread sleeps at most before it looks for signals.
const SIGNAL_INTERVAL: Duration = Duration::from_millis(50);

fn get(thread: &Thread, args: &[Value]) -> Result {
    let block = match args[1].present() {
        Some(block) => operations::truth(thread, block)?,
        None => true,
    };
    if !block {
        return get_now(thread, args);
    }
    let deadline = deadline(thread, args[2])?;
    let items = items(args[0]);
    let Some(waiting) = waiting(args[0]) else {
        return Err(empty(thread));
    };
    loop {
        let seen = waiting.puts.load(Ordering::Acquire);
        if let Some(item) = items.pop(thread, End::Left) {
            return Ok(item);
        }
        let now = Instant::now();
        if deadline.is_some_and(|deadline| deadline <= now) {
            return Err(empty(thread));
        }
        if gil::is_on() {
            // Nobody puts anything between the look and the wait.
            gil::wait_for(thread, waiting.key(), 0, deadline);
            thread.poll()?;
            continue;
        }
        let look = thread.is_main.then(|| now + SIGNAL_INTERVAL);
        let until = look.into_iter().chain(deadline).min();
        let nothing_new = || waiting.puts.load(Ordering::Relaxed) == seen;
        thread.blocked(|| LOT.park(waiting.key(), until, nothing_new, |_| ()));
        thread.poll()?;
    }
}
