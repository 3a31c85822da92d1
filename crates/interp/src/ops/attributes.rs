//! Attribute opcodes when the inline cache misses: does the operation and, where it pays, fills the
//! cache. What is cached is decided from one reading of shape and class version, before the lookup.

use crate::cache::{self, Action};
use typhon_objects::attribute;
use typhon_objects::function::code::CodeRef;
use typhon_objects::function::descriptors::{PROPERTY, PropertyObject};
use typhon_objects::module::ModuleObject;
use typhon_objects::prelude::*;
use typhon_objects::types::Shape;

fn store(code: CodeRef, word: usize, entry: Option<Value>) {
    if let Some(entry) = entry {
        code.set_cache(word, entry);
    }
}

fn shape_value(shape: Ref<Shape>) -> Value {
    Value::from_pointer(shape.pointer())
}

/// `object.name`
pub fn load(thread: &Thread, code: CodeRef, word: usize, object: Value, name: Str) -> Result {
    if let Some(shape) = object.shape() {
        let class = shape.instance_class();
        let version = class.version();
        if let Some(class_object) = object.downcast::<TypeObject>() {
            return load_from_class(thread, code, word, class_object, name);
        }
        if let Some(module) = object.downcast::<ModuleObject>() {
            if !class.has(type_flags::CUSTOM_GET)
                && class.lookup(name).is_none()
                && let Some(table) = module.dict().table.current()
                && let Some(index) = table.find_str(name)
                && let Some(value) = table.entry(index).value.get().present()
            {
                let class = Some(class);
                store(
                    code,
                    word,
                    cache::new(
                        thread,
                        table.value(),
                        class,
                        version,
                        Action::TableEntry,
                        index,
                        object,
                    ),
                );
                return Ok(value);
            }
        } else if !class.has(type_flags::CUSTOM_GET)
            && let Some((action, index, value)) = plan_load(object, shape, class, name)
        {
            let key = shape_value(shape);
            store(
                code,
                word,
                cache::new(thread, key, Some(class), version, action, index, value),
            );
        }
    }
    attribute::get(thread, object, name)
}

/// How objects of this shape answer the attribute, if that can be cached.
fn plan_load(
    object: Value,
    shape: Ref<Shape>,
    class: Type,
    name: Str,
) -> Option<(Action, usize, Value)> {
    let found = class.lookup(name);
    if let Some(found) = found {
        match found.exact_kind() {
            Kind::Property if PROPERTY.is_exact(found) => {
                let getter = Ref::<PropertyObject>::of(found).get.get().present()?;
                return Some((Action::Property, 0, getter));
            }
            Kind::GetSetDescriptor => return Some((Action::GetSet, 0, found)),
            Kind::MemberDescriptor => return Some((Action::Member, 0, found)),
            _ if attribute::is_data_descriptor(found) => return None,
            _ => {}
        }
    }
    if shape.attributes_offset != 0 {
        if shape.is_dictionary {
            return None;
        }
        if let Some(index) = shape.find(name) {
            if index < shape.inline_capacity as usize {
                return Some((Action::Inline, shape.inline_offset(index), Value::NULL));
            }
            return Some((Action::Overflow, index, Value::NULL));
        }
    }
    let found = found?;
    if attribute::is_plain_method(found) {
        return Some((Action::Method, 0, found));
    }
    let _ = object;
    found
        .class()
        .special(typhon_objects::types::Special::Get)
        .is_none()
        .then_some((Action::ClassValue, 0, found))
}

fn load_from_class(thread: &Thread, code: CodeRef, word: usize, class: Type, name: Str) -> Result {
    let metaclass = class.value().class();
    let version = class.version();
    let plain_metaclass = metaclass == typhon_objects::types::TYPE.get();
    if plain_metaclass
        && metaclass.lookup(name).is_none()
        && let Some(found) = class.lookup(name)
    {
        let unbound = match found.exact_kind() {
            Kind::Function => true,
            _ => found
                .class()
                .special(typhon_objects::types::Special::Get)
                .is_none(),
        };
        if unbound {
            store(
                code,
                word,
                cache::new(
                    thread,
                    class.value(),
                    Some(class),
                    version,
                    Action::ClassValue,
                    0,
                    found,
                ),
            );
            return Ok(found);
        }
    }
    attribute::get(thread, class.value(), name)
}

/// For a call of `object.name(...)`: the callee, and whether the object goes first.
pub fn load_method(
    thread: &Thread,
    code: CodeRef,
    word: usize,
    object: Value,
    name: Str,
) -> Result<(Value, bool)> {
    let plain = object.kind() != Kind::Type && object.kind() != Kind::Module;
    if plain {
        let class = object.class();
        let version = class.version();
        if !class.has(type_flags::CUSTOM_GET)
            && let Some(found) = class.lookup(name)
            && attribute::is_plain_method(found)
        {
            let own = attribute::instance_get(object, name);
            if own.is_none()
                && let Some(shape) = object.shape()
                && !shape.is_dictionary
            {
                let key = shape_value(shape);
                store(
                    code,
                    word,
                    cache::new(thread, key, Some(class), version, Action::Method, 0, found),
                );
            }
            return Ok(match own {
                Some(own) => (own, false),
                None => (found, true),
            });
        }
        return attribute::load_method(thread, object, name);
    }
    Ok((load(thread, code, word, object, name)?, false))
}

/// `object.name = value`
pub fn store_attribute(
    thread: &Thread,
    code: CodeRef,
    word: usize,
    object: Value,
    name: Str,
    value: Value,
) -> Result<()> {
    let Some(shape) = object.shape() else {
        return attribute::set(thread, object, name, value);
    };
    let class = shape.instance_class();
    let version = class.version();
    if let Some(class_object) = object.downcast::<TypeObject>()
        && !class.has(type_flags::CUSTOM_SET)
    {
        return typhon_objects::types::type_type::set_type_attribute(
            thread,
            class_object,
            name,
            value,
        );
    }
    let cacheable = !class.has(type_flags::CUSTOM_SET)
        && shape.attributes_offset != 0
        && !shape.is_dictionary
        && class
            .lookup(name)
            .is_none_or(|found| !attribute::is_data_descriptor(found));
    if cacheable {
        let key = shape_value(shape);
        if let Some(index) = shape.find(name) {
            if index < shape.inline_capacity as usize {
                let offset = shape.inline_offset(index);
                store(
                    code,
                    word,
                    cache::new(
                        thread,
                        key,
                        Some(class),
                        version,
                        Action::Inline,
                        offset,
                        Value::NULL,
                    ),
                );
            }
        } else if (shape.count as usize) < shape.inline_capacity as usize
            && let Some(next) = shape.with_attribute(thread, name)?
        {
            let offset = shape.inline_offset(shape.count as usize);
            let entry = cache::new(
                thread,
                key,
                Some(class),
                version,
                Action::AddAttribute,
                offset,
                shape_value(next),
            );
            store(code, word, entry);
        }
    }
    attribute::set(thread, object, name, value)
}
