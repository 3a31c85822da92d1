//! Attribute access: the generic protocol, and where instances keep their attributes.
//!
//! An instance whose class has an attribute word keeps attribute `i` of its shape inline or in the
//! overflow array behind that word; after a deletion, or when there are too many, the word holds a dict
//! and the shape is the class's dictionary shape. Writers hold the object's lock; readers load the shape
//! first (Acquire), and every slot of that shape was stored before it.

use crate::call::{call, call_special};
use crate::dict::{Dict, DictObject};
use crate::errors::{self, Result};
use crate::exceptions as tree;
use crate::function::descriptors::{self, GetSetObject, PROPERTY, PropertyObject};
use crate::function::{BoundMethod, NativeFunctionObject};
use crate::names::names;
use crate::object::{Kind, Ref, ValueExt};
use crate::str::{Str, intern};
use crate::thread::Thread;
use crate::types::{Shape, ShapeOptions, Special, Type, TypeObject, type_flags};
use typhon_heap::{ArrayRef, Header, Slot, Value};
use typhon_sync::described::{self, Place};

/// `object.name`
pub fn get(thread: &Thread, object: Value, name: Str) -> Result {
    let class = object.class();
    if !class.has(type_flags::CUSTOM_GET) {
        return match find_generic(thread, object, class, name)? {
            Some(value) => Ok(value),
            None => Err(errors::no_attribute(thread, object, name)),
        };
    }
    let found = match class.special(Special::GetAttribute) {
        Some(method) => call_special(thread, method, object, &[name.value()]),
        None => get_generic(thread, object, name),
    };
    match found {
        Err(raised) if raised.is(&tree::ATTRIBUTE_ERROR) => match class.special(Special::GetAttr) {
            Some(method) => call_special(thread, method, object, &[name.value()])
                .map_err(|raised| with_context(thread, raised, object, name)),
            None => Err(raised),
        },
        found => found,
    }
}

/// An AttributeError of a program tells what it is about even if the program did not.
#[cold]
fn with_context(
    thread: &Thread,
    raised: errors::Raised,
    object: Value,
    name: Str,
) -> errors::Raised {
    if !raised.is(&tree::ATTRIBUTE_ERROR) {
        return raised;
    }
    let exception = raised.exception();
    let known = |field| !exception.field(field).is_null() && !exception.field(field).is_none();
    if known(0) || known(1) {
        return raised;
    }
    let set = exception
        .set_field(thread, 0, name.value())
        .and_then(|()| exception.set_field(thread, 1, object));
    set.err().unwrap_or(raised)
}

/// `object.name`, or `None` where that raises AttributeError.
pub fn get_optional(thread: &Thread, object: Value, name: Str) -> Result<Option<Value>> {
    let class = object.class();
    if !class.has(type_flags::CUSTOM_GET) {
        return match find_generic(thread, object, class, name) {
            Err(raised) if raised.is(&tree::ATTRIBUTE_ERROR) => Ok(None),
            found => found,
        };
    }
    match get(thread, object, name) {
        Ok(value) => Ok(Some(value)),
        Err(raised) if raised.is(&tree::ATTRIBUTE_ERROR) => Ok(None),
        Err(raised) => Err(raised),
    }
}

/// `object.__getattribute__` as class `object` defines it.
pub fn get_generic(thread: &Thread, object: Value, name: Str) -> Result {
    match find_generic(thread, object, object.class(), name)? {
        Some(value) => Ok(value),
        None => Err(errors::no_attribute(thread, object, name)),
    }
}

/// The generic lookup: data descriptors of the class, then the instance, then the rest of the class.
pub fn find_generic(
    thread: &Thread,
    object: Value,
    class: Type,
    name: Str,
) -> Result<Option<Value>> {
    let name = if name.is_interned() {
        name
    } else {
        intern(thread, name)?
    };
    let found = class.lookup(name);
    if let Some(found) = found
        && is_data_descriptor(found)
        && has_get(found)
    {
        return bind(thread, found, object, class).map(Some);
    }
    if let Some(value) = instance_get(object, name) {
        return Ok(Some(value));
    }
    match found {
        Some(found) => bind(thread, found, object, class).map(Some),
        None => Ok(None),
    }
}

/// Whether a data descriptor also reads; one that does not leaves reading to the instance.
fn has_get(attribute: Value) -> bool {
    matches!(
        attribute.kind(),
        Kind::GetSetDescriptor | Kind::MemberDescriptor | Kind::Property
    ) || attribute.class().special(Special::Get).is_some()
}

/// Whether a class attribute takes precedence over the instance's own.
#[inline]
pub fn is_data_descriptor(attribute: Value) -> bool {
    match attribute.kind() {
        Kind::Function | Kind::NativeFunction | Kind::Int | Kind::Str | Kind::None => false,
        Kind::GetSetDescriptor | Kind::MemberDescriptor | Kind::Property => true,
        _ => {
            let class = attribute.class();
            class.special(Special::Set).is_some() || class.special(Special::Delete).is_some()
        }
    }
}

/// Applies `attribute.__get__(object, class)` if it is a descriptor.
#[inline]
pub fn bind(thread: &Thread, attribute: Value, object: Value, class: Type) -> Result {
    match attribute.exact_kind() {
        Kind::Function => Ok(BoundMethod::new(thread, attribute, object)?.value()),
        Kind::NativeFunction => {
            let function = Ref::<NativeFunctionObject>::of(attribute);
            if function.is_method_descriptor() {
                return Ok(function.bind(thread, object)?.value());
            }
            bind_slowly(thread, attribute, object, class)
        }
        Kind::GetSetDescriptor => (Ref::<GetSetObject>::of(attribute).row.get)(thread, object),
        Kind::MemberDescriptor => descriptors::load_member(thread, Ref::of(attribute), object),
        Kind::Property if PROPERTY.is_exact(attribute) => {
            match Ref::<PropertyObject>::of(attribute).get.get().present() {
                Some(get) => call(thread, get, &[object]),
                None => bind_slowly(thread, attribute, object, class),
            }
        }
        Kind::Int
        | Kind::Str
        | Kind::None
        | Kind::Float
        | Kind::Bool
        | Kind::Tuple
        | Kind::Dict
        | Kind::List => Ok(attribute),
        _ => bind_slowly(thread, attribute, object, class),
    }
}

fn bind_slowly(thread: &Thread, attribute: Value, object: Value, class: Type) -> Result {
    match attribute.class().special(Special::Get) {
        Some(get) => call_special(thread, get, attribute, &[object, class.value()]),
        None => Ok(attribute),
    }
}

/// For calling `object.name(...)`: the function and true if `object` is to be passed first.
pub fn load_method(thread: &Thread, object: Value, name: Str) -> Result<(Value, bool)> {
    let class = object.class();
    if !class.has(type_flags::CUSTOM_GET) {
        let name = if name.is_interned() {
            name
        } else {
            intern(thread, name)?
        };
        if let Some(found) = class.lookup(name)
            && is_plain_method(found)
        {
            return match instance_get(object, name) {
                Some(own) => Ok((own, false)),
                None => Ok((found, true)),
            };
        }
    }
    Ok((get(thread, object, name)?, false))
}

/// Whether binding would make a bound method around the very same function.
#[inline]
pub fn is_plain_method(attribute: Value) -> bool {
    match attribute.exact_kind() {
        Kind::Function => true,
        Kind::NativeFunction => Ref::<NativeFunctionObject>::of(attribute).is_method_descriptor(),
        _ => false,
    }
}

/// `object.name = value`; with NULL, `del object.name`.
pub fn set(thread: &Thread, object: Value, name: Str, value: Value) -> Result<()> {
    let class = object.class();
    if !class.has(type_flags::CUSTOM_SET) {
        return set_generic(thread, object, name, value);
    }
    let (special, arguments) = if value.is_null() {
        (Special::DelAttr, &[name.value()] as &[Value])
    } else {
        (Special::SetAttr, &[name.value(), value] as &[Value])
    };
    match class.special(special) {
        Some(method) => call_special(thread, method, object, arguments).map(|_| ()),
        None => set_generic(thread, object, name, value),
    }
}

/// `object.__setattr__` and `__delattr__` as class `object` defines them.
pub fn set_generic(thread: &Thread, object: Value, name: Str, value: Value) -> Result<()> {
    let name = if name.is_interned() {
        name
    } else {
        intern(thread, name)?
    };
    let class = object.class();
    let found = class.lookup(name);
    if let Some(found) = found {
        match found.exact_kind() {
            Kind::GetSetDescriptor => {
                return descriptors::store_getset(thread, Ref::of(found), object, value);
            }
            Kind::MemberDescriptor => {
                return descriptors::store_member(thread, Ref::of(found), object, value);
            }
            Kind::Function | Kind::NativeFunction => {}
            _ => {
                let special = if value.is_null() {
                    Special::Delete
                } else {
                    Special::Set
                };
                let descriptor = found.class();
                if let Some(method) = descriptor.special(special) {
                    let arguments: &[Value] = if value.is_null() {
                        &[object]
                    } else {
                        &[object, value]
                    };
                    return call_special(thread, method, found, arguments).map(|_| ());
                }
                if is_data_descriptor(found) {
                    let missing = if value.is_null() {
                        "__delete__"
                    } else {
                        "__set__"
                    };
                    return Err(errors::new(thread, &tree::ATTRIBUTE_ERROR, missing));
                }
            }
        }
    }
    if instance_set(thread, object, name, value)? {
        return Ok(());
    }
    Err(cannot_set(thread, object, name, found, value.is_null()))
}

#[cold]
fn cannot_set(
    thread: &Thread,
    object: Value,
    name: Str,
    found: Option<Value>,
    deleting: bool,
) -> errors::Raised {
    let class = object.class();
    let text = name.to_string_lossy();
    if class.attributes_offset() != 0 || (deleting && has_dict(object)) {
        return errors::no_attribute(thread, object, name);
    }
    let class = class.full_name();
    match found {
        Some(_) => errors::attribute_error(
            thread,
            object,
            name,
            format!("'{class}' object attribute '{text}' is read-only"),
        ),
        None => errors::attribute_error(
            thread,
            object,
            name,
            format!(
                "'{class}' object has no attribute '{text}' and no __dict__ for setting new attributes"
            ),
        ),
    }
}

/// Whether the instance keeps attributes of its own.
pub fn has_dict(object: Value) -> bool {
    matches!(object.kind(), Kind::Module)
        || object
            .shape()
            .is_some_and(|shape| shape.attributes_offset != 0)
}

// ---- storage ----

/// The attribute word of an object whose shape has one.
#[inline(always)]
fn attribute_word(object: Value, shape: Ref<Shape>) -> &'static Slot {
    debug_assert!(shape.attributes_offset != 0);
    // SAFETY: objects of this shape's class have the word at this offset.
    unsafe {
        &*((object.pointer() as *const u8).add(shape.attributes_offset as usize) as *const Slot)
    }
}

/// Where attribute `index` of `shape` lies in an object that has (or had) this shape.
#[inline(always)]
pub fn attribute_slot(object: Value, shape: Ref<Shape>, index: usize) -> Option<&'static Slot> {
    if index < shape.inline_capacity as usize {
        // SAFETY: the inline slots end at `slots_end`, within the object.
        return Some(unsafe {
            &*((object.pointer() as *const u8).add(shape.inline_offset(index)) as *const Slot)
        });
    }
    let overflow = ArrayRef::from_value(attribute_word(object, shape).get())?;
    let index = index - shape.inline_capacity as usize;
    if index < overflow.len() {
        Some(overflow.slot(index))
    } else {
        None
    }
}

/// The instance's own attribute.
#[inline]
pub fn instance_get(object: Value, name: Str) -> Option<Value> {
    let shape = object.shape()?;
    if shape.attributes_offset == 0 {
        if object.kind() == Kind::Module {
            return crate::module::dict_of(object).get_str(name);
        }
        return None;
    }
    described::part(
        || object.shape().unwrap_or(shape),
        |shape| match shape.is_dictionary {
            true => Place::Dictionary,
            false => shape.find(name).map_or(Place::Nowhere, Place::Slot),
        },
        |shape, index| attribute_slot(object, shape, index).map(|slot| slot.get().present()),
        |shape| {
            let dict: Dict = attribute_word(object, shape).get().downcast()?;
            dict.get_str(name)
        },
    )
}

/// Calls `visit` with the values of the instance's own attributes, as they are while it runs.
pub fn for_each_own(object: Value, mut visit: impl FnMut(Value)) {
    let Some(shape) = object.shape().filter(|shape| shape.attributes_offset != 0) else {
        return;
    };
    if shape.is_dictionary {
        let dict = attribute_word(object, shape).get().downcast::<DictObject>();
        for (_, value) in dict.iter().flat_map(|dict| dict.entries()) {
            visit(value);
        }
        return;
    }
    for index in 0..shape.count as usize {
        if let Some(slot) = attribute_slot(object, shape, index) {
            visit(slot.get());
        }
    }
}

/// Stores (or deletes, with NULL) the instance's own attribute. False if instances have none, or if
/// what is to be deleted is not there.
pub fn instance_set(thread: &Thread, object: Value, name: Str, value: Value) -> Result<bool> {
    let Some(header) = object.header() else {
        return Ok(false);
    };
    let Some(shape) = object.shape() else {
        return Ok(false);
    };
    if shape.attributes_offset == 0 {
        if object.kind() == Kind::Module {
            let dict = crate::module::dict_of(object);
            if value.is_null() {
                return dict.remove_str(thread, name);
            }
            dict.set_str(thread, name, value)?;
            return Ok(true);
        }
        return Ok(false);
    }
    if value.is_null() {
        let shape = object.shape().unwrap_or(shape);
        if !shape.is_dictionary && shape.find(name).is_none() {
            return Ok(false);
        }
        return instance_dict(thread, object)?.remove_str(thread, name);
    }
    loop {
        let shape = object.shape().unwrap_or(shape);
        if shape.is_dictionary {
            let dict = attribute_word(object, shape).get();
            Dict::of(dict).set_str(thread, name, value)?;
            return Ok(true);
        }
        if let Some(index) = shape.find(name) {
            let stored = thread.store_in_place(header, || {
                if object.shape() != Some(shape) {
                    return false;
                }
                match attribute_slot(object, shape, index) {
                    Some(slot) => slot.set_in(object, value),
                    None => return false,
                }
                true
            });
            if stored {
                return Ok(true);
            }
        }
        let Some(next) = shape.with_attribute(thread, name)? else {
            instance_dict(thread, object)?;
            continue;
        };
        if add_attribute(thread, object, header, shape, next, value)? {
            return Ok(true);
        }
    }
}

/// Stores the attribute that `next` adds to `shape` and moves the object there; false if the object
/// has left `shape` meanwhile.
pub fn add_attribute(
    thread: &Thread,
    object: Value,
    header: &'static Header,
    shape: Ref<Shape>,
    next: Ref<Shape>,
    value: Value,
) -> Result<bool> {
    let index = shape.count as usize;
    let inline = shape.inline_capacity as usize;
    let spare = if index < inline || attribute_slot(object, shape, index).is_some() {
        None
    } else {
        Some(thread.allocate_array(((index - inline) * 2).max(4))?)
    };
    let _lock = thread.lock(header);
    if object.shape() != Some(shape) {
        return Ok(false);
    }
    if attribute_slot(object, shape, index).is_none() {
        let Some(spare) = spare else { return Ok(false) };
        let word = attribute_word(object, shape);
        if let Some(old) = ArrayRef::from_value(word.get()) {
            if old.len() >= spare.len() {
                return Ok(false);
            }
            for (i, slot) in old.slots().iter().enumerate() {
                spare.set(i, slot.get());
            }
        }
        word.set(header, spare.as_value());
    }
    match attribute_slot(object, shape, index) {
        Some(slot) => slot.set_in(object, value),
        None => return Ok(false),
    }
    header.set_shape(next.pointer().cast());
    Ok(true)
}

trait SetIn {
    /// Stores into a slot of the object itself or of its overflow array.
    fn set_in(&self, object: Value, value: Value);
}

impl SetIn for Slot {
    #[inline(always)]
    fn set_in(&self, object: Value, value: Value) {
        let Some(header) = object.header() else {
            return;
        };
        self.set(header, value);
        // The slot may lie in the overflow array, which the collector logs by itself.
        if let Some(shape) = object.shape()
            && shape.count as usize >= shape.inline_capacity as usize
            && let Some(overflow) = ArrayRef::from_value(attribute_word(object, shape).get())
        {
            let first = overflow.slots().as_ptr() as usize;
            let here = self as *const Slot as usize;
            if here >= first && here < first + 8 * overflow.len() {
                let index = (here - first) / 8;
                overflow.written(index..index + 1);
            }
        }
    }
}

/// The dict of an instance: moves it to dictionary mode if it is not there yet. This is `__dict__`.
pub fn instance_dict(thread: &Thread, object: Value) -> Result<Dict> {
    if object.kind() == Kind::Module {
        return Ok(crate::module::dict_of(object));
    }
    let (Some(header), Some(shape)) = (object.header(), object.shape()) else {
        return Err(errors::no_attribute(thread, object, names().__dict__));
    };
    if shape.attributes_offset == 0 {
        return Err(errors::no_attribute(thread, object, names().__dict__));
    }
    loop {
        let shape = object.shape().unwrap_or(shape);
        if shape.is_dictionary {
            return Ok(Dict::of(attribute_word(object, shape).get()));
        }
        let dict = Dict::new(thread)?;
        dict.table
            .reserve(thread, dict.header(), shape.count as usize)?;
        let class = shape.instance_class();
        let mut target = class.dictionary_shape(thread)?;
        if target.inline_capacity != shape.inline_capacity {
            // The class has made more room since the object was made.
            let options = ShapeOptions {
                inline_capacity: shape.inline_capacity,
                is_dictionary: true,
                exact: target.exact_kind != Kind::Other as u8,
            };
            target = Ref::<Shape>::root(thread, class, options)?;
        }
        let attribute_names = shape.names();
        let _lock = thread.lock(header);
        if object.shape() != Some(shape) {
            continue;
        }
        let table = dict.table.current();
        for (index, name) in attribute_names.iter().enumerate() {
            if let (Some(table), Some(value)) = (
                table,
                attribute_slot(object, shape, index).and_then(|slot| slot.get().present()),
            ) {
                table.append(name.value(), name.hash(), value);
                dict.table.count_appended();
            }
        }
        // Readers that hold the old shape still find their slots: inline ones stay as they are, and a
        // missing overflow array makes them look at the shape again.
        attribute_word(object, shape).set(header, dict.value());
        header.set_shape(target.pointer().cast());
        return Ok(dict);
    }
}

/// `object.__dict__ = dict`
pub fn set_instance_dict(thread: &Thread, object: Value, dict: Dict) -> Result<()> {
    instance_dict(thread, object)?;
    let (Some(header), Some(shape)) = (object.header(), object.shape()) else {
        return Ok(());
    };
    let _lock = thread.lock(header);
    attribute_word(object, shape).set(header, dict.value());
    Ok(())
}

/// Copies of the instance's own attributes as (name, value) pairs, without moving it to a dict.
pub fn instance_attributes(thread: &Thread, object: Value) -> Result<Dict> {
    let Some(shape) = object.shape() else {
        return Dict::new(thread);
    };
    if shape.is_dictionary || object.kind() == Kind::Module {
        return instance_dict(thread, object)?.copy(thread);
    }
    let dict = Dict::new(thread)?;
    for (index, name) in shape.names().into_iter().enumerate() {
        if let Some(value) =
            attribute_slot(object, shape, index).and_then(|slot| slot.get().present())
        {
            dict.set_str(thread, name, value)?;
        }
    }
    Ok(dict)
}

/// Attribute of a class object itself: its own mro first for plain attributes, its metaclass's data
/// descriptors before.
pub fn find_type_attribute(thread: &Thread, class: Type, name: Str) -> Result<Option<Value>> {
    let name = if name.is_interned() {
        name
    } else {
        intern(thread, name)?
    };
    let object = class.value();
    let metaclass = object.class();
    let meta = metaclass.lookup(name);
    if let Some(meta) = meta
        && is_data_descriptor(meta)
        && meta.class().special(Special::Get).is_some()
    {
        return bind(thread, meta, object, metaclass).map(Some);
    }
    if let Some(found) = class.lookup(name) {
        return bind_to_class(thread, found, class).map(Some);
    }
    match meta {
        Some(meta) => bind(thread, meta, object, metaclass).map(Some),
        None => Ok(None),
    }
}

/// Applies `attribute.__get__(None, class)` if it is a descriptor.
pub fn bind_to_class(thread: &Thread, attribute: Value, class: Type) -> Result {
    match attribute.exact_kind() {
        Kind::Function | Kind::Int | Kind::Str | Kind::None | Kind::Bool | Kind::Tuple => {
            return Ok(attribute);
        }
        Kind::NativeFunction
            if Ref::<NativeFunctionObject>::of(attribute).is_method_descriptor() =>
        {
            return Ok(attribute);
        }
        _ => {}
    }
    match attribute.class().special(Special::Get) {
        Some(get) => call_special(thread, get, attribute, &[Value::NONE, class.value()]),
        None => Ok(attribute),
    }
}

/// The message for a class's missing attribute.
#[cold]
pub fn no_type_attribute(thread: &Thread, class: Ref<TypeObject>, name: Str) -> errors::Raised {
    errors::attribute_error(
        thread,
        class.value(),
        name,
        format!(
            "type object '{}' has no attribute '{}'",
            class.full_name(),
            name.to_string_lossy()
        ),
    )
}
