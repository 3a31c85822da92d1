//! A forked child has one thread, and its heap works. One test: the process forks.
// Tests poke at objects that they have just made.
#![allow(clippy::undocumented_unsafe_blocks)]

mod common;

use common::*;
use std::sync::atomic::{AtomicBool, Ordering};
use typhon_heap::*;

static ROOT: Slot = Slot::new(Value::NULL);

#[test]
fn children_collect_and_allocate() {
    register_root(&ROOT);
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        // Others allocate, block, and come and go meanwhile.
        for number in 0..3 {
            let stop = &stop;
            scope.spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    let mutator = Mutator::attach();
                    for round in 0..2000 {
                        node(&mutator, round, Value::NULL, Value::NULL);
                        if round % 100 == number {
                            deque(&mutator).push(Value::TRUE);
                            mutator.blocked(std::thread::yield_now);
                        }
                    }
                }
            });
        }
        let mutator = Mutator::attach();
        for number in 0..200_000 {
            ROOT.set_unbarriered(node(&mutator, number, ROOT.get(), Value::NULL).value());
        }
        for round in 0..60 {
            collect(
                &mutator,
                if round % 2 == 0 {
                    Generation::Full
                } else {
                    Generation::Nursery
                },
            );
            before_fork(&mutator);
            let child = unsafe { libc::fork() };
            if child == 0 {
                after_fork_child(&mutator);
                unsafe { libc::alarm(20) };
                for _ in 0..3 {
                    for number in 0..10_000 {
                        node(&mutator, number, Value::NULL, Value::NULL);
                    }
                    collect(&mutator, Generation::Full);
                }
                // New threads work, and so does a fork of the fork.
                mutator.blocked(|| {
                    std::thread::spawn(|| {
                        let mutator = Mutator::attach();
                        node(&mutator, 1, Value::NULL, Value::NULL);
                        collect(&mutator, Generation::Nursery);
                    })
                    .join()
                    .unwrap();
                });
                let mut value = ROOT.get();
                let mut length = 0;
                while !value.is_null() {
                    value = Node::of(value).left.get();
                    length += 1;
                }
                unsafe { libc::_exit(if length == 200_000 { 0 } else { 1 }) };
            }
            after_fork_parent(&mutator);
            assert!(child > 0);
            let mut status = 0;
            mutator.blocked(|| assert_eq!(unsafe { libc::waitpid(child, &mut status, 0) }, child));
            assert_eq!(status, 0, "round {round}");
        }
        stop.store(true, Ordering::Relaxed);
    });
}
