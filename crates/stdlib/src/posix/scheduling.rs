//! Functions of module `posix` on the scheduler of the system.

use super::{int, nothing};
use crate::system_calls::checked;
use typhon_objects::function::native::new_method;
use typhon_objects::prelude::*;
use typhon_objects::struct_sequence::{Field, SequenceSpec};
use typhon_objects::{float, int as ints};

static PARAM: SequenceSpec = SequenceSpec::new(
    "posix",
    "sched_param",
    "Currently has only one field: sched_priority\n\n  sched_priority\n    A scheduling parameter.",
    &[Field {
        name: "sched_priority",
        doc: "the scheduling priority",
    }],
    1,
);

/// Unlike other struct sequences it is made of its one field, not of a sequence.
static PARAM_METHODS: &[Method] = &[
    static_method(
        "__new__",
        |thread, args| PARAM.make(thread, &[args[1]]),
        "(cls, sched_priority)",
        "",
    ),
    method(
        "__reduce__",
        |thread, args| {
            let priority = Tuple::of(args[0]).get(0);
            let arguments = crate::support::tuple(thread, &[priority])?;
            let class = PARAM.ready(thread)?.value();
            crate::support::tuple(thread, &[class, arguments])
        },
        "(self, /)",
        "",
    ),
];

pub fn add_types(thread: &Thread, module: Module) -> Result<()> {
    let class = PARAM.ready(thread)?;
    for row in PARAM_METHODS {
        let function = new_method(thread, row, class)?;
        class.set_attribute(thread, intern_text(thread, row.name)?, function)?;
    }
    module.set(thread, "sched_param", class.value())
}

/// The priority in a `sched_param`.
pub fn parameter(thread: &Thread, value: Value) -> Result<libc::sched_param> {
    if value.class() != PARAM.ready(thread)? {
        return Err(errors::type_error(thread, "must have a sched_param object"));
    }
    let priority = operations::index_value(thread, Tuple::of(value).get(0))?;
    let priority = ints::to_i64(priority).and_then(|priority| i32::try_from(priority).ok());
    let Some(priority) = priority else {
        return Err(errors::overflow_error(
            thread,
            "sched_priority out of range",
        ));
    };
    // SAFETY: a plain number, and padding on some systems.
    let mut made: libc::sched_param = unsafe { std::mem::zeroed() };
    made.sched_priority = priority;
    Ok(made)
}

pub fn sched_getscheduler(thread: &Thread, args: &[Value]) -> Result {
    let pid = int(thread, args[0])?;
    // SAFETY: a number.
    let policy = checked(thread, None, || unsafe {
        libc::sched_getscheduler(pid) as i64
    })?;
    Ok(Value::fixnum(policy))
}

pub fn sched_setscheduler(thread: &Thread, args: &[Value]) -> Result {
    let (pid, policy) = (int(thread, args[0])?, int(thread, args[1])?);
    let parameter = parameter(thread, args[2])?;
    // SAFETY: numbers, and a struct that lives as long as the call.
    checked(thread, None, || unsafe {
        libc::sched_setscheduler(pid, policy, &parameter) as i64
    })?;
    nothing()
}

pub fn sched_getparam(thread: &Thread, args: &[Value]) -> Result {
    let pid = int(thread, args[0])?;
    // SAFETY: a plain number, and padding on some systems.
    let mut found: libc::sched_param = unsafe { std::mem::zeroed() };
    // SAFETY: a number, and room for the answer.
    checked(thread, None, || unsafe {
        libc::sched_getparam(pid, &mut found) as i64
    })?;
    PARAM.make(thread, &[Value::fixnum(found.sched_priority as i64)])
}

pub fn sched_setparam(thread: &Thread, args: &[Value]) -> Result {
    let pid = int(thread, args[0])?;
    let parameter = parameter(thread, args[1])?;
    // SAFETY: a number, and a struct that lives as long as the call.
    checked(thread, None, || unsafe {
        libc::sched_setparam(pid, &parameter) as i64
    })?;
    nothing()
}

pub fn sched_rr_get_interval(thread: &Thread, args: &[Value]) -> Result {
    let pid = int(thread, args[0])?;
    // SAFETY: filled by the call.
    let mut interval: libc::timespec = unsafe { std::mem::zeroed() };
    // SAFETY: a number, and room for the answer.
    checked(thread, None, || unsafe {
        libc::sched_rr_get_interval(pid, &mut interval) as i64
    })?;
    float::from_f64(
        thread,
        interval.tv_sec as f64 + interval.tv_nsec as f64 * 1e-9,
    )
}

pub fn sched_get_priority_max(thread: &Thread, args: &[Value]) -> Result {
    let policy = int(thread, args[0])?;
    // SAFETY: a number.
    let most = checked(thread, None, || unsafe {
        libc::sched_get_priority_max(policy) as i64
    })?;
    Ok(Value::fixnum(most))
}

pub fn sched_get_priority_min(thread: &Thread, args: &[Value]) -> Result {
    let policy = int(thread, args[0])?;
    // SAFETY: a number.
    let least = checked(thread, None, || unsafe {
        libc::sched_get_priority_min(policy) as i64
    })?;
    Ok(Value::fixnum(least))
}
