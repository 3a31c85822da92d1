//! Whether a live view of some memory can be found from the variables of the functions that this thread
//! runs. Invariant: what is found is alive by the rules of the language; what lies deeper than the search
//! goes is not found.

use super::exports::Counter;
use crate::memoryview::MemoryViewObject;
use crate::object::{Kind, ValueExt};
use crate::thread::Thread;
use crate::types::SHAPE_LAYOUT;
use std::sync::atomic::{AtomicPtr, Ordering};
use typhon_heap::{Generation, Value, collect, for_each_reference, stop_the_world};

/// Calls its second argument with every variable of the thread's running functions.
pub type Walker = fn(&Thread, &mut dyn FnMut(Value));

static WALKER: AtomicPtr<()> = AtomicPtr::new(std::ptr::null_mut());

/// The interpreter says how its frames are walked; once, at start-up.
pub fn set_walker(walker: Walker) {
    WALKER.store(walker as *mut (), Ordering::Release);
}

fn walker() -> Option<Walker> {
    let pointer = WALKER.load(Ordering::Acquire);
    if pointer.is_null() {
        return None;
    }
    // SAFETY: only `set_walker` stores here.
    Some(unsafe { std::mem::transmute::<*mut (), Walker>(pointer) })
}

/// How many objects are looked at, and how far from a variable.
const MOST_OBJECTS: usize = 600;
const DEEPEST: u8 = 4;

/// Whether a view that has a lease of `counter` is found.
pub(super) fn finds_view(thread: &Thread, counter: &Counter) -> bool {
    let Some(walker) = walker() else {
        // Without frames there are no variables: whatever survives a collection counts as alive.
        collect(thread.mutator, Generation::Full);
        return true;
    };
    // Addresses, not values: nothing is allocated in the heap while they are looked at.
    let mut seen: Vec<(u64, u8)> = Vec::with_capacity(64);
    let mut known = std::collections::HashSet::new();
    let mut found = false;
    let mut enter = |value: Value, depth: u8, queue: &mut Vec<(u64, u8)>| {
        if !value.is_pointer() || queue.len() >= MOST_OBJECTS || !known.insert(value.bits()) {
            return;
        }
        queue.push((value.bits(), depth));
    };
    walker(thread, &mut |value| enter(value, 0, &mut seen));
    // The world is stopped, because tracing some layouts asks for that.
    stop_the_world(thread.mutator, |_| {
        let mut next = 0;
        while let Some(&(bits, depth)) = seen.get(next) {
            next += 1;
            let value = Value::from_bits(bits);
            if let Some(view) = value.downcast::<MemoryViewObject>() {
                if view.has_lease_of(|lease| lease.is_of(counter)) {
                    found = true;
                    break;
                }
                continue;
            }
            let is_code = matches!(
                value.kind(),
                Kind::Type
                    | Kind::Code
                    | Kind::Function
                    | Kind::Module
                    | Kind::NativeFunction
                    | Kind::Str
                    | Kind::Bytes
                    | Kind::Int
            ) || value
                .layout()
                .is_some_and(|layout| std::ptr::eq(layout, &SHAPE_LAYOUT));
            if depth < DEEPEST && !is_code {
                for_each_reference(value, |reference| enter(reference, depth + 1, &mut seen));
            }
        }
    });
    found
}
