//! Weak references: `ref` objects and proxies, objects whose one weak slot the collector clears when the
//! referent dies, and the table that finds them by referent.

mod internal;
mod proxy;
mod reference;
mod table;

pub use internal::{new_internal, target};
pub use proxy::{CALLABLE_PROXY, PROXY, new_proxy};
pub use reference::{REFERENCE, WEAK_REFERENCE_LAYOUT, WeakReference, WeakReferenceObject};
pub use table::{count, first, references};

use crate::errors::{self, Result};
use crate::object::ValueExt;
use crate::thread::Thread;
use crate::types::type_flags;
use typhon_heap::Value;

/// `weakref.ref(referent)`: the one that all share who have no callback.
pub fn new(thread: &Thread, referent: Value) -> Result {
    reference::make(thread, REFERENCE.get(), referent, Value::NULL)
}

/// What a weak reference (or proxy) refers to, while it lives.
pub fn referent(reference: Value) -> Option<Value> {
    reference.downcast::<WeakReferenceObject>()?.referent()
}

/// Whether weak references to the object are possible.
fn check_referent(thread: &Thread, referent: Value) -> Result<()> {
    if referent.is_pointer() && referent.class().has(type_flags::WEAKREF) {
        return Ok(());
    }
    Err(errors::type_error(
        thread,
        format!(
            "cannot create weak reference to '{}' object",
            referent.class().full_name()
        ),
    ))
}

/// Calls the callbacks of references whose referents have died. The safepoint calls it after a
/// collection; whatever a callback raises is reported and goes no further.
pub fn run_callbacks(thread: &Thread) {
    // Those that come meanwhile are for who finds them.
    for _ in 0..typhon_heap::cleared_weakref_count() {
        let Some(value) = typhon_heap::take_cleared_weakref() else {
            break;
        };
        let Some(reference) = value.downcast::<WeakReferenceObject>() else {
            continue;
        };
        let Some(callback) = reference.take_callback() else {
            continue;
        };
        if let Err(raised) = crate::call::call(thread, callback, &[value]) {
            let shown = crate::operations::repr(thread, callback)
                .map_or("<?>".into(), |text| text.to_string_lossy());
            let message = format!("Exception ignored while calling weakref callback {shown}");
            crate::exceptions::unraisable::report(thread, raised, &message, Value::NULL);
        }
    }
}
