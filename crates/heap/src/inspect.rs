//! Looking at the heap: walks, references, sizes. Walks stop the world.

use crate::arena::{ARENA, BlockKind, GRANULE};
use crate::blocks::BLOCKS;
use crate::header::Header;
use crate::mutator::Mutator;
use crate::sync::lock;
use crate::trace::{Tracer, trace_object};
use crate::value::Value;
use crate::world::{World, stop_the_world};
use std::sync::atomic::Ordering;

/// Calls `visit` on every object while the world is stopped; on those of internal kinds
/// (`Layout::kind` 0) only if `internal`. Dead objects that were not swept yet are visited too.
/// `visit` may allocate; what it allocates may or may not be visited.
#[inline(never)]
pub fn for_each_object(mutator: &Mutator, internal: bool, mut visit: impl FnMut(Value)) {
    stop_the_world(mutator, |world| walk(world, internal, &mut visit));
}

/// The walk of `for_each_object`.
pub(crate) fn walk(world: &World, internal: bool, visit: &mut dyn FnMut(Value)) {
    world.flush_holes();
    let high_water = lock(&BLOCKS).high_water();
    for block in 0..high_water {
        let words = match ARENA.info(block).kind() {
            BlockKind::Free | BlockKind::Tail => continue,
            BlockKind::Small => &ARENA.object_words(block)[..],
            // What follows are cards.
            BlockKind::Large => &ARENA.object_words(block)[..1],
        };
        let single = ARENA.info(block).kind() == BlockKind::Large;
        for (index, word) in words.iter().enumerate() {
            // Relaxed: the world is stopped.
            let mut bits = word.load(Ordering::Relaxed) & if single { 1 } else { !0 };
            while bits != 0 {
                let granule = index * 64 + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                let object = (ARENA.block_address(block) + granule * GRANULE) as *const Header;
                // SAFETY: object bits are set on objects only; their shapes are alive, or dead
                // together with them and not swept.
                let kind = unsafe { (*(*object).shape()).layout.kind };
                if internal || kind != 0 {
                    visit(Value::from_pointer(object));
                }
            }
        }
    }
}

/// Calls `visit` on every strong reference that `object` holds, its shape included.
pub fn for_each_reference(object: Value, mut visit: impl FnMut(Value)) {
    if object.is_pointer() {
        // SAFETY: a pointer value points to a live object; the caller stops the world where the
        // layout's `trace` needs that.
        unsafe { trace_object(object.pointer(), &mut Tracer::visit(&mut visit)) };
    }
}

/// The bytes that `object` occupies; 0 for immediates and statics.
pub fn object_size(object: Value) -> usize {
    let address = object.bits() as usize;
    if object.is_pointer() && ARENA.contains(address) {
        ARENA.extent(address)
    } else {
        0
    }
}

/// The object that `address` points to or into. Objects that another thread has allocated since
/// the last collection may not be found, unless the world was stopped and walked.
pub fn is_heap_object(address: usize) -> Option<Value> {
    if !ARENA.contains(address) {
        return None;
    }
    let start = ARENA.cell_of(address)?;
    let found = ARENA.is_object(start)
        || Mutator::current().is_some_and(|mutator| mutator.has_unflushed(start));
    found.then(|| Value::from_bits(start as u64))
}
