//! The Python face of frame objects.

use super::{
    FRAME_LAYOUT, FrameObject, jump, of_frame_on, own_namespace, proxy, set_trace_function, setting,
};
use std::sync::atomic::Ordering;
use typhon_objects::function::code::CodeRef;
use typhon_objects::module::{ModuleObject, builtins_dict, dict_of};
use typhon_objects::prelude::*;
use typhon_objects::rows;

pub static FRAME: TypeSpec = TypeSpec::new("frame", &FRAME_LAYOUT)
    .flags(type_flags::NO_NEW)
    .methods(&[
        rows::repr(repr),
        method(
            "clear",
            clear,
            "(self, /)",
            "Clear all references held by the frame.",
        ),
    ])
    .attributes(&[
        getter(
            "f_back",
            back,
            "Return the previous frame in the call stack.",
        ),
        getter(
            "f_code",
            |_, object| Ok(frame(object).code.get()),
            "Return the code object being executed in this frame.",
        ),
        getter(
            "f_globals",
            |_, object| Ok(frame(object).globals.get()),
            "Return the global variables used by the frame.",
        ),
        getter(
            "f_builtins",
            builtins,
            "Return the built-in variables in the frame.",
        ),
        getter(
            "f_generator",
            |_, object| Ok(or_none(frame(object).generator.get())),
            "Return the generator or coroutine associated with this frame, or None.",
        ),
        getter(
            "f_lasti",
            |thread, object| {
                let place = frame(object).place(thread);
                Ok(Value::fixnum(place.map_or(0, CodeRef::offset_of)))
            },
            "Return the index of the last attempted instruction in the frame.",
        ),
        getset(
            "f_lineno",
            line_number,
            set_line_number,
            "Return the current line number in the frame.",
        ),
        getter(
            "f_locals",
            locals,
            "Return the mapping used by the frame to look up local variables.",
        ),
        getset(
            "f_trace",
            |_, object| Ok(or_none(frame(object).trace.get())),
            |_, object, value| {
                let function = if value.is_none() { Value::NULL } else { value };
                set_trace_function(frame(object), function);
                Ok(())
            },
            "Return the trace function for this frame, or None if no trace function is set.",
        ),
        GetSet {
            is_member: true,
            ..getset(
                "f_trace_lines",
                |_, object| Ok(Value::bool(!frame(object).has_setting(setting::NO_LINES))),
                |thread, object, value| {
                    if value.is_null() {
                        let message = "can't delete numeric/char attribute";
                        return Err(errors::type_error(thread, message));
                    }
                    let lines = expect_bool(thread, value)?;
                    frame(object).change_setting(setting::NO_LINES, !lines);
                    Ok(())
                },
                "",
            )
        },
        getset(
            "f_trace_opcodes",
            |_, object| Ok(Value::bool(frame(object).has_setting(setting::OPCODES))),
            |thread, object, value| {
                refuse_deletion(thread, value, "f_trace_opcodes")?;
                let opcodes = expect_bool(thread, value)?;
                frame(object).change_setting(setting::OPCODES, opcodes);
                Ok(())
            },
            "Return True if opcode tracing is enabled, False otherwise.",
        ),
    ]);

fn frame(value: Value) -> Ref<FrameObject> {
    Ref::of(value)
}

fn or_none(value: Value) -> Value {
    value.present().unwrap_or(Value::NONE)
}

fn expect_bool(thread: &Thread, value: Value) -> Result<bool> {
    match value {
        Value::TRUE => Ok(true),
        Value::FALSE => Ok(false),
        _ => Err(errors::type_error(
            thread,
            "attribute value type must be bool",
        )),
    }
}

fn refuse_deletion(thread: &Thread, value: Value, name: &str) -> Result<()> {
    if !value.is_null() {
        return Ok(());
    }
    Err(errors::new(
        thread,
        &tree::ATTRIBUTE_ERROR,
        format!("attribute '{name}' of 'frame' objects cannot be deleted"),
    ))
}

fn line_number(thread: &Thread, object: Value) -> Result {
    match frame(object).line(thread) {
        Some(line) => Ok(Value::fixnum(line as i64)),
        None => Ok(Value::NONE),
    }
}

fn set_line_number(thread: &Thread, object: Value, value: Value) -> Result<()> {
    refuse_deletion(thread, value, "f_lineno")?;
    jump::to_line(thread, frame(object), value)
}

fn locals(thread: &Thread, object: Value) -> Result {
    match own_namespace(thread, frame(object)) {
        Some(namespace) => Ok(namespace),
        None => proxy::new(thread, object),
    }
}

fn builtins(_: &Thread, object: Value) -> Result {
    let globals = Dict::of(frame(object).globals.get());
    let named = globals.get_str(names().__builtins__);
    Ok(match named {
        Some(module) if module.is::<ModuleObject>() => dict_of(module).value(),
        Some(dict) if dict.is::<DictObject>() => dict,
        _ => builtins_dict().value(),
    })
}

fn back(thread: &Thread, object: Value) -> Result {
    let object = frame(object);
    let owner = object.thread.load(Ordering::Relaxed);
    object.with_live(thread, |live| match live {
        Some(live) => match live.caller() {
            Some(caller) => Ok(of_frame_on(thread, caller, owner)?.value()),
            None => Ok(Value::NONE),
        },
        None => Ok(or_none(object.back.get())),
    })
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let object = frame(args[0]);
    let code = object.code();
    let text = format!(
        "<frame at {:#x}, file {}, line {}, code {}>",
        args[0].bits(),
        operations::repr(thread, code.filename.get())?.to_string_lossy(),
        object.line(thread).unwrap_or(0),
        Str::of(code.name.get()).to_string_lossy(),
    );
    Ok(Str::new(thread, &text)?.value())
}

fn clear(thread: &Thread, args: &[Value]) -> Result {
    let object = frame(args[0]);
    if object.with_live(thread, |live| live.is_some()) {
        return Err(errors::runtime_error(
            thread,
            "cannot clear an executing frame",
        ));
    }
    let generator = object.generator.get();
    if !generator.is_null() && object.place(thread).is_none() {
        // It never ran: that is the end of the generator.
        crate::generator::delete(thread, &[generator])?;
    } else if !generator.is_null() {
        return Err(errors::runtime_error(
            thread,
            "cannot clear a suspended frame",
        ));
    }
    object.saved.set_unbarriered(Value::NULL);
    object.extra.set_unbarriered(Value::NULL);
    object.trace.set_unbarriered(Value::NULL);
    Ok(Value::NONE)
}
