//! `ContextVar`.

use super::context;
use super::token::{TokenObject, new_token};
use crate::slots_object;
use crate::support::{CLASS_GETITEM, make_exact, repr_text, text};
use typhon_objects::prelude::*;

slots_object!(ContextVarObject, CONTEXT_VAR_LAYOUT, "_contextvars.ContextVar", { name, default });

pub(super) static CONTEXT_VAR: TypeSpec = TypeSpec::new("ContextVar", &CONTEXT_VAR_LAYOUT)
    .module("_contextvars")
    .methods(&[
        static_method("__new__", new, "(cls, /, *args, default=<unrepresentable>)", ""),
        method("get", get, "(self, default=<unrepresentable>, /)", "Return a value for the context variable for the current context.\n\nIf there is no value for the variable in the current context, the method will:\n * return the value of the default argument of the method, if provided; or\n * return the default value for the context variable, if it was created\n   with one; or\n * raise a LookupError."),
        method("set", set, "(self, value, /)", "Call to set a new value for the context variable in the current context.\n\nThe required *value* argument is the new value for the context variable.\n\nReturns a Token object that can be used to restore the variable to its previous\nvalue via the `ContextVar.reset()` method."),
        method("reset", reset, "(self, token, /)", "Reset the context variable.\n\nThe variable is reset to the value it had before the `ContextVar.set()` that\ncreated the token was used."),
        method("__repr__", repr, "(self, /)", "Return repr(self)."),
        CLASS_GETITEM,
    ])
    .attributes(&[member("name", |_, object| Ok(variable(object).name.get()), "")]);

fn variable(value: Value) -> Ref<ContextVarObject> {
    Ref::of(value)
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    let given: Tuple = Ref::of(args[1]);
    let &[name] = given.values() else {
        let (bound, count) = match given.len() {
            0 => ("exactly", 0),
            count => ("at most", count),
        };
        let message = format!("ContextVar() takes {bound} 1 positional argument ({count} given)");
        return Err(errors::type_error(thread, message));
    };
    if !name.is::<StrObject>() {
        return Err(errors::type_error(
            thread,
            "context variable name must be a str",
        ));
    }
    // A subclass of str may have none.
    operations::hash(thread, name)?;
    let variable = make_exact(thread, &CONTEXT_VAR, |header| ContextVarObject {
        header,
        name: Slot::new(name),
        default: Slot::new(args[2]),
    })?;
    Ok(variable.value())
}

fn get(thread: &Thread, args: &[Value]) -> Result {
    let variables = context::variables(context::current(thread)?);
    if !variables.is_empty()
        && let Some(value) = variables.get(thread, args[0])?
    {
        return Ok(value);
    }
    let default = args[1].present();
    match default.or(variable(args[0]).default.get().present()) {
        Some(value) => Ok(value),
        None => Err(errors::with_value(
            thread,
            tree::LOOKUP_ERROR.get(),
            args[0],
        )),
    }
}

fn set(thread: &Thread, args: &[Value]) -> Result {
    let context = context::current(thread)?;
    let old = context::variables(context).get(thread, args[0])?;
    let token = new_token(thread, context.value(), args[0], old.unwrap_or(Value::NULL))?;
    context::assign(thread, context, args[0], args[1])?;
    Ok(token)
}

fn reset(thread: &Thread, args: &[Value]) -> Result {
    let Some(token) = args[1].downcast::<TokenObject>() else {
        let shown = repr_text(thread, args[1])?;
        return Err(errors::type_error(
            thread,
            format!("expected an instance of Token, got {shown}"),
        ));
    };
    reset_by(thread, args[0], token)?;
    Ok(Value::NONE)
}

/// Gives the variable the value it had before the token was made.
pub(super) fn reset_by(thread: &Thread, variable: Value, token: Ref<TokenObject>) -> Result<()> {
    let shown = |why: &str| -> Result<String> {
        Ok(format!("{} {why}", repr_text(thread, token.value())?))
    };
    if token.is_used() {
        let message = shown("has already been used once")?;
        return Err(errors::runtime_error(thread, message));
    }
    if token.variable.get() != variable {
        let message = shown("was created by a different ContextVar")?;
        return Err(errors::value_error(thread, message));
    }
    let context = context::current(thread)?;
    if token.context.get() != context.value() {
        let message = shown("was created in a different Context")?;
        return Err(errors::value_error(thread, message));
    }
    if !token.claim() {
        let message = shown("has already been used once")?;
        return Err(errors::runtime_error(thread, message));
    }
    context::assign(thread, context, variable, token.old_value.get())
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let own = variable(args[0]);
    let name = repr_text(thread, own.name.get())?;
    let default = match own.default.get().present() {
        Some(default) => operations::repr_guard(thread, args[0], || {
            Ok(format!(" default={}", repr_text(thread, default)?))
        })?
        .unwrap_or_else(|| " default=...".to_string()),
        None => String::new(),
    };
    text(
        thread,
        format!("<ContextVar name={name}{default} at {:#x}>", args[0].bits()),
    )
}
