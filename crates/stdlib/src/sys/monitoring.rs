//! The module `sys.monitoring`: the Python face of `typhon_interp::trace::monitoring`.

use typhon_interp::trace::monitoring::{self, KINDS, LOCAL, NAMES, TOOLS};
use typhon_objects::function::code::{CodeObject, CodeRef};
use typhon_objects::prelude::*;

/// The identifications that have a name.
const WELL_KNOWN: [(&str, i64); 4] = [
    ("DEBUGGER_ID", 0),
    ("COVERAGE_ID", 1),
    ("PROFILER_ID", 2),
    ("OPTIMIZER_ID", 5),
];

static FUNCTIONS: &[Method] = &[
    function("use_tool_id", use_tool_id, "(tool_id, name, /)", ""),
    function("clear_tool_id", clear_tool_id, "(tool_id, /)", ""),
    function("free_tool_id", free_tool_id, "(tool_id, /)", ""),
    function("get_tool", get_tool, "(tool_id, /)", ""),
    function(
        "register_callback",
        register_callback,
        "(tool_id, event, func, /)",
        "",
    ),
    function("get_events", get_events, "(tool_id, /)", ""),
    function("set_events", set_events, "(tool_id, event_set, /)", ""),
    function(
        "get_local_events",
        get_local_events,
        "(tool_id, code, /)",
        "",
    ),
    function(
        "set_local_events",
        set_local_events,
        "(tool_id, code, event_set, /)",
        "",
    ),
    function(
        "restart_events",
        |_, _| {
            monitoring::restart();
            Ok(Value::NONE)
        },
        "()",
        "",
    ),
    function("_all_events", all_events, "()", ""),
];

/// Makes the module, for the attribute `sys.monitoring`.
pub fn make(thread: &Thread) -> Result {
    let module = Module::new(thread, "sys.monitoring", Value::NONE)?;
    module.add_functions(thread, FUNCTIONS)?;
    for (name, number) in WELL_KNOWN {
        module.set(thread, name, Value::fixnum(number))?;
    }
    let object = typhon_objects::types::OBJECT.get().value();
    monitoring::DISABLE.set(call(thread, object, &[])?);
    monitoring::MISSING.set(call(thread, object, &[])?);
    module.set(thread, "DISABLE", monitoring::DISABLE.get())?;
    module.set(thread, "MISSING", monitoring::MISSING.get())?;
    let events = Dict::new(thread)?;
    for (bit, name) in NAMES.iter().enumerate() {
        let name = intern_text(thread, name)?;
        events.set_str(thread, name, Value::fixnum(1 << bit))?;
    }
    events.set_str(thread, intern_text(thread, "NO_EVENTS")?, Value::fixnum(0))?;
    let namespace = crate::simple_namespace::SIMPLE_NAMESPACE.ready(thread)?;
    let events = call(thread, namespace.value(), &[events.value()])?;
    module.set(thread, "events", events)?;
    Ok(module.value())
}

fn tool(thread: &Thread, value: Value) -> Result<usize> {
    let number = operations::index(thread, value)?;
    match usize::try_from(number) {
        Ok(tool) if tool < TOOLS => Ok(tool),
        _ => Err(errors::value_error(
            thread,
            format!("invalid tool {number} (must be between 0 and 5)"),
        )),
    }
}

fn tool_in_use(thread: &Thread, value: Value) -> Result<usize> {
    let tool = tool(thread, value)?;
    if monitoring::tool_name(tool).is_null() {
        let message = format!("tool {tool} is not in use");
        return Err(errors::value_error(thread, message));
    }
    Ok(tool)
}

fn code(thread: &Thread, value: Value) -> Result<CodeRef> {
    value
        .downcast::<CodeObject>()
        .ok_or_else(|| errors::type_error(thread, "code must be a code object"))
}

fn use_tool_id(thread: &Thread, args: &[Value]) -> Result {
    let tool = tool(thread, args[0])?;
    if !args[1].is::<StrObject>() {
        return Err(errors::value_error(thread, "tool name must be a str"));
    }
    if !monitoring::take(tool, args[1]) {
        let message = format!("tool {tool} is already in use");
        return Err(errors::value_error(thread, message));
    }
    Ok(Value::NONE)
}

fn clear_tool_id(thread: &Thread, args: &[Value]) -> Result {
    let tool = tool(thread, args[0])?;
    monitoring::clear(thread, tool);
    Ok(Value::NONE)
}

fn free_tool_id(thread: &Thread, args: &[Value]) -> Result {
    let tool = tool(thread, args[0])?;
    monitoring::free(thread, tool);
    Ok(Value::NONE)
}

fn get_tool(thread: &Thread, args: &[Value]) -> Result {
    let name = monitoring::tool_name(tool(thread, args[0])?);
    Ok(name.present().unwrap_or(Value::NONE))
}

fn register_callback(thread: &Thread, args: &[Value]) -> Result {
    let tool = tool(thread, args[0])?;
    let event = operations::index(thread, args[1])?;
    if event.count_ones() != 1 {
        return Err(errors::value_error(
            thread,
            "The callback can only be set for one event at a time",
        ));
    }
    let kind = event.trailing_zeros() as usize;
    if kind >= KINDS {
        return Err(errors::value_error(
            thread,
            format!("invalid event {event}"),
        ));
    }
    let callback = if args[2].is_none() {
        Value::NULL
    } else {
        args[2]
    };
    let old = monitoring::register(tool, kind, callback);
    Ok(old.present().unwrap_or(Value::NONE))
}

fn get_events(thread: &Thread, args: &[Value]) -> Result {
    let tool = tool(thread, args[0])?;
    Ok(Value::fixnum(monitoring::events(tool) as i64))
}

fn set_events(thread: &Thread, args: &[Value]) -> Result {
    let tool = tool(thread, args[0])?;
    let bits = operations::index(thread, args[1])?;
    let events = monitoring::event_set(thread, bits)?;
    tool_in_use(thread, args[0])?;
    monitoring::set_events(thread, tool, events);
    Ok(Value::NONE)
}

fn get_local_events(thread: &Thread, args: &[Value]) -> Result {
    let code = code(thread, args[1])?;
    let tool = tool(thread, args[0])?;
    Ok(Value::fixnum(monitoring::code_events(code, tool) as i64))
}

fn set_local_events(thread: &Thread, args: &[Value]) -> Result {
    let code = code(thread, args[1])?;
    let tool = tool(thread, args[0])?;
    let bits = operations::index(thread, args[2])?;
    let events = monitoring::event_set(thread, bits)?;
    if events & !LOCAL != 0 {
        let message = format!("invalid local event set {events:#x}");
        return Err(errors::value_error(thread, message));
    }
    tool_in_use(thread, args[0])?;
    monitoring::set_code_events(thread, code, tool, events);
    Ok(Value::NONE)
}

/// Which tools want what: by the name of the event, tools as bits.
fn all_events(thread: &Thread, _args: &[Value]) -> Result {
    let result = Dict::new(thread)?;
    for (kind, name) in NAMES.iter().enumerate() {
        let tools = (0..TOOLS).filter(|&tool| monitoring::events(tool) & (1 << kind) != 0);
        let bits: i64 = tools.map(|tool| 1 << tool).sum();
        if bits != 0 {
            result.set_str(thread, intern_text(thread, name)?, Value::fixnum(bits))?;
        }
    }
    Ok(result.value())
}
