//! Collections: when, and in which order what happens.
//!
//! A collection runs on the thread that asked for it, with the world stopped:
//! flush allocation holes · mark from the roots · clear weak references · resurrect what has
//! `__del__` · weak tables · set aside what has `drop` · sweep. Then the world runs again, and
//! that thread runs the drops and gives memory back.
//!
//! Generations are sticky mark bits (Demmers et al., "Combining generational and conservative
//! garbage collection", POPL 1990): marks stay set between collections, so marked means old. A
//! nursery collection clears none; it marks from the roots and from the logged objects only, and
//! sweeps only the blocks that were allocated from. A full one clears all marks first.

use crate::arena::{self, ARENA, BLOCK_SIZE, BlockKind};
use crate::array::{ARRAY_LAYOUT, ArrayObject, ArrayRef};
use crate::blocks::{self, BLOCKS};
use crate::cards;
use crate::header::{Header, Layout, Slot, flags};
use crate::inspect;
use crate::mark::Marker;
use crate::mutator::{Mutator, Notes};
use crate::pending::{self, DROPS, PendingDrop, QUEUES};
use crate::registers::StackPoint;
use crate::safepoint::SafepointWord;
use crate::sweep;
use crate::sync::{AbortOnUnwind, lock};
use crate::trace::Tracer;
use crate::value::Value;
use crate::verify;
use crate::world::{LEFT_NOTES, LONGEST_TIME_TO_STOP, STOPS, World};
use std::cell::UnsafeCell;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, Once};
use std::time::{Duration, Instant};
use typhon_timeline as timeline;

/// If not 0, the next full collection is that of `finalize_everything`, with these kinds.
static ENDING: AtomicU64 = AtomicU64::new(0);

/// Bytes allocated between two collections.
const NURSERY: usize = 16 << 20;

/// The same while automatic collections are disabled.
const PUT_OFF: usize = 256 << 20;

/// How much a collection looks at.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Generation {
    /// What was allocated since the last collection.
    Nursery,
    /// Everything.
    Full,
}

/// What the collector has done so far.
#[derive(Copy, Clone, Debug, Default)]
pub struct Statistics {
    pub nursery_collections: u64,
    pub full_collections: u64,
    pub total_pause: Duration,
    pub longest_pause: Duration,
    /// Longest time from the request to stop until every thread had.
    pub longest_time_to_stop: Duration,
    /// How often the world was stopped, for collections and for anything else.
    pub stops: u64,
    /// Bytes of cells that survived the last collection.
    pub live_bytes: u64,
    /// Bytes handed to threads for allocation since the start.
    pub allocated_bytes: u64,
    /// Memory outside the heap that heap objects own.
    pub external_bytes: u64,
}

const EMPTY_STATISTICS: Statistics = Statistics {
    nursery_collections: 0,
    full_collections: 0,
    total_pause: Duration::ZERO,
    longest_pause: Duration::ZERO,
    longest_time_to_stop: Duration::ZERO,
    stops: 0,
    live_bytes: 0,
    allocated_bytes: 0,
    external_bytes: 0,
};

// Relaxed everywhere below: these are counters and switches that order nothing.
static ENABLED: AtomicBool = AtomicBool::new(true);
static STRESS: AtomicU32 = AtomicU32::new(0);
static STRESS_COUNT: AtomicU32 = AtomicU32::new(0);
static VERIFY: AtomicBool = AtomicBool::new(false);
/// Bytes since the last collection, memory outside the heap included.
static YOUNG_BYTES: AtomicUsize = AtomicUsize::new(0);
static EXTERNAL: AtomicI64 = AtomicI64::new(0);
static ALLOCATED_BEFORE: AtomicU64 = AtomicU64::new(0);
/// Hard limit in bytes, external memory included.
static LIMIT: AtomicUsize = AtomicUsize::new(usize::MAX);

static STATISTICS: Mutex<Statistics> = Mutex::new(EMPTY_STATISTICS);

/// Objects of some kind, those registered since the last collection apart.
#[derive(Default)]
struct Registered {
    young: Vec<usize>,
    old: Vec<usize>,
}

impl Registered {
    const EMPTY: Registered = Registered {
        young: Vec::new(),
        old: Vec::new(),
    };

    fn is_empty(&self) -> bool {
        self.young.is_empty() && self.old.is_empty()
    }

    /// The objects that a collection of `generation` may find dead.
    fn take(&mut self, generation: Generation) -> Vec<usize> {
        let mut objects = std::mem::take(&mut self.young);
        if generation == Generation::Full {
            // The old ones first: order of registration.
            std::mem::swap(&mut objects, &mut self.old);
            objects.append(&mut self.old);
        }
        objects
    }
}

/// What the collector keeps between collections.
struct State {
    weak: Registered,
    finalizable: Registered,
    droppable: Registered,
    /// Live bytes after the last full collection, external ones included.
    live_after_full: usize,
    live: usize,
}

struct Stopped(UnsafeCell<State>);

// SAFETY: touched only while the world is stopped, by the thread that stopped it.
unsafe impl Sync for Stopped {}

static STATE: Stopped = Stopped(UnsafeCell::new(State {
    weak: Registered::EMPTY,
    finalizable: Registered::EMPTY,
    droppable: Registered::EMPTY,
    live_after_full: 0,
    live: 0,
}));

/// Reads the settings once.
pub(crate) fn initialise() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let number = |name: &str| {
            std::env::var(name)
                .ok()
                .and_then(|text| text.parse::<u32>().ok())
        };
        if let Some(every) = number("TYPHON_GC_STRESS") {
            stress(every);
        }
        VERIFY.store(
            number("TYPHON_GC_VERIFY").unwrap_or(0) != 0,
            Ordering::Relaxed,
        );
        if LIMIT.load(Ordering::Relaxed) == usize::MAX {
            set_limit(arena::physical_memory());
        }
    });
}

/// Lets allocation collect.
pub fn enable() {
    ENABLED.store(true, Ordering::Relaxed);
}

/// Puts automatic collections off until much has been allocated: without them, programs that count on references
/// being counted would take all memory.
pub fn disable() {
    ENABLED.store(false, Ordering::Relaxed);
}

pub fn is_enabled() -> bool {
    ENABLED.load(Ordering::Relaxed)
}

pub fn statistics() -> Statistics {
    let mut statistics = *lock(&STATISTICS);
    statistics.stops = STOPS.load(Ordering::Relaxed);
    statistics.longest_time_to_stop =
        Duration::from_nanos(LONGEST_TIME_TO_STOP.load(Ordering::Relaxed));
    statistics.external_bytes = EXTERNAL.load(Ordering::Relaxed).max(0) as u64;
    statistics.allocated_bytes =
        ALLOCATED_BEFORE.load(Ordering::Relaxed) + YOUNG_BYTES.load(Ordering::Relaxed) as u64;
    statistics
}

/// The heap never grows beyond `bytes` (it is the memory of the machine unless set).
pub fn set_limit(bytes: usize) {
    LIMIT.store(bytes, Ordering::Relaxed);
    lock(&BLOCKS).limit = bytes / BLOCK_SIZE;
}

/// Collects at every `every`-th allocation, in turn a nursery and everything; 0 turns it off.
pub fn stress(every: u32) {
    STRESS.store(every, Ordering::Relaxed);
}

#[inline]
pub(crate) fn is_stressed() -> bool {
    STRESS.load(Ordering::Relaxed) != 0
}

pub(crate) fn is_verifying() -> bool {
    VERIFY.load(Ordering::Relaxed)
}

/// Re-traces the heap after each collection and checks the marks; freed cells are overwritten.
pub fn verify_collections(on: bool) {
    VERIFY.store(on, Ordering::Relaxed);
}

/// Memory outside the heap that heap objects own: counts towards the next collection.
pub fn account_external(bytes: isize) {
    EXTERNAL.fetch_add(bytes as i64, Ordering::Relaxed);
    if bytes > 0 {
        YOUNG_BYTES.fetch_add(bytes as usize, Ordering::Relaxed);
    }
}

pub(crate) fn account(bytes: usize) {
    YOUNG_BYTES.fetch_add(bytes, Ordering::Relaxed);
}

/// Stops if others want the world stopped; collects if it is time to, before `size` bytes are
/// allocated.
pub(crate) fn before_allocation(mutator: &Mutator, size: usize) {
    if mutator.safepoint.load() & SafepointWord::STOP != 0 {
        mutator.safepoint_slow();
    }
    if mutator.stops.get() != 0 {
        return;
    }
    let every = STRESS.load(Ordering::Relaxed);
    if every != 0 && is_enabled() {
        let count = STRESS_COUNT.fetch_add(1, Ordering::Relaxed);
        if count.is_multiple_of(every) {
            let full = count / every % 2 == 1;
            let generation = if full {
                Generation::Full
            } else {
                Generation::Nursery
            };
            collect(mutator, generation);
        }
    }
    if is_due(size) {
        run(mutator, None, size, None, &mut |_| ());
    }
}

fn is_due(size: usize) -> bool {
    // A large object counts in part, so that a few of them do not cause one collection each.
    let room = if is_enabled() { NURSERY } else { PUT_OFF };
    YOUNG_BYTES.load(Ordering::Relaxed) + size / 2 > room
}

/// The last resort.
pub(crate) fn out_of_memory(mutator: &Mutator, size: usize) {
    if mutator.stops.get() == 0 && size <= LIMIT.load(Ordering::Relaxed).min(ARENA.size()) {
        collect(mutator, Generation::Full);
    }
}

/// Collects now. Does nothing inside `stop_the_world`.
pub fn collect(mutator: &Mutator, generation: Generation) {
    if mutator.stops.get() == 0 {
        run(mutator, Some(generation), 0, None, &mut |_| ());
    }
}

/// Queues everything that has `__del__`, dead or not, as what ends the program. What no other such object
/// reaches comes first, where ways through objects of the kinds (bits of `Layout::kind`) do not count.
pub fn finalize_everything(mutator: &Mutator, kinds: u64) {
    ENDING.store(kinds, Ordering::Relaxed);
    collect(mutator, Generation::Full);
}

/// As `collect`, but of the calling thread's native stack only what lies above `bottom` counts, if that
/// is given.
///
/// # Safety
/// No reference that lies below `bottom` is used any more, unless something else keeps it alive.
pub unsafe fn collect_above(mutator: &Mutator, generation: Generation, bottom: Option<StackPoint>) {
    if mutator.stops.get() == 0 {
        run(mutator, Some(generation), 0, bottom, &mut |_| ());
    }
}

/// Collects everything and calls `visit` with every object that has survived, before any thread goes on;
/// with those of internal kinds only if `internal`. `visit` may allocate; what it allocates may or may
/// not be visited. Not to be called inside `stop_the_world`.
///
/// # Safety
/// As `collect_above`.
pub unsafe fn for_each_live_object(
    mutator: &Mutator,
    bottom: Option<StackPoint>,
    internal: bool,
    mut visit: impl FnMut(Value),
) {
    assert_eq!(mutator.stops.get(), 0, "the world is stopped already");
    run(mutator, Some(Generation::Full), 0, bottom, &mut |world| {
        inspect::walk(world, internal, &mut visit)
    });
}

/// Collects what is asked for, or what is due when `size` more bytes are wanted. Then calls `after`
/// while the world is still stopped.
#[inline(never)]
fn run(
    mutator: &Mutator,
    asked: Option<Generation>,
    size: usize,
    bottom: Option<StackPoint>,
    after: &mut dyn FnMut(&World),
) {
    let full = {
        let since = timeline::begin();
        // When several threads find that it is time, the first one does it.
        let Some(world) = World::stop_if(mutator, || asked.is_some() || is_due(size)) else {
            return;
        };
        let start = Instant::now();
        let whole = AbortOnUnwind::new();
        // SAFETY: the world is stopped, and the reference is gone before `after` is called.
        let state = unsafe { &mut *STATE.0.get() };
        let generation = asked.unwrap_or(state.due());
        match bottom {
            None => world.publish_stack(),
            Some(bottom) => world.publish_stack_above(bottom),
        }
        Collection {
            world: &world,
            generation,
            marker: Marker::new(false),
        }
        .run(state);
        note(&world, state, generation, start);
        drop(whole);
        world.note_use();
        after(&world);
        let extent = match generation {
            Generation::Nursery => "nursery",
            Generation::Full => "full",
        };
        timeline::span(timeline::Kind::Collection, since, extent);
        generation == Generation::Full
    };
    run_drops(mutator);
    if full {
        let keep = statistics().live_bytes as usize / 2 + 2 * NURSERY;
        // It touches free blocks only, and may take long: nobody has to wait for it.
        mutator.outside(|| blocks::give_back(keep / BLOCK_SIZE));
    }
    pending::call_pending_hook();
}

impl State {
    /// What an automatic collection looks at: all, once twice as much lives as did after the last
    /// full one.
    fn due(&self) -> Generation {
        let external = EXTERNAL.load(Ordering::Relaxed).max(0) as usize;
        if self.live + external > 2 * self.live_after_full + NURSERY {
            Generation::Full
        } else {
            Generation::Nursery
        }
    }
}

fn note(world: &World, state: &State, generation: Generation, start: Instant) {
    let pause = world.time_to_stop + start.elapsed();
    let mut statistics = lock(&STATISTICS);
    match generation {
        Generation::Nursery => statistics.nursery_collections += 1,
        Generation::Full => statistics.full_collections += 1,
    }
    statistics.total_pause += pause;
    statistics.longest_pause = statistics.longest_pause.max(pause);
    statistics.live_bytes = state.live as u64;
}

struct Collection<'w> {
    world: &'w World,
    generation: Generation,
    marker: Marker,
}

fn layout_of(object: usize) -> &'static Layout {
    // SAFETY: the collector's lists hold addresses of objects whose memory is intact.
    unsafe { (*(*(object as *const Header)).shape()).layout }
}

fn header_of(object: usize) -> &'static Header {
    // SAFETY: as above.
    unsafe { &*(object as *const Header) }
}

impl Collection<'_> {
    /// Not a part of its caller's frame, which is scanned: what the collector works with is no root.
    #[inline(never)]
    fn run(&mut self, state: &mut State) {
        self.world.flush_holes();
        let behind = pending::finalizable_count() > 0;
        let log = self.gather(state, behind);
        if self.generation == Generation::Full {
            clear_marks();
            let kinds = ENDING.swap(0, Ordering::Relaxed);
            if kinds != 0 && !state.finalizable.is_empty() {
                // Nothing else is marked, so nothing seems to be alive.
                mark_kinds(self.world, kinds);
                self.resurrect(state);
                clear_marks();
            }
        }
        self.mark_roots();
        let written = self.scan_log(&log);
        self.marker.drain();
        let weak = state.weak.take(self.generation);
        clear_weak(weak.iter().chain(&written));
        self.resurrect(state);
        state
            .weak
            .old
            .extend(weak.into_iter().filter(|&object| ARENA.is_marked(object)));
        pending::call_weak_callbacks(&is_alive);
        if is_verifying() {
            verify::check_marks(self.world, self.generation);
        }
        self.set_aside_droppable(state);
        let swept = sweep::sweep(self.generation, is_verifying());
        state.live = match self.generation {
            Generation::Nursery => state.live.saturating_add_signed(swept),
            Generation::Full => swept as usize,
        };
        if self.generation == Generation::Full {
            state.live_after_full = state.live + EXTERNAL.load(Ordering::Relaxed).max(0) as usize;
        }
        for seat in self.world.seats() {
            seat.gate.clear_ran();
        }
        let young = YOUNG_BYTES.swap(0, Ordering::Relaxed);
        ALLOCATED_BEFORE.fetch_add(young as u64, Ordering::Relaxed);
    }

    /// Takes over what the threads have noted; returns the log. When finalizers are `behind`, the threads that
    /// make more work for them are to help, or there would be ever more.
    fn gather(&self, state: &mut State, behind: bool) -> Vec<usize> {
        let mut log = Vec::new();
        let mut take = |notes: &mut Notes| {
            log.append(&mut notes.log);
            state.finalizable.young.append(&mut notes.finalizable);
            for object in notes.special.drain(..) {
                let layout = layout_of(object);
                if layout.weak_slot != 0 {
                    state.weak.young.push(object);
                }
                if layout.drop.is_some() {
                    state.droppable.young.push(object);
                }
            }
        };
        for mutator in self.world.active() {
            // SAFETY: the thread is stopped.
            let notes = unsafe { &mut *mutator.notes.get() };
            if behind && !notes.finalizable.is_empty() {
                mutator.safepoint.set(SafepointWord::FINALIZE);
            }
            take(notes);
        }
        take(&mut lock(&LEFT_NOTES));
        log
    }

    fn mark_roots(&mut self) {
        let everything = self.generation == Generation::Full;
        let mut tracer = Tracer::mark(&mut self.marker);
        trace_roots(self.world, everything, &mut tracer);
    }

    /// Scans the old objects that were written to, and makes them old again. Returns the weak
    /// references among them.
    fn scan_log(&mut self, log: &[usize]) -> Vec<usize> {
        let mut weak = Vec::new();
        for &object in log {
            let header = header_of(object);
            let layout = layout_of(object);
            let mut precise = false;
            if std::ptr::eq(layout, &ARRAY_LAYOUT) {
                // SAFETY: the layout says so, and objects are not null.
                let array = ArrayRef(unsafe { NonNull::new_unchecked(object as *mut ArrayObject) });
                let marker = &mut self.marker;
                let nursery = self.generation == Generation::Nursery;
                precise = cards::take_written(array, |slots| {
                    if nursery {
                        marker.scan_slots(&array.slots()[slots]);
                    }
                });
            }
            // A full collection scans whatever is alive anyway, and finds every weak reference.
            if self.generation == Generation::Nursery {
                if !precise {
                    self.marker.scan(header);
                }
                if layout.weak_slot != 0 {
                    weak.push(object);
                }
            }
        }
        weak
    }

    /// Queues the dead objects that have `__del__`, and keeps alive what they reach. Those that no
    /// other one reaches come first.
    fn resurrect(&mut self, state: &mut State) {
        let (dead, alive): (Vec<usize>, Vec<usize>) = state
            .finalizable
            .take(self.generation)
            .into_iter()
            .filter(|&object| header_of(object).has_flag(flags::HAS_DEL))
            .partition(|&object| !ARENA.is_marked(object));
        state.finalizable.old.extend(alive);
        for &object in &dead {
            if !ARENA.is_marked(object) {
                self.marker.scan(header_of(object));
                self.marker.drain();
            }
        }
        let (inner, outer): (Vec<usize>, Vec<usize>) = dead
            .into_iter()
            .partition(|&object| ARENA.is_marked(object));
        for object in outer.into_iter().chain(inner) {
            header_of(object).set_flag(flags::FINALIZED);
            self.marker.mark(object);
            lock(&QUEUES)
                .finalizable
                .push_back(Value::from_bits(object as u64));
        }
        self.marker.drain();
    }

    /// Dead objects with a `drop` lose their object bit, so that nothing finds them, and get a mark
    /// bit, so that the sweep keeps their memory until the drop has run.
    fn set_aside_droppable(&mut self, state: &mut State) {
        let mut drops = lock(&DROPS);
        for object in state.droppable.take(self.generation) {
            if ARENA.is_marked(object) {
                state.droppable.old.push(object);
                continue;
            }
            let (word, bit) = ARENA.object_bit(object);
            // Relaxed: the world is stopped.
            word.fetch_and(!bit, Ordering::Relaxed);
            let (word, bit) = ARENA.mark_bit(object);
            word.fetch_or(bit, Ordering::Relaxed);
            drops.push_back(PendingDrop {
                object,
                drop: layout_of(object)
                    .drop
                    .expect("only such objects are listed"),
            });
        }
    }
}

/// Clears those of the weak references whose referent is about to die, before any finaliser can see
/// it, and queues those that are alive themselves.
fn clear_weak<'a>(candidates: impl Iterator<Item = &'a usize>) {
    for &object in candidates {
        let offset = layout_of(object).weak_slot as usize;
        // SAFETY: the layout says that a slot is there, and the object is intact.
        let slot = unsafe { &*((object + offset) as *const Slot) };
        let referent = slot.get();
        if referent.is_pointer() && !is_alive(referent) {
            slot.set_unbarriered(Value::NULL);
            if ARENA.is_marked(object) {
                lock(&QUEUES)
                    .cleared
                    .push_back(Value::from_bits(object as u64));
            }
        }
    }
}

/// Reports all roots; of the threads, only those that ran since the last collection unless
/// `everything`: what a blocked thread holds was marked then, hence is old.
pub(crate) fn trace_roots(world: &World, everything: bool, tracer: &mut Tracer<'_>) {
    pending::trace_global_roots(tracer);
    for seat in world.seats() {
        tracer.slots(&seat.roots);
        if everything || seat.gate.ran() {
            seat.trace_stacks(tracer);
        }
    }
}

/// Whether the object of `value` was marked; immediates and statics always are alive.
fn is_alive(value: Value) -> bool {
    let address = value.bits() as usize;
    !value.is_pointer() || !ARENA.contains(address) || ARENA.is_marked(address)
}

/// Marks the objects of these kinds, and not what they refer to.
fn mark_kinds(world: &World, kinds: u64) {
    inspect::walk(world, false, &mut |object| {
        let object = object.bits() as usize;
        if kinds >> layout_of(object).kind & 1 != 0 {
            let (word, bit) = ARENA.mark_bit(object);
            // Relaxed: the world is stopped.
            word.fetch_or(bit, Ordering::Relaxed);
        }
    });
}

fn clear_marks() {
    let high_water = lock(&BLOCKS).high_water();
    for block in 0..high_water {
        match ARENA.info(block).kind() {
            BlockKind::Small => {
                for word in ARENA.mark_words(block) {
                    word.store(0, Ordering::Relaxed);
                }
            }
            BlockKind::Large => ARENA.mark_words(block)[0].store(0, Ordering::Relaxed),
            BlockKind::Free | BlockKind::Tail => {}
        }
    }
    // The memory of objects whose drop is still to run stays.
    for pending in lock(&DROPS).iter() {
        let (word, bit) = ARENA.mark_bit(pending.object);
        word.fetch_or(bit, Ordering::Relaxed);
    }
}

/// Runs the pending drops, stopping in between where others want it.
fn run_drops(mutator: &Mutator) {
    loop {
        let batch: Vec<PendingDrop> = {
            let mut drops = lock(&DROPS);
            let count = drops.len().min(64);
            drops.drain(..count).collect()
        };
        if batch.is_empty() {
            return;
        }
        for pending in &batch {
            // SAFETY: the object is dead, nothing can find it, its memory is intact, and this runs
            // once: it was taken from the queue.
            unsafe { (pending.drop)(pending.object as *mut Header) };
        }
        sweep::free_dropped(&batch);
        if mutator.poll() {
            mutator.safepoint_slow();
        }
    }
}
