//! `threading.local`: an object whose attributes each thread has for itself. The object has them, a dict
//! a thread under the thread's number, so that they die with it even if they refer back to it. Each
//! thread knows by weak references where it has some, and takes them away at its end.

use std::sync::atomic::{AtomicI64, Ordering};
use typhon_objects::attribute;
use typhon_objects::prelude::*;
use typhon_objects::thread::root;
use typhon_objects::types::{OBJECT, Special};
use typhon_objects::weakref;

#[repr(C)]
pub struct LocalObject {
    pub header: Header,
    /// A dict from the numbers of threads to their dicts of attributes.
    attributes: Slot,
    /// Arguments of the constructor, for `__init__` in other threads.
    args: Slot,
    keywords: Slot,
}

typhon_objects::heap_object!(
    LocalObject,
    LOCAL_LAYOUT,
    "thread-local",
    Kind::Other,
    |object, tracer| {
        tracer.slot(&object.attributes);
        tracer.slot(&object.args);
        tracer.slot(&object.keywords);
    }
);

pub static LOCAL: TypeSpec = TypeSpec::new("_local", &LOCAL_LAYOUT)
    .module("_thread")
    .flags(type_flags::BASE | type_flags::WEAKREF)
    .doc("Thread-local data")
    .methods(&[
        static_method("__new__", new, "(cls, *args, **kwargs)", ""),
        method(
            "__getattribute__",
            get,
            "(self, name, /)",
            "Return getattr(self, name).",
        ),
        method(
            "__setattr__",
            set,
            "(self, name, value, /)",
            "Implement setattr(self, name, value).",
        ),
        method(
            "__delattr__",
            |thread, args| set(thread, &[args[0], args[1], Value::NULL]),
            "(self, name, /)",
            "Implement delattr(self, name).",
        ),
    ]);

static NEXT: AtomicI64 = AtomicI64::new(1);

fn new(thread: &Thread, args: &[Value]) -> Result {
    let class: Type = Ref::of(args[0]);
    let positional: Tuple = Ref::of(args[1]);
    let has_init = class.special(Special::Init) != OBJECT.get().special(Special::Init);
    if !has_init && (!positional.is_empty() || !args[2].is_null()) {
        return Err(errors::type_error(
            thread,
            "Initialization arguments are not supported",
        ));
    }
    let shape = class.root_shape();
    let attributes = Dict::new(thread)?;
    let object = thread.allocate(
        shape,
        LocalObject {
            header: Header::new(shape.pointer().cast()),
            attributes: Slot::new(attributes.value()),
            args: Slot::new(args[1]),
            keywords: Slot::new(args[2]),
        },
    )?;
    // The creating thread's `__init__` is run by the class call itself.
    add_attributes(thread, object)?;
    Ok(object.value())
}

/// What the calling thread keeps: its number, which no other thread ever has, and a weak reference to
/// each object that it has attributes in.
fn own_list(thread: &Thread) -> Result<List> {
    let slot = thread.root(root::LOCALS);
    if let Some(list) = slot.get().downcast::<ListObject>() {
        return Ok(list);
    }
    let number = Value::fixnum(NEXT.fetch_add(1, Ordering::Relaxed));
    let list = List::from_values(thread, &[number])?;
    slot.set_unbarriered(list.value());
    Ok(list)
}

fn own_number(thread: &Thread) -> Result {
    Ok(own_list(thread)?.get(0).expect("the number comes first"))
}

/// An empty dict for the calling thread's attributes of the object.
fn add_attributes(thread: &Thread, local: Ref<LocalObject>) -> Result<Dict> {
    let mut list = own_list(thread)?;
    let reference = weakref::new(thread, local.value())?;
    if list.len() >= 64 && list.len().is_power_of_two() {
        // Before it grows: many may have died.
        let kept = List::new(thread)?;
        for index in 0..list.len() {
            let known = list.get(index).expect("only this thread changes it");
            if index == 0 || weakref::referent(known).is_some() {
                kept.append(thread, known)?;
            }
        }
        thread.root(root::LOCALS).set_unbarriered(kept.value());
        list = kept;
    }
    list.append(thread, reference)?;
    let fresh = Dict::new(thread)?;
    Dict::of(local.attributes.get()).set(thread, own_number(thread)?, fresh.value())?;
    Ok(fresh)
}

/// At the end of a thread: its attributes are nobody's.
pub fn forget(thread: &Thread) {
    let slot = thread.root(root::LOCALS);
    let Some(list) = slot.get().downcast::<ListObject>() else {
        return;
    };
    slot.set_unbarriered(Value::NULL);
    let number = list.get(0).expect("the number comes first");
    for index in 1..list.len() {
        let local = list.get(index).and_then(weakref::referent);
        if let Some(local) = local.and_then(|local| local.downcast::<LocalObject>()) {
            // Numbers are compared without a call that could fail.
            let _ = Dict::of(local.attributes.get()).remove(thread, number);
        }
    }
}

/// The calling thread's attributes of the object; `__init__` runs on its first use there.
fn own_attributes(thread: &Thread, object: Value) -> Result<Dict> {
    let local = Ref::<LocalObject>::of(object);
    let attributes = Dict::of(local.attributes.get());
    let number = own_number(thread)?;
    if let Some(found) = attributes.get(thread, number)? {
        return Ok(Ref::of(found));
    }
    let fresh = add_attributes(thread, local)?;
    let class = object.class();
    if let Some(init) = class.special(Special::Init)
        && Some(init) != OBJECT.get().special(Special::Init)
    {
        let bound = attribute::bind(thread, init, object, class)?;
        let result = typhon_objects::call::call_spread(
            thread,
            bound,
            Ref::of(local.args.get()),
            local.keywords.get(),
        );
        if let Err(raised) = result {
            attributes.remove(thread, number)?;
            return Err(raised);
        }
    }
    Ok(fresh)
}

fn get(thread: &Thread, args: &[Value]) -> Result {
    let object = args[0];
    let name = intern(thread, operations::expect_attribute_name(thread, args[1])?)?;
    let own = own_attributes(thread, object)?;
    if name == names().__dict__ {
        return Ok(own.value());
    }
    let class = object.class();
    let found = class.lookup(name);
    if let Some(found) = found
        && attribute::is_data_descriptor(found)
    {
        return attribute::bind(thread, found, object, class);
    }
    if let Some(value) = own.get_str(name) {
        return Ok(value);
    }
    match found {
        Some(found) => attribute::bind(thread, found, object, class),
        None => Err(errors::no_attribute(thread, object, name)),
    }
}

fn set(thread: &Thread, args: &[Value]) -> Result {
    let object = args[0];
    let name = intern(thread, operations::expect_attribute_name(thread, args[1])?)?;
    let own = own_attributes(thread, object)?;
    if name == names().__dict__ {
        return Err(errors::attribute_error(
            thread,
            object,
            name,
            format!(
                "'{}' object attribute '__dict__' is read-only",
                object.class().full_name()
            ),
        ));
    }
    if let Some(found) = object.class().lookup(name)
        && attribute::is_data_descriptor(found)
    {
        attribute::set_generic(thread, object, name, args[2])?;
        return Ok(Value::NONE);
    }
    if args[2].is_null() {
        if !own.remove_str(thread, name)? {
            return Err(errors::no_attribute(thread, object, name));
        }
    } else {
        own.set_str(thread, name, args[2])?;
    }
    Ok(Value::NONE)
}
