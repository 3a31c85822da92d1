//! `threading.local`: an object whose attributes each thread has for itself. They are in a dict of the
//! thread, under the object's number, so reading them touches nothing shared.

use std::sync::atomic::{AtomicI64, Ordering};
use typhon_objects::attribute;
use typhon_objects::prelude::*;
use typhon_objects::thread::root;
use typhon_objects::types::{OBJECT, Special};

#[repr(C)]
pub struct LocalObject {
    pub header: Header,
    number: i64,
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
    let object = thread.allocate(
        shape,
        LocalObject {
            header: Header::new(shape.pointer().cast()),
            number: NEXT.fetch_add(1, Ordering::Relaxed),
            args: Slot::new(args[1]),
            keywords: Slot::new(args[2]),
        },
    )?;
    // The creating thread's `__init__` is run by the class call itself.
    own_dicts(thread)?.set(
        thread,
        Value::fixnum(object.number),
        Dict::new(thread)?.value(),
    )?;
    Ok(object.value())
}

/// The calling thread's dict of attribute dicts.
fn own_dicts(thread: &Thread) -> Result<Dict> {
    let slot = thread.root(root::LOCALS);
    if let Some(dicts) = slot.get().downcast::<DictObject>() {
        return Ok(dicts);
    }
    let dicts = Dict::new(thread)?;
    slot.set_unbarriered(dicts.value());
    Ok(dicts)
}

/// The calling thread's attributes of the object; `__init__` runs on its first use there.
fn own_attributes(thread: &Thread, object: Value) -> Result<Dict> {
    let local = Ref::<LocalObject>::of(object);
    let dicts = own_dicts(thread)?;
    let key = Value::fixnum(local.number);
    if let Some(found) = dicts.get(thread, key)? {
        return Ok(Ref::of(found));
    }
    let fresh = Dict::new(thread)?;
    dicts.set(thread, key, fresh.value())?;
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
            dicts.remove(thread, key)?;
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
