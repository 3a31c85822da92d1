//! Python functions. Each attribute is one slot; a call reads code, defaults and closure once each.

use super::code::{CodeObject, CodeRef};
use crate::dict::{Dict, DictObject};
use crate::errors::{self, Result};
use crate::names::names;
use crate::object::{Kind, Ref, ValueExt};
use crate::str::{Str, StrObject};
use crate::thread::Thread;
use crate::tuple::{Tuple, TupleObject};
use crate::types::{TypeSpec, getset, member, method, static_method, type_flags};
use typhon_bytecode::{CodeFlags, LocalKind};
use typhon_heap::{Header, Slot, Value};

#[repr(C)]
pub struct FunctionObject {
    pub header: Header,
    code: Slot,
    globals: Slot,
    /// Tuple of cells, or NULL.
    closure: Slot,
    /// Tuple, or NULL.
    pub defaults: Slot,
    /// Dict, or NULL.
    pub keyword_defaults: Slot,
    pub name: Slot,
    pub qualified_name: Slot,
    pub doc: Slot,
    pub module: Slot,
    pub annotate: Slot,
    pub annotations: Slot,
    pub type_params: Slot,
}

pub type Function = Ref<FunctionObject>;

crate::heap_object!(
    FunctionObject,
    FUNCTION_LAYOUT,
    "function",
    Kind::Function,
    |object, tracer| {
        for slot in [
            &object.code,
            &object.globals,
            &object.closure,
            &object.defaults,
            &object.keyword_defaults,
            &object.name,
            &object.qualified_name,
            &object.doc,
            &object.module,
            &object.annotate,
            &object.annotations,
            &object.type_params,
        ] {
            tracer.slot(slot);
        }
    }
);

impl Function {
    pub fn new(thread: &Thread, code: CodeRef, globals: Dict) -> Result<Function> {
        let shape = FUNCTION.root_shape();
        let null = || Slot::new(Value::NULL);
        let doc = match code.has(typhon_bytecode::CodeFlags::HAS_DOCSTRING) {
            true if !code.constants().is_empty() => code.constants().get(0),
            _ => Value::NONE,
        };
        thread.allocate(
            shape,
            FunctionObject {
                header: Header::new(shape.pointer().cast()),
                code: Slot::new(code.value()),
                globals: Slot::new(globals.value()),
                closure: null(),
                defaults: null(),
                keyword_defaults: null(),
                name: Slot::new(code.name.get()),
                qualified_name: Slot::new(code.qualified_name.get()),
                doc: Slot::new(doc),
                module: Slot::new(globals.get_str(names().__name__).unwrap_or(Value::NONE)),
                annotate: null(),
                annotations: null(),
                type_params: null(),
            },
        )
    }

    #[inline(always)]
    pub fn code(self) -> CodeRef {
        // SAFETY: the slot holds a code object at all times.
        unsafe { Ref::from_pointer(self.code.get().pointer() as *const CodeObject) }
    }

    #[inline(always)]
    pub fn globals(self) -> Dict {
        // SAFETY: the slot holds a dict, set at creation.
        unsafe { Ref::from_pointer(self.globals.get().pointer() as *const DictObject) }
    }

    pub fn closure(self) -> Option<Tuple> {
        Ref::from_slot(&self.closure)
    }

    pub fn set_closure(self, cells: Value) {
        self.closure.set(self.header(), cells);
    }

    pub fn qualified_name(self) -> Value {
        self.qualified_name.get()
    }

    pub fn qualified_text(self) -> String {
        self.qualified_name
            .get()
            .downcast::<StrObject>()
            .map_or(String::new(), |name| name.to_string_lossy().into_owned())
    }
}

pub static FUNCTION: TypeSpec = TypeSpec::new("function", &FUNCTION_LAYOUT)
    .flags(type_flags::DICT | type_flags::WEAKREF)
    .doc("Create a function object.")
    .methods(&[
        static_method(
            "__new__",
            new,
            "(cls, code, globals, name=None, argdefs=None, closure=None, kwdefaults=None)",
            "",
        ),
        method(
            "__call__",
            call,
            "(self, /, *args, **kwargs)",
            "Call self as a function.",
        ),
        method(
            "__get__",
            get,
            "(self, instance, owner=None, /)",
            "Return an attribute of instance, which is of type owner.",
        ),
        method("__repr__", repr, "(self, /)", "Return repr(self)."),
    ])
    .attributes(&[
        getset(
            "__code__",
            |_, object| Ok(function(object).code.get()),
            set_code,
            "",
        ),
        member(
            "__globals__",
            |_, object| Ok(function(object).globals.get()),
            "",
        ),
        member(
            "__closure__",
            |_, object| Ok(or_none(&function(object).closure)),
            "",
        ),
        member(
            "__builtins__",
            |_, object| {
                let globals = Ref::of(function(object).globals.get());
                Ok(crate::module::builtins_of(globals))
            },
            "",
        ),
        getset(
            "__defaults__",
            |_, object| Ok(or_none(&function(object).defaults)),
            set_defaults,
            "",
        ),
        getset(
            "__kwdefaults__",
            |_, object| Ok(or_none(&function(object).keyword_defaults)),
            set_keyword_defaults,
            "",
        ),
        getset(
            "__name__",
            |_, object| Ok(function(object).name.get()),
            |thread, object, value| {
                set_text(thread, object, &function(object).name, "__name__", value)
            },
            "",
        ),
        getset(
            "__qualname__",
            |_, object| Ok(function(object).qualified_name.get()),
            |thread, object, value| {
                set_text(
                    thread,
                    object,
                    &function(object).qualified_name,
                    "__qualname__",
                    value,
                )
            },
            "",
        ),
        getset(
            "__doc__",
            |_, object| Ok(or_none(&function(object).doc)),
            |_, object, value| store_or_none(object, &function(object).doc, value),
            "",
        ),
        getset(
            "__module__",
            |_, object| Ok(or_none(&function(object).module)),
            |_, object, value| store_or_none(object, &function(object).module, value),
            "",
        ),
        getset("__annotations__", annotations, set_annotations, ""),
        getset("__annotate__", annotate, set_annotate, ""),
        getset("__type_params__", type_params, set_type_params, ""),
    ]);

fn function(value: Value) -> Function {
    Ref::of(value)
}

fn or_none(slot: &Slot) -> Value {
    slot.get().present().unwrap_or(Value::NONE)
}

fn store_or_none(object: Value, slot: &Slot, value: Value) -> Result<()> {
    slot.set(
        function(object).header(),
        if value.is_null() { Value::NONE } else { value },
    );
    Ok(())
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    let [_, code, globals, name, defaults, closure, keyword_defaults] = args else {
        unreachable!("bound to the row")
    };
    let Some(code) = code.downcast::<CodeObject>() else {
        return Err(errors::bad_argument(
            thread,
            "function()",
            "argument 'code'",
            "code",
            *code,
        ));
    };
    let Some(globals) = globals.downcast::<DictObject>() else {
        return Err(errors::bad_argument(
            thread,
            "function()",
            "argument 'globals'",
            "dict",
            *globals,
        ));
    };
    let given = |value: Value| value.present().filter(|value| !value.is_none());
    let made = Function::new(thread, code, globals)?;
    if let Some(name) = given(*name) {
        let Some(name) = name.downcast::<StrObject>() else {
            return Err(errors::type_error(
                thread,
                "arg 3 (name) must be None or string",
            ));
        };
        made.name.set(made.header(), name.value());
    }
    if let Some(defaults) = given(*defaults) {
        if !defaults.is::<TupleObject>() {
            return Err(errors::type_error(
                thread,
                "arg 4 (defaults) must be None or tuple",
            ));
        }
        made.defaults.set(made.header(), defaults);
    }
    let free = code
        .source
        .locals
        .iter()
        .filter(|local| local.kind == LocalKind::Free)
        .count();
    match given(*closure) {
        Some(cells) => {
            let Some(tuple) = cells.downcast::<TupleObject>() else {
                return Err(errors::type_error(
                    thread,
                    if free == 0 {
                        "arg 5 (closure) must be None or tuple"
                    } else {
                        "arg 5 (closure) must be tuple"
                    },
                ));
            };
            if tuple.len() != free {
                return Err(errors::value_error(
                    thread,
                    format!(
                        "{} requires closure of length {free}, not {}",
                        Str::of(code.name.get()).to_string_lossy(),
                        tuple.len()
                    ),
                ));
            }
            for cell in tuple.iter() {
                if !cell.is::<crate::cell::CellObject>() {
                    return Err(errors::type_error(
                        thread,
                        format!(
                            "arg 5 (closure) expected cell, found {}",
                            cell.class().name_text()
                        ),
                    ));
                }
            }
            made.set_closure(cells);
        }
        None if free > 0 => {
            return Err(errors::type_error(thread, "arg 5 (closure) must be tuple"));
        }
        None => {}
    }
    if let Some(defaults) = given(*keyword_defaults) {
        if !defaults.is::<DictObject>() {
            return Err(errors::type_error(
                thread,
                "arg 6 (kwdefaults) must be None or dict",
            ));
        }
        made.keyword_defaults.set(made.header(), defaults);
    }
    Ok(made.value())
}

fn call(thread: &Thread, args: &[Value]) -> Result {
    crate::call::call_spread(thread, args[0], Ref::of(args[1]), args[2])
}

fn get(thread: &Thread, args: &[Value]) -> Result {
    if args[1].is_none() && !args[2].is_null() && !args[2].is_none() {
        return Ok(args[0]);
    }
    Ok(super::BoundMethod::new(thread, args[0], args[1])?.value())
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let text = format!(
        "<function {} at {:#x}>",
        function(args[0]).qualified_text(),
        args[0].bits()
    );
    Ok(Str::new(thread, &text)?.value())
}

fn set_code(thread: &Thread, object: Value, value: Value) -> Result<()> {
    let function = function(object);
    let Some(code) = value.downcast::<CodeObject>() else {
        return Err(errors::type_error(
            thread,
            "__code__ must be set to a code object",
        ));
    };
    let free = code
        .source
        .locals
        .iter()
        .filter(|local| local.kind == LocalKind::Free)
        .count();
    let cells = function.closure().map_or(0, |cells| cells.len());
    if free != cells {
        let name = Str::of(function.name.get()).to_string_lossy();
        return Err(errors::value_error(
            thread,
            format!("{name}() requires a code object with {cells} free vars, not {free}"),
        ));
    }
    let kind = CodeFlags::GENERATOR | CodeFlags::COROUTINE | CodeFlags::ASYNC_GENERATOR;
    if function.code().flags & kind != code.flags & kind {
        crate::number::deprecated(
            thread,
            "Assigning a code object of non-matching type is deprecated (e.g., from a generator to a plain function)",
        )?;
    }
    function.code.set(function.header(), value);
    Ok(())
}

fn set_defaults(thread: &Thread, object: Value, value: Value) -> Result<()> {
    let value = if value.is_none() { Value::NULL } else { value };
    if !value.is_null() && !value.is::<TupleObject>() {
        return Err(errors::type_error(
            thread,
            "__defaults__ must be set to a tuple object",
        ));
    }
    function(object)
        .defaults
        .set(function(object).header(), value);
    Ok(())
}

fn set_keyword_defaults(thread: &Thread, object: Value, value: Value) -> Result<()> {
    let value = if value.is_none() { Value::NULL } else { value };
    if !value.is_null() && !value.is::<DictObject>() {
        return Err(errors::type_error(
            thread,
            "__kwdefaults__ must be set to a dict object",
        ));
    }
    function(object)
        .keyword_defaults
        .set(function(object).header(), value);
    Ok(())
}

fn set_text(thread: &Thread, object: Value, slot: &Slot, what: &str, value: Value) -> Result<()> {
    if value.is_null() || !value.is::<StrObject>() {
        return Err(errors::type_error(
            thread,
            format!("{what} must be set to a string object"),
        ));
    }
    slot.set(function(object).header(), value);
    Ok(())
}

/// The compiler's function is named after the annotated one when it is first asked for.
fn annotate(thread: &Thread, object: Value) -> Result {
    let function = function(object);
    let annotate = or_none(&function.annotate);
    if let Some(inner) = annotate.downcast::<FunctionObject>()
        && inner.qualified_name.get() == inner.code().qualified_name.get()
        && inner.qualified_text().ends_with("__annotate__")
    {
        let name = Str::new(
            thread,
            &format!("{}.__annotate__", function.qualified_text()),
        )?;
        inner.qualified_name.set(inner.header(), name.value());
    }
    Ok(annotate)
}

fn annotations(thread: &Thread, object: Value) -> Result {
    let function = function(object);
    if let Some(known) = function.annotations.get().present() {
        return Ok(known);
    }
    let made = match function
        .annotate
        .get()
        .present()
        .filter(|annotate| !annotate.is_none())
    {
        Some(annotate) => {
            let made = crate::call::call(thread, annotate, &[Value::fixnum(1)])?;
            if !made.is::<DictObject>() {
                return Err(errors::type_error(
                    thread,
                    format!(
                        "__annotate__ returned non-dict of type '{}'",
                        made.class().name_text()
                    ),
                ));
            }
            made
        }
        None => Dict::new(thread)?.value(),
    };
    Ok(
        match function
            .annotations
            .compare_exchange(function.header(), Value::NULL, made)
        {
            Ok(()) => made,
            Err(found) => found,
        },
    )
}

fn set_annotations(thread: &Thread, object: Value, value: Value) -> Result<()> {
    let value = if value.is_none() { Value::NULL } else { value };
    if !value.is_null() && !value.is::<DictObject>() {
        return Err(errors::type_error(
            thread,
            "__annotations__ must be set to a dict object",
        ));
    }
    function(object)
        .annotations
        .set(function(object).header(), value);
    function(object)
        .annotate
        .set(function(object).header(), Value::NULL);
    Ok(())
}

fn set_annotate(thread: &Thread, object: Value, value: Value) -> Result<()> {
    if value.is_null() {
        return Err(errors::type_error(thread, "__annotate__ cannot be deleted"));
    }
    if !value.is_none() && !crate::operations::is_callable(value) {
        return Err(errors::type_error(
            thread,
            "__annotate__ must be callable or None",
        ));
    }
    function(object)
        .annotate
        .set(function(object).header(), value);
    if !value.is_none() {
        function(object)
            .annotations
            .set(function(object).header(), Value::NULL);
    }
    Ok(())
}

fn type_params(thread: &Thread, object: Value) -> Result {
    match function(object).type_params.get().present() {
        Some(params) => Ok(params),
        None => Ok(Tuple::new(thread, &[])?.value()),
    }
}

fn set_type_params(thread: &Thread, object: Value, value: Value) -> Result<()> {
    if value.is_null() || !value.is::<TupleObject>() {
        return Err(errors::type_error(
            thread,
            "__type_params__ must be set to a tuple",
        ));
    }
    function(object)
        .type_params
        .set(function(object).header(), value);
    Ok(())
}
