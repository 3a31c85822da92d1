//! Making classes from class statements and calls of `type`: base selection, `__slots__`, class cells,
//! `__set_name__`, `__init_subclass__`; changing `__class__` and `__bases__`.

use super::create::{self, Parts};
use super::object::TYPES;
use super::spec::type_flags;
use super::{Special, Type, TypeObject};
use crate::attribute;
use crate::call::{call, call_special};
use crate::dict::{Dict, DictObject};
use crate::errors::{self, Result};
use crate::function::{FunctionObject, descriptors};
use crate::list::List;
use crate::names::names;
use crate::object::{Kind, Ref, ValueExt};
use crate::operations;
use crate::str::{Str, StrObject, intern, intern_text};
use crate::thread::Thread;
use crate::tuple::{Tuple, TupleObject};
use crate::waits::{self, WaitFor};
use std::sync::atomic::Ordering;
use typhon_heap::Value;

/// Inline attribute slots of instances are never more than this.
const MOST_INLINE: u32 = 32;

/// `type.__new__(metaclass, name, bases, dict, **keywords)`
pub fn type_new(thread: &Thread, args: &[Value]) -> Result {
    let given: Tuple = Ref::of(args[1]);
    if args[0] == super::TYPE.get().value() && given.len() == 1 && args[2].is_null() {
        return Ok(given.get(0).class().value());
    }
    if given.len() != 3 && args[0] == super::TYPE.get().value() {
        return Err(errors::type_error(thread, "type() takes 1 or 3 arguments"));
    }
    if given.len() != 3 {
        return Err(errors::type_error(
            thread,
            format!(
                "type.__new__() takes exactly 3 arguments ({} given)",
                given.len()
            ),
        ));
    }
    let Some(name) = given.get(0).downcast::<StrObject>() else {
        return Err(errors::bad_argument(
            thread,
            "type.__new__()",
            "argument 1",
            "str",
            given.get(0),
        ));
    };
    let Some(bases) = given.get(1).downcast::<TupleObject>() else {
        return Err(errors::bad_argument(
            thread,
            "type.__new__()",
            "argument 2",
            "tuple",
            given.get(1),
        ));
    };
    let Some(dict) = given.get(2).downcast::<DictObject>() else {
        return Err(errors::bad_argument(
            thread,
            "type.__new__()",
            "argument 3",
            "dict",
            given.get(2),
        ));
    };
    for base in bases.iter() {
        if !base.is::<TypeObject>()
            && attribute::get_optional(thread, base, names().__mro_entries__)?.is_some()
        {
            return Err(errors::type_error(
                thread,
                "type() doesn't support MRO entry resolution; use types.new_class()",
            ));
        }
    }
    let winner = calculate_metaclass(thread, Ref::of(args[0]), bases)?;
    if winner.value() != args[0]
        && let Some(new) = winner.special(Special::New)
        && Some(new) != super::TYPE.get().special(Special::New)
    {
        let new = attribute::bind_to_class(thread, new, winner)?;
        let arguments = Tuple::new(
            thread,
            &[winner.value(), given.get(0), given.get(1), given.get(2)],
        )?;
        return crate::call::call_spread(thread, new, arguments, args[2]);
    }
    new_class(thread, winner, name, bases, dict, args[2])
}

/// The most derived metaclass of `metaclass` and those of the bases.
pub fn calculate_metaclass(thread: &Thread, metaclass: Type, bases: Tuple) -> Result<Type> {
    let mut winner = metaclass;
    for base in bases.iter() {
        let candidate = base.class();
        if winner.is_subtype(candidate) {
            continue;
        }
        if candidate.is_subtype(winner) {
            winner = candidate;
            continue;
        }
        return Err(errors::type_error(
            thread,
            "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases",
        ));
    }
    Ok(winner)
}

/// The base whose instances' layout the class takes over: the one that adds most.
fn best_base(thread: &Thread, bases: Tuple) -> Result<Type> {
    let mut winner: Option<Type> = None;
    for base in bases.iter() {
        let Some(class) = base.downcast::<TypeObject>() else {
            return Err(errors::type_error(thread, "bases must be types"));
        };
        if !class.has(type_flags::BASE) {
            return Err(errors::type_error(
                thread,
                format!(
                    "type '{}' is not an acceptable base type",
                    class.full_name()
                ),
            ));
        }
        let solid = solid_base(class);
        match winner {
            None => winner = Some(class),
            Some(current) => {
                let current_solid = solid_base(current);
                if current_solid.is_subtype(solid) {
                } else if solid.is_subtype(current_solid) {
                    winner = Some(class);
                } else {
                    return Err(errors::type_error(
                        thread,
                        "multiple bases have instance lay-out conflict",
                    ));
                }
            }
        }
    }
    Ok(winner.unwrap_or(super::OBJECT.get()))
}

/// The class up the chain of bases that last added fields or slots to the layout.
fn solid_base(class: Type) -> Type {
    let mut class = class;
    while let Some(base) = class.base() {
        let own_word = (class.attributes_offset() != 0 && base.attributes_offset() == 0) as u32 * 8;
        if class.basic_size() - own_word > base.basic_size()
            || !std::ptr::eq(class.layout(), base.layout())
        {
            return class;
        }
        class = base;
    }
    class
}

fn new_class(
    thread: &Thread,
    metaclass: Type,
    name: Str,
    bases: Tuple,
    namespace: Dict,
    keywords: Value,
) -> Result {
    if name.bytes().contains(&0) {
        return Err(errors::value_error(
            thread,
            "type name must not contain null characters",
        ));
    }
    check_encodable(thread, name)?;
    let bases = if bases.is_empty() {
        Tuple::new(thread, &[super::OBJECT.get().value()])?
    } else {
        bases
    };
    let base = best_base(thread, bases)?;
    let dict = namespace.copy(thread)?;
    let name = intern(thread, name)?;
    if dict.entries().any(|(key, _)| !key.is::<StrObject>()) {
        let message = format!(
            "non-string key in the __dict__ of class {}",
            name.to_string_lossy()
        );
        crate::number::warn(thread, &crate::exceptions::RUNTIME_WARNING, &message)?;
    }
    if let Some(doc) = dict
        .get_str(names().__doc__)
        .and_then(|doc| doc.downcast::<StrObject>())
    {
        check_encodable(thread, doc)?;
    }

    let qualified_name = match dict.get_str(names().__qualname__) {
        Some(found) => {
            let Some(text) = found.downcast::<StrObject>() else {
                return Err(errors::type_error(
                    thread,
                    format!(
                        "type __qualname__ must be a str, not {}",
                        found.class().name_text()
                    ),
                ));
            };
            dict.remove_str(thread, names().__qualname__)?;
            text
        }
        None => name,
    };

    let mut slots = slot_names(thread, name, dict, base)?;
    // `__slots__` keeps no dict away that a base further on has; classes and modules have one of their own.
    let has_own_dict = matches!(
        Kind::from_byte(base.layout().kind),
        Kind::Type | Kind::Module
    );
    slots.add_dict |= bases
        .iter()
        .any(|base| Type::of(base).attributes_offset() != 0);
    slots.add_dict &= !has_own_dict;
    let mut basic_size = base.basic_size();
    let mut attributes_offset = base.attributes_offset();
    // Slots first, then the attribute word, then inline attributes.
    let first_slot = basic_size;
    basic_size += 8 * slots.names.len() as u32;
    if attributes_offset == 0 && slots.add_dict {
        attributes_offset = basic_size;
        basic_size += 8;
    }
    let mut flags = type_flags::BASE | type_flags::HEAP_TYPE;
    for slot in bases.items() {
        let base = Type::of(slot.get());
        for inherited in [
            type_flags::EXCEPTION,
            type_flags::TYPE,
            type_flags::WEAKREF,
            type_flags::MATCH_SELF,
            type_flags::ALLOCATES,
        ] {
            if base.has(inherited) {
                flags |= inherited;
            }
        }
        // Nothing is a sequence and a mapping: the first base that is one decides.
        let collection = type_flags::SEQUENCE | type_flags::MAPPING;
        if flags & collection == 0 {
            for kind in [type_flags::SEQUENCE, type_flags::MAPPING] {
                if base.has(kind) {
                    flags |= kind;
                }
            }
        }
    }
    if slots.add_weakref {
        flags |= type_flags::WEAKREF;
    }
    let inline_capacity = if attributes_offset == 0 {
        0
    } else {
        inline_hint(dict, bases)
    };
    let class = create::allocate(
        thread,
        &Parts {
            metaclass,
            name,
            qualified_name,
            bases,
            base: Some(base),
            dict,
            layout: base.layout(),
            basic_size,
            attributes_offset,
            inline_capacity,
            flags,
        },
    )?;

    set_defaults(thread, class, dict)?;
    let is_slot = |name: Str| slots.names.contains(&name);
    if is_slot(names().__classcell__)
        && let Some(cell) = dict.get_str(names().__classcell__)
    {
        fill_class_cell(thread, class, cell)?;
    }
    for (i, slot) in slots.names.iter().enumerate() {
        let member = descriptors::new_member(thread, class, *slot, first_slot + 8 * i as u32)?;
        dict.set_str(thread, *slot, member)?;
    }
    if attributes_offset != 0
        && base.attributes_offset() == 0
        && dict.get_str(names().__dict__).is_none()
    {
        let row = descriptors::new_dict_descriptor(thread, class)?;
        dict.set_str(thread, names().__dict__, row)?;
    }
    if slots.add_weakref
        && !base.has(type_flags::WEAKREF)
        && dict.get_str(names().__weakref__).is_none()
    {
        let row = descriptors::new_weakref_descriptor(thread, class)?;
        dict.set_str(thread, names().__weakref__, row)?;
    }
    let cell = dict
        .get_str(names().__classcell__)
        .filter(|_| !is_slot(names().__classcell__));
    if cell.is_some() {
        dict.remove_str(thread, names().__classcell__)?;
    }
    let dict_cell = dict.get_str(names().__classdictcell__);
    if dict_cell.is_some() {
        dict.remove_str(thread, names().__classdictcell__)?;
    }

    // Before any code of the user's sees the class.
    if let Some(cell) = cell {
        fill_class_cell(thread, class, cell)?;
    }
    let mro = resolve_mro(thread, metaclass, class)?;
    create::finish(thread, class, mro)?;
    // A class that is only in the mro must tell of its changes too.
    for base in mro.iter().map(Type::of) {
        if base != class
            && !base.is_subtype(class)
            && !bases.iter().any(|item| Type::of(item).is_subtype(base))
        {
            base.add_subclass(thread, class)?;
        }
    }

    if let Some(cell) = dict_cell.and_then(|cell| cell.downcast::<crate::cell::CellObject>()) {
        cell.set(dict.value());
    }
    call_set_names(thread, class, dict)?;
    call_init_subclass(thread, class, keywords)?;
    Ok(class.value())
}

/// Makes `__class__` of the methods the new class.
fn fill_class_cell(thread: &Thread, class: Type, cell: Value) -> Result<()> {
    match cell.downcast::<crate::cell::CellObject>() {
        Some(cell) => {
            cell.set(class.value());
            Ok(())
        }
        None => Err(errors::type_error(
            thread,
            format!(
                "__classcell__ must be a nonlocal cell, not {}",
                operations::repr(thread, cell.class().value())?.to_string_lossy()
            ),
        )),
    }
}

/// Names and doc strings of classes must have a form in UTF-8.
pub fn check_encodable(thread: &Thread, text: Str) -> Result<()> {
    if text.as_str().is_some() {
        return Ok(());
    }
    let place = typhon_text::wtf8::code_points(text.bytes())
        .position(|code_point| (0xd800..0xe000).contains(&code_point))
        .unwrap_or(0);
    Err(crate::exceptions::unicode_encode_error(
        thread,
        "utf-8",
        text.value(),
        place,
        place + 1,
        "surrogates not allowed",
    ))
}

/// `__module__`, `__doc__`, and the implicit static and class methods.
fn set_defaults(thread: &Thread, class: Type, dict: Dict) -> Result<()> {
    if dict.get_str(names().__module__).is_none() {
        let globals = (crate::thread::Hooks::get().frame_globals)(thread);
        if let Some(globals) = globals.downcast::<DictObject>()
            && let Some(module) = globals.get_str(names().__name__)
        {
            dict.set_str(thread, names().__module__, module)?;
        }
    }
    if dict.get_str(names().__doc__).is_none() {
        dict.set_str(thread, names().__doc__, Value::NONE)?;
    }
    if let Some(new) = dict.get_str(names().__new__)
        && new.is::<FunctionObject>()
    {
        dict.set_str(
            thread,
            names().__new__,
            descriptors::new_static_method(thread, new)?,
        )?;
    }
    for name in [names().__init_subclass__, names().__class_getitem__] {
        if let Some(found) = dict.get_str(name)
            && found.is::<FunctionObject>()
        {
            dict.set_str(thread, name, descriptors::new_class_method(thread, found)?)?;
        }
    }
    let has_equal = dict.get_str(names().__eq__).is_some();
    if has_equal && dict.get_str(names().__hash__).is_none() {
        dict.set_str(thread, names().__hash__, Value::NONE)?;
    }
    let _ = class;
    Ok(())
}

/// How many inline attribute slots instances will probably need: what the constructors store.
fn inline_hint(dict: Dict, bases: Tuple) -> u16 {
    let mut count = own_hint(dict);
    for slot in bases.items() {
        for class in Type::of(slot.get()).mro().items() {
            count += own_hint(Type::of(class.get()).dict());
        }
    }
    // Odd counts fill the 16-byte granule together with the header and the attribute word.
    (count.clamp(1, MOST_INLINE) | 1) as u16
}

/// After a class has got another `__init__`: gives instances that are made from now on room for what it
/// stores. Earlier ones keep their size.
pub(super) fn make_room(thread: &Thread, class: Type) -> Result<()> {
    let capacity = inline_hint(class.dict(), class.bases());
    if class.attributes_offset() == 0 || capacity <= class.inline_capacity.load(Ordering::Relaxed) {
        return Ok(());
    }
    // Relaxed: a guess. Whoever makes an instance asks its shape for the size.
    class.inline_capacity.store(capacity, Ordering::Relaxed);
    class.dictionary_shape.set(class.header(), Value::NULL);
    create::set_root_shape(thread, class)
}

fn own_hint(dict: Dict) -> u32 {
    dict.get_str(names().__init__)
        .and_then(|init| init.downcast::<FunctionObject>())
        .map_or(0, |init| init.code().self_attributes)
}

struct Slots {
    names: Vec<Str>,
    add_dict: bool,
    add_weakref: bool,
}

/// What `__slots__` asks for; the names are interned, so a vector may hold them.
fn slot_names(thread: &Thread, class_name: Str, dict: Dict, base: Type) -> Result<Slots> {
    let Some(declared) = dict.get_str(names().__slots__) else {
        return Ok(Slots {
            names: Vec::new(),
            add_dict: true,
            add_weakref: true,
        });
    };
    let list = if declared.is::<StrObject>() {
        List::from_values(thread, &[declared])?
    } else {
        operations::list_from(thread, declared)?
    };
    if !list.is_empty()
        && super::is_variable_sized(base.layout())
        && !base.has(type_flags::HEAP_TYPE)
        && base.basic_size() == base.layout().size
    {
        let kind = Kind::from_byte(base.layout().kind);
        if !matches!(kind, Kind::Str) {
            return Err(errors::type_error(
                thread,
                format!(
                    "nonempty __slots__ not supported for subtype of '{}'",
                    base.name_text()
                ),
            ));
        }
    }
    let mut slots = Slots {
        names: Vec::new(),
        add_dict: false,
        add_weakref: false,
    };
    for i in 0..list.len() {
        let item = list.get(i).unwrap_or(Value::NONE);
        let Some(name) = item.downcast::<StrObject>() else {
            return Err(errors::type_error(
                thread,
                format!(
                    "__slots__ items must be strings, not '{}'",
                    item.class().name_text()
                ),
            ));
        };
        if !operations::is_identifier(name) {
            return Err(errors::type_error(thread, "__slots__ must be identifiers"));
        }
        if name.is_text("__dict__") {
            if slots.add_dict || base.attributes_offset() != 0 {
                return Err(errors::type_error(
                    thread,
                    "__dict__ slot disallowed: we already got one",
                ));
            }
            slots.add_dict = true;
            continue;
        }
        if name.is_text("__weakref__") {
            if slots.add_weakref || base.has(type_flags::WEAKREF) {
                return Err(errors::type_error(
                    thread,
                    "__weakref__ slot disallowed: we already got one",
                ));
            }
            slots.add_weakref = true;
            continue;
        }
        let name = mangle(thread, class_name, name)?;
        if dict.get_str(name).is_some() {
            let text = name.to_string_lossy();
            // `__qualname__` and `__classcell__` are consumed by the class statement itself.
            if !matches!(
                &*text,
                "__qualname__" | "__classcell__" | "__classdictcell__"
            ) {
                return Err(errors::value_error(
                    thread,
                    format!("'{text}' in __slots__ conflicts with class variable"),
                ));
            }
        }
        if !slots.names.contains(&name) {
            slots.names.push(name);
        }
    }
    slots.names.sort_by(|a, b| a.bytes().cmp(b.bytes()));
    Ok(slots)
}

/// Private name mangling of slot names.
fn mangle(thread: &Thread, class_name: Str, name: Str) -> Result<Str> {
    let (class, text) = (class_name.to_string_lossy(), name.to_string_lossy());
    let class = class.trim_start_matches('_');
    if text.starts_with("__") && !text.ends_with("__") && !text.contains('.') && !class.is_empty() {
        return intern_text(thread, &format!("_{class}{text}"));
    }
    intern(thread, name)
}

/// The mro, by the metaclass's `mro()` if it overrides that.
fn resolve_mro(thread: &Thread, metaclass: Type, class: Type) -> Result<Tuple> {
    let name = intern_text(thread, "mro")?;
    let method = metaclass.lookup(name);
    if method.is_none() || method == super::TYPE.get().lookup(name) {
        return super::linearize(thread, class, class.bases());
    }
    // User code sees the class before it is finished; give it a provisional order.
    if class.mro.get().is_null() {
        let provisional = super::linearize(thread, class, class.bases())?;
        class.mro.set(class.header(), provisional.value());
        create::set_root_shape(thread, class)?;
    }
    let result = call_special(thread, method.unwrap_or(Value::NONE), class.value(), &[])?;
    let mro = Tuple::from_list(thread, operations::list_from(thread, result)?)?;
    for item in mro.iter() {
        let Some(base) = item.downcast::<TypeObject>() else {
            return Err(errors::type_error(
                thread,
                format!(
                    "mro() returned a non-class ('{}')",
                    item.class().name_text()
                ),
            ));
        };
        // Methods rely on the layout of the instances that they are given.
        if !follows(solid_base(class), solid_base(base)) {
            return Err(errors::type_error(
                thread,
                format!(
                    "mro() returned base with unsuitable layout ('{}')",
                    base.name_text()
                ),
            ));
        }
    }
    Ok(mro)
}

/// Whether `class` is `base` or built upon it, whatever the mro says.
fn follows(class: Type, base: Type) -> bool {
    let mut next = Some(class);
    while let Some(class) = next {
        if class == base {
            return true;
        }
        next = class.base();
    }
    false
}

fn call_set_names(thread: &Thread, class: Type, dict: Dict) -> Result<()> {
    let snapshot = dict.copy(thread)?;
    for (name, value) in snapshot.entries() {
        if let Some(method) = value.class().special(Special::SetName)
            && let Err(raised) = call_special(thread, method, value, &[class.value(), name])
        {
            let note = format!(
                "Error calling __set_name__ on '{}' instance {} in '{}'",
                value.class().name_text(),
                operations::repr(thread, name)?.to_string_lossy(),
                class.name_text()
            );
            crate::exceptions::add_note(thread, raised.value(), &note)?;
            return Err(raised);
        }
    }
    Ok(())
}

fn call_init_subclass(thread: &Thread, class: Type, keywords: Value) -> Result<()> {
    // super(class, class).__init_subclass__(**keywords)
    let mro = class.mro();
    let Some(own) = mro.iter().position(|item| item == class.value()) else {
        return Err(errors::type_error(
            thread,
            "super(type, obj): obj must be an instance or subtype of type",
        ));
    };
    for slot in mro.items().iter().skip(own + 1) {
        if let Some(found) = Type::of(slot.get())
            .dict()
            .get_str(names().__init_subclass__)
        {
            let bound = attribute::bind_to_class(thread, found, class)?;
            if keywords.is_null() {
                call(thread, bound, &[])?;
            } else {
                crate::call::call_spread(thread, bound, Tuple::new(thread, &[])?, keywords)?;
            }
            return Ok(());
        }
    }
    Ok(())
}

/// `object.__class__ = class`
pub fn change_class(thread: &Thread, object: Value, class: Type) -> Result<()> {
    let old = object.class();
    if old == class {
        return Ok(());
    }
    let module = crate::module::MODULE.get();
    let modules = old.is_subtype(module) && class.is_subtype(module);
    let (Some(header), Some(shape)) = (object.header(), object.shape()) else {
        return Err(immutable_class(thread));
    };
    if !modules && (old.has(type_flags::IMMUTABLE) || class.has(type_flags::IMMUTABLE)) {
        return Err(immutable_class(thread));
    }
    let same = std::ptr::eq(old.layout(), class.layout())
        && old.basic_size() == class.basic_size()
        && old.attributes_offset() == class.attributes_offset()
        && old.has(type_flags::WEAKREF) == class.has(type_flags::WEAKREF)
        && same_slots(old, class);
    if !same {
        return Err(errors::type_error(
            thread,
            format!(
                "__class__ assignment: '{}' object layout differs from '{}'",
                class.name_text(),
                old.name_text()
            ),
        ));
    }
    if class.attributes_offset() == 0 || object.kind() == Kind::Module {
        let _lock = thread.lock(header);
        header.set_shape(class.root_shape().pointer().cast());
        return Ok(());
    }
    // The new class's shapes may have another number of inline slots: the object keeps its size, so it
    // goes on with a dict under a shape of its own size.
    attribute::instance_dict(thread, object)?;
    let options = super::ShapeOptions {
        inline_capacity: shape.inline_capacity,
        is_dictionary: true,
        exact: false,
    };
    let target = Ref::<super::Shape>::root(thread, class, options)?;
    let _lock = thread.lock(header);
    header.set_shape(target.pointer().cast());
    Ok(())
}

fn immutable_class(thread: &Thread) -> errors::Raised {
    errors::type_error(
        thread,
        "__class__ assignment only supported for mutable types or ModuleType subclasses",
    )
}

/// Whether two classes of one size have the same slots at the same places.
fn same_slots(a: Type, b: Type) -> bool {
    if a.basic_size() == solid_base(a).base().map_or(0, |base| base.basic_size()) {
        return true;
    }
    let (a, b) = (solid_base(a), solid_base(b));
    if a == b {
        return true;
    }
    let slots = |class: Type| -> Vec<(u32, String)> {
        let mut found: Vec<(u32, String)> = class
            .dict()
            .entries()
            .filter_map(|(_, value)| value.downcast::<descriptors::MemberObject>())
            .map(|member| (member.offset, member.name().to_string_lossy().into_owned()))
            .collect();
        found.sort();
        found
    };
    a.base() == b.base() && slots(a) == slots(b)
}

/// `class.__bases__ = bases`
pub fn set_bases(thread: &Thread, object: Value, value: Value) -> Result<()> {
    let class: Type = Ref::of(object);
    if class.has(type_flags::IMMUTABLE) {
        return Err(errors::type_error(
            thread,
            format!(
                "cannot set '__bases__' attribute of immutable type '{}'",
                class.full_name()
            ),
        ));
    }
    let Some(bases) = value.downcast::<TupleObject>() else {
        if value.is_null() {
            return Err(errors::type_error(
                thread,
                format!(
                    "cannot delete '__bases__' attribute of type '{}'",
                    class.name_text()
                ),
            ));
        }
        return Err(errors::type_error(
            thread,
            format!(
                "can only assign tuple to {}.__bases__, not {}",
                class.name_text(),
                value.class().name_text()
            ),
        ));
    };
    if bases.is_empty() {
        return Err(errors::type_error(
            thread,
            format!(
                "can only assign non-empty tuple to {}.__bases__, not ()",
                class.name_text()
            ),
        ));
    }
    for base in bases.iter() {
        let Some(base) = base.downcast::<TypeObject>() else {
            return Err(errors::type_error(
                thread,
                format!(
                    "{}.__bases__ must be tuple of classes, not '{}'",
                    class.name_text(),
                    base.class().name_text()
                ),
            ));
        };
        // The chain of bases is newer than the mro while an `mro()` of the user's runs.
        if base.is_subtype(class) || follows(base, class) {
            return Err(errors::type_error(
                thread,
                "a __bases__ item causes an inheritance cycle",
            ));
        }
    }
    let base = best_base(thread, bases)?;
    let old_base = class.base().unwrap_or(super::OBJECT.get());
    let compatible = std::ptr::eq(base.layout(), class.layout())
        && solid_base(base) == solid_base(old_base)
        && base.basic_size() == old_base.basic_size()
        && base.attributes_offset() == old_base.attributes_offset();
    if !compatible {
        return Err(errors::type_error(
            thread,
            format!(
                "__bases__ assignment: '{}' object layout differs from '{}'",
                base.name_text(),
                old_base.name_text()
            ),
        ));
    }
    let old_bases = class.bases();
    let (old, new) = (old_base.value(), base.value());
    {
        let _guard = waits::lock(&TYPES, WaitFor::Classes);
        class.bases.set(class.header(), bases.value());
        class.base.set(class.header(), new);
    }
    let replaced = List::new(thread)?;
    if let Err(raised) = update_mro(thread, class, replaced) {
        for index in (0..replaced.len()).rev() {
            let pair: Tuple = Ref::of(replaced.get(index).unwrap_or(Value::NONE));
            let class = Type::of(pair.get(0));
            class.mro.set(class.header(), pair.get(1));
            class.changed(thread);
        }
        if class.bases.get() == bases.value() {
            class.bases.set(class.header(), old_bases.value());
            class.base.set(class.header(), old);
        }
        return Err(raised);
    }
    if class.bases.get() != bases.value() {
        // An `mro()` has set the bases again, and all is done for those.
        return Ok(());
    }
    for base in old_bases
        .iter()
        .filter(|base| !bases.iter().any(|new| new == *base))
    {
        Type::of(base).remove_subclass(class);
    }
    for slot in bases.items() {
        Type::of(slot.get()).add_subclass(thread, class)?;
    }
    class.changed(thread);
    Ok(())
}

/// Finds the mro of a class and its subclasses anew; `replaced` takes pairs of a class and its old mro.
fn update_mro(thread: &Thread, class: Type, replaced: List) -> Result<()> {
    thread.check_native_stack()?;
    let old = class.mro.get();
    let mro = resolve_mro(thread, class.value().class(), class)?;
    if class.mro.get() != old {
        // Its own `mro()` has changed the bases again, and that was the last word.
        return Ok(());
    }
    let pair = Tuple::new(thread, &[class.value(), old])?;
    replaced.append(thread, pair.value())?;
    class.mro.set(class.header(), mro.value());
    for subclass in class.live_subclasses(thread) {
        if subclass.bases().iter().any(|base| base == class.value()) {
            update_mro(thread, subclass, replaced)?;
        }
    }
    Ok(())
}
