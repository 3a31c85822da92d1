//! Verify mode (`TYPHON_GC_VERIFY=1`): after marking, everything is traced once more from the roots
//! without looking at generations, logs, or marks. What that reaches must be an object, and marked;
//! if not, a store barrier is missing, or a `Value` was where rule 1 forbids it.
//!
//! Stacks that a nursery collection skips are skipped here, too: what a blocked thread really holds
//! is old, but a stale word of its stack may by now point to what another thread has allocated.

use crate::arena::ARENA;
use crate::collect::{self, Generation};
use crate::header::Header;
use crate::trace::{Tracer, trace_object};
use crate::value::Value;
use crate::world::World;
use std::collections::HashSet;

/// Checks the marks; ends the process when they are wrong.
pub(crate) fn check_marks(world: &World, generation: Generation) {
    let mut seen = HashSet::new();
    let mut stack = Vec::new();
    let mut check = |value: Value, holder: Option<usize>, stack: &mut Vec<usize>| {
        let address = value.bits() as usize;
        if !ARENA.contains(address) || !seen.insert(address) {
            return;
        }
        if !ARENA.is_object(address) {
            fail("a reference to what is no object", address, holder);
        }
        if !ARENA.is_marked(address) {
            fail(
                "an object that is reachable and not marked",
                address,
                holder,
            );
        }
        stack.push(address);
    };
    let mut roots = Vec::new();
    collect::trace_roots(
        world,
        generation == Generation::Full,
        &mut Tracer::visit(&mut |value| roots.push(value)),
    );
    for value in roots {
        check(value, None, &mut stack);
    }
    while let Some(object) = stack.pop() {
        let mut visit = |value: Value| check(value, Some(object), &mut stack);
        // SAFETY: reachable objects are alive, and the world is stopped.
        unsafe { trace_object(object as *const Header, &mut Tracer::visit(&mut visit)) };
    }
}

fn fail(what: &str, address: usize, holder: Option<usize>) -> ! {
    let name = |object: usize| {
        // SAFETY: best effort on the way out; holders are objects.
        unsafe { (*(*(object as *const Header)).shape()).layout.name }
    };
    eprint!("heap verification: {what}: {address:#x}");
    if ARENA.is_object(address) {
        eprint!(" ({})", name(address));
    }
    match holder {
        Some(holder) => eprintln!(", held by {holder:#x} ({})", name(holder)),
        None => eprintln!(", a root"),
    }
    std::process::abort();
}
