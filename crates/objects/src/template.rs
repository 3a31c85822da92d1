//! `string.templatelib`: what t-strings make. Invariant: a template has one string more than it has
//! interpolations; all of it is immutable.

use crate::attribute;
use crate::errors::{self, Result};
use crate::list::List;
use crate::object::{Kind, Ref, ValueExt};
use crate::operations;
use crate::str::{Str, StrObject, intern_text};
use crate::thread::Thread;
use crate::tuple::Tuple;
use crate::types::{
    Type, TypeSpec, class_method, getter, member, method, static_method, type_flags,
};
use std::sync::atomic::{AtomicUsize, Ordering};
use typhon_heap::{Header, Slot, Value};

#[repr(C)]
pub struct TemplateObject {
    pub header: Header,
    strings: Slot,
    interpolations: Slot,
}

pub type Template = Ref<TemplateObject>;

crate::heap_object!(
    TemplateObject,
    TEMPLATE_LAYOUT,
    "template",
    Kind::Other,
    |object, tracer| {
        tracer.slot(&object.strings);
        tracer.slot(&object.interpolations);
    }
);

#[repr(C)]
pub struct InterpolationObject {
    pub header: Header,
    value: Slot,
    expression: Slot,
    conversion: Slot,
    format_spec: Slot,
}

pub type Interpolation = Ref<InterpolationObject>;

crate::heap_object!(
    InterpolationObject,
    INTERPOLATION_LAYOUT,
    "interpolation",
    Kind::Other,
    |object, tracer| {
        for slot in [
            &object.value,
            &object.expression,
            &object.conversion,
            &object.format_spec,
        ] {
            tracer.slot(slot);
        }
    }
);

/// Every type of this file.
pub static ALL: &[&TypeSpec] = &[&TEMPLATE, &INTERPOLATION, &TEMPLATE_ITERATOR];

pub static TEMPLATE: TypeSpec = TypeSpec::new("Template", &TEMPLATE_LAYOUT)
    .module("string.templatelib")
    .doc("Template object")
    .methods(&[
        static_method(
            "__new__",
            template_new,
            "(cls, *args, **kwargs)",
            "Create and return a new object.  See help(type) for accurate signature.",
        ),
        method("__repr__", template_repr, "(self, /)", "Return repr(self)."),
        method(
            "__iter__",
            template_iter,
            "(self, /)",
            "Implement iter(self).",
        ),
        method(
            "__add__",
            template_add,
            "(self, value, /)",
            "Return self+value.",
        ),
        method("__reduce__", template_reduce, "(self, /)", ""),
        class_method(
            "__class_getitem__",
            |thread, args| crate::union::generic_alias(thread, args[0], args[1]),
            "(cls, object, /)",
            "See PEP 585",
        ),
    ])
    .attributes(&[
        member(
            "strings",
            |_, object| Ok(template(object).strings.get()),
            "Strings",
        ),
        member(
            "interpolations",
            |_, object| Ok(template(object).interpolations.get()),
            "Interpolations",
        ),
        getter("values", template_values, "Values of interpolations"),
    ]);

pub static INTERPOLATION: TypeSpec = TypeSpec::new("Interpolation", &INTERPOLATION_LAYOUT)
    .module("string.templatelib")
    .doc("Interpolation object")
    .setup(interpolation_setup)
    .methods(&[
        static_method(
            "__new__",
            interpolation_new,
            "(cls, value, expression='', conversion=None, format_spec='')",
            "Create and return a new object.  See help(type) for accurate signature.",
        ),
        method(
            "__repr__",
            interpolation_repr,
            "(self, /)",
            "Return repr(self).",
        ),
        method(
            "__reduce__",
            interpolation_reduce,
            "(self, /)",
            "__reduce__() -> (cls, state)",
        ),
        class_method(
            "__class_getitem__",
            |thread, args| crate::union::generic_alias(thread, args[0], args[1]),
            "(cls, object, /)",
            "See PEP 585",
        ),
    ])
    .attributes(&[
        member(
            "value",
            |_, object| Ok(interpolation(object).value.get()),
            "Value",
        ),
        member(
            "expression",
            |_, object| Ok(interpolation(object).expression.get()),
            "Expression",
        ),
        member(
            "conversion",
            |_, object| Ok(interpolation(object).conversion.get()),
            "Conversion",
        ),
        member(
            "format_spec",
            |_, object| Ok(interpolation(object).format_spec.get()),
            "Format specifier",
        ),
    ]);

fn template(value: Value) -> Template {
    Ref::of(value)
}

fn interpolation(value: Value) -> Interpolation {
    Ref::of(value)
}

impl Template {
    /// From a tuple of strings and one of interpolations, of which there is one less.
    pub fn new(thread: &Thread, strings: Value, interpolations: Value) -> Result<Template> {
        let shape = TEMPLATE.root_shape();
        thread.allocate(
            shape,
            TemplateObject {
                header: Header::new(shape.pointer().cast()),
                strings: Slot::new(strings),
                interpolations: Slot::new(interpolations),
            },
        )
    }

    pub fn strings(self) -> Tuple {
        Ref::of(self.strings.get())
    }

    pub fn interpolations(self) -> Tuple {
        Ref::of(self.interpolations.get())
    }
}

impl Interpolation {
    /// `conversion` is None or a string; a format spec of NULL is the empty one.
    pub fn new(
        thread: &Thread,
        value: Value,
        expression: Value,
        conversion: Value,
        format_spec: Value,
    ) -> Result<Interpolation> {
        let format_spec = match format_spec.present() {
            Some(spec) => spec,
            None => intern_text(thread, "")?.value(),
        };
        let shape = INTERPOLATION.root_shape();
        thread.allocate(
            shape,
            InterpolationObject {
                header: Header::new(shape.pointer().cast()),
                value: Slot::new(value),
                expression: Slot::new(expression),
                conversion: Slot::new(conversion),
                format_spec: Slot::new(format_spec),
            },
        )
    }
}

/// What the opcode BuildInterpolation makes: `conversion` is 0 or 's', 'r', 'a'.
pub fn build_interpolation(
    thread: &Thread,
    value: Value,
    expression: Value,
    conversion: u8,
    format_spec: Value,
) -> Result {
    let conversion = match conversion {
        0 => Value::NONE,
        letter => intern_text(thread, (letter as char).encode_utf8(&mut [0; 4]))?.value(),
    };
    Ok(Interpolation::new(thread, value, expression, conversion, format_spec)?.value())
}

/// Puts strings and interpolations into two lists: neighbouring strings are joined, and there is one
/// between any two interpolations.
struct Builder {
    strings: List,
    interpolations: List,
}

impl Builder {
    fn new(thread: &Thread) -> Result<Builder> {
        let builder = Builder {
            strings: List::new(thread)?,
            interpolations: List::new(thread)?,
        };
        let empty = intern_text(thread, "")?;
        builder.strings.append(thread, empty.value())?;
        Ok(builder)
    }

    fn add_string(&self, thread: &Thread, string: Str) -> Result<()> {
        let last = self.strings.len() - 1;
        let before = operations::str(thread, self.strings.get(last).unwrap_or(Value::NONE))?;
        let joined = if before.is_empty() {
            string
        } else {
            Str::from_wtf8(thread, &[before.bytes(), string.bytes()].concat())?
        };
        self.strings.set(thread, last, joined.value());
        Ok(())
    }

    fn add_interpolation(&self, thread: &Thread, value: Value) -> Result<()> {
        self.interpolations.append(thread, value)?;
        self.strings
            .append(thread, intern_text(thread, "")?.value())
    }

    fn finish(&self, thread: &Thread) -> Result {
        let strings = Tuple::from_list(thread, self.strings)?;
        let interpolations = Tuple::from_list(thread, self.interpolations)?;
        Ok(Template::new(thread, strings.value(), interpolations.value())?.value())
    }
}

fn template_new(thread: &Thread, args: &[Value]) -> Result {
    if !args[2].is_null() {
        return Err(errors::type_error(
            thread,
            "Template.__new__ only accepts *args arguments",
        ));
    }
    let given: Tuple = Ref::of(args[1]);
    let builder = Builder::new(thread)?;
    for part in given.iter() {
        if let Some(string) = part.downcast::<StrObject>() {
            builder.add_string(thread, string)?;
        } else if part.is::<InterpolationObject>() {
            builder.add_interpolation(thread, part)?;
        } else {
            return Err(errors::type_error(
                thread,
                format!(
                    "Template.__new__ *args need to be of type 'str' or 'Interpolation', got {}",
                    part.class().full_name()
                ),
            ));
        }
    }
    builder.finish(thread)
}

fn template_repr(thread: &Thread, args: &[Value]) -> Result {
    let own = template(args[0]);
    let strings = operations::repr(thread, own.strings.get())?;
    let interpolations = operations::repr(thread, own.interpolations.get())?;
    let out = [
        b"Template(strings=",
        strings.bytes(),
        b", interpolations=",
        interpolations.bytes(),
        b")",
    ]
    .concat();
    Ok(Str::from_wtf8(thread, &out)?.value())
}

fn template_values(thread: &Thread, object: Value) -> Result {
    let interpolations = template(object).interpolations();
    let values = Tuple::unfilled(
        thread,
        crate::tuple::TUPLE.root_shape(),
        interpolations.len(),
    )?;
    for (index, item) in interpolations.iter().enumerate() {
        values.set_initial(index, interpolation(item).value.get());
    }
    Ok(values.value())
}

fn template_add(thread: &Thread, args: &[Value]) -> Result {
    let Some(other) = args[1].downcast::<TemplateObject>() else {
        return Err(errors::type_error(
            thread,
            format!(
                "can only concatenate string.templatelib.Template (not \"{}\") to string.templatelib.Template",
                args[1].class().full_name()
            ),
        ));
    };
    let builder = Builder::new(thread)?;
    for part in [template(args[0]), other] {
        for (index, string) in part.strings().iter().enumerate() {
            builder.add_string(thread, Ref::of(string))?;
            if let Some(item) = part.interpolations().values().get(index) {
                builder.add_interpolation(thread, *item)?;
            }
        }
    }
    builder.finish(thread)
}

fn template_reduce(thread: &Thread, args: &[Value]) -> Result {
    let own = template(args[0]);
    let module = crate::copying::import(thread, "string.templatelib")?;
    let name = intern_text(thread, "_template_unpickle")?;
    let function = attribute::get(thread, module, name)?;
    let parts = Tuple::new(thread, &[own.strings.get(), own.interpolations.get()])?;
    Ok(Tuple::new(thread, &[function, parts.value()])?.value())
}

fn interpolation_setup(thread: &Thread, class: Type) -> Result<()> {
    let mut fields = [Value::NULL; 4];
    for (field, name) in fields
        .iter_mut()
        .zip(["value", "expression", "conversion", "format_spec"])
    {
        *field = intern_text(thread, name)?.value();
    }
    let fields = Tuple::new(thread, &fields)?;
    let name = crate::names::names().__match_args__;
    class.dict().set_str(thread, name, fields.value())
}

fn interpolation_new(thread: &Thread, args: &[Value]) -> Result {
    let text = |value: Value, name: &str| -> Result {
        match value.present() {
            None => Ok(intern_text(thread, "")?.value()),
            Some(value) if value.is::<StrObject>() => Ok(value),
            Some(value) => Err(errors::bad_argument(
                thread,
                "Interpolation()",
                &format!("argument '{name}'"),
                "str",
                value,
            )),
        }
    };
    let expression = text(args[2], "expression")?;
    let conversion = match args[3].present().filter(|value| !value.is_none()) {
        None => Value::NONE,
        Some(value) => {
            let value = text(value, "conversion")?;
            let known = Str::of(value);
            if !["s", "a", "r"].iter().any(|letter| known.is_text(letter)) {
                return Err(errors::value_error(
                    thread,
                    "Interpolation() argument 'conversion' must be one of 's', 'a' or 'r'",
                ));
            }
            value
        }
    };
    let format_spec = text(args[4], "format_spec")?;
    Ok(Interpolation::new(thread, args[1], expression, conversion, format_spec)?.value())
}

fn interpolation_parts(own: Interpolation) -> [Value; 4] {
    [
        own.value.get(),
        own.expression.get(),
        own.conversion.get(),
        own.format_spec.get(),
    ]
}

fn interpolation_repr(thread: &Thread, args: &[Value]) -> Result {
    let mut out = b"Interpolation(".to_vec();
    for (index, part) in interpolation_parts(interpolation(args[0]))
        .iter()
        .enumerate()
    {
        if index > 0 {
            out.extend_from_slice(b", ");
        }
        out.extend_from_slice(operations::repr(thread, *part)?.bytes());
    }
    out.push(b')');
    Ok(Str::from_wtf8(thread, &out)?.value())
}

fn interpolation_reduce(thread: &Thread, args: &[Value]) -> Result {
    let parts = Tuple::new(thread, &interpolation_parts(interpolation(args[0])))?;
    let class = args[0].class().value();
    Ok(Tuple::new(thread, &[class, parts.value()])?.value())
}

// ---- iteration ----

#[repr(C)]
pub struct TemplateIteratorObject {
    pub header: Header,
    template: Slot,
    /// Twice the index of the next string; odd: the interpolation behind it.
    position: AtomicUsize,
}

crate::heap_object!(
    TemplateIteratorObject,
    TEMPLATE_ITERATOR_LAYOUT,
    "template iterator",
    Kind::Other,
    |object, tracer| tracer.slot(&object.template)
);

pub static TEMPLATE_ITERATOR: TypeSpec = TypeSpec::new("TemplateIter", &TEMPLATE_ITERATOR_LAYOUT)
    .module("string.templatelib")
    .flags(type_flags::NO_NEW)
    .doc("Template iterator object")
    .methods(&[
        method(
            "__iter__",
            |_, args| Ok(args[0]),
            "(self, /)",
            "Implement iter(self).",
        ),
        method(
            "__next__",
            iterator_next,
            "(self, /)",
            "Implement next(self).",
        ),
    ]);

fn template_iter(thread: &Thread, args: &[Value]) -> Result {
    let shape = TEMPLATE_ITERATOR.root_shape();
    let iterator = thread.allocate(
        shape,
        TemplateIteratorObject {
            header: Header::new(shape.pointer().cast()),
            template: Slot::new(args[0]),
            position: AtomicUsize::new(0),
        },
    )?;
    Ok(iterator.value())
}

/// Strings and interpolations in turn, without empty strings.
fn iterator_next(_thread: &Thread, args: &[Value]) -> Result {
    let iterator = Ref::<TemplateIteratorObject>::of(args[0]);
    let own = template(iterator.template.get());
    loop {
        // Each position goes to one of the threads that share the iterator.
        let position = iterator.position.fetch_add(1, Ordering::Relaxed);
        let index = position / 2;
        if position % 2 == 1 {
            return match own.interpolations().values().get(index) {
                Some(item) => Ok(*item),
                None => Ok(Value::NULL),
            };
        }
        match own.strings().values().get(index) {
            Some(string) if !Str::of(*string).is_empty() => return Ok(*string),
            Some(_) => {}
            None => return Ok(Value::NULL),
        }
    }
}
