//! Module `_abc`: what `abc.ABCMeta` is made of. Each abstract class has an `_abc_impl` object with its
//! registry and its caches: sets of weak references, shared by all threads. Every registration outdates
//! the negative caches by a global count.

use crate::slots_object;
use crate::support;
use std::sync::atomic::{AtomicU64, Ordering};
use typhon_objects::attribute;
use typhon_objects::call::call_method;
use typhon_objects::int;
use typhon_objects::prelude::*;
use typhon_objects::set::{FROZENSET, Set, SetObject};
use typhon_objects::weakref;

/// How often anything was registered with any abstract class.
static REGISTRATIONS: AtomicU64 = AtomicU64::new(0);

slots_object!(
    AbcData,
    ABC_DATA_LAYOUT,
    "_abc_data",
    { registry, cache, negative },
    { negative_version: AtomicU64 }
);

static ABC_DATA: TypeSpec = TypeSpec::new("_abc_data", &ABC_DATA_LAYOUT)
    .module("_abc")
    .flags(type_flags::BASE)
    .doc("Internal state held by ABC machinery.")
    .methods(&[static_method(
        "__new__",
        |thread, args| make_data(thread, Ref::of(args[0])),
        "(cls)",
        "Create and return a new object.  See help(type) for accurate signature.",
    )]);

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_abc",
    doc: "Module contains faster C implementation of abc.ABCMeta",
    functions: &[
        function(
            "get_cache_token",
            |thread, _| int::from_u64(thread, REGISTRATIONS.load(Ordering::Acquire)),
            "()",
            "The current count of registrations: it changes whenever a class is registered with any ABC.",
        ),
        function(
            "_abc_init",
            init,
            "(self, /)",
            "Internal ABC helper for class set-up. Should be never used outside abc module.",
        ),
        function(
            "_abc_register",
            register,
            "(self, subclass, /)",
            "Internal ABC helper for subclasss registration. Should be never used outside abc module.",
        ),
        function(
            "_abc_instancecheck",
            instance_check,
            "(self, instance, /)",
            "Internal ABC helper for instance checks. Should be never used outside abc module.",
        ),
        function(
            "_abc_subclasscheck",
            subclass_check,
            "(self, subclass, /)",
            "Internal ABC helper for subclasss checks. Should be never used outside abc module.",
        ),
        function(
            "_reset_registry",
            |thread, args| {
                let data = data_of(thread, args[0])?;
                data.registry.set(data.header(), Value::NULL);
                Ok(Value::NONE)
            },
            "(self, /)",
            "Internal ABC helper to reset registry of a given class.\n\nShould be only used by refleak.py",
        ),
        function(
            "_reset_caches",
            |thread, args| {
                let data = data_of(thread, args[0])?;
                data.cache.set(data.header(), Value::NULL);
                data.negative.set(data.header(), Value::NULL);
                Ok(Value::NONE)
            },
            "(self, /)",
            "Internal ABC helper to reset both caches of a given class.\n\nShould be only used by refleak.py",
        ),
        function(
            "_get_dump",
            dump,
            "(self, /)",
            "Copies of the registry and both caches, and the version of the negative cache.",
        ),
    ],
    types: &[],
    setup: Some(|thread, _| ABC_DATA.ready(thread).map(|_| ())),
};

fn make_data(thread: &Thread, class: Type) -> Result {
    let null = || Slot::new(Value::NULL);
    let version = REGISTRATIONS.load(Ordering::Acquire);
    let data = support::make(thread, class, |header| AbcData {
        header,
        registry: null(),
        cache: null(),
        negative: null(),
        negative_version: AtomicU64::new(version),
    })?;
    Ok(data.value())
}

fn data_of(thread: &Thread, class: Value) -> Result<Ref<AbcData>> {
    let data = attribute::get(thread, class, intern_text(thread, "_abc_impl")?)?;
    match data.downcast::<AbcData>() {
        Some(data) => Ok(data),
        None => Err(errors::type_error(
            thread,
            "_abc_impl is set to a wrong type",
        )),
    }
}

// ---- sets of weak references ----

fn set_in(slot: &Slot) -> Option<Set> {
    Ref::<SetObject>::from_slot(slot)
}

fn contains(thread: &Thread, slot: &Slot, class: Value) -> Result<bool> {
    match set_in(slot) {
        Some(set) if !set.is_empty() => {
            let reference = weakref::new(thread, class)?;
            set.contains(thread, reference)
        }
        _ => Ok(false),
    }
}

fn add(thread: &Thread, data: Ref<AbcData>, slot: &Slot, class: Value) -> Result<()> {
    let reference = weakref::new(thread, class)?;
    let set = match set_in(slot) {
        Some(set) => set,
        None => {
            let fresh = Set::new(thread)?;
            match slot.compare_exchange(data.header(), Value::NULL, fresh.value()) {
                Ok(()) => fresh,
                Err(found) => Ref::of(found),
            }
        }
    };
    let before = set.len();
    set.add(thread, reference)?;
    // Once for every doubling, references to dead classes are swept out.
    if before >= 16 && before.is_power_of_two() {
        let items = List::new(thread)?;
        for item in set.items() {
            items.append(thread, item)?;
        }
        for index in 0..items.len() {
            if let Some(item) = items.get(index)
                && weakref::referent(item).is_none()
            {
                set.remove(thread, item)?;
            }
        }
    }
    Ok(())
}

/// The live classes of a set, as a list.
fn live(thread: &Thread, slot: &Slot) -> Result<List> {
    let list = List::new(thread)?;
    if let Some(set) = set_in(slot) {
        for item in set.items() {
            if let Some(class) = weakref::referent(item) {
                list.append(thread, class)?;
            }
        }
    }
    Ok(list)
}

fn dump(thread: &Thread, args: &[Value]) -> Result {
    let data = data_of(thread, args[0])?;
    let copy = |slot: &Slot| -> Result {
        let copy = Set::new(thread)?;
        if let Some(set) = set_in(slot) {
            for item in set.items() {
                if weakref::referent(item).is_some() {
                    copy.add(thread, item)?;
                }
            }
        }
        Ok(copy.value())
    };
    let version = data.negative_version.load(Ordering::Acquire);
    let parts = [
        copy(&data.registry)?,
        copy(&data.cache)?,
        copy(&data.negative)?,
        int::from_u64(thread, version)?,
    ];
    Ok(Tuple::new(thread, &parts)?.value())
}

// ---- setting up a class ----

fn is_abstract(thread: &Thread, value: Value) -> Result<bool> {
    match attribute::get_optional(thread, value, names().__isabstractmethod__)? {
        Some(flag) => operations::truth(thread, flag),
        None => Ok(false),
    }
}

fn init(thread: &Thread, args: &[Value]) -> Result {
    let Some(class) = args[0].downcast::<TypeObject>() else {
        return Err(errors::type_error(
            thread,
            "_abc_init() argument must be a type",
        ));
    };
    compute_abstract_methods(thread, class)?;
    let data = make_data(thread, ABC_DATA.get())?;
    attribute::set(thread, args[0], intern_text(thread, "_abc_impl")?, data)?;
    take_pattern_flags(thread, class)?;
    Ok(Value::NONE)
}

fn compute_abstract_methods(thread: &Thread, class: Type) -> Result<()> {
    let names_found = Set::with_shape(thread, FROZENSET.root_shape())?;
    let own = class.dict().copy(thread)?;
    for (name, value) in own.entries() {
        if is_abstract(thread, value)? {
            names_found.add(thread, name)?;
        }
    }
    for base in class.bases().iter() {
        let inherited = attribute::get_optional(thread, base, names().__abstractmethods__)?;
        let Some(inherited) = inherited else { continue };
        let inherited = operations::list_from(thread, inherited)?;
        for index in 0..inherited.len() {
            let Some(name) = inherited.get(index) else {
                break;
            };
            let text = intern(thread, operations::expect_attribute_name(thread, name)?)?;
            if let Some(value) = attribute::get_optional(thread, class.value(), text)?
                && is_abstract(thread, value)?
            {
                names_found.add(thread, name)?;
            }
        }
    }
    let name = names().__abstractmethods__;
    attribute::set(thread, class.value(), name, names_found.value())
}

const SEQUENCE_BIT: i64 = 1 << 5;
const MAPPING_BIT: i64 = 1 << 6;

/// `__abc_tpflags__` says that instances match sequence or mapping patterns.
fn take_pattern_flags(thread: &Thread, class: Type) -> Result<()> {
    let name = intern_text(thread, "__abc_tpflags__")?;
    let Some(flags) = class.dict().get_str(name) else {
        return Ok(());
    };
    let Some(flags) = flags.as_fixnum() else {
        return Ok(());
    };
    let wanted = flags & (SEQUENCE_BIT | MAPPING_BIT);
    if wanted == SEQUENCE_BIT | MAPPING_BIT {
        return Err(errors::type_error(
            thread,
            "__abc_tpflags__ cannot be both Py_TPFLAGS_SEQUENCE and Py_TPFLAGS_MAPPING",
        ));
    }
    if wanted & SEQUENCE_BIT != 0 {
        class.set_flag(type_flags::SEQUENCE, true);
    }
    if wanted & MAPPING_BIT != 0 {
        class.set_flag(type_flags::MAPPING, true);
    }
    class.set_attribute(thread, name, Value::NULL)?;
    Ok(())
}

fn inherit_pattern_flag(thread: &Thread, class: Type, flag: u64) -> Result<()> {
    thread.check_native_stack()?;
    let both = type_flags::SEQUENCE | type_flags::MAPPING;
    if class.has(type_flags::IMMUTABLE) || class.has(flag) {
        return Ok(());
    }
    class.set_flag(both & !flag, false);
    class.set_flag(flag, true);
    for subclass in class.live_subclasses(thread) {
        inherit_pattern_flag(thread, subclass, flag)?;
    }
    Ok(())
}

fn register(thread: &Thread, args: &[Value]) -> Result {
    let Some(subclass) = args[1].downcast::<TypeObject>() else {
        return Err(errors::type_error(thread, "Can only register classes"));
    };
    if operations::is_subclass(thread, args[1], args[0])? {
        return Ok(args[1]);
    }
    // Registering a base would make a cycle.
    if operations::is_subclass(thread, args[0], args[1])? {
        return Err(errors::runtime_error(
            thread,
            "Refusing to create an inheritance cycle",
        ));
    }
    let data = data_of(thread, args[0])?;
    add(thread, data, &data.registry, args[1])?;
    // Release: whoever sees the count sees the registration.
    REGISTRATIONS.fetch_add(1, Ordering::AcqRel);
    if let Some(class) = args[0].downcast::<TypeObject>() {
        for flag in [type_flags::SEQUENCE, type_flags::MAPPING] {
            if class.has(flag) {
                inherit_pattern_flag(thread, subclass, flag)?;
            }
        }
    }
    Ok(args[1])
}

// ---- checks ----

fn is_negative_current(data: Ref<AbcData>) -> bool {
    data.negative_version.load(Ordering::Acquire) == REGISTRATIONS.load(Ordering::Acquire)
}

fn instance_check(thread: &Thread, args: &[Value]) -> Result {
    let (class, instance) = (args[0], args[1]);
    let data = data_of(thread, class)?;
    let claimed = attribute::get_optional(thread, instance, names().__class__)?;
    let claimed = claimed.unwrap_or(instance.class().value());
    if claimed.is::<TypeObject>() && contains(thread, &data.cache, claimed)? {
        return Ok(Value::TRUE);
    }
    let own = instance.class().value();
    let check = |subclass: Value| {
        let name = intern_text(thread, "__subclasscheck__")?;
        call_method(thread, class, name, &[subclass])
    };
    if own == claimed {
        if is_negative_current(data) && contains(thread, &data.negative, claimed)? {
            return Ok(Value::FALSE);
        }
        return check(claimed);
    }
    let result = check(claimed)?;
    if operations::truth(thread, result)? {
        return Ok(result);
    }
    check(own)
}

fn subclass_check(thread: &Thread, args: &[Value]) -> Result {
    let (class, subclass) = (args[0], args[1]);
    let Some(subclass_type) = subclass.downcast::<TypeObject>() else {
        return Err(errors::type_error(
            thread,
            "issubclass() arg 1 must be a class",
        ));
    };
    let data = data_of(thread, class)?;
    if contains(thread, &data.cache, subclass)? {
        return Ok(Value::TRUE);
    }
    let registrations = REGISTRATIONS.load(Ordering::Acquire);
    if data.negative_version.load(Ordering::Acquire) < registrations {
        // The old set goes before the new version shows, so nobody believes it by that version.
        data.negative.set(data.header(), Value::NULL);
        data.negative_version
            .store(registrations, Ordering::Release);
    } else if contains(thread, &data.negative, subclass)? {
        return Ok(Value::FALSE);
    }
    let hook = intern_text(thread, "__subclasshook__")?;
    match call_method(thread, class, hook, &[subclass])? {
        Value::TRUE => {
            add(thread, data, &data.cache, subclass)?;
            return Ok(Value::TRUE);
        }
        Value::FALSE => {
            add(thread, data, &data.negative, subclass)?;
            return Ok(Value::FALSE);
        }
        Value::NOT_IMPLEMENTED => {}
        _ => {
            return Err(errors::assertion_error(
                thread,
                "__subclasshook__ must return either False, True, or NotImplemented",
            ));
        }
    }
    if is_related(thread, data, class, subclass_type)? {
        add(thread, data, &data.cache, subclass)?;
        return Ok(Value::TRUE);
    }
    if data.negative_version.load(Ordering::Acquire) == registrations {
        add(thread, data, &data.negative, subclass)?;
    }
    Ok(Value::FALSE)
}

/// By inheritance, by registration, or by way of a subclass.
fn is_related(thread: &Thread, data: Ref<AbcData>, class: Value, subclass: Type) -> Result<bool> {
    if subclass.mro().iter().any(|ancestor| ancestor == class) {
        return Ok(true);
    }
    if contains(thread, &data.registry, subclass.value())? {
        return Ok(true);
    }
    let registered = live(thread, &data.registry)?;
    for index in 0..registered.len() {
        let Some(known) = registered.get(index) else {
            break;
        };
        if operations::is_subclass(thread, subclass.value(), known)? {
            return Ok(true);
        }
    }
    let name = intern_text(thread, "__subclasses__")?;
    let subclasses = call_method(thread, class, name, &[])?;
    let Some(subclasses) = subclasses.downcast::<ListObject>() else {
        return Err(errors::type_error(
            thread,
            "__subclasses__() must return a list",
        ));
    };
    for index in 0..subclasses.len() {
        let Some(known) = subclasses.get(index) else {
            break;
        };
        if operations::is_subclass(thread, subclass.value(), known)? {
            return Ok(true);
        }
    }
    Ok(false)
}
