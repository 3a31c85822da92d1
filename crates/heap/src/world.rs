//! Who is attached, and stopping them all.
//!
//! The *world lock* is held by one thread at a time: to attach or detach (briefly), or to keep the
//! world stopped. A thread is out (see `handshake`) while it waits for this lock or holds it, so
//! that no two threads that want to stop the world wait for each other. Invariant: `Registry` is
//! touched only by the holder of the world lock.
//!
//! Rejected: a count of running threads (every blocking call would write one shared cache line). A
//! stop looks at every seat instead; seats lie together, 192 bytes each.

use crate::arena;
use crate::blocks;
use crate::collect;
use crate::header::Slot;
use crate::helpers;
use crate::mutator::{Mutator, Notes};
use crate::pending;
use crate::registers::{self, StackPoint};
use crate::safepoint::SafepointWord;
use crate::sync::lock;
use crate::trace::Tracer;
use crate::value::Value;
use std::cell::{RefCell, UnsafeCell};
use std::marker::PhantomData;
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU32, AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use typhon_sync::spawn::Settled;

#[path = "handshake.rs"]
mod handshake;

use handshake::{Gate, Handshake};

pub(crate) static HANDSHAKE: Handshake = Handshake {
    stopping: AtomicBool::new(false),
    lock: Mutex::new(()),
    left: Condvar::new(),
    resumed: Condvar::new(),
};

/// The model checker orders only fences sequentially, not accesses. The hardware does both.
#[inline(always)]
fn model_fence() {}

/// How often the world was stopped.
pub(crate) static STOPS: AtomicU64 = AtomicU64::new(0);
/// In nanoseconds, from the request until every thread had stopped.
pub(crate) static LONGEST_TIME_TO_STOP: AtomicU64 = AtomicU64::new(0);

/// How often a stopper looks before it sleeps.
const SPINS: u32 = 100;

/// What the collector looks at of every thread, even of one that has not run since the last
/// collection. Seats are never freed.
#[repr(align(64))]
pub(crate) struct Seat {
    pub(crate) gate: Gate,
    /// Written under the world lock.
    taken: AtomicBool,
    /// Set once. Null: the seat was never used.
    mutator: AtomicPtr<Mutator>,
    pub(crate) roots: [Slot; 16],
}

const SEATS: usize = 32;

struct Registry {
    rows: Vec<&'static [Seat; SEATS]>,
    free: Vec<&'static Seat>,
    /// Threads whose STOP bit the current stop has set.
    told: Vec<&'static Mutator>,
}

/// A value that only the holder of the world lock touches.
struct Guarded<T>(UnsafeCell<T>);

// SAFETY: see the type; `Mutator` references in it are used in the ways that file allows.
unsafe impl<T> Sync for Guarded<T> {}

static REGISTRY: Guarded<Registry> = Guarded(UnsafeCell::new(Registry {
    rows: Vec::new(),
    free: Vec::new(),
    told: Vec::new(),
}));

/// Whether the world lock is held.
static HELD: Mutex<bool> = Mutex::new(false);
static RELEASED: Condvar = Condvar::new();

/// What threads had noted for the collector when they detached.
pub(crate) static LEFT_NOTES: Mutex<Notes> = Mutex::new(Notes {
    log: Vec::new(),
    special: Vec::new(),
    finalizable: Vec::new(),
});

/// Proof that the caller holds the world lock.
struct WorldLock {
    not_send: PhantomData<*const ()>,
}

impl WorldLock {
    fn acquire() -> WorldLock {
        let mut held = lock(&HELD);
        while *held {
            held = RELEASED.wait(held).unwrap_or_else(PoisonError::into_inner);
        }
        *held = true;
        WorldLock {
            not_send: PhantomData,
        }
    }

    fn release(self) {
        *lock(&HELD) = false;
        RELEASED.notify_one();
    }

    #[allow(clippy::mut_from_ref)]
    fn registry(&self) -> &mut Registry {
        // SAFETY: we hold the world lock, and nobody keeps the reference across a foreign call.
        unsafe { &mut *REGISTRY.0.get() }
    }
}

/// A mutator for the calling thread, which is out.
pub(crate) fn take_seat() -> &'static Mutator {
    arena::initialise();
    collect::initialise();
    let world = WorldLock::acquire();
    let registry = world.registry();
    if registry.free.is_empty() {
        let row: Box<[Seat; SEATS]> = Box::new(std::array::from_fn(|_| Seat {
            gate: Gate {
                state: AtomicU32::new(handshake::OUT),
                ran: AtomicBool::new(false),
            },
            taken: AtomicBool::new(false),
            mutator: AtomicPtr::new(std::ptr::null_mut()),
            roots: [const { Slot::new(Value::NULL) }; 16],
        }));
        let row: &'static [Seat; SEATS] = Box::leak(row);
        registry.rows.push(row);
        registry.free.extend(row.iter().rev());
    }
    let seat = registry.free.pop().expect("a row was just added");
    if seat.mutator().is_none() {
        // Relaxed here and below: under the world lock.
        seat.mutator.store(
            std::ptr::from_ref(Mutator::publish(seat)).cast_mut(),
            Ordering::Relaxed,
        );
    }
    seat.taken.store(true, Ordering::Relaxed);
    world.release();
    seat.mutator().expect("set above")
}

impl Seat {
    fn mutator(&self) -> Option<&'static Mutator> {
        // SAFETY: mutators are never freed.
        unsafe { self.mutator.load(Ordering::Relaxed).as_ref() }
    }

    /// Reports what the thread's stacks and registers refer to. The thread is out.
    pub(crate) fn trace_stacks(&self, tracer: &mut Tracer<'_>) {
        let Some(mutator) = self.mutator() else {
            return;
        };
        // Relaxed: ordered by the gate.
        let mut next = mutator.python_stack_base.load(Ordering::Relaxed) as *const usize;
        let top = mutator.python_stack_top.load(Ordering::Relaxed) as *const usize;
        while next < top {
            // Words above the frames in use may be stale, so this checks more than it need.
            // SAFETY: the owner keeps `[base, top)` readable.
            tracer.conservative_word(unsafe { next.read_volatile() });
            next = next.wrapping_add(1);
        }
        // SAFETY: written by the owner before it went out.
        let registers = unsafe { &*mutator.registers.get() };
        for &register in &registers[1..] {
            tracer.conservative_word(register);
        }
        let stack = registers[0] as *const usize..mutator.stack_base.get() as *const usize;
        // SAFETY: the thread's own stack, from where it went out to its base.
        unsafe { tracer.conservative(stack) };
    }
}

/// What a thread has for the collector goes to where it is found after the thread has gone. The
/// thread is in, or gone in a fork.
pub(crate) fn hand_in_notes(mutator: &Mutator) {
    mutator.return_blocks();
    let notes = mutator.notes();
    let mut left = lock(&LEFT_NOTES);
    left.log.append(&mut notes.log);
    left.special.append(&mut notes.special);
    left.finalizable.append(&mut notes.finalizable);
    *notes = Notes::default();
}

/// The calling thread, which is out, will not use `mutator` again.
pub(crate) fn give_seat(mutator: &'static Mutator) {
    let world = WorldLock::acquire();
    reset(mutator);
    world.registry().free.push(mutator.seat);
    world.release();
}

fn reset(mutator: &Mutator) {
    mutator.safepoint.clear(u32::MAX);
    // Relaxed: under the world lock, as in `take_seat`.
    mutator
        .python_stack_base
        .store(std::ptr::null_mut(), Ordering::Relaxed);
    mutator
        .python_stack_top
        .store(std::ptr::null_mut(), Ordering::Relaxed);
    for root in mutator.roots {
        root.set_unbarriered(Value::NULL);
    }
    mutator.seat.gate.forget();
    // A thread that is gone in a fork may have waited for its turn to stop the world.
    mutator.stops.set(0);
    mutator.seat.taken.store(false, Ordering::Relaxed);
}

/// The stopped world. Every thread but the one that holds this is stopped or blocked.
pub struct World {
    mutator: *const Mutator,
    lock: Option<WorldLock>,
    /// From the request until every thread had stopped.
    pub(crate) time_to_stop: Duration,
}

impl World {
    /// Stops the world; `mutator` is the calling thread's.
    pub(crate) fn stop(mutator: &Mutator) -> World {
        World::stop_if(mutator, || true).expect("the condition holds")
    }

    /// Stops the world if `wanted` still holds when this thread's turn has come.
    pub(crate) fn stop_if(mutator: &Mutator, wanted: impl FnOnce() -> bool) -> Option<World> {
        mutator.stops.set(mutator.stops.get() + 1);
        if mutator.stops.get() > 1 {
            return Some(World {
                mutator,
                lock: None,
                time_to_stop: Duration::ZERO,
            });
        }
        // SAFETY: while we wait for the lock we are scanned as we are here: `wanted` and what
        // follows touch no object. Once we hold it, nobody scans us but ourselves, and then after
        // saving the registers anew.
        unsafe { mutator.leave() };
        let mut world = World {
            mutator,
            lock: Some(WorldLock::acquire()),
            time_to_stop: Duration::ZERO,
        };
        if wanted() {
            world.request_stop();
            world.note_use();
            Some(world)
        } else {
            None
        }
    }

    fn request_stop(&mut self) {
        let start = Instant::now();
        // Relaxed, here and below: counters.
        STOPS.fetch_add(1, Ordering::Relaxed);
        HANDSHAKE.request();
        let registry = self.lock.as_ref().expect("taken just now").registry();
        let mut gates = Vec::new();
        for seat in registry.rows.iter().flat_map(|row| row.iter()) {
            if seat.gate.is_in() {
                let mutator = seat.mutator().expect("only threads with a mutator enter");
                mutator.safepoint.set(SafepointWord::STOP);
                registry.told.push(mutator);
                gates.push(&seat.gate);
            }
        }
        HANDSHAKE.wait_for(&mut gates);
        self.time_to_stop = start.elapsed();
        LONGEST_TIME_TO_STOP.fetch_max(self.time_to_stop.as_nanos() as u64, Ordering::Relaxed);
    }

    /// Calls `visit` with every attached thread.
    pub fn for_each_mutator(&self, mut visit: impl FnMut(&Mutator)) {
        for seat in self.seats() {
            visit(seat.mutator().expect("taken seats have one"));
        }
    }

    /// The seats of attached threads.
    pub(crate) fn seats(&self) -> impl Iterator<Item = &'static Seat> + use<> {
        // SAFETY: this thread holds the world lock, here or in an outer `World`. The rows do not
        // change meanwhile.
        let rows = unsafe { &(*REGISTRY.0.get()).rows };
        // Relaxed: under the world lock.
        rows.iter()
            .flat_map(|row| row.iter())
            .filter(|seat| seat.taken.load(Ordering::Relaxed))
    }

    /// The attached threads that ran since the last collection.
    pub(crate) fn active(&self) -> impl Iterator<Item = &'static Mutator> + use<> {
        self.seats()
            .filter(|seat| seat.gate.ran())
            .filter_map(|seat| seat.mutator())
    }

    /// Makes what the stopping thread's callers hold visible to a scan of its stack, as long as the
    /// calling function runs.
    #[inline(always)]
    pub(crate) fn publish_stack(&self) {
        // SAFETY: the mutator is this thread's, and nobody scans it but the caller.
        unsafe { registers::save((*self.mutator).registers.get()) };
    }

    /// As `publish_stack`, for a part of the stack.
    pub(crate) fn publish_stack_above(&self, bottom: StackPoint) {
        // SAFETY: as above.
        unsafe { *(*self.mutator).registers.get() = bottom.0 };
    }

    /// The stopping thread is about to use the heap. Another thread may have collected while it waited
    /// for its turn, and may again before it is in; in between it must count as one that has run.
    pub(crate) fn note_use(&self) {
        // SAFETY: mutators live for ever, and this one is the calling thread's.
        unsafe { (*self.mutator).seat.gate.set_ran() };
    }

    /// Makes all object bits complete.
    pub(crate) fn flush_holes(&self) {
        for mutator in self.active() {
            mutator.flush_holes();
        }
        // SAFETY: the stopping thread is ourselves. It may have allocated since it left.
        unsafe { (*self.mutator).flush_holes() };
    }
}

impl Drop for World {
    #[inline(never)]
    fn drop(&mut self) {
        // SAFETY: mutators live for ever, and this one is the calling thread's.
        let mutator = unsafe { &*self.mutator };
        mutator.stops.set(mutator.stops.get() - 1);
        let Some(world) = self.lock.take() else {
            return;
        };
        for mutator in world.registry().told.drain(..) {
            mutator.safepoint.clear(SafepointWord::STOP);
        }
        // The next stopper may scan this thread while it waits in `enter` below.
        self.publish_stack();
        HANDSHAKE.resume();
        world.release();
        // SAFETY: pairs with `stop`.
        unsafe { mutator.enter() };
    }
}

/// Runs `f` while every other thread is stopped or blocked. `f` may allocate; nothing is collected
/// meanwhile. Calls nest.
#[inline(never)]
pub fn stop_the_world<R>(mutator: &Mutator, f: impl FnOnce(&World) -> R) -> R {
    let world = World::stop(mutator);
    f(&world)
}

/// Locks that no other thread may hold at the moment of a fork.
struct ForkGuards {
    world: World,
    _handshake: MutexGuard<'static, ()>,
    _held: MutexGuard<'static, bool>,
    _notes: MutexGuard<'static, Notes>,
    _blocks: MutexGuard<'static, blocks::Blocks>,
    _pending: pending::ForkGuards,
    _settled: Settled,
}

thread_local! {
    static FORKING: RefCell<Option<ForkGuards>> = const { RefCell::new(None) };
}

/// To be called right before `fork`: stops the world. One of the `after_fork` functions must follow.
pub fn before_fork(mutator: &Mutator) {
    let world = World::stop(mutator);
    let guards = ForkGuards {
        _held: lock(&HELD),
        _notes: lock(&LEFT_NOTES),
        _blocks: lock(&blocks::BLOCKS),
        _pending: pending::ForkGuards::lock(),
        _handshake: lock(&HANDSHAKE.lock),
        _settled: Settled::wait(),
        world,
    };
    FORKING.set(Some(guards));
}

/// Releases the locks and hands back the stopped world.
fn thaw() -> World {
    FORKING.take().expect("before_fork was called").world
}

/// To be called in the parent after `fork` (or when it has failed).
pub fn after_fork_parent(_mutator: &Mutator) {
    drop(thaw());
}

/// To be called in the child after `fork`: the calling thread is the only one left.
pub fn after_fork_child(mutator: &Mutator) {
    let world = thaw();
    helpers::forget();
    registers::note_fork();
    for seat in world
        .seats()
        .filter(|seat| !std::ptr::eq(*seat, mutator.seat))
    {
        let gone = seat.mutator().expect("taken seats have one");
        hand_in_notes(gone);
        reset(gone);
        world
            .lock
            .as_ref()
            .expect("not nested")
            .registry()
            .free
            .push(seat);
    }
    drop(world);
}
