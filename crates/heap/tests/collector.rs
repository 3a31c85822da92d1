//! What survives, what dies, and what is told to whom.
// Tests poke at objects that they have just made.
#![allow(clippy::undocumented_unsafe_blocks)]

mod common;

use common::*;
use std::sync::atomic::{AtomicUsize, Ordering};
use typhon_heap::*;

static ROOT: Slot = Slot::new(Value::NULL);

fn setup() -> Attached {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| register_root(&ROOT));
    verify_collections(true);
    scrub_stack();
    let attached = Mutator::attach();
    // What earlier tests left.
    ROOT.set_unbarriered(Value::NULL);
    collect(&attached, Generation::Full);
    while take_finalizable().is_some() {}
    while take_cleared_weakref().is_some() {}
    collect(&attached, Generation::Full);
    attached
}

fn count_nodes(mutator: &Mutator) -> usize {
    let mut count = 0;
    for_each_object(mutator, false, |value| {
        count += std::ptr::eq(unsafe { (*value.pointer()).shape() }, &NODE) as usize;
    });
    count
}

#[inline(never)]
fn build_list(mutator: &Mutator, length: u64) -> Value {
    let mut list = Value::NULL;
    for number in 0..length {
        list = node(mutator, number, list, Value::fixnum(number as i64)).value();
    }
    list
}

fn list_length(mut list: Value) -> u64 {
    let mut length = 0;
    while !list.is_null() {
        let node = Node::of(list);
        assert_eq!(node.right.get().as_fixnum(), Some(node.number as i64));
        list = node.left.get();
        length += 1;
    }
    length
}

#[test]
fn garbage_goes_and_the_rest_stays() {
    let _alone = alone();
    let mutator = setup();
    // A stale word of the test before, on the same stack, may keep some of its objects.
    let stale = count_nodes(&mutator);
    ROOT.set_unbarriered(build_list(&mutator, 100_000));
    elsewhere(&mutator, |mutator| {
        build_list(mutator, 100_000);
    });
    scrub_stack();
    for generation in [Generation::Nursery, Generation::Full, Generation::Nursery] {
        collect(&mutator, generation);
        assert_eq!(list_length(ROOT.get()), 100_000);
        let count = count_nodes(&mutator) - stale;
        assert!(count < 100_100, "{count}");
    }
    ROOT.set_unbarriered(Value::NULL);
    collect(&mutator, Generation::Nursery);
    assert!(
        count_nodes(&mutator) >= 100_000,
        "old objects wait for a full collection"
    );
    collect(&mutator, Generation::Full);
    assert!(count_nodes(&mutator) < stale + 100);
}

#[test]
fn native_locals_and_registers_are_roots() {
    let _alone = alone();
    let mutator = setup();
    stress(1);
    let a = node(&mutator, 1, Value::NULL, Value::NULL);
    let b = node(&mutator, 2, a.value(), Value::NULL);
    let c = node(&mutator, 3, b.value(), a.value());
    for _ in 0..200 {
        build_list(&mutator, 3);
    }
    stress(0);
    assert_eq!(Node::of(Node::of(c.left.get()).left.get()).number, 1);
}

#[test]
fn python_stack_is_a_root_up_to_its_top() {
    let _alone = alone();
    let mutator = setup();
    let mut stack = vec![Value::NULL; 100];
    mutator
        .python_stack_base
        .store(stack.as_mut_ptr(), Ordering::Relaxed);
    mutator
        .python_stack_top
        .store(unsafe { stack.as_mut_ptr().add(50) }, Ordering::Relaxed);
    for (index, value) in stack.iter_mut().enumerate() {
        *value = node(&mutator, index as u64, Value::NULL, Value::NULL).value();
    }
    scrub_stack();
    collect(&mutator, Generation::Full);
    let alive = stack
        .iter()
        .filter(|value| is_heap_object(value.bits() as usize).is_some())
        .count();
    assert!((50..60).contains(&alive), "{alive}");
    mutator
        .python_stack_top
        .store(stack.as_mut_ptr(), Ordering::Relaxed);
    mutator.roots[3].set_unbarriered(stack[7]);
    scrub_stack();
    collect(&mutator, Generation::Full);
    assert_eq!(Node::of(mutator.roots[3].get()).number, 7);
}

#[test]
fn stores_into_old_objects_are_seen() {
    let _alone = alone();
    let mutator = setup();
    let old = node(&mutator, 0, Value::NULL, Value::NULL);
    ROOT.set_unbarriered(old.value());
    collect(&mutator, Generation::Nursery);
    for round in 0..100 {
        old.left.set(&old.header, build_list(&mutator, 10));
        old.right.set(
            &old.header,
            node(&mutator, round, Value::NULL, Value::NULL).value(),
        );
        scrub_stack();
        collect(&mutator, Generation::Nursery);
        assert_eq!(list_length(old.left.get()), 10);
        assert_eq!(Node::of(old.right.get()).number, round);
    }
    let deque = deque(&mutator);
    old.left.set(&old.header, Value::from_pointer(deque));
    for round in 0..50 {
        deque.push(node(&mutator, round, Value::NULL, Value::NULL).value());
        scrub_stack();
        collect(&mutator, Generation::Nursery);
    }
    let items = deque.items.lock().unwrap();
    assert!(
        items
            .iter()
            .enumerate()
            .all(|(index, &item)| Node::of(item).number == index as u64)
    );
}

#[test]
fn big_arrays_mark_cards() {
    let _alone = alone();
    let mutator = setup();
    let length = 300_000;
    let array = mutator.allocate_array(length).unwrap();
    ROOT.set_unbarriered(array.as_value());
    collect(&mutator, Generation::Nursery);
    let mut random = Random(42);
    let mut expected = std::collections::BTreeMap::new();
    for round in 0..300u64 {
        for index in [
            0,
            length - 1,
            random.below(length as u64) as usize,
            random.below(40) as usize,
        ] {
            array.set(
                index,
                node(&mutator, round, Value::NULL, Value::NULL).value(),
            );
            expected.insert(index, round);
        }
        if round % 7 == 0 {
            // The plain barrier makes all of it count as written.
            let index = random.below(length as u64) as usize;
            array.slot(index).set(
                array.header(),
                node(&mutator, round, Value::NULL, Value::NULL).value(),
            );
            expected.insert(index, round);
        }
        if round % 11 == 0 {
            for index in 1000..1100 {
                array
                    .slot(index)
                    .set_unbarriered(node(&mutator, round, Value::NULL, Value::NULL).value());
                array.written(index..index + 1);
                expected.insert(index, round);
            }
        }
        scrub_stack();
        collect(
            &mutator,
            if round % 50 == 49 {
                Generation::Full
            } else {
                Generation::Nursery
            },
        );
    }
    for (&index, &round) in &expected {
        assert_eq!(Node::of(array.get(index)).number, round);
    }
    assert_eq!(
        array
            .slots()
            .iter()
            .filter(|slot| !slot.get().is_null())
            .count(),
        expected.len()
    );
    assert_eq!(object_size(array.as_value()), 24 + length * 8);
    assert_eq!(
        is_heap_object(array.slot(length / 2) as *const Slot as usize),
        Some(array.as_value())
    );
}

#[test]
fn weak_references_are_cleared_and_queued() {
    let _alone = alone();
    let mutator = setup();
    let kept = mutator.allocate_array(20).unwrap();
    ROOT.set_unbarriered(kept.as_value());
    #[inline(never)]
    fn fill(mutator: &Mutator, kept: ArrayRef) {
        for index in 0..10 {
            let referent = node(mutator, index as u64, Value::NULL, Value::NULL);
            kept.set(
                2 * index,
                Value::from_pointer(weak(mutator, referent.value())),
            );
            if index % 2 == 0 {
                kept.set(2 * index + 1, referent.value());
            }
            // A weak reference that dies with its referent is not queued.
            weak(mutator, referent.value());
        }
    }
    fill(&mutator, kept);
    scrub_stack();
    collect(&mutator, Generation::Nursery);
    let mut queued = 0;
    while let Some(value) = take_cleared_weakref() {
        let weak = unsafe { &*(value.pointer() as *const Weak) };
        assert!(weak.referent.get().is_null());
        queued += 1;
    }
    // A conservative root may keep one alive.
    assert!((4..=5).contains(&queued), "{queued}");
    // Now the others become old, get a new, young referent, and lose it.
    let weak = unsafe { &*(kept.get(0).pointer() as *const Weak) };
    assert_eq!(Node::of(weak.referent.get()).number, 0);
    #[inline(never)]
    fn retarget(mutator: &Mutator, weak: &Weak) {
        weak.referent.set(
            &weak.header,
            node(mutator, 99, Value::NULL, Value::NULL).value(),
        );
    }
    retarget(&mutator, weak);
    scrub_stack();
    collect(&mutator, Generation::Nursery);
    assert!(weak.referent.get().is_null());
    assert_eq!(take_cleared_weakref(), Some(kept.get(0)));
}

static HOOKED: AtomicUsize = AtomicUsize::new(0);

#[test]
fn finalisers_resurrect_parents_first() {
    let _alone = alone();
    let mutator = setup();
    set_pending_hook(|| {
        HOOKED.fetch_add(1, Ordering::Relaxed);
    });
    let kept = mutator.allocate_array(1).unwrap();
    ROOT.set_unbarriered(kept.as_value());
    #[inline(never)]
    fn make(mutator: &Mutator, kept: ArrayRef) {
        let leaf = node(mutator, 1, Value::NULL, Value::NULL);
        let child = node(mutator, 2, leaf.value(), Value::NULL);
        register_finalizable(child.value());
        let parent = node(mutator, 3, child.value(), Value::NULL);
        register_finalizable(parent.value());
        // A cycle dies, too.
        child.right.set(
            &child.header,
            node(mutator, 4, child.value(), Value::NULL).value(),
        );
        kept.set(0, Value::from_pointer(weak(mutator, leaf.value())));
    }
    make(&mutator, kept);
    scrub_stack();
    let hooked = HOOKED.load(Ordering::Relaxed);
    collect(&mutator, Generation::Nursery);
    assert_eq!(HOOKED.load(Ordering::Relaxed), hooked + 1);
    // The weak reference is cleared although a finaliser will see the leaf again.
    assert_eq!(take_cleared_weakref(), Some(kept.get(0)));
    collect(&mutator, Generation::Full);
    let parent = Node::of(take_finalizable().unwrap());
    assert_eq!(parent.number, 3);
    assert!(parent.header.has_flag(flags::FINALIZED));
    let child = Node::of(take_finalizable().unwrap());
    assert_eq!((child.number, Node::of(child.left.get()).number), (2, 1));
    assert!(take_finalizable().is_none());
    collect(&mutator, Generation::Full);
    assert!(take_finalizable().is_none());
}

#[test]
fn drops_run_once_and_memory_comes_back() {
    let _alone = alone();
    let mutator = setup();
    let before = DROPPED.load(Ordering::Relaxed);
    let stale = statistics().live_bytes;
    #[inline(never)]
    fn make(mutator: &Mutator) {
        for index in 0..1000u64 {
            let deque = deque(mutator);
            for number in 0..index % 10 {
                deque.push(node(mutator, number, Value::NULL, Value::NULL).value());
            }
            if index % 2 == 0 {
                let value = node(mutator, 0, ROOT.get(), Value::from_pointer(deque)).value();
                ROOT.set_unbarriered(value);
            }
        }
    }
    elsewhere(&mutator, make);
    scrub_stack();
    collect(&mutator, Generation::Nursery);
    let dropped = DROPPED.load(Ordering::Relaxed) - before;
    assert!((495..=500).contains(&dropped), "{dropped}");
    ROOT.set_unbarriered(Value::NULL);
    scrub_stack();
    collect(&mutator, Generation::Full);
    collect(&mutator, Generation::Nursery);
    assert!(DROPPED.load(Ordering::Relaxed) - before >= 995);
    for _ in 0..200 {
        elsewhere(&mutator, make);
        ROOT.set_unbarriered(Value::NULL);
        scrub_stack();
        collect(&mutator, Generation::Nursery);
    }
    collect(&mutator, Generation::Full);
    assert!(
        statistics().live_bytes < stale + (1 << 20),
        "{}",
        statistics().live_bytes
    );
}

#[test]
fn weak_tables_learn_who_is_alive() {
    static SEEN: std::sync::Mutex<Vec<u64>> = std::sync::Mutex::new(Vec::new());
    let _alone = alone();
    let mutator = setup();
    #[inline(never)]
    fn intern(mutator: &Mutator, keep: bool) {
        let value = node(mutator, 5, Value::NULL, Value::NULL).value();
        if keep {
            ROOT.set_unbarriered(value);
        }
        SEEN.lock().unwrap().push(value.bits() ^ 1 << 63);
    }
    register_weak_callback(|is_alive| {
        SEEN.lock()
            .unwrap()
            .retain(|&bits| is_alive(Value::from_bits(bits ^ 1 << 63)));
    });
    for index in 0..10 {
        intern(&mutator, index == 5);
    }
    scrub_stack();
    collect(&mutator, Generation::Nursery);
    let seen = SEEN.lock().unwrap().clone();
    assert!((1..=2).contains(&seen.len()), "{}", seen.len());
    assert!(seen.contains(&(ROOT.get().bits() ^ 1 << 63)));
    SEEN.lock().unwrap().clear();
}

#[test]
fn sizes_from_a_header_to_many_blocks() {
    let _alone = alone();
    let mutator = setup();
    let kept = mutator.allocate_array(2000).unwrap();
    ROOT.set_unbarriered(kept.as_value());
    let mut random = Random(7);
    let mut lengths = vec![0usize; 2000];
    for round in 0..20_000u64 {
        let scale = random.below(19);
        let length = random.below(1 << scale) as usize;
        let buffer = mutator.allocate_buffer(length).unwrap();
        assert!((buffer.as_ptr() as usize).is_multiple_of(16) && buffer.len() == length);
        assert!(
            buffer
                .bytes()
                .iter()
                .all(|byte| byte.load(Ordering::Relaxed) == 0),
            "memory is zeroed"
        );
        unsafe { std::ptr::write_bytes(buffer.as_ptr(), round as u8 | 1, length) };
        let index = random.below(2000) as usize;
        kept.set(index, buffer.as_value());
        lengths[index] = length;
        if round % 500 == 0 {
            collect(
                &mutator,
                if round % 1000 == 0 {
                    Generation::Full
                } else {
                    Generation::Nursery
                },
            );
        }
    }
    for (index, &length) in lengths.iter().enumerate() {
        if let Some(buffer) = BufferRef::from_value(kept.get(index)) {
            assert_eq!(buffer.len(), length);
            let bytes = buffer.bytes();
            assert!(
                bytes
                    .iter()
                    .all(|byte| byte.load(Ordering::Relaxed) == bytes[0].load(Ordering::Relaxed))
            );
        }
    }
}

#[test]
fn dynamic_shapes_are_kept_alive_by_their_objects() {
    let _alone = alone();
    let mutator = setup();
    stress(3);
    unsafe fn trace_nothing(_object: *const Header, _tracer: &mut Tracer<'_>) {}
    static SHAPE_LAYOUT: Layout = Layout {
        name: "shape",
        kind: 9,
        size: 48,
        trace: trace_nothing,
        drop: None,
        weak_slot: 0,
    };
    static META: ShapeHeader = ShapeHeader {
        header: Header::new(std::ptr::null()),
        layout: &SHAPE_LAYOUT,
        slots_start: 0,
        slots_end: 0,
    };
    static INSTANCE: Layout = Layout {
        name: "instance",
        kind: 10,
        size: 16,
        trace: trace_nothing,
        drop: None,
        weak_slot: 0,
    };
    #[inline(never)]
    fn instance(mutator: &Mutator, slots: u32) -> Value {
        let shape = mutator
            .allocate(&META, size_of::<ShapeHeader>())
            .unwrap()
            .cast::<ShapeHeader>();
        unsafe {
            (&raw mut (*shape.as_ptr()).layout).write(&INSTANCE);
            (*shape.as_ptr()).slots_start = 16;
            (*shape.as_ptr()).slots_end = 16 + 8 * slots;
        }
        let object = mutator
            .allocate(shape.as_ptr(), 16 + 8 * slots as usize)
            .unwrap();
        Value::from_pointer(object.as_ptr())
    }
    let object = instance(&mutator, 5);
    let slots = unsafe { std::slice::from_raw_parts((object.bits() as *const Slot).add(2), 5) };
    for (index, slot) in slots.iter().enumerate() {
        slot.set(
            unsafe { &*object.pointer() },
            node(&mutator, index as u64, Value::NULL, Value::NULL).value(),
        );
    }
    for _ in 0..100 {
        instance(&mutator, 3);
    }
    stress(0);
    let mut references = 0;
    for_each_reference(object, |_| references += 1);
    assert_eq!(references, 6);
    assert!(
        slots
            .iter()
            .enumerate()
            .all(|(index, slot)| Node::of(slot.get()).number == index as u64)
    );
}

#[test]
fn allocation_beyond_the_limit_is_none() {
    let _alone = alone();
    let mutator = setup();
    assert!(mutator.allocate_array(usize::MAX / 8).is_none());
    assert!(mutator.allocate_buffer(1 << 50).is_none());
    set_limit(32 << 20);
    assert!(mutator.allocate_buffer(64 << 20).is_none());
    ROOT.set_unbarriered(Value::NULL);
    let mut count = 0;
    while let Some(object) = mutator.allocate(&NODE, size_of::<Node>()) {
        let node = unsafe { &*(object.as_ptr() as *const Node) };
        node.left.set_unbarriered(ROOT.get());
        ROOT.set_unbarriered(node.value());
        count += 1;
        assert!(count < 1 << 20);
    }
    assert!(count > 500_000, "{count}");
    ROOT.set_unbarriered(Value::NULL);
    scrub_stack();
    for _ in 0..10_000 {
        assert!(
            mutator.allocate_buffer(10_000).is_some(),
            "garbage is collected before giving up"
        );
    }
    set_limit(usize::MAX);
}

#[test]
fn memory_goes_back_to_the_system() {
    let _alone = alone();
    let mutator = setup();
    let resident = || {
        let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
        statm
            .split_whitespace()
            .nth(1)
            .unwrap()
            .parse::<usize>()
            .unwrap()
            * 4096
    };
    collect(&mutator, Generation::Full);
    let before = resident();
    let kept = mutator.allocate_array(3000).unwrap();
    ROOT.set_unbarriered(kept.as_value());
    for index in 0..3000 {
        let buffer = mutator.allocate_buffer(100_000).unwrap();
        unsafe { std::ptr::write_bytes(buffer.as_ptr(), 1, 100_000) };
        kept.set(index, buffer.as_value());
    }
    assert!(resident() > before + (250 << 20));
    // Every other one first: many short runs.
    for index in (0..3000).step_by(2) {
        kept.set(index, Value::NULL);
    }
    collect(&mutator, Generation::Full);
    ROOT.set_unbarriered(Value::NULL);
    kept.slots()
        .iter()
        .for_each(|slot| slot.set_unbarriered(Value::NULL));
    collect(&mutator, Generation::Full);
    collect(&mutator, Generation::Full);
    assert!(
        resident() < before + (100 << 20),
        "{} {}",
        before,
        resident()
    );
}

#[test]
fn external_memory_counts() {
    let _alone = alone();
    let mutator = setup();
    let before = statistics();
    for _ in 0..1000 {
        account_external(1 << 20);
        node(&mutator, 0, Value::NULL, Value::NULL);
        mutator.allocate_buffer(100_000).unwrap();
        account_external(-(1 << 20));
    }
    let after = statistics();
    let collections = |s: Statistics| s.nursery_collections + s.full_collections;
    assert!(collections(after) > collections(before) + 10);
    assert_eq!(after.external_bytes, before.external_bytes);
}
