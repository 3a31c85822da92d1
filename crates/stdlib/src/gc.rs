//! Module `gc`: the collector's switches and a view of the heap. Generations are CPython's: 0 and 1 are
//! our nursery, 2 is everything. Thresholds are kept for whoever asks; the heap has its own pace.

use std::collections::HashSet;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use typhon_interp::stale;
use typhon_objects::function::NativeFunctionObject;
use typhon_objects::heap::{self, Generation, SafepointWord, flags};
use typhon_objects::int;
use typhon_objects::prelude::*;
use typhon_objects::thread::Global;

static THRESHOLDS: [AtomicI64; 3] = [AtomicI64::new(2000), AtomicI64::new(10), AtomicI64::new(0)];
static DEBUG: AtomicI64 = AtomicI64::new(0);
/// How often each of CPython's generations was asked for.
static ASKED: [AtomicU64; 3] = [AtomicU64::new(0), AtomicU64::new(0), AtomicU64::new(0)];
/// Collections that were not asked for one by one.
static FURTHER_ROUNDS: AtomicU64 = AtomicU64::new(0);
/// Objects that `freeze` counted.
static FROZEN: AtomicU64 = AtomicU64::new(0);
static CALLBACKS: Global = Global::new();

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "gc",
    doc: "This module provides access to the garbage collector.\n\nenable() -- Enable automatic garbage collection.\ndisable() -- Disable automatic garbage collection.\nisenabled() -- Returns true if automatic collection is enabled.\ncollect() -- Do a full collection right now.",
    functions: &[
        function(
            "enable",
            |_, _| {
                heap::enable();
                Ok(Value::NONE)
            },
            "()",
            "Enable automatic garbage collection.",
        ),
        function(
            "disable",
            |_, _| {
                heap::disable();
                Ok(Value::NONE)
            },
            "()",
            "Disable automatic garbage collection.",
        ),
        function(
            "isenabled",
            |_, _| Ok(Value::bool(heap::is_enabled())),
            "()",
            "Returns true if automatic garbage collection is enabled.",
        ),
        function(
            "collect",
            collect,
            "(generation=2)",
            "Run the garbage collector.\n\nThe result estimates how many objects were freed.",
        ),
        function(
            "set_debug",
            set_debug,
            "(flags, /)",
            "Set the garbage collection debugging flags.",
        ),
        function(
            "get_debug",
            |thread, _| int::from_i64(thread, DEBUG.load(Ordering::Relaxed)),
            "()",
            "Get the garbage collection debugging flags.",
        ),
        function(
            "get_count",
            get_count,
            "()",
            "Return a three-tuple of the current collection counts.",
        ),
        function(
            "get_threshold",
            get_threshold,
            "()",
            "Return the current collection thresholds.",
        ),
        function(
            "set_threshold",
            set_threshold,
            "(threshold0, threshold1=None, threshold2=None, /)",
            "Set the collection thresholds (the collection frequency).",
        ),
        function(
            "get_stats",
            get_stats,
            "()",
            "Return a list of dictionaries containing per-generation statistics.",
        ),
        function(
            "get_objects",
            get_objects,
            "(generation=None)",
            "Return a list of objects tracked by the collector (excluding the list returned).",
        ),
        function(
            "get_referrers",
            get_referrers,
            "(*objs)",
            "Return the list of objects that directly refer to any of 'objs'.",
        ),
        function(
            "get_referents",
            get_referents,
            "(*objs)",
            "Return the list of objects that are directly referred to by 'objs'.",
        ),
        function(
            "is_tracked",
            |_, args| Ok(Value::bool(is_tracked(args[0]))),
            "(obj, /)",
            "Returns true if the object is tracked by the garbage collector.",
        ),
        function(
            "is_finalized",
            is_finalized,
            "(obj, /)",
            "Returns true if the object has been already finalized by the GC.",
        ),
        function(
            "freeze",
            freeze,
            "()",
            "Freeze all current tracked objects and ignore them for future collections.",
        ),
        function(
            "unfreeze",
            |_, _| {
                FROZEN.store(0, Ordering::Relaxed);
                Ok(Value::NONE)
            },
            "()",
            "Unfreeze all objects in the permanent generation.",
        ),
        function(
            "get_freeze_count",
            |thread, _| int::from_u64(thread, FROZEN.load(Ordering::Relaxed)),
            "()",
            "Return the number of objects in the permanent generation.",
        ),
    ],
    types: &[],
    setup: Some(setup),
};

fn setup(thread: &Thread, module: Module) -> Result<()> {
    for (name, flag) in [
        ("DEBUG_STATS", 1),
        ("DEBUG_COLLECTABLE", 2),
        ("DEBUG_UNCOLLECTABLE", 4),
        ("DEBUG_SAVEALL", 32),
        ("DEBUG_LEAK", 38),
    ] {
        module.set(thread, name, Value::fixnum(flag))?;
    }
    module.set(thread, "garbage", List::new(thread)?.value())?;
    let callbacks = List::new(thread)?.value();
    CALLBACKS.set(callbacks);
    module.set(thread, "callbacks", callbacks)
}

fn generation(thread: &Thread, value: Value) -> Result<i64> {
    match value.present() {
        None => Ok(2),
        Some(value) => match operations::index(thread, value)? {
            generation @ 0..=2 => Ok(generation),
            _ => Err(errors::value_error(thread, "invalid generation")),
        },
    }
}

/// Tells those in `gc.callbacks`.
fn notify(thread: &Thread, phase: &str, generation: i64, freed: i64) -> Result<()> {
    let Some(callbacks) = CALLBACKS.get().downcast::<ListObject>() else {
        return Ok(());
    };
    if callbacks.is_empty() {
        return Ok(());
    }
    let info = Dict::new(thread)?;
    for (name, value) in [
        ("generation", generation),
        ("collected", freed),
        ("uncollectable", 0),
    ] {
        let value = int::from_i64(thread, value)?;
        info.set_str(thread, intern_text(thread, name)?, value)?;
    }
    let phase = Str::new(thread, phase)?.value();
    let all = operations::list_from(thread, callbacks.value())?;
    for index in 0..all.len() {
        let Some(callback) = all.get(index) else {
            break;
        };
        if let Err(raised) = call(thread, callback, &[phase, info.value()]) {
            let message = "Exception ignored while calling GC callback";
            typhon_objects::exceptions::unraisable::report(thread, raised, message, callback);
        }
    }
    Ok(())
}

/// What was kept alive for a finalizer goes with the round after; a finalizer may leave more of the kind.
const MOST_ROUNDS: usize = 4;

/// Whether the value is a function of this module.
fn is_ours(value: Value) -> bool {
    value
        .downcast::<NativeFunctionObject>()
        .is_some_and(|function| {
            MODULE
                .functions
                .as_ptr_range()
                .contains(&std::ptr::from_ref(function.row))
        })
}

fn collect_once(thread: &Thread, kind: Generation) -> Result<()> {
    if kind == Generation::Full {
        stale::forget_in_heap(thread);
    }
    let bottom = stale::forget(thread, is_ours)?;
    // SAFETY: the loop calls us with arguments from registers, and we hold no other value.
    unsafe { heap::collect_above(thread.mutator, kind, bottom) };
    Ok(())
}

/// Calls `visit` with every live object that CPython's collector would know, while the world is stopped.
fn for_each_tracked(thread: &Thread, visit: &mut dyn FnMut(Value)) -> Result<()> {
    stale::forget_in_heap(thread);
    stale::forget(thread, is_ours)?;
    // SAFETY: the whole stack counts.
    unsafe {
        heap::for_each_live_object(thread.mutator, None, false, |value| {
            if is_tracked(value) {
                visit(value);
            }
        });
    }
    Ok(())
}

fn collect(thread: &Thread, args: &[Value]) -> Result {
    let number = generation(thread, args[0])?;
    notify(thread, "start", number, 0)?;
    ASKED[number as usize].fetch_add(1, Ordering::Relaxed);
    let before = heap::statistics();
    let kind = if number == 2 {
        Generation::Full
    } else {
        Generation::Nursery
    };
    for round in 0..MOST_ROUNDS {
        if round > 0 {
            FURTHER_ROUNDS.fetch_add(1, Ordering::Relaxed);
        }
        collect_once(thread, kind)?;
        let finalizing = thread.mutator.safepoint.load() & SafepointWord::FINALIZE != 0;
        // Finalizers and callbacks are done when this returns.
        thread.poll()?;
        if !finalizing || kind == Generation::Nursery {
            break;
        }
    }
    let after = heap::statistics();
    let used = before.live_bytes + after.allocated_bytes.saturating_sub(before.allocated_bytes);
    let freed = used.saturating_sub(after.live_bytes).div_ceil(48) as i64;
    notify(thread, "stop", number, freed)?;
    int::from_i64(thread, freed)
}

fn set_debug(thread: &Thread, args: &[Value]) -> Result {
    let flags = operations::index(thread, args[0])?;
    DEBUG.store(flags, Ordering::Relaxed);
    Ok(Value::NONE)
}

fn get_count(thread: &Thread, _args: &[Value]) -> Result {
    let statistics = heap::statistics();
    let young = statistics.allocated_bytes / 48 % 2000;
    let parts = [
        int::from_u64(thread, young)?,
        int::from_u64(thread, statistics.nursery_collections % 10)?,
        int::from_u64(thread, statistics.full_collections % 10)?,
    ];
    Ok(Tuple::new(thread, &parts)?.value())
}

fn get_threshold(thread: &Thread, _args: &[Value]) -> Result {
    let mut parts = [Value::NULL; 3];
    for (part, threshold) in parts.iter_mut().zip(&THRESHOLDS) {
        *part = int::from_i64(thread, threshold.load(Ordering::Relaxed))?;
    }
    Ok(Tuple::new(thread, &parts)?.value())
}

fn set_threshold(thread: &Thread, args: &[Value]) -> Result {
    for (value, threshold) in args.iter().zip(&THRESHOLDS) {
        if let Some(value) = value.present() {
            threshold.store(operations::index(thread, value)?, Ordering::Relaxed);
        }
    }
    // A first threshold of zero turns automatic collection off, as in CPython.
    if THRESHOLDS[0].load(Ordering::Relaxed) == 0 {
        heap::disable();
    }
    Ok(Value::NONE)
}

fn get_stats(thread: &Thread, _args: &[Value]) -> Result {
    let statistics = heap::statistics();
    let list = List::new(thread)?;
    let further = FURTHER_ROUNDS.load(Ordering::Relaxed);
    for count in [
        statistics.nursery_collections,
        0,
        statistics.full_collections.saturating_sub(further),
    ] {
        let row = Dict::new(thread)?;
        for (name, value) in [
            ("collections", count),
            ("collected", 0),
            ("uncollectable", 0),
        ] {
            let value = int::from_u64(thread, value)?;
            row.set_str(thread, intern_text(thread, name)?, value)?;
        }
        list.append(thread, row.value())?;
    }
    Ok(list.value())
}

/// Whether CPython's collector would know the object: whether it can be part of a cycle.
fn is_tracked(value: Value) -> bool {
    if !value.is_pointer() {
        return false;
    }
    !matches!(
        value.kind(),
        Kind::Internal
            | Kind::Int
            | Kind::Float
            | Kind::Complex
            | Kind::Str
            | Kind::Bytes
            | Kind::Bytearray
            | Kind::Range
            | Kind::Code
    ) || value.class().has(type_flags::HEAP_TYPE)
}

fn is_finalized(_thread: &Thread, args: &[Value]) -> Result {
    let finalized = args[0]
        .header()
        .is_some_and(|header| header.has_flag(flags::FINALIZED));
    Ok(Value::bool(finalized))
}

fn freeze(thread: &Thread, _args: &[Value]) -> Result {
    let mut count = 0;
    heap::for_each_object(thread.mutator, false, |value| {
        count += is_tracked(value) as u64
    });
    FROZEN.store(count, Ordering::Relaxed);
    Ok(Value::NONE)
}

fn get_objects(thread: &Thread, args: &[Value]) -> Result {
    if let Some(value) = args[0].present()
        && !value.is_none()
    {
        let index = operations::index(thread, value)?;
        if index < 0 {
            return Err(errors::value_error(
                thread,
                "generation parameter cannot be negative",
            ));
        }
        if index > 2 {
            return Err(errors::value_error(
                thread,
                "generation parameter must be less than the number of available generations (3)",
            ));
        }
    }
    let list = List::new(thread)?;
    let mut failed = None;
    for_each_tracked(thread, &mut |value| {
        if value != list.value()
            && let Err(raised) = list.append(thread, value)
        {
            failed = Some(raised);
        }
    })?;
    match failed {
        Some(raised) => Err(raised),
        None => Ok(list.value()),
    }
}

/// Calls `visit` on every Python object that `object` refers to, through arrays and tables of its own.
/// The world is stopped.
fn for_each_referent(object: Value, visit: &mut dyn FnMut(Value)) {
    // Addresses of internal objects on the way; they stay alive with `object`.
    let mut queue = vec![object.bits()];
    let mut seen = HashSet::new();
    while let Some(bits) = queue.pop() {
        heap::for_each_reference(Value::from_bits(bits), |reference| {
            match reference.layout() {
                None => {}
                Some(layout) if layout.kind != 0 => visit(reference),
                Some(layout) if layout.name == "shape" => {}
                Some(_) if seen.insert(reference.bits()) => queue.push(reference.bits()),
                Some(_) => {}
            }
        });
    }
}

fn get_referents(thread: &Thread, args: &[Value]) -> Result {
    let given: Tuple = Ref::of(args[0]);
    let list = List::new(thread)?;
    let mut failed = None;
    for object in given.iter().filter(|object| object.is_pointer()) {
        // Stopped, nobody replaces the arrays and tables on the way.
        heap::stop_the_world(thread.mutator, |_| {
            for_each_referent(object, &mut |reference| {
                if let Err(raised) = list.append(thread, reference) {
                    failed = Some(raised);
                }
            });
        });
        // Those that are no objects of the heap, as small ints.
        let contents = match object.exact_kind() {
            Kind::List | Kind::Tuple | Kind::Set | Kind::FrozenSet => {
                operations::list_from(thread, object)?
            }
            Kind::Dict => {
                let contents = List::new(thread)?;
                for (key, value) in Dict::of(object).entries() {
                    contents.append(thread, key)?;
                    contents.append(thread, value)?;
                }
                contents
            }
            _ => List::new(thread)?,
        };
        for content in operations::tuple_from(thread, contents.value())?
            .iter()
            .filter(|content| !content.is_pointer())
        {
            list.append(thread, content)?;
        }
        if object.class().has(type_flags::HEAP_TYPE) {
            list.append(thread, object.class().value())?;
        }
    }
    match failed {
        Some(raised) => Err(raised),
        None => Ok(list.value()),
    }
}

fn get_referrers(thread: &Thread, args: &[Value]) -> Result {
    let wanted: Tuple = Ref::of(args[0]);
    let list = List::new(thread)?;
    let mut failed = None;
    for_each_tracked(thread, &mut |value| {
        if value == list.value() || value == wanted.value() {
            return;
        }
        let mut found = false;
        for_each_referent(value, &mut |reference| {
            found |= wanted.values().contains(&reference);
        });
        if found && let Err(raised) = list.append(thread, value) {
            failed = Some(raised);
        }
    })?;
    match failed {
        Some(raised) => Err(raised),
        None => Ok(list.value()),
    }
}
