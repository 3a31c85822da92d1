//! The module `atexit`. Invariant: the list of callbacks holds one tuple (function, args, kwargs) each;
//! whoever runs them takes them out first, so none runs twice.

use typhon_objects::call::call_spread;
use typhon_objects::prelude::*;
use typhon_objects::thread::Global;

static CALLBACKS: Global = Global::new();

fn callbacks(thread: &Thread) -> Result<List> {
    if let Some(list) = CALLBACKS.get().downcast::<ListObject>() {
        return Ok(list);
    }
    let list = List::new(thread)?;
    CALLBACKS.set(list.value());
    Ok(list)
}

fn register(thread: &Thread, args: &[Value]) -> Result {
    let positional: Tuple = Ref::of(args[0]);
    let Some((&callback, rest)) = positional.values().split_first() else {
        return Err(errors::type_error(
            thread,
            "register() takes at least 1 argument (0 given)",
        ));
    };
    if !operations::is_callable(callback) {
        return Err(errors::type_error(
            thread,
            "the first argument must be callable",
        ));
    }
    let rest = Tuple::new(thread, rest)?;
    let keywords = args[1].present().unwrap_or(Value::NONE);
    let entry = crate::support::tuple(thread, &[callback, rest.value(), keywords])?;
    callbacks(thread)?.append(thread, entry)?;
    Ok(callback)
}

fn unregister(thread: &Thread, args: &[Value]) -> Result {
    let list = callbacks(thread)?;
    let kept = List::new(thread)?;
    for index in 0..list.len() {
        let Some(entry) = list.get(index) else { break };
        let callback = Ref::<TupleObject>::of(entry).get(0);
        if !operations::equal_or_identical(thread, callback, args[0])? {
            kept.append(thread, entry)?;
        }
    }
    let (storage, length) = kept.take(thread);
    list.replace(thread, storage, length);
    Ok(Value::NONE)
}

fn clear(thread: &Thread, _args: &[Value]) -> Result {
    callbacks(thread)?.take(thread);
    Ok(Value::NONE)
}

fn count(thread: &Thread, _args: &[Value]) -> Result {
    Ok(Value::fixnum(callbacks(thread)?.len() as i64))
}

/// Runs what is registered, the last first; failures are reported and do not stop the others.
pub fn run(thread: &Thread) {
    let Ok(list) = callbacks(thread) else { return };
    while let Some(entry) = list.pop(thread) {
        let entry: Tuple = Ref::of(entry);
        let keywords = match entry.get(2) {
            keywords if keywords.is_none() => Value::NULL,
            keywords => keywords,
        };
        if let Err(raised) = call_spread(thread, entry.get(0), Ref::of(entry.get(1)), keywords) {
            let callback = operations::repr(thread, entry.get(0))
                .map_or_else(|_| "<?>".into(), |text| text.to_string_lossy());
            typhon_objects::exceptions::unraisable::report(
                thread,
                raised,
                &format!("Exception ignored in atexit callback {callback}"),
                Value::NULL,
            );
        }
    }
}

fn run_exitfuncs(thread: &Thread, _args: &[Value]) -> Result {
    run(thread);
    Ok(Value::NONE)
}

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "atexit",
    doc: "allow programmer to define multiple exit functions to be executed\nupon normal program termination.\n\nTwo public functions, register and unregister, are defined.\n",
    functions: &[
        function(
            "register",
            register,
            "(*args, **kwargs)",
            "Register a function to be executed upon normal program termination.",
        ),
        function(
            "unregister",
            unregister,
            "(func, /)",
            "Unregister an exit function which was previously registered.",
        ),
        function(
            "_clear",
            clear,
            "()",
            "Clear the list of previously registered exit functions.",
        ),
        function(
            "_run_exitfuncs",
            run_exitfuncs,
            "()",
            "Run all registered exit functions.",
        ),
        function(
            "_ncallbacks",
            count,
            "()",
            "Return the number of registered exit functions.",
        ),
    ],
    types: &[],
    setup: None,
};
