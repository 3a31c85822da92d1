//! Model tests of the stop handshake and the log, over all interleavings:
//! `RUSTFLAGS="--cfg loom" cargo test --release -p typhon-heap --test loom`
#![allow(unexpected_cfgs)]
#![cfg(loom)]

use loom::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use loom::sync::{Arc, Condvar, Mutex};
use loom::thread;

const SPINS: u32 = 0;

/// Loom treats sequentially consistent accesses as acquire and release; it does model fences.
fn model_fence() {
    loom::sync::atomic::fence(Ordering::SeqCst);
}

#[path = "../src/handshake.rs"]
mod handshake;

use handshake::{Gate, Handshake, OUT};

fn gate() -> Gate {
    Gate {
        state: AtomicU32::new(OUT),
        ran: AtomicBool::new(false),
    }
}

fn handshake() -> Handshake {
    Handshake {
        stopping: AtomicBool::new(false),
        lock: Mutex::new(()),
        left: Condvar::new(),
        resumed: Condvar::new(),
    }
}

/// A world of one heap word that may be touched without synchronisation by threads that are in and
/// by the stopper.
struct World {
    handshake: Handshake,
    gates: Vec<Gate>,
    word: loom::cell::UnsafeCell<u32>,
}

// SAFETY: what the model is about.
unsafe impl Sync for World {}
unsafe impl Send for World {}

impl World {
    fn stop<R>(&self, f: impl FnOnce() -> R) -> R {
        self.handshake.request();
        let mut gates: Vec<&Gate> = self.gates.iter().filter(|gate| gate.is_in()).collect();
        self.handshake.wait_for(&mut gates);
        let result = f();
        self.handshake.resume();
        result
    }
}

#[test]
fn the_stopper_is_alone() {
    loom::model(|| {
        let world = Arc::new(World {
            handshake: handshake(),
            gates: vec![gate()],
            word: loom::cell::UnsafeCell::new(0),
        });
        let other = world.clone();
        let thread = thread::spawn(move || {
            for _ in 0..2 {
                other.handshake.enter(&other.gates[0]);
                // SAFETY: this thread is in.
                other.word.with_mut(|word| unsafe { *word += 1 });
                other.handshake.leave(&other.gates[0]);
            }
        });
        // SAFETY: the world is stopped. Loom fails if the thread may touch the word meanwhile.
        world.stop(|| world.word.with_mut(|word| unsafe { *word += 1 }));
        thread.join().unwrap();
        // SAFETY: the thread has ended.
        world.word.with(|word| assert_eq!(unsafe { *word }, 3));
    });
}

#[test]
fn two_threads_stop_at_a_poll() {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(3);
    builder.check(|| {
        let world = Arc::new(World {
            handshake: handshake(),
            gates: vec![gate(), gate()],
            word: loom::cell::UnsafeCell::new(0),
        });
        let threads: Vec<_> = (0..2)
            .map(|index| {
                let world = world.clone();
                thread::spawn(move || {
                    let gate = &world.gates[index];
                    world.handshake.enter(gate);
                    // A poll: out and in again.
                    world.handshake.leave(gate);
                    world.handshake.enter(gate);
                    // SAFETY: a read, by a thread that is in.
                    world.word.with(|word| assert!(unsafe { *word } <= 1));
                    world.handshake.leave(gate);
                })
            })
            .collect();
        // SAFETY: the world is stopped.
        world.stop(|| world.word.with_mut(|word| unsafe { *word += 1 }));
        threads
            .into_iter()
            .for_each(|thread| thread.join().unwrap());
    });
}

/// The store barrier: two threads store to one old object; a collection in between or afterwards
/// finds it in a log whenever a store has happened that the last collection did not see.
#[test]
fn stores_are_logged() {
    const REMEMBER: u64 = 1;
    struct Object {
        slot: AtomicU32,
        word: AtomicU64,
        logs: [Mutex<u32>; 2],
    }
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(3);
    builder.check(|| {
        let world = Arc::new(World {
            handshake: handshake(),
            gates: vec![gate(), gate()],
            word: loom::cell::UnsafeCell::new(0),
        });
        let object = Arc::new(Object {
            slot: AtomicU32::new(0),
            word: AtomicU64::new(REMEMBER),
            logs: [Mutex::new(0), Mutex::new(0)],
        });
        let threads: Vec<_> = (0..2)
            .map(|index| {
                let (world, object) = (world.clone(), object.clone());
                thread::spawn(move || {
                    world.handshake.enter(&world.gates[index]);
                    object.slot.store(index as u32 + 1, Ordering::Release);
                    if object.word.load(Ordering::Relaxed) & REMEMBER != 0
                        && object.word.fetch_and(!REMEMBER, Ordering::AcqRel) & REMEMBER != 0
                    {
                        *object.logs[index].lock().unwrap() += 1;
                    }
                    world.handshake.leave(&world.gates[index]);
                })
            })
            .collect();
        let mut seen = 0;
        let mut collect = || {
            world.stop(|| {
                let logged: u32 = object
                    .logs
                    .iter()
                    .map(|log| std::mem::take(&mut *log.lock().unwrap()))
                    .sum();
                let now = object.slot.load(Ordering::Acquire);
                assert!(logged > 0 || now == seen, "a store was missed");
                if logged > 0 {
                    object.word.fetch_or(REMEMBER, Ordering::Relaxed);
                }
                seen = now;
            });
        };
        collect();
        threads
            .into_iter()
            .for_each(|thread| thread.join().unwrap());
        collect();
    });
}
