//! Struct sequences: tuples whose items also have names, such as `sys.version_info` and `os.stat_result`.
//! A type is made once from its list of fields; the items beyond the visible ones are kept in the same
//! tuple storage of a longer tuple that only the named fields reach.

use crate::prelude::*;
use crate::types::{self, Parts};

/// One field of a struct sequence.
pub struct Field {
    pub name: &'static str,
    pub doc: &'static str,
}

/// A struct sequence type: `name` with its module, all fields, and how many of them are items.
pub struct SequenceSpec {
    pub name: &'static str,
    pub module: &'static str,
    pub doc: &'static str,
    pub fields: &'static [Field],
    pub visible: usize,
    /// Programs cannot make instances.
    pub is_closed: bool,
    pub class: crate::thread::Global,
}

impl SequenceSpec {
    pub const fn new(
        module: &'static str,
        name: &'static str,
        doc: &'static str,
        fields: &'static [Field],
        visible: usize,
    ) -> SequenceSpec {
        SequenceSpec {
            name,
            module,
            doc,
            fields,
            visible,
            is_closed: false,
            class: crate::thread::Global::new(),
        }
    }

    /// The same type, of which programs cannot make instances.
    pub const fn closed(mut self) -> SequenceSpec {
        self.is_closed = true;
        self
    }

    /// The class, made on first use.
    pub fn ready(&'static self, thread: &Thread) -> Result<Type> {
        if let Some(class) = self.class.get().downcast::<TypeObject>() {
            return Ok(class);
        }
        let class = make_class(thread, self)?;
        self.class.set(class.value());
        Ok(class)
    }

    /// An instance; values beyond those given are None.
    pub fn make(&'static self, thread: &Thread, values: &[Value]) -> Result {
        let class = self.ready(thread)?;
        let hidden = self.fields.len() - self.visible;
        let tuple = Tuple::unfilled(thread, class.root_shape(), self.visible)?;
        for index in 0..self.visible {
            tuple.set_initial(index, values.get(index).copied().unwrap_or(Value::NONE));
        }
        for index in 0..hidden {
            let value = values
                .get(self.visible + index)
                .copied()
                .unwrap_or(Value::NONE);
            hidden_slot(tuple, index).set(tuple.header(), value);
        }
        Ok(tuple.value())
    }
}

/// Hidden fields are slots of the class, in front of the items.
fn hidden_slot(tuple: Tuple, index: usize) -> &'static Slot {
    let shape = tuple.shape();
    debug_assert!(shape.base.slots_start as usize + 8 * index < shape.base.slots_end as usize);
    // SAFETY: the class was made with this many slots, which begin at `slots_start`.
    unsafe {
        &*((tuple.pointer() as *const u8).add(shape.base.slots_start as usize + 8 * index)
            as *const Slot)
    }
}

/// The descriptor of one named field.
#[repr(C)]
pub struct FieldObject {
    pub header: Header,
    name: Slot,
    doc: Slot,
    class: Slot,
    index: u32,
    hidden: bool,
}

crate::heap_object!(
    FieldObject,
    FIELD_LAYOUT,
    "struct sequence field",
    Kind::Other,
    |object, tracer| {
        tracer.slot(&object.name);
        tracer.slot(&object.doc);
        tracer.slot(&object.class);
    }
);

pub static FIELD: TypeSpec = TypeSpec::new("member_descriptor", &FIELD_LAYOUT)
    .flags(type_flags::NO_NEW)
    .methods(&[
        method("__get__", field_get, "(self, instance, owner=None, /)", ""),
        method("__set__", field_set, "(self, instance, value, /)", ""),
        method("__repr__", field_repr, "(self, /)", "Return repr(self)."),
    ])
    .attributes(&[
        getter(
            "__name__",
            |_, object| Ok(Ref::<FieldObject>::of(object).name.get()),
            "",
        ),
        getter(
            "__doc__",
            |_, object| Ok(Ref::<FieldObject>::of(object).doc.get()),
            "",
        ),
        getter(
            "__objclass__",
            |_, object| Ok(Ref::<FieldObject>::of(object).class.get()),
            "",
        ),
    ]);

fn field_get(thread: &Thread, args: &[Value]) -> Result {
    let field = Ref::<FieldObject>::of(args[0]);
    if args[1].is_none() {
        return Ok(args[0]);
    }
    let class = Type::of(field.class.get());
    if !args[1].class().is_subtype(class) {
        return Err(errors::type_error(
            thread,
            format!(
                "descriptor '{}' for '{}' objects doesn't apply to a '{}' object",
                Str::of(field.name.get()).to_string_lossy(),
                class.name_text(),
                args[1].class().name_text()
            ),
        ));
    }
    let tuple: Tuple = Ref::of(args[1]);
    let value = if field.hidden {
        hidden_slot(tuple, field.index as usize).get()
    } else {
        tuple.get(field.index as usize)
    };
    Ok(value.present().unwrap_or(Value::NONE))
}

fn field_set(thread: &Thread, _args: &[Value]) -> Result {
    Err(errors::new(
        thread,
        &tree::ATTRIBUTE_ERROR,
        "readonly attribute",
    ))
}

fn field_repr(thread: &Thread, args: &[Value]) -> Result {
    let field = Ref::<FieldObject>::of(args[0]);
    let text = format!(
        "<member '{}' of '{}' objects>",
        Str::of(field.name.get()).to_string_lossy(),
        Type::of(field.class.get()).full_name()
    );
    Ok(Str::new(thread, &text)?.value())
}

static METHODS: &[Method] = &[
    static_method("__new__", sequence_new, "(cls, sequence, dict={})", ""),
    method("__repr__", sequence_repr, "(self, /)", "Return repr(self)."),
    method("__reduce__", sequence_reduce, "(self, /)", ""),
    method(
        "__replace__",
        sequence_replace,
        "(self, /, **changes)",
        "Return a copy of the structure with new values for the specified fields.",
    ),
];

fn make_class(thread: &Thread, spec: &'static SequenceSpec) -> Result<Type> {
    FIELD.ready(thread)?;
    let base = crate::tuple::TUPLE.get();
    let hidden = spec.fields.len() - spec.visible;
    let name = intern_text(thread, spec.name)?;
    let bases = Tuple::new(thread, &[base.value()])?;
    let dict = Dict::new(thread)?;
    let closed = if spec.is_closed {
        type_flags::NO_NEW
    } else {
        0
    };
    let class = types::allocate(
        thread,
        &Parts {
            metaclass: types::TYPE.get(),
            name,
            qualified_name: name,
            bases,
            base: Some(base),
            dict,
            layout: base.layout(),
            basic_size: base.basic_size() + 8 * hidden as u32,
            attributes_offset: 0,
            inline_capacity: 0,
            flags: type_flags::SEQUENCE | type_flags::MATCH_SELF | type_flags::IMMUTABLE | closed,
        },
    )?;
    dict.set_str(
        thread,
        names().__module__,
        intern_text(thread, spec.module)?.value(),
    )?;
    dict.set_str(thread, names().__doc__, Str::new(thread, spec.doc)?.value())?;
    for row in METHODS {
        let value = crate::function::native::new_method(thread, row, class)?;
        dict.set_str(thread, intern_text(thread, row.name)?, value)?;
    }
    let visible_names = List::new(thread)?;
    for (position, field) in spec.fields.iter().enumerate() {
        let is_hidden = position >= spec.visible;
        let index = if is_hidden {
            position - spec.visible
        } else {
            position
        };
        let name = intern_text(thread, field.name)?;
        if !is_hidden && !field.name.is_empty() {
            visible_names.append(thread, name.value())?;
        }
        let doc = Str::new(thread, field.doc)?;
        let shape = FIELD.root_shape();
        let descriptor = thread.allocate(
            shape,
            FieldObject {
                header: Header::new(shape.pointer().cast()),
                name: Slot::new(name.value()),
                doc: Slot::new(doc.value()),
                class: Slot::new(class.value()),
                index: index as u32,
                hidden: is_hidden,
            },
        )?;
        // Fields without a name of their own are items only.
        if !field.name.is_empty() {
            dict.set_str(thread, name, descriptor.value())?;
        }
    }
    dict.set_str(
        thread,
        names().n_fields,
        Value::fixnum(spec.fields.len() as i64),
    )?;
    dict.set_str(
        thread,
        names().n_sequence_fields,
        Value::fixnum(spec.visible as i64),
    )?;
    let unnamed = spec
        .fields
        .iter()
        .filter(|field| field.name.is_empty())
        .count();
    dict.set_str(
        thread,
        names().n_unnamed_fields,
        Value::fixnum(unnamed as i64),
    )?;
    dict.set_str(
        thread,
        names().__match_args__,
        Tuple::from_list(thread, visible_names)?.value(),
    )?;
    let mro = types::linearize(thread, class, bases)?;
    types::finish(thread, class, mro)?;
    class.changed(thread);
    Ok(class)
}

fn count(thread: &Thread, class: Type, name: Str) -> Result<usize> {
    let value = class.lookup(name).unwrap_or(Value::fixnum(0));
    Ok(operations::index(thread, value)? as usize)
}

fn sequence_new(thread: &Thread, args: &[Value]) -> Result {
    let class = Type::of(args[0]);
    if class.has(type_flags::NO_NEW) {
        let module = class.module_text().unwrap_or_default();
        let message = format!("cannot create '{module}.{}' instances", class.name_text());
        return Err(errors::type_error(thread, message));
    }
    let (total, visible) = (
        count(thread, class, names().n_fields)?,
        count(thread, class, names().n_sequence_fields)?,
    );
    let given = match operations::tuple_from(thread, args[1]) {
        Err(raised) if raised.is(&tree::TYPE_ERROR) => {
            return Err(errors::type_error(
                thread,
                "constructor requires a sequence",
            ));
        }
        given => given?,
    };
    let name = class.full_name();
    if given.len() < visible || given.len() > total {
        let bound = if total == visible {
            format!("a {visible}-sequence")
        } else if given.len() < visible {
            format!("an at least {visible}-sequence")
        } else {
            format!("an at most {total}-sequence")
        };
        return Err(errors::type_error(
            thread,
            format!("{name}() takes {bound} ({}-sequence given)", given.len()),
        ));
    }
    let extra: Option<Dict> = args[2].downcast();
    if extra.is_none() && !args[2].is_null() {
        let message = format!("{name}() takes a dict as second arg, if any");
        return Err(errors::type_error(thread, message));
    }
    let mut used = 0;
    let tuple = Tuple::unfilled(thread, class.root_shape(), visible)?;
    for index in 0..visible {
        tuple.set_initial(index, given.get(index));
    }
    for index in 0..total - visible {
        let mut value = if visible + index < given.len() {
            given.get(visible + index)
        } else {
            Value::NONE
        };
        if let Some(extra) = extra.filter(|_| visible + index >= given.len()) {
            for (key, found) in class.dict().entries() {
                if let Some(field) = found.downcast::<FieldObject>()
                    && field.hidden
                    && field.index as usize == index
                    && let Some(given) = extra.get(thread, key)?
                {
                    value = given;
                    used += 1;
                }
            }
        }
        hidden_slot(tuple, index).set(tuple.header(), value);
    }
    if extra.is_some_and(|extra| extra.len() > used) {
        let message = format!("{name}() got duplicate or unexpected field name(s)");
        return Err(errors::type_error(thread, message));
    }
    Ok(tuple.value())
}

/// (name, value) of every named field, in order.
fn named_values(class: Type, object: Value) -> Vec<(usize, bool, Str)> {
    let _ = object;
    // Names are interned strings, which do not die.
    let mut fields: Vec<(usize, bool, Str)> = class
        .mro()
        .iter()
        .flat_map(|class| Type::of(class).dict().entries().collect::<Vec<_>>())
        .filter_map(|(key, value)| {
            let field = value.downcast::<FieldObject>()?;
            Some((field.index as usize, field.hidden, Str::of(key)))
        })
        .collect();
    fields.sort_by_key(|(index, hidden, _)| (*hidden, *index));
    fields
}

fn sequence_repr(thread: &Thread, args: &[Value]) -> Result {
    let tuple: Tuple = Ref::of(args[0]);
    let class = args[0].class();
    let mut parts = Vec::new();
    for (index, hidden, name) in named_values(class, args[0]) {
        if !hidden {
            let value = operations::repr(thread, tuple.get(index))?;
            parts.push(format!(
                "{}={}",
                name.to_string_lossy(),
                value.to_string_lossy()
            ));
        }
    }
    let module = class.module_text().unwrap_or_default();
    let prefix = if module.is_empty() {
        class.name_text()
    } else {
        format!("{module}.{}", class.name_text())
    };
    Ok(Str::new(thread, &format!("{prefix}({})", parts.join(", ")))?.value())
}

fn sequence_reduce(thread: &Thread, args: &[Value]) -> Result {
    let tuple: Tuple = Ref::of(args[0]);
    let dict = Dict::new(thread)?;
    for (index, hidden, name) in named_values(args[0].class(), args[0]) {
        if hidden {
            dict.set_str(
                thread,
                name,
                hidden_slot(tuple, index)
                    .get()
                    .present()
                    .unwrap_or(Value::NONE),
            )?;
        }
    }
    let items = Tuple::new(thread, tuple.values())?;
    let arguments = Tuple::new(thread, &[items.value(), dict.value()])?;
    Ok(Tuple::new(thread, &[args[0].class().value(), arguments.value()])?.value())
}

fn sequence_replace(thread: &Thread, args: &[Value]) -> Result {
    let tuple: Tuple = Ref::of(args[0]);
    let class = args[0].class();
    if count(thread, class, names().n_unnamed_fields)? > 0 {
        let name = class.full_name();
        return Err(errors::type_error(
            thread,
            format!("__replace__() is not supported for {name} because it has unnamed field(s)"),
        ));
    }
    let copy = Tuple::with_shape(thread, class.root_shape(), tuple.values())?;
    let changes: Option<Dict> = args[1].downcast();
    let fields = named_values(class, args[0]);
    if let Some(changes) = changes {
        for (key, _) in changes.entries() {
            let known = fields
                .iter()
                .any(|(_, _, name)| name.value() == key || Str::of(key).equals(*name));
            if !known {
                let text = operations::repr(thread, key)?;
                return Err(errors::type_error(
                    thread,
                    format!("Got unexpected field name(s): [{}]", text.to_string_lossy()),
                ));
            }
        }
    }
    for (index, hidden, name) in fields {
        let change = changes.and_then(|changes| changes.get_str(name));
        if hidden {
            let value = change.unwrap_or(hidden_slot(tuple, index).get());
            hidden_slot(copy, index).set(copy.header(), value);
        } else if let Some(change) = change {
            copy.set_initial(index, change);
        }
    }
    Ok(copy.value())
}
