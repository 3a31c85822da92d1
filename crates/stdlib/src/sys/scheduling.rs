//! What `sys` says of the scheduling of threads, and changes in it.

use crate::support::text;
use crate::system_calls::errno;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use typhon_interp::gil;
use typhon_objects::float;
use typhon_objects::prelude::*;

pub static FUNCTIONS: &[Method] = &[
    function(
        "getswitchinterval",
        |thread, _| float::from_f64(thread, switch_interval()),
        "()",
        "Return the current thread switch interval; see sys.setswitchinterval().",
    ),
    function(
        "setswitchinterval",
        set_switch_interval,
        "(interval, /)",
        "Set the ideal thread switching delay inside the Python interpreter.",
    ),
    function(
        "_is_gil_enabled",
        |_, _| Ok(Value::bool(gil::is_on())),
        "()",
        "Return True if the GIL is currently enabled and False if the GIL is disabled.",
    ),
    function(
        "setpriority",
        set_priority,
        "(priority, /)",
        "Set the priority of the calling thread, from -20 to 20; higher runs first, and 0 is usual.\n\nWithout a GIL policy this is the thread's nice value, which the system may refuse to better.",
    ),
    function(
        "getpriority",
        |_, _| {
            Ok(Value::fixnum(i64::from(
                gil::priority().unwrap_or_else(kernel_priority),
            )))
        },
        "()",
        "Return the priority of the calling thread; see sys.setpriority().",
    ),
    function(
        "_gil_statistics",
        statistics,
        "()",
        "Return a dict of what the GIL's policy has counted since the start.",
    ),
];

/// Bits of the float that was set; 0 for the policy's own or the usual one.
static SWITCH_INTERVAL: AtomicU64 = AtomicU64::new(0);

fn switch_interval() -> f64 {
    match SWITCH_INTERVAL.load(Ordering::Relaxed) {
        0 => gil::interval().unwrap_or(0.005),
        bits => f64::from_bits(bits),
    }
}

fn set_switch_interval(thread: &Thread, args: &[Value]) -> Result {
    let Some(interval) = typhon_objects::number::as_f64(args[0]) else {
        return Err(errors::type_error(
            thread,
            format!("must be real number, not {}", args[0].class().name_text()),
        ));
    };
    if interval <= 0.0 {
        return Err(errors::value_error(
            thread,
            "switch interval must be strictly positive",
        ));
    }
    SWITCH_INTERVAL.store(interval.to_bits(), Ordering::Relaxed);
    gil::set_interval(interval);
    Ok(Value::NONE)
}

const LOWEST: i64 = -20;
const HIGHEST: i64 = 20;

fn set_priority(thread: &Thread, args: &[Value]) -> Result {
    let priority = operations::index(thread, args[0])?;
    if !(LOWEST..=HIGHEST).contains(&priority) {
        return Err(errors::value_error(
            thread,
            format!("priority must be in {LOWEST}..{HIGHEST}, not {priority}"),
        ));
    }
    if gil::is_on() {
        gil::set_priority(priority as i32);
        return Ok(Value::NONE);
    }
    let nice = (usual_nice() - priority as i32).clamp(-20, 19);
    // SAFETY: plain system call; 0 is the calling thread.
    if unsafe { libc::setpriority(libc::PRIO_PROCESS, 0, nice) } < 0 {
        return Err(errors::os_error(thread, errno(), None));
    }
    Ok(Value::NONE)
}

fn nice_of(id: libc::id_t) -> i32 {
    // SAFETY: plain system call, which cannot fail for threads of our own.
    unsafe { libc::getpriority(libc::PRIO_PROCESS, id) }
}

/// The nice value of the process's first thread, which runs no Python and so keeps it.
fn usual_nice() -> i32 {
    static NICE: OnceLock<i32> = OnceLock::new();
    *NICE.get_or_init(|| nice_of(std::process::id()))
}

fn kernel_priority() -> i32 {
    usual_nice() - nice_of(0)
}

fn statistics(thread: &Thread, _args: &[Value]) -> Result {
    let statistics = gil::statistics();
    let count = |number: u64| Value::fixnum(number as i64);
    let causes = Dict::new(thread)?;
    for (name, number) in statistics.causes() {
        causes.set_str(thread, intern_text(thread, name)?, count(number))?;
    }
    let policy = gil::policy().unwrap_or_else(|| "none".to_owned());
    let rows = [
        ("policy", text(thread, policy)?),
        ("switches", count(statistics.switches)),
        ("forced", count(statistics.forced)),
        ("in_vain", count(statistics.in_vain)),
        ("causes", causes.value()),
        ("failed_acquisitions", count(statistics.failed_acquisitions)),
        ("blocked", count(statistics.blocked)),
        ("waits", count(statistics.waits)),
        (
            "waited",
            float::from_f64(thread, statistics.waited.seconds())?,
        ),
        (
            "longest_wait",
            float::from_f64(thread, statistics.longest_wait.seconds())?,
        ),
        ("lock_waits", count(statistics.lock_waits)),
    ];
    let dict = Dict::new(thread)?;
    for (name, value) in rows {
        dict.set_str(thread, intern_text(thread, name)?, value)?;
    }
    Ok(dict.value())
}
