//! `typing.NoDefault`: says that a type parameter has no default. There is one such object.

use crate::errors::{self, Result};
use crate::object::{Ref, ValueExt};
use crate::str::{Str, intern_text};
use crate::thread::{Global, Thread};
use crate::tuple::Tuple;
use crate::types::{INSTANCE_LAYOUT, TypeSpec, method, static_method};
use typhon_heap::Value;
use typhon_sync::mutex::Mutex;

pub static NO_DEFAULT_TYPE: TypeSpec = TypeSpec::new("NoDefaultType", &INSTANCE_LAYOUT)
    .doc("The type of the NoDefault singleton.")
    .methods(&[
        static_method(
            "__new__",
            new,
            "(cls, *args, **kwargs)",
            "Create and return a new object.  See help(type) for accurate signature.",
        ),
        method(
            "__repr__",
            |thread, _| Ok(Str::new(thread, "typing.NoDefault")?.value()),
            "(self, /)",
            "Return repr(self).",
        ),
        method(
            "__reduce__",
            |thread, _| Ok(intern_text(thread, "NoDefault")?.value()),
            "(self, /)",
            "",
        ),
    ]);

static NO_DEFAULT: Global = Global::new();

/// The object, made when it is first asked for.
pub fn no_default(thread: &Thread) -> Result {
    if let Some(known) = NO_DEFAULT.get().present() {
        return Ok(known);
    }
    static MAKING: Mutex<()> = Mutex::new(());
    let fresh = crate::types::object_type::new_instance(thread, NO_DEFAULT_TYPE.get())?;
    let _guard = MAKING.lock();
    if NO_DEFAULT.get().is_null() {
        NO_DEFAULT.set(fresh);
    }
    Ok(NO_DEFAULT.get())
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    let given: Tuple = Ref::of(args[1]);
    if !given.is_empty() || !args[2].is_null() {
        return Err(errors::type_error(
            thread,
            "NoDefaultType takes no arguments",
        ));
    }
    debug_assert!(args[0].is::<crate::types::TypeObject>());
    no_default(thread)
}
