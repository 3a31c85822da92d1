//! Threads that build, change and drop graphs while the world is stopped thousands of times.
// Tests poke at objects that they have just made.
#![allow(clippy::undocumented_unsafe_blocks)]

mod common;

use common::*;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use typhon_heap::*;

static SHARED: Slot = Slot::new(Value::NULL);

fn collections() -> u64 {
    let statistics = statistics();
    statistics.nursery_collections + statistics.full_collections
}

/// A tree with numbers that a walk can check; every node sits on the native stack while its
/// subtrees are built.
fn tree(mutator: &Mutator, depth: u64, number: u64) -> Value {
    if depth == 0 {
        return node(mutator, number, Value::NULL, Value::NULL).value();
    }
    let parent = node(mutator, number, Value::NULL, Value::NULL);
    let left = tree(mutator, depth - 1, number * 2);
    parent.left.set(&parent.header, left);
    let right = tree(mutator, depth - 1, number * 2 + 1);
    parent.right.set(&parent.header, right);
    parent.value()
}

fn check_tree(value: Value, depth: u64, number: u64) {
    let node = Node::of(value);
    assert_eq!(node.number, number);
    if depth > 0 {
        check_tree(node.left.get(), depth - 1, number * 2);
        check_tree(node.right.get(), depth - 1, number * 2 + 1);
    }
}

#[test]
fn graphs_of_several_threads_survive_thousands_of_collections() {
    let _alone = alone();
    register_root(&SHARED);
    verify_collections(true);
    stress(40);
    let start = collections();
    let main = Mutator::attach();
    let shared = main.allocate_array(500).unwrap();
    SHARED.set_unbarriered(shared.as_value());
    let finalised = AtomicUsize::new(0);
    let failed = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let (finalised, failed) = (&finalised, &failed);
        let threads: Vec<_> = (0..4u64)
            .map(|thread| {
                scope.spawn(move || {
                    let result = std::panic::catch_unwind(|| churn(thread, finalised));
                    if result.is_err() {
                        failed.store(true, Ordering::Relaxed);
                    }
                })
            })
            .collect();
        main.blocked(|| {
            threads
                .into_iter()
                .for_each(|thread| thread.join().unwrap())
        });
    });
    stress(0);
    verify_collections(false);
    assert!(!failed.load(Ordering::Relaxed));
    let count = collections() - start;
    assert!(count > 1000, "{count} collections");
    assert!(finalised.load(Ordering::Relaxed) > 500);
    eprintln!("{count} collections, {:?}", statistics());
    SHARED.set_unbarriered(Value::NULL);
}

/// `churn` on one thread: private trees, objects shared through one big array, weak references,
/// finalisers, deques, and blocking calls.
fn churn(thread: u64, finalised: &AtomicUsize) {
    let mutator = Mutator::attach();
    let shared = ArrayRef::from_value(SHARED.get()).unwrap();
    let mut random = Random(thread * 77 + 1);
    let mut kept = tree(&mutator, 6, 1);
    let mut weak_to_kept = weak(&mutator, kept);
    let queue = deque(&mutator);
    for round in 0..3000u64 {
        if round % 50 == 0 {
            check_tree(kept, 6, 1);
            assert_eq!(weak_to_kept.referent.get(), kept);
            kept = tree(&mutator, 6, 1);
            weak_to_kept = weak(&mutator, kept);
        }
        let index = random.below(shared.len() as u64) as usize;
        match random.below(6) {
            0 => shared.set(index, tree(&mutator, 3, 1)),
            1 => {
                let found = shared.get(index);
                if found.is_pointer() && Node::of(found).number == 1 {
                    check_tree(found, 3, 1);
                }
            }
            2 => {
                // A chain through an object of another thread.
                let found = shared.get(index);
                let link = node(&mutator, 7, found, Value::NULL);
                shared.slot(index).set(shared.header(), link.value());
            }
            3 => {
                let object = node(&mutator, round + 100, kept, Value::NULL);
                register_finalizable(object.value());
            }
            4 => {
                queue.push(node(&mutator, round, Value::NULL, Value::NULL).value());
                if queue.items.lock().unwrap().len() > 100 {
                    let first = queue.items.lock().unwrap().pop_front().unwrap();
                    assert!(Node::of(first).number <= round);
                }
                mutator
                    .allocate_buffer(random.below(50_000) as usize)
                    .unwrap();
            }
            _ => {
                mutator.blocked(std::thread::yield_now);
                if mutator.poll() {
                    mutator.safepoint_slow();
                }
            }
        }
        while let Some(value) = take_finalizable() {
            let object = Node::of(value);
            assert!(object.number >= 100);
            check_tree(object.left.get(), 6, 1);
            finalised.fetch_add(1, Ordering::Relaxed);
        }
        while take_cleared_weakref().is_some() {}
    }
}

#[test]
fn helpers_mark_a_large_heap() {
    let _alone = alone();
    let mutator = Mutator::attach();
    register_root(&SHARED);
    let array = mutator.allocate_array(1_000_000).unwrap();
    SHARED.set_unbarriered(array.as_value());
    for index in 0..array.len() {
        array.set(
            index,
            node(&mutator, index as u64, Value::NULL, Value::NULL).value(),
        );
    }
    let first = Node::of(array.get(0));
    first.left.set(&first.header, tree(&mutator, 17, 1));
    for _ in 0..10 {
        collect(&mutator, Generation::Full);
    }
    assert!((0..array.len()).all(|index| Node::of(array.get(index)).number == index as u64));
    check_tree(Node::of(array.get(0)).left.get(), 17, 1);
    // A stale word on a reused stack may keep some, and the other tests verify what they walk.
    first.left.set_unbarriered(Value::NULL);
    array
        .slots()
        .iter()
        .for_each(|slot| slot.set_unbarriered(Value::NULL));
    SHARED.set_unbarriered(Value::NULL);
    collect(&mutator, Generation::Full);
}

#[test]
fn nobody_waits_for_blocked_threads_however_many() {
    let _alone = alone();
    let mutator = Mutator::attach();
    let stop = AtomicBool::new(false);
    let ready = AtomicUsize::new(0);
    let many = 2000;
    std::thread::scope(|scope| {
        let (stop, ready) = (&stop, &ready);
        let threads: Vec<_> = (0..many)
            .map(|number| {
                let body = move || {
                    let mutator = Mutator::attach();
                    let kept = node(&mutator, number, Value::NULL, Value::NULL);
                    ready.fetch_add(1, Ordering::Relaxed);
                    mutator.blocked(|| {
                        while !stop.load(Ordering::Relaxed) {
                            std::thread::park();
                        }
                    });
                    assert_eq!(Node::of(kept.value()).number, number);
                };
                std::thread::Builder::new()
                    .stack_size(64 << 10)
                    .spawn_scoped(scope, body)
                    .unwrap()
            })
            .collect();
        mutator.blocked(|| {
            while ready.load(Ordering::Relaxed) < many as usize {
                std::thread::sleep(Duration::from_millis(1));
            }
            std::thread::sleep(Duration::from_millis(20));
        });
        collect(&mutator, Generation::Full);
        let mut best = Duration::MAX;
        for _ in 0..20 {
            let start = Instant::now();
            collect(&mutator, Generation::Nursery);
            best = best.min(start.elapsed());
        }
        eprintln!("nursery collection with {many} blocked threads: {best:?}");
        assert!(best < Duration::from_millis(5), "{best:?}");
        collect(&mutator, Generation::Full);
        stop.store(true, Ordering::Relaxed);
        mutator.blocked(|| {
            threads.iter().for_each(|thread| thread.thread().unpark());
            threads
                .into_iter()
                .for_each(|thread| thread.join().unwrap());
        });
    });
}

#[test]
fn the_world_stops_for_one_at_a_time() {
    let _alone = alone();
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let mutator = Mutator::attach();
                for round in 0..500 {
                    if round % 10 == 0 {
                        stop_the_world(&mutator, |_| {
                            let before = COUNTER.load(Ordering::Relaxed);
                            let inner = stop_the_world(&mutator, |_| {
                                node(&mutator, 9, Value::NULL, Value::NULL)
                            });
                            assert_eq!(inner.number, 9);
                            for _ in 0..100 {
                                std::hint::spin_loop();
                            }
                            assert_eq!(COUNTER.load(Ordering::Relaxed), before);
                        });
                    }
                    // Not atomic as a whole, but it holds no safepoint.
                    COUNTER.fetch_add(1, Ordering::Relaxed);
                    COUNTER.fetch_add(1, Ordering::Relaxed);
                    if mutator.poll() {
                        mutator.safepoint_slow();
                        assert_eq!(mutator.safepoint_slow(), 0);
                    }
                }
            });
        }
    });
    assert_eq!(COUNTER.load(Ordering::Relaxed), 4000);
}

#[test]
fn what_is_made_in_a_stopped_world_survives() {
    let _alone = alone();
    verify_collections(true);
    std::thread::scope(|scope| {
        for thread in 0..4 {
            scope.spawn(move || {
                let mutator = Mutator::attach();
                let mut kept = Value::NULL;
                for number in 0..400 {
                    stop_the_world(&mutator, |_| {
                        for _ in 0..10 {
                            kept = node(&mutator, number, kept, Value::fixnum(thread)).value();
                        }
                    });
                    // Others wait to collect: they come before this thread is in again.
                    if number % 4 == thread as u64 {
                        collect(&mutator, Generation::Nursery);
                    }
                }
                let mut length = 0;
                while !kept.is_null() {
                    kept = Node::of(kept).left.get();
                    length += 1;
                }
                assert_eq!(length, 4000);
            });
        }
    });
    verify_collections(false);
}

#[test]
fn short_threads_leave_little_behind() {
    let _alone = alone();
    let live = || {
        let mutator = Mutator::attach();
        collect(&mutator, Generation::Full);
        statistics().live_bytes
    };
    let before = live();
    for round in 0..300 {
        std::thread::spawn(move || {
            let mutator = Mutator::attach();
            for size in [16, 100, 1000, 5000] {
                mutator.allocate_buffer(size).unwrap();
            }
            node(&mutator, round, Value::NULL, Value::NULL);
        })
        .join()
        .unwrap();
    }
    assert!(live() < before + (100 << 10), "{before} {}", live());
}
