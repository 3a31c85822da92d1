//! `ulimit -v`: the arena shrinks to what is granted, and exhaustion is reported. One test: the
//! limit is set before the heap exists.
// Tests poke at objects that they have just made.
#![allow(clippy::undocumented_unsafe_blocks)]

mod common;

use common::*;
use typhon_heap::*;

#[test]
fn a_small_address_space_is_enough_to_start() {
    let limit = libc::rlimit {
        rlim_cur: 1 << 30,
        rlim_max: libc::RLIM_INFINITY,
    };
    assert_eq!(unsafe { libc::setrlimit(libc::RLIMIT_AS, &limit) }, 0);
    let mutator = Mutator::attach();
    for round in 0..5 {
        let mut list = Value::NULL;
        let mut count = 0;
        while let Some(object) = mutator.allocate_array(1000) {
            object.set(0, list);
            list = object.as_value();
            count += 1;
            assert!(count < 1 << 20);
        }
        // One stale word on the native stack can keep the tail of an earlier list alive.
        let least = if round == 0 { 20_000 } else { 1_000 };
        assert!(count > least, "{count}");
        assert!(mutator.allocate_buffer(400 << 20).is_none());
        let mut length = 0;
        while !list.is_null() {
            list = ArrayRef::from_value(list).unwrap().get(0);
            length += 1;
        }
        assert_eq!(length, count);
        scrub_stack();
        collect(&mutator, Generation::Full);
    }
    assert!(mutator.allocate_buffer(100 << 20).is_some());
}
