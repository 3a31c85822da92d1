//! Modules, and the table of native ones. A module's attributes are one dict, which is also the
//! globals of its functions.

use crate::attribute;
use crate::call::call;
use crate::dict::{Dict, DictObject};
use crate::errors::{self, Result};
use crate::function::NativeFunction;
use crate::module_errors::{Provenance, renaming_advice};
use crate::names::names;
use crate::object::{Kind, Ref, ValueExt};
use crate::operations;
use crate::str::{Str, StrObject, intern_text};
use crate::thread::{Global, Thread};
use crate::types::{
    Method, Shape, TypeObject, TypeSpec, getset, method, static_method, type_flags,
};
use typhon_heap::{Header, Slot, Value};

#[repr(C)]
pub struct ModuleObject {
    pub header: Header,
    dict: Slot,
}

pub type Module = Ref<ModuleObject>;

crate::heap_object!(
    ModuleObject,
    MODULE_LAYOUT,
    "module",
    Kind::Module,
    |object, tracer| tracer.slot(&object.dict)
);

/// The dict of a module object.
#[inline(always)]
pub fn dict_of(module: Value) -> Dict {
    Ref::of(Ref::<ModuleObject>::of(module).dict.get())
}

impl Module {
    pub fn new(thread: &Thread, name: &str, doc: Value) -> Result<Module> {
        let module = Module::with_shape(thread, MODULE.root_shape())?;
        module.set_initial(thread, Str::new(thread, name)?.value(), doc)?;
        Ok(module)
    }

    fn with_shape(thread: &Thread, shape: Ref<Shape>) -> Result<Module> {
        let dict = Dict::new(thread)?;
        thread.allocate(
            shape,
            ModuleObject {
                header: Header::new(shape.pointer().cast()),
                dict: Slot::new(dict.value()),
            },
        )
    }

    fn set_initial(self, thread: &Thread, name: Value, doc: Value) -> Result<()> {
        let dict = self.dict();
        dict.set_str(thread, names().__name__, name)?;
        dict.set_str(thread, names().__doc__, doc)?;
        for name in [names().__package__, names().__loader__, names().__spec__] {
            dict.set_str(thread, name, Value::NONE)?;
        }
        Ok(())
    }

    #[inline(always)]
    pub fn dict(self) -> Dict {
        Ref::of(self.dict.get())
    }

    /// Sets an attribute by its Rust name.
    pub fn set(self, thread: &Thread, name: &str, value: Value) -> Result<()> {
        self.dict()
            .set_str(thread, intern_text(thread, name)?, value)
    }

    /// Adds function rows.
    pub fn add_functions(self, thread: &Thread, rows: &'static [Method]) -> Result<()> {
        let module = self.dict().get_str(names().__name__).unwrap_or(Value::NONE);
        for row in rows {
            self.set(
                thread,
                row.name,
                NativeFunction::for_module(thread, row, module)?.value(),
            )?;
        }
        Ok(())
    }

    /// Adds a type under its name, making it if need be.
    pub fn add_type(self, thread: &Thread, spec: &'static TypeSpec) -> Result<()> {
        let class = spec.ready(thread)?;
        self.dict().set_str(thread, class.name(), class.value())
    }
}

/// A native module: name, functions, and what else it holds.
pub struct ModuleSpec {
    pub name: &'static str,
    pub doc: &'static str,
    pub functions: &'static [Method],
    pub types: &'static [&'static TypeSpec],
    /// Adds constants and the like.
    pub setup: Option<fn(&Thread, Module) -> Result<()>>,
}

impl ModuleSpec {
    /// Makes a module of it, not yet in `sys.modules`.
    pub fn make(&'static self, thread: &Thread) -> Result<Module> {
        let doc = if self.doc.is_empty() {
            Value::NONE
        } else {
            Str::new(thread, self.doc)?.value()
        };
        let module = Module::new(thread, self.name, doc)?;
        for spec in self.types {
            module.add_type(thread, spec)?;
        }
        module.add_functions(thread, self.functions)?;
        if let Some(setup) = self.setup {
            setup(thread, module)?;
        }
        Ok(module)
    }
}

/// The module `builtins`, once it is made.
pub static BUILTINS: Global = Global::new();
/// The dict `sys.modules`.
pub static MODULES: Global = Global::new();

/// The dict of module `builtins`.
pub fn builtins_dict() -> Dict {
    dict_of(BUILTINS.get())
}

/// The dict with the builtins of code that runs with these globals.
#[inline]
pub fn builtins_of(globals: Dict) -> Value {
    match globals.get_str(names().__builtins__) {
        Some(value) if value.kind() == Kind::Module => dict_of(value).value(),
        Some(value) => value,
        None => builtins_dict().value(),
    }
}

/// A built-in function by name.
pub fn builtin(thread: &Thread, name: &str) -> Result {
    let name = intern_text(thread, name)?;
    match builtins_dict().get(thread, name.value())? {
        Some(value) => Ok(value),
        None => Err(errors::with_value(
            thread,
            crate::exceptions::ATTRIBUTE_ERROR.get(),
            name.value(),
        )),
    }
}

pub static MODULE: TypeSpec = TypeSpec::new("module", &MODULE_LAYOUT)
    .flags(type_flags::BASE | type_flags::WEAKREF)
    .doc("Create a module object.")
    .methods(&[
        static_method("__new__", new, "(cls, *args, **kwargs)", ""),
        method("__init__", init, "(self, name, doc=None)", ""),
        method("__repr__", repr, "(self, /)", "Return repr(self)."),
        method(
            "__getattribute__",
            get_attribute,
            "(self, name, /)",
            "Return getattr(self, name).",
        ),
        method("__dir__", dir, "(self, /)", "__dir__() -> list"),
    ])
    .attributes(&[
        getset(
            "__dict__",
            |_, object| Ok(dict_of(object).value()),
            |thread, _, _| {
                Err(errors::new(
                    thread,
                    &crate::exceptions::ATTRIBUTE_ERROR,
                    "readonly attribute",
                ))
            },
            "",
        ),
        getset(
            "__annotations__",
            crate::annotations::module_annotations,
            crate::annotations::set_module_annotations,
            "",
        ),
        getset(
            "__annotate__",
            crate::annotations::module_annotate,
            crate::annotations::set_module_annotate,
            "",
        ),
    ]);

fn new(thread: &Thread, args: &[Value]) -> Result {
    Ok(Module::with_shape(thread, Ref::<TypeObject>::of(args[0]).root_shape())?.value())
}

fn init(thread: &Thread, args: &[Value]) -> Result {
    if !args[1].is::<StrObject>() {
        return Err(errors::bad_argument(
            thread,
            "module.__init__()",
            "argument 'name'",
            "str",
            args[1],
        ));
    }
    Ref::<ModuleObject>::of(args[0]).set_initial(
        thread,
        args[1],
        args[2].present().unwrap_or(Value::NONE),
    )?;
    Ok(Value::NONE)
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let importlib = crate::module::MODULES
        .get()
        .downcast::<DictObject>()
        .and_then(|modules| modules.get_str(intern_text(thread, "_frozen_importlib").ok()?));
    if let Some(importlib) = importlib {
        let name = intern_text(thread, "_module_repr")?;
        let function = attribute::get(thread, importlib, name)?;
        return call(thread, function, &[args[0]]);
    }
    let name = dict_of(args[0])
        .get_str(names().__name__)
        .unwrap_or(Value::NONE);
    let name = operations::repr(thread, name)?;
    Ok(Str::new(thread, &format!("<module {}>", name.to_string_lossy()))?.value())
}

fn get_attribute(thread: &Thread, args: &[Value]) -> Result {
    let name = operations::expect_attribute_name(thread, args[1])?;
    match attribute::find_generic(thread, args[0], args[0].class(), name)? {
        Some(value) => Ok(value),
        None => missing(thread, args[0], name),
    }
}

/// What a module without the attribute answers: its `__getattr__`, or the error.
pub fn missing(thread: &Thread, module: Value, name: Str) -> Result {
    let dict = dict_of(module);
    if let Some(function) = dict.get_str(names().__getattr__) {
        return call(thread, function, &[name.value()]);
    }
    let text = name.to_string_lossy();
    let own_name = dict.get_str(names().__name__);
    let Some(own) = own_name.and_then(|name| name.downcast::<StrObject>()) else {
        let message = format!("module has no attribute '{text}'");
        return Err(errors::attribute_error(thread, module, name, message));
    };
    let own = own.to_string_lossy();
    let from = Provenance::of(thread, own_name, dict.get_str(names().__spec__))?;
    let initializing = !from.hides_library && from.is_initializing(thread)?;
    let origin = from.origin.map(|origin| origin.to_string_lossy());
    let plain = format!("module '{own}' has no attribute '{text}'");
    let message = match origin {
        Some(origin) if from.hides_library || initializing && from.may_hide_others => {
            let advice = renaming_advice(&origin, &own, from.hides_library);
            format!("{plain} {advice}")
        }
        Some(origin) if initializing => format!(
            "partially initialized module '{own}' from '{origin}' has no attribute '{text}' (most likely due to a circular import)"
        ),
        None if initializing => format!(
            "partially initialized module '{own}' has no attribute '{text}' (most likely due to a circular import)"
        ),
        _ if from.is_importing(thread, name)? => format!(
            "cannot access submodule '{text}' of module '{own}' (most likely due to a circular import)"
        ),
        _ => plain,
    };
    Err(errors::attribute_error(thread, module, name, message))
}

fn dir(thread: &Thread, args: &[Value]) -> Result {
    let dict = attribute::get(thread, args[0], names().__dict__)?;
    let Some(dict) = dict.downcast::<DictObject>() else {
        return Err(errors::type_error(
            thread,
            "<module>.__dict__ is not a dictionary",
        ));
    };
    if let Some(function) = dict.get_str(names().__dir__) {
        return call(thread, function, &[]);
    }
    operations::list_from(thread, dict.value()).map(|list| list.value())
}
