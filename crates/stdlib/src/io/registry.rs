//! The files that may hold data not yet written, so that nothing is lost at exit.
//! Invariant: the sets hold only live objects: each collection drops the others before it sweeps, and no
//! thread reaches a safepoint while it holds the lock.

use std::collections::HashSet;
use std::sync::Once;
use typhon_objects::prelude::*;
use typhon_sync::mutex::Mutex;

static TEXTS: Mutex<Option<HashSet<u64>>> = Mutex::new(None);
static WRITERS: Mutex<Option<HashSet<u64>>> = Mutex::new(None);

fn drop_dead(is_alive: &dyn Fn(Value) -> bool) {
    for set in [&TEXTS, &WRITERS] {
        if let Some(set) = set.lock().as_mut() {
            set.retain(|&bits| is_alive(Value::from_bits(bits)));
        }
    }
}

fn add(set: &Mutex<Option<HashSet<u64>>>, object: Value) {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| typhon_objects::heap::register_weak_callback(drop_dead));
    set.lock().get_or_insert_default().insert(object.bits());
}

/// A text file that may hold pending text.
pub fn add_text(object: Value) {
    add(&TEXTS, object);
}

/// A buffered file that may hold data.
pub fn add_writer(object: Value) {
    add(&WRITERS, object);
}

/// The object was closed.
pub fn remove(object: Value) {
    for set in [&TEXTS, &WRITERS] {
        if let Some(set) = set.lock().as_mut() {
            set.remove(&object.bits());
        }
    }
}

fn take(set: &Mutex<Option<HashSet<u64>>>) -> Option<Value> {
    let mut set = set.lock();
    let set = set.as_mut()?;
    let bits = *set.iter().next()?;
    set.remove(&bits);
    Some(Value::from_bits(bits))
}

/// Writes out what open files still hold; at exit, when nobody is left to hear of failures.
pub fn flush_all(thread: &Thread) {
    while let Some(text) = take(&TEXTS) {
        let _ = call_method(thread, text, names().flush, &[]);
    }
    while let Some(writer) = take(&WRITERS) {
        let _ = call_method(thread, writer, names().flush, &[]);
    }
}
