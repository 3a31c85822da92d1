//! The module `time`. Points and spans of time are nanoseconds in an `i128` on their way between Python
//! and the system, so nothing is lost before the last rounding.

use crate::support::is_missing;
use crate::system_calls::errno;
use typhon_objects::float;
use typhon_objects::int as ints;
use typhon_objects::prelude::*;
use typhon_objects::struct_sequence::{Field, SequenceSpec};

const BILLION: i128 = 1_000_000_000;

/// How a fraction of a nanosecond is rounded.
#[derive(Copy, Clone, PartialEq, Eq)]
pub enum Rounding {
    Floor,
    Ceiling,
    /// Away from zero: time-outs must not end early.
    Up,
}

/// A number of seconds, int or float, as nanoseconds.
pub fn seconds_argument(thread: &Thread, value: Value, rounding: Rounding) -> Result<i128> {
    if value.kind() == Kind::Float
        && let Some(seconds) = float::to_f64(value)
    {
        if seconds.is_nan() {
            return Err(errors::value_error(
                thread,
                "Invalid value NaN (not a number)",
            ));
        }
        let whole = seconds.floor();
        if !(-9.3e18..9.3e18).contains(&whole) {
            return Err(too_large(thread));
        }
        let fraction = (seconds - whole) * 1e9;
        let fraction = match rounding {
            Rounding::Floor => fraction.floor(),
            Rounding::Ceiling => fraction.ceil(),
            Rounding::Up if seconds < 0.0 => fraction.floor(),
            Rounding::Up => fraction.ceil(),
        };
        return Ok(whole as i128 * BILLION + fraction as i128);
    }
    if value
        .class()
        .special(typhon_objects::types::Special::Index)
        .is_none()
    {
        return Err(errors::type_error(
            thread,
            format!(
                "'{}' object cannot be interpreted as an integer",
                value.class().name_text()
            ),
        ));
    }
    let int = operations::index_value(thread, value)?;
    match ints::to_i64(int) {
        Some(seconds) => Ok(seconds as i128 * BILLION),
        None => Err(too_large(thread)),
    }
}

fn too_large(thread: &Thread) -> Raised {
    errors::overflow_error(thread, "timestamp out of range for platform time_t")
}

/// The time-out of a waiting call as nanoseconds, which must fit 64 bits.
pub fn timeout_argument(thread: &Thread, value: Value) -> Result<i64> {
    let is_number = value.kind() == Kind::Float
        || value
            .class()
            .special(typhon_objects::types::Special::Index)
            .is_some();
    if !is_number {
        return Err(errors::type_error(
            thread,
            format!(
                "'{}' object cannot be interpreted as an integer or float",
                value.class().name_text()
            ),
        ));
    }
    let nanoseconds = seconds_argument(thread, value, Rounding::Up)?;
    i64::try_from(nanoseconds)
        .map_err(|_| errors::overflow_error(thread, "timestamp too large to convert to C PyTime_t"))
}

pub fn timespec(nanoseconds: i128) -> libc::timespec {
    libc::timespec {
        tv_sec: nanoseconds.div_euclid(BILLION) as i64,
        tv_nsec: nanoseconds.rem_euclid(BILLION) as i64,
    }
}

fn clock(clock: libc::clockid_t) -> std::result::Result<i128, i32> {
    let mut now = timespec(0);
    // SAFETY: the buffer is a timespec.
    if unsafe { libc::clock_gettime(clock, &mut now) } != 0 {
        return Err(errno());
    }
    Ok(now.tv_sec as i128 * BILLION + now.tv_nsec as i128)
}

/// The monotonic clock in nanoseconds.
pub fn monotonic_now() -> i64 {
    clock(libc::CLOCK_MONOTONIC).unwrap_or(0) as i64
}

fn as_seconds(thread: &Thread, nanoseconds: i128) -> Result {
    let whole = nanoseconds.div_euclid(BILLION) as f64;
    let rest = nanoseconds.rem_euclid(BILLION) as f64;
    float::from_f64(thread, whole + rest / 1e9)
}

fn as_int(thread: &Thread, nanoseconds: i128) -> Result {
    ints::from_i64(thread, nanoseconds as i64)
}

fn read(thread: &Thread, id: libc::clockid_t) -> Result<i128> {
    clock(id).map_err(|error| errors::os_error(thread, error, None))
}

fn clock_id(thread: &Thread, value: Value) -> Result<libc::clockid_t> {
    crate::support::to_c_int(thread, value)
}

fn clock_settime(thread: &Thread, args: &[Value], exact: bool) -> Result {
    let id = clock_id(thread, args[0])?;
    let nanoseconds = if exact {
        crate::support::to_ssize(thread, args[1])? as i128
    } else {
        seconds_argument(thread, args[1], Rounding::Floor)?
    };
    let time = timespec(nanoseconds);
    // SAFETY: a timespec.
    if unsafe { libc::clock_settime(id, &time) } != 0 {
        return Err(errors::last_os_error(thread, None));
    }
    Ok(Value::NONE)
}

fn clock_getres(thread: &Thread, args: &[Value]) -> Result {
    let id = clock_id(thread, args[0])?;
    let mut resolution = timespec(0);
    // SAFETY: the buffer is a timespec.
    if unsafe { libc::clock_getres(id, &mut resolution) } != 0 {
        return Err(errors::last_os_error(thread, None));
    }
    let seconds = resolution.tv_sec as f64 + resolution.tv_nsec as f64 * 1e-9;
    float::from_f64(thread, seconds)
}

fn pthread_getcpuclockid(thread: &Thread, args: &[Value]) -> Result {
    let ident = crate::support::to_ssize(thread, args[0])?;
    let mut id: libc::clockid_t = 0;
    // SAFETY: the caller gives a live thread's identifier, as the function demands.
    let error = unsafe { libc::pthread_getcpuclockid(ident as libc::pthread_t, &mut id) };
    if error != 0 {
        return Err(errors::os_error(thread, error, None));
    }
    Ok(Value::fixnum(id as i64))
}

fn sleep(thread: &Thread, args: &[Value]) -> Result {
    let span = timeout_argument(thread, args[0])?;
    if span < 0 {
        return Err(errors::value_error(
            thread,
            "sleep length must be non-negative",
        ));
    }
    let deadline = clock(libc::CLOCK_MONOTONIC).unwrap_or(0) + span as i128;
    let until = timespec(deadline);
    loop {
        typhon_interp::time_slice::before_wait();
        let error = thread.blocked(|| {
            // SAFETY: a timespec; with an absolute time nothing is written back.
            unsafe {
                libc::clock_nanosleep(
                    libc::CLOCK_MONOTONIC,
                    libc::TIMER_ABSTIME,
                    &until,
                    std::ptr::null_mut(),
                )
            }
        });
        match error {
            0 => return Ok(Value::NONE),
            libc::EINTR => thread.poll()?,
            error => return Err(errors::os_error(thread, error, None)),
        }
    }
}

const fn field(name: &'static str, doc: &'static str) -> Field {
    Field { name, doc }
}

pub static STRUCT_TIME: SequenceSpec = SequenceSpec::new(
    "time",
    "struct_time",
    "The time value as returned by gmtime(), localtime(), and strptime(), and\n accepted by asctime(), mktime() and strftime().",
    &[
        field("tm_year", "year, for example, 1993"),
        field("tm_mon", "month of year, range [1, 12]"),
        field("tm_mday", "day of month, range [1, 31]"),
        field("tm_hour", "hours, range [0, 23]"),
        field("tm_min", "minutes, range [0, 59]"),
        field("tm_sec", "seconds, range [0, 61])"),
        field("tm_wday", "day of week, range [0, 6], Monday is 0"),
        field("tm_yday", "day of year, range [1, 366]"),
        field(
            "tm_isdst",
            "1 if summer time is in effect, 0 if not, and -1 if unknown",
        ),
        field("tm_zone", "abbreviation of timezone name"),
        field("tm_gmtoff", "offset from UTC in seconds"),
    ],
    9,
);

fn zone_text(zone: *const libc::c_char) -> String {
    if zone.is_null() {
        return String::new();
    }
    // SAFETY: a terminated string of the C library.
    unsafe { std::ffi::CStr::from_ptr(zone) }
        .to_string_lossy()
        .into_owned()
}

fn time_value(thread: &Thread, time: &libc::tm, zone: &str, offset: i64) -> Result {
    let int = |value: i32| Value::fixnum(value as i64);
    let values = [
        Value::fixnum(time.tm_year as i64 + 1900),
        int(time.tm_mon + 1),
        int(time.tm_mday),
        int(time.tm_hour),
        int(time.tm_min),
        int(time.tm_sec),
        int((time.tm_wday + 6) % 7),
        int(time.tm_yday + 1),
        int(time.tm_isdst),
        crate::support::text(thread, zone)?,
        Value::fixnum(offset),
    ];
    STRUCT_TIME.make(thread, &values)
}

/// The seconds argument of `gmtime` and `localtime`: now, if it is missing.
fn moment(thread: &Thread, value: Value) -> Result<libc::time_t> {
    if is_missing(value) {
        return Ok(clock(libc::CLOCK_REALTIME).unwrap_or(0).div_euclid(BILLION) as i64);
    }
    let nanoseconds = seconds_argument(thread, value, Rounding::Floor)?;
    Ok(nanoseconds.div_euclid(BILLION) as i64)
}

fn broken_down(thread: &Thread, seconds: libc::time_t, local: bool) -> Result<libc::tm> {
    // SAFETY: a zeroed tm is valid to be filled.
    let mut time: libc::tm = unsafe { std::mem::zeroed() };
    // SAFETY: both buffers are of the right types.
    let result = unsafe {
        if local {
            libc::localtime_r(&seconds, &mut time)
        } else {
            libc::gmtime_r(&seconds, &mut time)
        }
    };
    if result.is_null() {
        let error = errno();
        return Err(errors::os_error(
            thread,
            if error == 0 { libc::EINVAL } else { error },
            None,
        ));
    }
    Ok(time)
}

fn gmtime(thread: &Thread, args: &[Value]) -> Result {
    let time = broken_down(thread, moment(thread, args[0])?, false)?;
    time_value(thread, &time, "UTC", 0)
}

fn localtime(thread: &Thread, args: &[Value]) -> Result {
    let time = broken_down(thread, moment(thread, args[0])?, true)?;
    time_value(thread, &time, &zone_text(time.tm_zone), time.tm_gmtoff)
}

/// A time tuple as the C library's struct.
fn time_argument(thread: &Thread, function: &str, value: Value) -> Result<libc::tm> {
    let Some(tuple) = value.downcast::<TupleObject>() else {
        return Err(errors::type_error(
            thread,
            "Tuple or struct_time argument required",
        ));
    };
    if tuple.len() != 9 {
        return Err(errors::type_error(
            thread,
            format!("{function}(): illegal time tuple argument"),
        ));
    }
    let mut parts = [0i32; 9];
    for (part, item) in parts.iter_mut().zip(tuple.iter()) {
        *part = crate::support::to_c_int(thread, item)?;
    }
    // SAFETY: a zeroed tm is valid.
    let mut time: libc::tm = unsafe { std::mem::zeroed() };
    let Some(year) = parts[0].checked_sub(1900) else {
        return Err(errors::overflow_error(thread, "year out of range"));
    };
    time.tm_year = year;
    time.tm_mon = parts[1].wrapping_sub(1);
    time.tm_mday = parts[2];
    time.tm_hour = parts[3];
    time.tm_min = parts[4];
    time.tm_sec = parts[5];
    time.tm_wday = (parts[6].wrapping_add(1)) % 7;
    time.tm_yday = parts[7].wrapping_sub(1);
    time.tm_isdst = parts[8];
    if value.class() == STRUCT_TIME.ready(thread)? {
        let offset =
            typhon_objects::attribute::get(thread, value, intern_text(thread, "tm_gmtoff")?)?;
        if ints::is_int(offset) {
            time.tm_gmtoff = ints::to_i64(offset).unwrap_or(0);
        }
    }
    Ok(time)
}

/// Brings fields that may be 0 for "unknown" into range, and refuses others out of range.
fn check_time(thread: &Thread, time: &mut libc::tm) -> Result<()> {
    if time.tm_mon == -1 {
        time.tm_mon = 0;
    }
    if time.tm_mday == 0 {
        time.tm_mday = 1;
    }
    if time.tm_yday == -1 {
        time.tm_yday = 0;
    }
    let complain = |what: &str| Err(errors::value_error(thread, format!("{what} out of range")));
    if !(0..=11).contains(&time.tm_mon) {
        return complain("month");
    }
    if !(1..=31).contains(&time.tm_mday) {
        return complain("day of month");
    }
    if !(0..=23).contains(&time.tm_hour) {
        return complain("hour");
    }
    if !(0..=59).contains(&time.tm_min) {
        return complain("minute");
    }
    if !(0..=61).contains(&time.tm_sec) {
        return complain("seconds");
    }
    if time.tm_wday < 0 {
        return complain("day of week");
    }
    if !(0..=365).contains(&time.tm_yday) {
        return complain("day of year");
    }
    time.tm_isdst = time.tm_isdst.clamp(-1, 1);
    Ok(())
}

fn now_local(thread: &Thread) -> Result<libc::tm> {
    broken_down(thread, moment(thread, Value::NONE)?, true)
}

fn asctime(thread: &Thread, args: &[Value]) -> Result {
    let time = if args[0].is_null() {
        now_local(thread)?
    } else {
        let mut time = time_argument(thread, "asctime", args[0])?;
        check_time(thread, &mut time)?;
        time
    };
    crate::support::text(thread, asctime_text(&time))
}

fn asctime_text(time: &libc::tm) -> String {
    const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    format!(
        "{} {} {:2} {:02}:{:02}:{:02} {}",
        DAYS[time.tm_wday as usize % 7],
        MONTHS[time.tm_mon as usize % 12],
        time.tm_mday,
        time.tm_hour,
        time.tm_min,
        time.tm_sec,
        time.tm_year as i64 + 1900
    )
}

fn ctime(thread: &Thread, args: &[Value]) -> Result {
    let time = broken_down(thread, moment(thread, args[0])?, true)?;
    crate::support::text(thread, asctime_text(&time))
}

unsafe extern "C" {
    fn mktime(time: *mut libc::tm) -> libc::time_t;
    fn tzset();
}

fn mktime_function(thread: &Thread, args: &[Value]) -> Result {
    let mut time = time_argument(thread, "mktime", args[0])?;
    // A weekday of -1 tells failure from the moment before the epoch.
    time.tm_wday = -1;
    // SAFETY: a valid tm.
    let seconds = unsafe { mktime(&mut time) };
    if seconds == -1 && time.tm_wday == -1 {
        return Err(errors::overflow_error(
            thread,
            "mktime argument out of range",
        ));
    }
    float::from_f64(thread, seconds as f64)
}

fn strftime(thread: &Thread, args: &[Value]) -> Result {
    let Some(format) = args[0].downcast::<StrObject>() else {
        return Err(errors::type_error(
            thread,
            format!(
                "strftime() argument 1 must be str, not {}",
                args[0].class().name_text()
            ),
        ));
    };
    let mut time = if args[1].is_null() {
        now_local(thread)?
    } else {
        let mut time = time_argument(thread, "strftime", args[1])?;
        check_time(thread, &mut time)?;
        time
    };
    let zone = zone_text(time.tm_zone);
    let named;
    if args[1].is_null() {
        let _ = &zone;
    } else if STRUCT_TIME.ready(thread)? == args[1].class() {
        let value =
            typhon_objects::attribute::get(thread, args[1], intern_text(thread, "tm_zone")?)?;
        if let Some(text) = value.downcast::<StrObject>() {
            named = std::ffi::CString::new(crate::system_calls::encode_os(thread, text)?)
                .unwrap_or_default();
            time.tm_zone = named.as_ptr();
        }
    }
    let bytes = format.bytes();
    let mut output: Vec<u8> = Vec::new();
    let mut literal = 0;
    let mut at = 0;
    // Each directive alone: text around it may hold what the C library does not understand.
    while at < bytes.len() {
        if bytes[at] != b'%' {
            at += 1;
            continue;
        }
        output.extend_from_slice(&bytes[literal..at]);
        let mut end = at + 1;
        while end < bytes.len()
            && (matches!(bytes[end], b'_' | b'-' | b'^' | b'#' | b'+')
                || bytes[end].is_ascii_digit())
        {
            end += 1;
        }
        if end < bytes.len() && matches!(bytes[end], b'E' | b'O' | b':') {
            end += 1;
        }
        if end < bytes.len() {
            end += typhon_text::wtf8::length_from_lead(bytes[end]).max(1);
        }
        end = end.min(bytes.len());
        directive(&bytes[at..end], &time, &mut output);
        at = end;
        literal = end;
    }
    output.extend_from_slice(&bytes[literal..]);
    Ok(Str::from_wtf8(thread, &output)?.value())
}

/// Expands one directive.
fn directive(directive: &[u8], time: &libc::tm, output: &mut Vec<u8>) {
    let year = time.tm_year as i64 + 1900;
    match directive {
        // Years are of four digits at least wherever CPython says so.
        b"%Y" | b"%G" if directive == b"%Y" => {
            output.extend_from_slice(year.to_string().as_bytes());
            return;
        }
        b"%" => {
            output.push(b'%');
            return;
        }
        _ => {}
    }
    // A mark behind makes sure that an empty expansion is told from one that did not fit.
    let mut format = directive.to_vec();
    format.extend_from_slice(b".\0");
    if format[..format.len() - 1].contains(&0) {
        output.extend_from_slice(directive);
        return;
    }
    let mut buffer = vec![0u8; 256];
    while buffer.len() <= 1 << 20 {
        // SAFETY: a terminated format, a buffer of this length, and a valid tm.
        let length = unsafe {
            libc::strftime(
                buffer.as_mut_ptr().cast(),
                buffer.len(),
                format.as_ptr().cast(),
                time,
            )
        };
        if length > 0 {
            let text = &buffer[..length - 1];
            match std::str::from_utf8(text) {
                Ok(_) => output.extend_from_slice(text),
                Err(_) => output.extend_from_slice(String::from_utf8_lossy(text).as_bytes()),
            }
            return;
        }
        let longer = buffer.len() * 4;
        buffer.resize(longer, 0);
    }
}

fn strptime(thread: &Thread, args: &[Value]) -> Result {
    let module = typhon_interp::import::import_module(thread, "_strptime")?;
    let function = intern_text(thread, "_strptime_time")?;
    match args[1].present() {
        Some(format) => call_method(thread, module, function, &[args[0], format]),
        None => call_method(thread, module, function, &[args[0]]),
    }
}

fn get_clock_info(thread: &Thread, args: &[Value]) -> Result {
    let name = operations::expect_str(thread, "get_clock_info", "argument 1", args[0])?;
    let name = name.to_string_lossy();
    let (id, implementation, monotonic, adjustable) = match &*name {
        "time" => (
            libc::CLOCK_REALTIME,
            "clock_gettime(CLOCK_REALTIME)",
            false,
            true,
        ),
        "monotonic" | "perf_counter" => (
            libc::CLOCK_MONOTONIC,
            "clock_gettime(CLOCK_MONOTONIC)",
            true,
            false,
        ),
        "process_time" => (
            libc::CLOCK_PROCESS_CPUTIME_ID,
            "clock_gettime(CLOCK_PROCESS_CPUTIME_ID)",
            true,
            false,
        ),
        "thread_time" => (
            libc::CLOCK_THREAD_CPUTIME_ID,
            "clock_gettime(CLOCK_THREAD_CPUTIME_ID)",
            true,
            false,
        ),
        _ => return Err(errors::value_error(thread, "unknown clock")),
    };
    let namespace = typhon_interp::import::import_module(thread, "types")?;
    let info = super::io::invoke(thread, namespace, "SimpleNamespace", &[])?;
    let set = |name: &str, value: Value| {
        typhon_objects::attribute::set(thread, info, intern_text(thread, name)?, value)
    };
    set(
        "implementation",
        crate::support::text(thread, implementation)?,
    )?;
    set("monotonic", Value::bool(monotonic))?;
    set("adjustable", Value::bool(adjustable))?;
    set(
        "resolution",
        clock_getres(thread, &[Value::fixnum(id as i64)])?,
    )?;
    Ok(info)
}

/// `timezone`, `altzone`, `daylight` and `tzname`, from the year's two solstices.
fn set_zone(thread: &Thread, module: Module) -> Result<()> {
    const YEAR: i64 = (365 * 24 + 6) * 3600;
    let now = moment(thread, Value::NONE)?;
    let start = now / YEAR * YEAR;
    let january = broken_down(thread, start, true)?;
    let july = broken_down(thread, start + YEAR / 2, true)?;
    let (winter, summer) = if january.tm_gmtoff <= july.tm_gmtoff {
        (january, july)
    } else {
        (july, january)
    };
    module.set(thread, "timezone", Value::fixnum(-winter.tm_gmtoff))?;
    module.set(thread, "altzone", Value::fixnum(-summer.tm_gmtoff))?;
    let differs = january.tm_gmtoff != july.tm_gmtoff;
    module.set(thread, "daylight", Value::fixnum(differs as i64))?;
    let names = [
        crate::support::text(thread, zone_text(winter.tm_zone))?,
        crate::support::text(thread, zone_text(summer.tm_zone))?,
    ];
    module.set(thread, "tzname", crate::support::tuple(thread, &names)?)
}

fn tzset_function(thread: &Thread, _args: &[Value]) -> Result {
    // SAFETY: reads TZ from the environment.
    unsafe { tzset() };
    let module = typhon_interp::import::import_module(thread, "time")?;
    set_zone(thread, Module::of(module))?;
    Ok(Value::NONE)
}

fn setup(thread: &Thread, module: Module) -> Result<()> {
    // SAFETY: reads TZ from the environment.
    unsafe { tzset() };
    set_zone(thread, module)?;
    module.set(thread, "struct_time", STRUCT_TIME.ready(thread)?.value())?;
    module.set(thread, "_STRUCT_TM_ITEMS", Value::fixnum(11))?;
    for (name, id) in [
        ("CLOCK_REALTIME", libc::CLOCK_REALTIME),
        ("CLOCK_MONOTONIC", libc::CLOCK_MONOTONIC),
        ("CLOCK_MONOTONIC_RAW", libc::CLOCK_MONOTONIC_RAW),
        ("CLOCK_PROCESS_CPUTIME_ID", libc::CLOCK_PROCESS_CPUTIME_ID),
        ("CLOCK_THREAD_CPUTIME_ID", libc::CLOCK_THREAD_CPUTIME_ID),
        ("CLOCK_BOOTTIME", libc::CLOCK_BOOTTIME),
        ("CLOCK_TAI", libc::CLOCK_TAI),
    ] {
        module.set(thread, name, Value::fixnum(id as i64))?;
    }
    Ok(())
}

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "time",
    doc: "This module provides various functions to manipulate time values.",
    functions: &[
        function(
            "time",
            |thread, _| as_seconds(thread, read(thread, libc::CLOCK_REALTIME)?),
            "()",
            "time() -> floating-point number\n\nReturn the current time in seconds since the Epoch.",
        ),
        function(
            "time_ns",
            |thread, _| as_int(thread, read(thread, libc::CLOCK_REALTIME)?),
            "()",
            "",
        ),
        function(
            "monotonic",
            |thread, _| as_seconds(thread, read(thread, libc::CLOCK_MONOTONIC)?),
            "()",
            "monotonic() -> float\n\nMonotonic clock, cannot go backward.",
        ),
        function(
            "monotonic_ns",
            |thread, _| as_int(thread, read(thread, libc::CLOCK_MONOTONIC)?),
            "()",
            "",
        ),
        function(
            "perf_counter",
            |thread, _| as_seconds(thread, read(thread, libc::CLOCK_MONOTONIC)?),
            "()",
            "perf_counter() -> float\n\nPerformance counter for benchmarking.",
        ),
        function(
            "perf_counter_ns",
            |thread, _| as_int(thread, read(thread, libc::CLOCK_MONOTONIC)?),
            "()",
            "",
        ),
        function(
            "process_time",
            |thread, _| as_seconds(thread, read(thread, libc::CLOCK_PROCESS_CPUTIME_ID)?),
            "()",
            "",
        ),
        function(
            "process_time_ns",
            |thread, _| as_int(thread, read(thread, libc::CLOCK_PROCESS_CPUTIME_ID)?),
            "()",
            "",
        ),
        function(
            "thread_time",
            |thread, _| as_seconds(thread, read(thread, libc::CLOCK_THREAD_CPUTIME_ID)?),
            "()",
            "",
        ),
        function(
            "thread_time_ns",
            |thread, _| as_int(thread, read(thread, libc::CLOCK_THREAD_CPUTIME_ID)?),
            "()",
            "",
        ),
        function(
            "clock_gettime",
            |thread, args| as_seconds(thread, read(thread, clock_id(thread, args[0])?)?),
            "(clk_id, /)",
            "Return the time of the specified clock clk_id as a float.",
        ),
        function(
            "clock_gettime_ns",
            |thread, args| as_int(thread, read(thread, clock_id(thread, args[0])?)?),
            "(clk_id, /)",
            "Return the time of the specified clock clk_id as nanoseconds (int).",
        ),
        function(
            "clock_settime",
            |thread, args| clock_settime(thread, args, false),
            "(clk_id, time, /)",
            "",
        ),
        function(
            "clock_settime_ns",
            |thread, args| clock_settime(thread, args, true),
            "(clk_id, time, /)",
            "",
        ),
        function("clock_getres", clock_getres, "(clk_id, /)", ""),
        function(
            "pthread_getcpuclockid",
            pthread_getcpuclockid,
            "(thread_id, /)",
            "",
        ),
        function(
            "sleep",
            sleep,
            "(seconds, /)",
            "sleep(seconds)\n\nDelay execution for a given number of seconds.",
        ),
        function("gmtime", gmtime, "(seconds=None, /)", ""),
        function("localtime", localtime, "(seconds=None, /)", ""),
        function("asctime", asctime, "(tuple=None, /)", ""),
        function("ctime", ctime, "(seconds=None, /)", ""),
        function("mktime", mktime_function, "(tuple, /)", ""),
        function("strftime", strftime, "(format, tuple=None, /)", ""),
        function("strptime", strptime, "(string, format=None, /)", ""),
        function("get_clock_info", get_clock_info, "(name, /)", ""),
        function("tzset", tzset_function, "()", ""),
    ],
    types: &[],
    setup: Some(setup),
};
