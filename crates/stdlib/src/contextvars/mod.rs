//! Module `_contextvars`. A context's variables are one dict that is never changed once others may see
//! it: setting a variable gives the context a new dict. So copying a context copies a reference, and
//! readers on any thread need no lock.

mod context;
mod token;
mod variable;

use typhon_objects::prelude::*;

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_contextvars",
    doc: "Context Variables",
    functions: &[function(
        "copy_context",
        |thread, _| context::copy_of(thread, context::current(thread)?),
        "()",
        "Return a shallow copy of the current Context object.",
    )],
    types: &[&context::CONTEXT, &variable::CONTEXT_VAR, &token::TOKEN],
    setup: Some(|thread, _| {
        token::MISSING_TYPE.ready(thread)?;
        context::VIEWS
            .iter()
            .try_for_each(|spec| spec.ready(thread).map(|_| ()))
    }),
};
