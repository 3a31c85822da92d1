//! A timeline of the run: who ran, waited, blocked, collected, and when. Off, each call is one relaxed
//! load. On, an event goes to a buffer of its thread, which is bounded; all are written at the end, in
//! the Chrome trace event format, which Perfetto (ui.perfetto.dev) shows.
//!
//! Invariant: nobody waits for a buffer's lock but the thread that writes the file.

use std::cell::{Cell, OnceCell};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Instant;

/// What a thread did.
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub enum Kind {
    /// It ran Python; with a GIL it had it.
    Run,
    /// It waited for the GIL.
    WaitForGil,
    /// It was told that the GIL is free, and came too late.
    FailedAcquisition,
    /// It was made to let go of the GIL.
    Switch,
    /// It waited for a lock, a thread's end, or an item of a queue.
    LockWait,
    /// It was in a call that may block.
    Blocked,
    /// It collected garbage, and the others stood still.
    Collection,
    /// It stood still at a safepoint.
    Stopped,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Run => "run",
            Kind::WaitForGil => "wait for GIL",
            Kind::FailedAcquisition => "failed acquisition",
            Kind::Switch => "switch",
            Kind::LockWait => "lock wait",
            Kind::Blocked => "blocked",
            Kind::Collection => "collection",
            Kind::Stopped => "stopped",
        }
    }

    fn category(self) -> &'static str {
        match self {
            Kind::Run | Kind::Blocked => "thread",
            Kind::WaitForGil | Kind::FailedAcquisition | Kind::Switch => "gil",
            Kind::LockWait => "lock",
            Kind::Collection | Kind::Stopped => "collector",
        }
    }
}

struct Event {
    kind: Kind,
    /// Nanoseconds since the start.
    at: u64,
    /// None for what has no duration.
    lasted: Option<u64>,
    /// More about it, or "".
    detail: &'static str,
}

/// Most events of one thread; at 48 bytes each.
const MOST: usize = 1 << 18;

#[derive(Default)]
struct Buffer {
    name: String,
    events: Vec<Event>,
    dropped: u64,
}

struct Track {
    thread: i64,
    buffer: Mutex<Buffer>,
}

/// Written once at the start; afterwards only cleared.
static ON: AtomicBool = AtomicBool::new(false);
static START: OnceLock<Instant> = OnceLock::new();
static FILE: Mutex<Option<PathBuf>> = Mutex::new(None);
static TRACKS: Mutex<Vec<Arc<Track>>> = Mutex::new(Vec::new());

thread_local! {
    static OWN: OnceCell<Arc<Track>> = const { OnceCell::new() };
    /// Since when the thread has been running, or blocked.
    static SINCE: Cell<u64> = const { Cell::new(0) };
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[inline(always)]
pub fn is_on() -> bool {
    ON.load(Ordering::Relaxed)
}

/// Begins a timeline that `finish` writes to `file`.
pub fn start(file: PathBuf) {
    START.get_or_init(Instant::now);
    *lock(&FILE) = Some(file);
    ON.store(true, Ordering::Relaxed);
}

/// Nanoseconds since the start.
pub fn now() -> u64 {
    START
        .get()
        .map_or(0, |start| start.elapsed().as_nanos() as u64)
}

/// The present if there is a timeline, for a later `span`.
#[inline(always)]
pub fn begin() -> u64 {
    if is_on() { now() } else { 0 }
}

fn own_track() -> Arc<Track> {
    // SAFETY: no arguments, cannot fail.
    let thread = unsafe { libc::syscall(libc::SYS_gettid) };
    let track = Arc::new(Track {
        thread,
        buffer: Mutex::default(),
    });
    lock(&TRACKS).push(track.clone());
    track
}

fn with_buffer(f: impl FnOnce(&mut Buffer)) {
    // A thread may still tell of something while its thread-locals are taken down.
    let _ = OWN.try_with(|own| f(&mut lock(&own.get_or_init(own_track).buffer)));
}

#[cold]
fn record(event: Event) {
    with_buffer(|buffer| {
        if buffer.events.len() < MOST {
            buffer.events.push(event);
        } else {
            buffer.dropped += 1;
        }
    });
}

/// Something that has lasted since a moment given by `begin` or `now`.
#[inline(always)]
pub fn span(kind: Kind, since: u64, detail: &'static str) {
    if is_on() {
        record(Event {
            kind,
            at: since,
            lasted: Some(now().saturating_sub(since)),
            detail,
        });
    }
}

/// Something that happened at a moment given by `begin` or `now`.
#[inline(always)]
pub fn instant(kind: Kind, at: u64, detail: &'static str) {
    if is_on() {
        record(Event {
            kind,
            at,
            lasted: None,
            detail,
        });
    }
}

/// What the calling thread has been doing since its turn began was of this kind; at the moment `at`
/// another turn begins.
#[inline(always)]
pub fn turn(kind: Kind, at: u64) {
    if is_on() {
        let since = SINCE.replace(at);
        if since != 0 {
            record(Event {
                kind,
                at: since,
                lasted: Some(at.saturating_sub(since)),
                detail: "",
            });
        }
    }
}

/// The calling thread begins to run: nothing before belongs to it.
#[inline(always)]
pub fn begin_turn() {
    if is_on() {
        SINCE.set(now());
    }
}

/// The calling thread's name.
pub fn name_thread(name: &str) {
    if is_on() {
        with_buffer(|buffer| name.clone_into(&mut buffer.name));
    }
}

/// In a child after a fork: the timeline is the parent's.
pub fn forget() {
    ON.store(false, Ordering::Relaxed);
}

/// Writes the file. Returns how many events did not fit.
pub fn finish() -> std::io::Result<u64> {
    if !ON.swap(false, Ordering::Relaxed) {
        return Ok(0);
    }
    let Some(file) = lock(&FILE).take() else {
        return Ok(0);
    };
    let mut out = std::io::BufWriter::new(std::fs::File::create(file)?);
    let dropped = write(&mut out)?;
    out.flush()?;
    Ok(dropped)
}

fn write(out: &mut impl std::io::Write) -> std::io::Result<u64> {
    let process = std::process::id();
    let mut all_dropped = 0;
    write!(out, "{{\"displayTimeUnit\":\"ms\",\"traceEvents\":[")?;
    write!(
        out,
        "{{\"ph\":\"M\",\"pid\":{process},\"name\":\"process_name\",\"args\":{{\"name\":\"typhon\"}}}}"
    )?;
    let mut line = String::new();
    for track in lock(&TRACKS).iter() {
        let buffer = lock(&track.buffer);
        let place = format!("\"pid\":{process},\"tid\":{}", track.thread);
        let name = match buffer.name.as_str() {
            "" => format!("thread {}", track.thread),
            name => escape(name),
        };
        write!(
            out,
            ",\n{{\"ph\":\"M\",{place},\"name\":\"thread_name\",\"args\":{{\"name\":\"{name}\"}}}}"
        )?;
        for event in &buffer.events {
            line.clear();
            show(&mut line, event, &place);
            out.write_all(line.as_bytes())?;
        }
        if let (Some(last), dropped @ 1..) = (buffer.events.last(), buffer.dropped) {
            write!(
                out,
                ",\n{{\"ph\":\"i\",\"s\":\"t\",{place},\"ts\":{},\"name\":\"{dropped} events dropped\",\"cat\":\"timeline\"}}",
                micros(last.at + last.lasted.unwrap_or(0)),
            )?;
            all_dropped += dropped;
        }
    }
    writeln!(
        out,
        "\n],\"otherData\":{{\"dropped_events\":{all_dropped}}}}}"
    )?;
    Ok(all_dropped)
}

fn show(line: &mut String, event: &Event, place: &str) {
    let _ = write!(
        line,
        ",\n{{{place},\"ts\":{},\"name\":\"{}\",\"cat\":\"{}\"",
        micros(event.at),
        event.kind.name(),
        event.kind.category()
    );
    let _ = match event.lasted {
        Some(lasted) => write!(line, ",\"ph\":\"X\",\"dur\":{}", micros(lasted)),
        None => write!(line, ",\"ph\":\"i\",\"s\":\"t\""),
    };
    if !event.detail.is_empty() {
        let _ = write!(line, ",\"args\":{{\"cause\":\"{}\"}}", event.detail);
    }
    line.push('}');
}

/// As the format wants it: microseconds with three digits behind the point.
fn micros(nanos: u64) -> String {
    format!("{}.{:03}", nanos / 1000, nanos % 1000)
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '"' | '\\' => escaped.extend(['\\', letter]),
            '\0'..='\x1f' => {
                let _ = write!(escaped, "\\u{:04x}", letter as u32);
            }
            _ => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_come_out_as_json() {
        instant(Kind::Switch, 0, "lost, because it is off");
        start(PathBuf::from("/nonexistent/file"));
        name_thread("a \"name\"\n");
        begin_turn();
        turn(Kind::Run, now());
        turn(Kind::Blocked, now());
        instant(Kind::Switch, now(), "time");
        span(Kind::Collection, begin(), "full");
        let mut text = Vec::new();
        assert_eq!(write(&mut text).unwrap(), 0);
        let text = String::from_utf8(text).unwrap();
        assert!(
            text.contains("\"name\":\"a \\\"name\\\"\\u000a\""),
            "{text}"
        );
        for part in [
            "\"name\":\"run\",\"cat\":\"thread\",\"ph\":\"X\",\"dur\":",
            "\"name\":\"blocked\"",
            "\"cat\":\"gil\",\"ph\":\"i\",\"s\":\"t\",\"args\":{\"cause\":\"time\"}",
            "\"args\":{\"cause\":\"full\"}",
            "\"dropped_events\":0",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(!text.contains("lost"));
        for _ in 0..MOST + 5 {
            instant(Kind::Switch, now(), "");
        }
        let mut text = Vec::new();
        assert_eq!(write(&mut text).unwrap(), 9);
        let text = String::from_utf8(text).unwrap();
        assert!(text.contains("9 events dropped"));
        assert!(finish().is_err());
    }
}
