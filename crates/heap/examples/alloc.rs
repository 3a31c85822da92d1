//! Micro benchmark of the heap: allocation against malloc, marking, pauses, blocking calls.
//! `cargo run --release -p typhon-heap --example alloc`
use std::hint::black_box;
use std::time::{Duration, Instant};
use typhon_heap::*;

#[repr(C)]
struct Pair {
    header: Header,
    left: Slot,
    right: Slot,
}

static LAYOUT: Layout = Layout {
    name: "pair",
    kind: 1,
    size: 32,
    trace: trace_pair,
    drop: None,
    weak_slot: 0,
};
static PAIR: ShapeHeader = ShapeHeader {
    header: Header::new(std::ptr::null()),
    layout: &LAYOUT,
    slots_start: 0,
    slots_end: 0,
};

unsafe fn trace_pair(object: *const Header, tracer: &mut Tracer<'_>) {
    // SAFETY: called on pairs.
    let pair = unsafe { &*(object as *const Pair) };
    tracer.slot(&pair.left);
    tracer.slot(&pair.right);
}

static ROOT: Slot = Slot::new(Value::NULL);

#[inline(always)]
fn pair(mutator: &Mutator, left: Value, right: Value) -> Value {
    let object = mutator
        .allocate(&PAIR, size_of::<Pair>())
        .expect("memory")
        .cast::<Pair>();
    // SAFETY: a fresh pair.
    unsafe {
        object.as_ref().left.set_unbarriered(left);
        object.as_ref().right.set_unbarriered(right);
    }
    Value::from_pointer(object.as_ptr())
}

fn tree(mutator: &Mutator, depth: u32) -> Value {
    if depth == 0 {
        return pair(mutator, Value::NULL, Value::NULL);
    }
    let left = tree(mutator, depth - 1);
    let right = tree(mutator, depth - 1);
    pair(mutator, left, right)
}

const COUNT: u32 = 20_000_000;

/// Nanoseconds for each of `COUNT` allocations.
fn ours(mutator: &Mutator, size: usize) -> f64 {
    let start = Instant::now();
    for _ in 0..COUNT {
        black_box(mutator.allocate(&PAIR, size));
    }
    start.elapsed().as_nanos() as f64 / COUNT as f64
}

fn malloc(size: usize) -> f64 {
    let start = Instant::now();
    for _ in 0..COUNT {
        // SAFETY: freed at once.
        unsafe { libc::free(black_box(libc::calloc(1, black_box(size)))) };
    }
    start.elapsed().as_nanos() as f64 / COUNT as f64
}

/// Total rate of `threads` threads, in millions a second.
fn rate(mutator: &Mutator, threads: usize, body: impl Fn() + Sync) -> f64 {
    let start = Instant::now();
    mutator.blocked(|| {
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(&body);
            }
        });
    });
    threads as f64 * COUNT as f64 / start.elapsed().as_secs_f64() / 1e6
}

fn best(times: u32, mut body: impl FnMut()) -> Duration {
    let one = |body: &mut dyn FnMut()| {
        let start = Instant::now();
        body();
        start.elapsed()
    };
    (0..times)
        .map(|_| one(&mut body))
        .min()
        .expect("at least once")
}

fn main() {
    let start = Instant::now();
    let mutator = Mutator::attach();
    pair(&mutator, Value::NULL, Value::NULL);
    println!("start-up to the first object: {:?}", start.elapsed());
    register_root(&ROOT);

    for size in [32, 48, 128, 1024] {
        let (ours, malloc) = (ours(&mutator, size), malloc(size));
        println!(
            "{size:5} bytes: {ours:5.2} ns, calloc + free {malloc:5.2} ns, ratio {:.2}",
            ours / malloc
        );
    }
    for threads in [1, 2] {
        let ours = rate(&mutator, threads, || {
            let mutator = Mutator::attach();
            for _ in 0..COUNT {
                black_box(mutator.allocate(&PAIR, 32));
            }
        });
        let malloc = rate(&mutator, threads, || {
            malloc(32);
        });
        println!(
            "{threads} threads: {ours:.0} M/s, calloc + free {malloc:.0} M/s, ratio {:.2}",
            ours / malloc
        );
    }

    collect(&mutator, Generation::Full);
    let empty = best(100, || collect(&mutator, Generation::Nursery));
    println!("empty nursery collection: {empty:?}");
    ROOT.set_unbarriered(tree(&mutator, 21));
    let objects = (1u64 << 22) - 1;
    let full = best(5, || collect(&mutator, Generation::Full));
    println!(
        "full collection of {objects} objects: {full:?}, {:.1} ns each",
        full.as_nanos() as f64 / objects as f64
    );
    let empty = best(100, || collect(&mutator, Generation::Nursery));
    println!(
        "empty nursery collection at {} MiB: {empty:?}",
        statistics().live_bytes >> 20
    );

    let before = statistics();
    let start = Instant::now();
    for _ in 0..20 {
        black_box(tree(&mutator, 18));
    }
    let after = statistics();
    let count = after.nursery_collections - before.nursery_collections;
    println!(
        "20 trees of 2^19: {:?}, {count} nursery collections taking {:.1}% of it",
        start.elapsed(),
        (after.total_pause - before.total_pause).as_secs_f64() * 100.0
            / start.elapsed().as_secs_f64()
    );

    // Holes of one cell in a heap of a quarter of the objects.
    let array = mutator.allocate_array(1 << 20).expect("memory");
    ROOT.set_unbarriered(array.as_value());
    let mut random = 1u64;
    for index in 0..4u64 << 20 {
        random = random
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        let value = pair(&mutator, Value::NULL, Value::NULL);
        if random >> 62 == 0 {
            array.set((index / 4) as usize, value);
        }
    }
    collect(&mutator, Generation::Full);
    println!(
        "32 bytes into a randomly fragmented heap: {:.2} ns",
        ours(&mutator, 32)
    );

    let large = best(20, || {
        black_box(mutator.allocate_buffer(10 << 20));
    });
    let calloc = best(20, || {
        // SAFETY: freed at once.
        unsafe { libc::free(black_box(libc::calloc(1, 10 << 20))) };
    });
    println!("10 MiB: {large:?}, calloc {calloc:?}");
    let blocked = best(10, || (0..1_000_000).for_each(|_| mutator.blocked(|| ()))) / 1_000_000;
    println!("blocked(): {blocked:?}");
    println!("{:#?}", statistics());
}
