//! `Token`: what undoes one `set`, once.

use super::variable::reset_by;
use crate::slots_object;
use crate::support::{CLASS_GETITEM, make_exact, repr_text, text};
use std::sync::atomic::{AtomicBool, Ordering};
use typhon_objects::prelude::*;
use typhon_objects::thread::Global;

slots_object!(TokenObject, TOKEN_LAYOUT, "_contextvars.Token", { context, variable, old_value }, { used: AtomicBool });

slots_object!(MissingObject, MISSING_LAYOUT, "Token.MISSING", {});

pub(super) static MISSING_TYPE: TypeSpec = TypeSpec::new("Token.MISSING", &MISSING_LAYOUT)
    .flags(type_flags::NO_NEW)
    .methods(&[method(
        "__repr__",
        |thread, _| text(thread, "<Token.MISSING>"),
        "(self, /)",
        "Return repr(self).",
    )]);

static MISSING: Global = Global::new();

fn missing(thread: &Thread) -> Result {
    if MISSING.get().is_null() {
        MISSING_TYPE.ready(thread)?;
        let object = make_exact(thread, &MISSING_TYPE, |header| MissingObject { header })?;
        MISSING.set(object.value());
    }
    Ok(MISSING.get())
}

pub(super) static TOKEN: TypeSpec = TypeSpec::new("Token", &TOKEN_LAYOUT)
    .module("_contextvars")
    .methods(&[
        static_method(
            "__new__",
            |thread, _| {
                Err(errors::runtime_error(
                    thread,
                    "Tokens can only be created by ContextVars",
                ))
            },
            "(cls, /, *args, **kwargs)",
            "",
        ),
        method("__repr__", repr, "(self, /)", "Return repr(self)."),
        method(
            "__enter__",
            |_, args| Ok(args[0]),
            "(self, /)",
            "Enter into Token context manager.",
        ),
        method(
            "__exit__",
            exit,
            "(self, type, value, traceback, /)",
            "Exit from Token context manager, restore the linked ContextVar.",
        ),
        CLASS_GETITEM,
    ])
    .attributes(&[
        getter("var", |_, object| Ok(token(object).variable.get()), ""),
        getter(
            "old_value",
            |thread, object| match token(object).old_value.get().present() {
                Some(value) => Ok(value),
                None => missing(thread),
            },
            "",
        ),
    ])
    .setup(|thread, class| {
        let name = intern_text(thread, "MISSING")?;
        class.dict().set_str(thread, name, missing(thread)?)
    });

fn token(value: Value) -> Ref<TokenObject> {
    Ref::of(value)
}

impl TokenObject {
    pub(super) fn is_used(&self) -> bool {
        self.used.load(Ordering::Relaxed)
    }

    /// Marks the token as used; false if it was.
    pub(super) fn claim(&self) -> bool {
        !self.used.swap(true, Ordering::AcqRel)
    }
}

/// A token for a variable that had `old_value` (NULL for none).
pub(super) fn new_token(
    thread: &Thread,
    context: Value,
    variable: Value,
    old_value: Value,
) -> Result {
    let token = make_exact(thread, &TOKEN, |header| TokenObject {
        header,
        context: Slot::new(context),
        variable: Slot::new(variable),
        old_value: Slot::new(old_value),
        used: AtomicBool::new(false),
    })?;
    Ok(token.value())
}

fn exit(thread: &Thread, args: &[Value]) -> Result {
    let token = token(args[0]);
    reset_by(thread, token.variable.get(), token)?;
    Ok(Value::NONE)
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let token = token(args[0]);
    let used = if token.is_used() { " used" } else { "" };
    let variable = repr_text(thread, token.variable.get())?;
    text(
        thread,
        format!("<Token{used} var={variable} at {:#x}>", args[0].bits()),
    )
}
