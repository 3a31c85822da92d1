//! The table from referents to their weak references: sharded, so threads rarely meet.
//! Invariants: it keeps neither referents nor references alive; the collector's callback drops what died
//! before the memory can be used again; no shard's lock is held across an allocation or safepoint. The
//! shared reference comes first in a list, then the shared proxy, then the others, newest first.

use super::reference::{WeakReference, WeakReferenceObject};
use crate::errors::Result;
use crate::list::List;
use crate::object::{Ref, ValueExt};
use crate::thread::Thread;
use crate::waits::{self, WaitFor};
use std::collections::HashMap;
use std::sync::LazyLock;
use typhon_heap::{Value, flags};
use typhon_sync::mutex::Mutex;

const SHARDS: usize = 64;

/// References by the address of their referent.
type Shard = HashMap<u64, Vec<u64>>;

static TABLE: LazyLock<Vec<Mutex<Shard>>> = LazyLock::new(|| {
    typhon_heap::register_weak_callback(drop_dead);
    (0..SHARDS).map(|_| Mutex::new(Shard::new())).collect()
});

fn reference_of(bits: u64) -> WeakReference {
    // SAFETY: the table holds references that were alive at the last collection, by its invariant.
    unsafe { Ref::from_pointer(Value::from_bits(bits).pointer() as *const WeakReferenceObject) }
}

/// Runs while the world is stopped: nobody holds a lock.
fn drop_dead(is_alive: &dyn Fn(Value) -> bool) {
    for shard in TABLE.iter() {
        shard.lock().retain(|_, references| {
            references.retain(|&bits| {
                // A dead reference is not looked into.
                is_alive(Value::from_bits(bits)) && reference_of(bits).referent().is_some()
            });
            !references.is_empty()
        });
    }
}

fn shard(referent: Value) -> &'static Mutex<Shard> {
    let mixed = (referent.bits() >> 4).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    &TABLE[(mixed >> 58) as usize % SHARDS]
}

fn has_references(referent: Value) -> bool {
    referent
        .header()
        .is_some_and(|header| header.has_flag(flags::HAS_WEAKREF))
}

/// The reference to `referent` without a callback whose class is exactly `class`, which all share.
pub(super) fn shared(referent: Value, class: crate::types::Type) -> Option<WeakReference> {
    if !has_references(referent) {
        return None;
    }
    let shard = waits::lock(shard(referent), WaitFor::WeakReferences);
    shared_in(&shard, referent, class)
}

fn shared_in(shard: &Shard, referent: Value, class: crate::types::Type) -> Option<WeakReference> {
    // Only the first two places hold shared ones.
    let references = shard.get(&referent.bits())?;
    references
        .iter()
        .take(2)
        .map(|&bits| reference_of(bits))
        .find(|reference| reference.is_shared() && reference.class() == class)
}

/// Enters a new reference. If it is to be shared and somebody was faster, gives theirs.
pub(super) fn insert(reference: WeakReference, referent: Value) -> WeakReference {
    if let Some(header) = referent.header() {
        header.set_flag(flags::HAS_WEAKREF);
    }
    let mut shard = waits::lock(shard(referent), WaitFor::WeakReferences);
    let is_shared = reference.is_shared();
    if is_shared && let Some(found) = shared_in(&shard, referent, reference.class()) {
        return found;
    }
    let references = shard.entry(referent.bits()).or_default();
    let shared_count = references
        .iter()
        .take(2)
        .filter(|&&bits| reference_of(bits).is_shared())
        .count();
    let place = if is_shared && !reference.is_proxy() {
        0
    } else {
        shared_count
    };
    references.insert(place, reference.value().bits());
    reference
}

/// `weakref.getweakrefcount(referent)`
pub fn count(referent: Value) -> usize {
    if !has_references(referent) {
        return 0;
    }
    let shard = waits::lock(shard(referent), WaitFor::WeakReferences);
    shard.get(&referent.bits()).map_or(0, |references| {
        references
            .iter()
            .filter(|&&bits| reference_of(bits).referent().is_some())
            .count()
    })
}

/// The first reference to the object, which shows as its `__weakref__`.
pub fn first(referent: Value) -> Option<Value> {
    if !has_references(referent) {
        return None;
    }
    let shard = waits::lock(shard(referent), WaitFor::WeakReferences);
    let references = shard.get(&referent.bits())?;
    references.first().map(|&bits| Value::from_bits(bits))
}

/// `weakref.getweakrefs(referent)`
pub fn references(thread: &Thread, referent: Value) -> Result<List> {
    let mut room = count(referent);
    loop {
        let list = List::with_capacity(thread, room)?;
        if room == 0 {
            return Ok(list);
        }
        let shard = waits::lock(shard(referent), WaitFor::WeakReferences);
        let Some(references) = shard.get(&referent.bits()) else {
            return Ok(list);
        };
        if references.len() > room {
            // Others have come meanwhile; allocating under the lock is not allowed.
            room = references.len();
            continue;
        }
        let Some(storage) = list.storage() else {
            return Ok(list);
        };
        for (index, &bits) in references.iter().enumerate() {
            storage.set(index, Value::from_bits(bits));
        }
        list.set_length(references.len());
        return Ok(list);
    }
}
