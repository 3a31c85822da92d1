//! Settings of the runtime that `sys` reads and changes.

use std::sync::atomic::Ordering;
use typhon_objects::int;
use typhon_objects::prelude::*;
use typhon_objects::struct_sequence::{Field, SequenceSpec};
use typhon_objects::thread::{RECURSION_LIMIT, root};

pub static FUNCTIONS: &[Method] = &[
    function(
        "_get_cpu_count_config",
        |_, _| Ok(Value::fixnum(-1)),
        "()",
        "Private function for getting PyConfig.cpu_count",
    ),
    function(
        "getrecursionlimit",
        |_, _| Ok(Value::fixnum(RECURSION_LIMIT.load(Ordering::Relaxed) as i64)),
        "()",
        "Return the current value of the recursion limit.",
    ),
    function(
        "setrecursionlimit",
        set_recursion_limit,
        "(limit, /)",
        "Set the maximum depth of the Python interpreter stack to n.",
    ),
    function(
        "intern",
        intern_function,
        "(string, /)",
        "``Intern'' the given string.",
    ),
    function(
        "_is_interned",
        |thread, args| {
            let text = operations::expect_str(thread, "_is_interned", "argument", args[0])?;
            Ok(Value::bool(text.is_interned()))
        },
        "(string, /)",
        "Return True if the given string is \"interned\".",
    ),
    function(
        "_is_immortal",
        |_, args| Ok(Value::bool(!args[0].is_pointer())),
        "(op, /)",
        "Return True if the given object is \"immortal\" per PEP 683.",
    ),
    function(
        "getsizeof",
        get_size_of,
        "(object, default=None)",
        "Return the size of object in bytes.",
    ),
    function(
        "getdefaultencoding",
        |thread, _| Ok(intern_text(thread, "utf-8")?.value()),
        "()",
        "Return the current default encoding used by the Unicode implementation.",
    ),
    function(
        "getfilesystemencoding",
        |thread, _| Ok(intern_text(thread, "utf-8")?.value()),
        "()",
        "Return the encoding used to convert Unicode filenames to OS filenames.",
    ),
    function(
        "getfilesystemencodeerrors",
        |thread, _| Ok(intern_text(thread, "surrogateescape")?.value()),
        "()",
        "Return the error mode used for Unicode to OS filename conversion.",
    ),
    function(
        "is_finalizing",
        |_, _| Ok(Value::bool(super::is_finalizing())),
        "()",
        "Return True if Python is exiting.",
    ),
    function(
        "is_stack_trampoline_active",
        |_, _| Ok(Value::FALSE),
        "()",
        "Return *True* if a stack profiler trampoline is active.",
    ),
    function(
        "get_int_max_str_digits",
        |_, _| Ok(Value::fixnum(int::max_str_digits() as i64)),
        "()",
        "Return the maximum string digits limit for non-binary int<->str conversions.",
    ),
    function(
        "set_int_max_str_digits",
        set_int_max_str_digits,
        "(maxdigits)",
        "Set the maximum string digits limit for non-binary int<->str conversions.",
    ),
    function(
        "get_asyncgen_hooks",
        get_asyncgen_hooks,
        "()",
        "Return the installed asynchronous generators hooks.",
    ),
    function(
        "set_asyncgen_hooks",
        set_asyncgen_hooks,
        "(firstiter=NULL, finalizer=NULL)",
        "Set a finalizer for async generators objects.",
    ),
    function(
        "_clear_type_descriptors",
        clear_type_descriptors,
        "(type, /)",
        "Private function for clearing certain descriptors from a type's dictionary.",
    ),
    function(
        "_clear_type_cache",
        |_, _| Ok(Value::NONE),
        "()",
        "Clear the internal type lookup cache.",
    ),
    function(
        "_clear_internal_caches",
        |_, _| Ok(Value::NONE),
        "()",
        "Clear all internal performance-related caches.",
    ),
    function(
        "getallocatedblocks",
        |thread, _| {
            int::from_u64(
                thread,
                typhon_objects::heap::statistics().live_bytes as u64 / 16,
            )
        },
        "()",
        "Return the number of memory blocks currently allocated.",
    ),
    function(
        "getunicodeinternedsize",
        |_, _| Ok(Value::fixnum(0)),
        "(*, _only_immortal=False)",
        "Return the number of elements of the unicode interned dictionary",
    ),
    function(
        "_debugmallocstats",
        |_, _| Ok(Value::NONE),
        "()",
        "Print debug info to stderr about the state of the allocator.",
    ),
];

fn set_recursion_limit(thread: &Thread, args: &[Value]) -> Result {
    let limit = i64::from(operations::to_c_int(thread, args[0])?);
    if limit < 1 {
        return Err(errors::value_error(
            thread,
            "recursion limit must be greater or equal than 1",
        ));
    }
    if limit > i32::MAX as i64 {
        return Err(errors::overflow_error(
            thread,
            "Python int too large to convert to C int",
        ));
    }
    if limit <= thread.depth.get() as i64 {
        return Err(errors::recursion_error(
            thread,
            format!(
                "cannot set the recursion limit to {limit} at the recursion depth {}: the limit is too low",
                thread.depth.get()
            ),
        ));
    }
    RECURSION_LIMIT.store(limit as u64, Ordering::Relaxed);
    Ok(Value::NONE)
}

fn intern_function(thread: &Thread, args: &[Value]) -> Result {
    let text = operations::expect_str(thread, "intern", "argument", args[0])?;
    if text.class() != typhon_objects::str::STR.get() {
        return Err(errors::type_error(
            thread,
            format!("can't intern {}", text.class().name_text()),
        ));
    }
    Ok(intern(thread, text)?.value())
}

fn get_size_of(thread: &Thread, args: &[Value]) -> Result {
    let Some(method) = args[0]
        .class()
        .special(typhon_objects::types::Special::Sizeof)
    else {
        return Err(errors::type_error(
            thread,
            format!(
                "Type {} doesn't define __sizeof__",
                args[0].class().name_text()
            ),
        ));
    };
    let measured = typhon_objects::call::call_special(thread, method, args[0], &[])
        .and_then(|size| operations::index_value(thread, size));
    match (measured, args[1].present()) {
        (Err(raised), Some(default)) if raised.is(&tree::TYPE_ERROR) => Ok(default),
        (Ok(size), _) if int::is_negative(size) => Err(errors::value_error(
            thread,
            "__sizeof__() should return >= 0",
        )),
        (result, _) => result,
    }
}

fn set_int_max_str_digits(thread: &Thread, args: &[Value]) -> Result {
    let digits = i64::from(operations::to_c_int(thread, args[0])?);
    if digits != 0 && digits < 640 {
        return Err(errors::value_error(
            thread,
            "maxdigits must be 0 or larger than 640",
        ));
    }
    int::set_max_str_digits(thread, digits.min(i32::MAX as i64) as i32)?;
    Ok(Value::NONE)
}

static ASYNC_GEN_HOOKS: SequenceSpec = SequenceSpec::new(
    "sys",
    "asyncgen_hooks",
    "A named tuple containing information about asynchronous generators hooks.",
    &[
        Field {
            name: "firstiter",
            doc: "Hook to intercept first iteration",
        },
        Field {
            name: "finalizer",
            doc: "Hook to intercept finalization",
        },
    ],
    2,
);

fn get_asyncgen_hooks(thread: &Thread, _args: &[Value]) -> Result {
    let hook = |index: usize| thread.root(index).get().present().unwrap_or(Value::NONE);
    ASYNC_GEN_HOOKS.make(
        thread,
        &[hook(root::ASYNC_GEN_FIRST), hook(root::ASYNC_GEN_FINAL)],
    )
}

fn set_asyncgen_hooks(thread: &Thread, args: &[Value]) -> Result {
    for (value, index, name) in [
        (args[0], root::ASYNC_GEN_FIRST, "firstiter"),
        (args[1], root::ASYNC_GEN_FINAL, "finalizer"),
    ] {
        if value.is_null() {
            continue;
        }
        if !value.is_none() && !operations::is_callable(value) {
            return Err(errors::type_error(
                thread,
                format!(
                    "callable {name} expected, got {}",
                    value.class().name_text()
                ),
            ));
        }
        thread
            .root(index)
            .set_unbarriered(if value.is_none() { Value::NULL } else { value });
    }
    Ok(Value::NONE)
}

/// Drops `__dict__` and `__weakref__` from the class's own dict, as dataclasses with slots need.
fn clear_type_descriptors(thread: &Thread, args: &[Value]) -> Result {
    let Some(class) = args[0].downcast::<TypeObject>() else {
        return Err(errors::bad_argument(
            thread,
            "_clear_type_descriptors()",
            "argument",
            "type",
            args[0],
        ));
    };
    if class.has(type_flags::IMMUTABLE) {
        return Err(errors::type_error(thread, "argument is immutable"));
    }
    for name in [names().__dict__, names().__weakref__] {
        if class.dict().get_str(name).is_some() {
            class.set_attribute(thread, name, Value::NULL)?;
        }
    }
    Ok(Value::NONE)
}
