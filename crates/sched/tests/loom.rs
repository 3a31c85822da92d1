//! Model tests of the mechanism, over all interleavings:
//! `RUSTFLAGS="--cfg loom" cargo test --release -p typhon-sched --test loom`
#![cfg(loom)]

use loom::sync::Arc;
use loom::sync::atomic::{AtomicBool, Ordering};
use loom::thread;
use typhon_sched::{Ask, Gil, Key, Seat, Spec, Woken};

/// A safepoint word of one bit.
struct Word(Arc<AtomicBool>);

impl Ask for Word {
    fn ask(&self, on: bool) {
        self.0.store(on, Ordering::Release);
    }
}

struct Runtime {
    gil: Gil,
    /// What the GIL protects. Loom fails if two threads may touch it at once.
    word: loom::cell::UnsafeCell<u32>,
}

// SAFETY: what the model is about.
unsafe impl Sync for Runtime {}
unsafe impl Send for Runtime {}

impl Runtime {
    fn new(policy: &str) -> Arc<Runtime> {
        Arc::new(Runtime {
            gil: Gil::new(&Spec::parse(policy).unwrap().unwrap()),
            word: loom::cell::UnsafeCell::new(0),
        })
    }

    fn seat(&self) -> (std::sync::Arc<AtomicBoolHandle>, SeatHandle) {
        let word = Arc::new(AtomicBool::new(false));
        let seat = self.gil.enter(Box::new(Word(word.clone())));
        (std::sync::Arc::new(AtomicBoolHandle(word)), seat)
    }

    fn add(&self) {
        // SAFETY: the caller has the GIL.
        self.word.with_mut(|word| unsafe { *word += 1 });
    }

    fn total(&self) -> u32 {
        // SAFETY: all threads have ended, or the caller has the GIL.
        self.word.with(|word| unsafe { *word })
    }
}

struct AtomicBoolHandle(Arc<AtomicBool>);
type SeatHandle = loom::sync::Arc<Seat>;

fn check(model: impl Fn() + Sync + Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(3);
    builder.check(model);
}

/// Threads that run, block, and yield where they are asked to exclude each other, and all get on.
fn exclusion(policy: &'static str) {
    check(move || {
        let runtime = Runtime::new(policy);
        let (_, main) = runtime.seat();
        runtime.gil.acquire(&main);
        let other = runtime.clone();
        let (asked, seat) = runtime.seat();
        let spawned = thread::spawn(move || {
            other.gil.acquire(&seat);
            other.add();
            if asked.0.load(Ordering::Acquire) {
                other.gil.yield_now(&seat);
                other.add();
            }
            other.gil.block(&seat);
            other.gil.acquire(&seat);
            other.add();
            other.gil.leave(&seat);
        });
        runtime.add();
        runtime.gil.yield_now(&main);
        runtime.add();
        runtime.gil.leave(&main);
        spawned.join().unwrap();
        assert!(runtime.total() >= 4);
    });
}

#[test]
fn handed_over() {
    exclusion("priority");
}

#[test]
fn free_for_all() {
    exclusion("ticks:1");
}

#[test]
fn lent() {
    exclusion("chaos:1");
}

/// A lock of the program: no wake-up is lost, and the waiter comes back with the GIL.
#[test]
fn waiting_for_a_lock() {
    check(|| {
        let runtime = Runtime::new("fair");
        let (_, main) = runtime.seat();
        let (_, seat) = runtime.seat();
        runtime.gil.acquire(&main);
        let other = runtime.clone();
        let owner = main.id;
        let spawned = thread::spawn(move || {
            other.gil.acquire(&seat);
            // The lock is held until the main thread has added.
            if other.total() == 0 {
                let woken = other.gil.wait_for(&seat, Key(1), Some(owner), None);
                assert_eq!(woken, Woken::Freed);
            }
            other.add();
            assert_eq!(other.total(), 2);
            other.gil.leave(&seat);
        });
        // Lets the other thread wait, or not.
        runtime.gil.block(&main);
        runtime.gil.acquire(&main);
        runtime.add();
        runtime.gil.wake(Key(1), false);
        runtime.gil.leave(&main);
        spawned.join().unwrap();
        assert_eq!(runtime.total(), 2);
    });
}
