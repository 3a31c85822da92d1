//! Object kinds for the tests: nodes of a graph, weak references, objects that own native memory.
#![allow(dead_code)]

use std::collections::VecDeque;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use typhon_heap::{Header, Layout, Mutator, ShapeHeader, Slot, Tracer, Value};

/// Tests of one binary share the heap, and some count what is in it.
pub fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

#[repr(C)]
pub struct Node {
    pub header: Header,
    pub number: u64,
    pub check: u64,
    pub left: Slot,
    pub right: Slot,
}

const fn shape(layout: &'static Layout) -> ShapeHeader {
    ShapeHeader {
        header: Header::new(std::ptr::null()),
        layout,
        slots_start: 0,
        slots_end: 0,
    }
}

pub static NODE_LAYOUT: Layout = Layout {
    name: "node",
    kind: 1,
    size: size_of::<Node>() as u32,
    trace: trace_node,
    drop: None,
    weak_slot: 0,
};
pub static NODE: ShapeHeader = shape(&NODE_LAYOUT);

unsafe fn trace_node(object: *const Header, tracer: &mut Tracer<'_>) {
    let node = unsafe { &*(object as *const Node) };
    tracer.slot(&node.left);
    tracer.slot(&node.right);
}

pub fn node(mutator: &Mutator, number: u64, left: Value, right: Value) -> &'static Node {
    let object = mutator.allocate(&NODE, size_of::<Node>()).expect("memory");
    unsafe {
        let node = object.as_ptr() as *mut Node;
        assert!(
            (*node).number == 0 && (*node).check == 0,
            "memory is zeroed"
        );
        assert!(
            (*node).left.get().is_null() && (*node).right.get().is_null(),
            "memory is zeroed"
        );
        (*node).number = number;
        (*node).check = !number;
        (*node).left.set_unbarriered(left);
        (*node).right.set_unbarriered(right);
        &*node
    }
}

impl Node {
    pub fn value(&self) -> Value {
        Value::from_pointer(self)
    }

    pub fn of(value: Value) -> &'static Node {
        assert!(value.is_pointer());
        let node = unsafe { &*(value.pointer() as *const Node) };
        assert_eq!(node.check, !node.number, "node was overwritten");
        assert!(std::ptr::eq(node.header.shape(), &NODE));
        node
    }
}

#[repr(C)]
pub struct Weak {
    pub header: Header,
    pub referent: Slot,
    pub callback: Slot,
}

pub static WEAK_LAYOUT: Layout = Layout {
    name: "weak reference",
    kind: 2,
    size: size_of::<Weak>() as u32,
    trace: trace_weak,
    drop: None,
    weak_slot: 16,
};
pub static WEAK: ShapeHeader = shape(&WEAK_LAYOUT);

unsafe fn trace_weak(object: *const Header, tracer: &mut Tracer<'_>) {
    tracer.slot(unsafe { &(*(object as *const Weak)).callback });
}

pub fn weak(mutator: &Mutator, referent: Value) -> &'static Weak {
    let object = mutator.allocate(&WEAK, size_of::<Weak>()).expect("memory");
    let weak = unsafe { &*(object.as_ptr() as *const Weak) };
    weak.referent.set_unbarriered(referent);
    weak
}

/// Owns a Rust container of values.
#[repr(C)]
pub struct Deque {
    pub header: Header,
    pub items: Mutex<VecDeque<Value>>,
}

pub static DROPPED: AtomicUsize = AtomicUsize::new(0);

pub static DEQUE_LAYOUT: Layout = Layout {
    name: "deque",
    kind: 3,
    size: size_of::<Deque>() as u32,
    trace: trace_deque,
    drop: Some(drop_deque),
    weak_slot: 0,
};
pub static DEQUE: ShapeHeader = shape(&DEQUE_LAYOUT);

unsafe fn trace_deque(object: *const Header, tracer: &mut Tracer<'_>) {
    let deque = unsafe { &*(object as *const Deque) };
    for &value in deque.items.lock().unwrap().iter() {
        tracer.value(value);
    }
}

unsafe fn drop_deque(object: *mut Header) {
    unsafe { std::ptr::drop_in_place(&mut (*(object as *mut Deque)).items) };
    DROPPED.fetch_add(1, Ordering::Relaxed);
}

pub fn deque(mutator: &Mutator) -> &'static Deque {
    let object: NonNull<Header> = mutator
        .allocate(&DEQUE, size_of::<Deque>())
        .expect("memory");
    unsafe {
        let deque = object.as_ptr() as *mut Deque;
        std::ptr::write(&mut (*deque).items, Mutex::new(VecDeque::new()));
        &*deque
    }
}

impl Deque {
    pub fn push(&self, value: Value) {
        self.items.lock().unwrap().push_back(value);
        typhon_heap::store_barrier(&self.header);
    }
}

/// A small generator of random numbers (xorshift).
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % limit
    }
}

/// Runs `body` on a thread of its own, so that its stack is gone afterwards.
pub fn elsewhere(mutator: &Mutator, body: fn(&Mutator)) {
    mutator.blocked(|| {
        std::thread::spawn(move || body(&Mutator::attach()))
            .join()
            .unwrap()
    });
}

/// Overwrites the part of the native stack that finished calls have left values in.
#[inline(never)]
pub fn scrub_stack() {
    let mut junk = [0u64; 16 << 10];
    for word in &mut junk {
        unsafe { std::ptr::write_volatile(word, 1) };
    }
    std::hint::black_box(&junk);
}
