//! `sys.monitoring` (PEP 669): tools, the events they want, and their callbacks.
//!
//! Tables of atomics and roots that any thread may read while events are fired; changing them sets the
//! threads' safepoint words (`changed`). What tools want of single code objects lies with those.

use super::report;
use crate::frame::Frame;
use std::sync::atomic::{AtomicU32, Ordering};
use typhon_bytecode::Opcode;
use typhon_objects::function::branches::branch_at;
use typhon_objects::function::code::{CodeRef, Monitors};
use typhon_objects::prelude::*;
use typhon_objects::thread::{Event, Global};

pub const TOOLS: usize = 6;

macro_rules! kinds {
    ($( $kind:ident $name:literal ),* $(,)?) => {
        /// Kinds of events, numbered as their bits are.
        #[derive(Copy, Clone, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub enum Kind { $( $kind ),* }

        pub static NAMES: &[&str] = &[ $( $name ),* ];
    };
}

kinds! {
    PyStart "PY_START",
    PyResume "PY_RESUME",
    PyReturn "PY_RETURN",
    PyYield "PY_YIELD",
    Call "CALL",
    Line "LINE",
    Instruction "INSTRUCTION",
    Jump "JUMP",
    BranchLeft "BRANCH_LEFT",
    BranchRight "BRANCH_RIGHT",
    StopIteration "STOP_ITERATION",
    Raise "RAISE",
    ExceptionHandled "EXCEPTION_HANDLED",
    PyUnwind "PY_UNWIND",
    PyThrow "PY_THROW",
    Reraise "RERAISE",
    CReturn "C_RETURN",
    CRaise "C_RAISE",
    Branch "BRANCH",
}

impl Kind {
    const fn bit(self) -> u32 {
        1 << self as u32
    }
}

pub const KINDS: usize = Kind::Branch as usize + 1;
/// Events that can be asked for on one code object, and disabled in one place.
pub const LOCAL: u32 = Kind::Raise.bit() - 1;
const C_EVENTS: u32 = Kind::CReturn.bit() | Kind::CRaise.bit();

/// `sys.monitoring.DISABLE` and `MISSING`.
pub static DISABLE: Global = Global::new();
pub static MISSING: Global = Global::new();

struct Tool {
    name: Global,
    events: AtomicU32,
    callbacks: [Global; KINDS],
    /// Counts the times its local events were dropped.
    generation: AtomicU32,
}

static TABLE: [Tool; TOOLS] = [const {
    Tool {
        name: Global::new(),
        events: AtomicU32::new(0),
        callbacks: [const { Global::new() }; KINDS],
        generation: AtomicU32::new(0),
    }
}; TOOLS];

/// Counts `restart_events`.
static RESTARTS: AtomicU32 = AtomicU32::new(0);
/// The tools, as bits, that may have events on some code object alone.
static LOCAL_EVENTS: AtomicU32 = AtomicU32::new(0);

/// Whether any tool wants any event.
pub fn is_on() -> bool {
    LOCAL_EVENTS.load(Ordering::Relaxed) != 0
        || TABLE
            .iter()
            .any(|tool| tool.events.load(Ordering::Relaxed) != 0)
}

/// The events that a tool wants of a code object alone.
fn local_events(monitors: &Monitors, tool: usize) -> u32 {
    let (events, generation) = monitors.events[tool];
    if generation == TABLE[tool].generation.load(Ordering::Relaxed) {
        events
    } else {
        0
    }
}

/// The tools to be told of an event, as bits.
fn listeners(code: CodeRef, kind: Kind, word: usize) -> u32 {
    // An event that follows a call is wanted by who wants the call.
    let wanted = match kind {
        Kind::CReturn | Kind::CRaise => Kind::Call,
        _ => kind,
    };
    let mut tools = 0;
    for (index, tool) in TABLE.iter().enumerate() {
        if tool.events.load(Ordering::Relaxed) & wanted.bit() != 0 {
            tools |= 1 << index;
        }
    }
    if !code.has_monitors() {
        return tools;
    }
    let mut monitors = code.monitors();
    for index in 0..TOOLS {
        if local_events(&monitors, index) & wanted.bit() != 0 {
            tools |= 1 << index;
        }
    }
    if tools != 0 && !monitors.disabled.is_empty() {
        let restarts = RESTARTS.load(Ordering::Relaxed);
        if monitors.restarts != restarts {
            monitors.disabled.clear();
        }
        for index in 0..TOOLS {
            let place = (index as u8, wanted as u8, word as u32);
            if monitors.disabled.contains(&place) {
                tools &= !(1 << index);
            }
        }
    }
    tools
}

/// Whether some tool is to be told of such an event at `word`.
pub fn is_wanted(code: CodeRef, kind: Kind, word: usize) -> bool {
    is_on() && listeners(code, kind, word) != 0
}

/// Tells the tools of an event at the frame's pc: callbacks get the code, the offset, and `arguments`.
pub fn fire(thread: &Thread, frame: Frame, kind: Kind, arguments: &[Value]) -> Result<()> {
    let offset = match kind {
        Kind::PyStart => 0,
        _ => CodeRef::offset_of(frame.pc()),
    };
    let offset = Value::fixnum(offset);
    fire_with(thread, frame, kind, frame.pc(), offset, arguments)
}

/// The instruction at `word` is about to be run; the frame may seem to stand at an earlier one.
pub fn instruction(thread: &Thread, frame: Frame, word: usize) -> Result<()> {
    let offset = Value::fixnum(CodeRef::offset_of(word));
    fire_with(thread, frame, Kind::Instruction, word, offset, &[])
}

pub fn line(thread: &Thread, frame: Frame, line: u32) -> Result<()> {
    let line = Value::fixnum(line as i64);
    fire_with(thread, frame, Kind::Line, frame.pc(), line, &[])
}

/// Control went from `previous` to `pc`: a branch, if the instruction there is one.
pub fn branch(
    thread: &Thread,
    frame: Frame,
    code: CodeRef,
    previous: usize,
    pc: usize,
) -> Result<()> {
    let Some(branch) = branch_at(code, previous) else {
        return Ok(());
    };
    let (kind, to) = match pc {
        _ if pc == branch.left.next => (Kind::BranchLeft, branch.left.shown),
        _ if pc == branch.right.next => (Kind::BranchRight, branch.right.shown),
        _ => return Ok(()),
    };
    fire_jump(thread, frame, kind, branch.from, to)
}

/// The instruction at `pc` is about to jump, whatever happens. The jump behind `ForIter` and `Send` is a
/// part of those; one without a line leads around handlers, which Python lays out of the way.
pub fn jump(thread: &Thread, frame: Frame, code: CodeRef, pc: usize) -> Result<()> {
    let part = |distance: usize, opcode: Opcode| {
        pc.checked_sub(distance)
            .is_some_and(|before| code.opcode(before) == opcode)
    };
    let hidden = code.position(pc).line == 0;
    if hidden || part(2, Opcode::ForIter) || part(1, Opcode::Send) {
        return Ok(());
    }
    let target = code.instruction(pc).wide_operand() as usize;
    fire_jump(thread, frame, Kind::Jump, pc, target)
}

fn fire_jump(thread: &Thread, frame: Frame, kind: Kind, from: usize, to: usize) -> Result<()> {
    let offset = Value::fixnum(CodeRef::offset_of(from));
    let target = Value::fixnum(CodeRef::offset_of(to));
    fire_with(thread, frame, kind, from, offset, &[target])
}

#[inline]
fn fire_with(
    thread: &Thread,
    frame: Frame,
    kind: Kind,
    word: usize,
    place: Value,
    rest: &[Value],
) -> Result<()> {
    if !is_on() || !thread.trace.active.get() {
        return Ok(());
    }
    let code = frame.code();
    let tools = listeners(code, kind, word);
    if tools == 0 {
        return Ok(());
    }
    let mut arguments = [Value::NULL; 4];
    arguments[0] = code.value();
    arguments[1] = place;
    arguments[2..2 + rest.len()].copy_from_slice(rest);
    let arguments = &arguments[..2 + rest.len()];
    let event = match kind {
        Kind::PyStart => Event::Start,
        Kind::Call | Kind::CReturn => Event::Call,
        Kind::PyReturn | Kind::PyThrow | Kind::Raise | Kind::CRaise | Kind::ExceptionHandled => {
            Event::Other
        }
        _ => Event::Line,
    };
    for (index, tool) in TABLE.iter().enumerate() {
        let callback = tool.callbacks[kind as usize].get();
        if tools & (1 << index) == 0 || callback.is_null() {
            continue;
        }
        let answer = report(thread, frame, event, || call(thread, callback, arguments))?;
        if answer == DISABLE.get() {
            disable(thread, code, index, kind, word)?;
            let both = callback == tool.callbacks[Kind::Branch as usize].get();
            match kind {
                Kind::BranchLeft if both => disable(thread, code, index, Kind::BranchRight, word)?,
                Kind::BranchRight if both => disable(thread, code, index, Kind::BranchLeft, word)?,
                _ => {}
            }
        }
    }
    Ok(())
}

/// A callback does not want to hear of this place again.
fn disable(thread: &Thread, code: CodeRef, tool: usize, kind: Kind, word: usize) -> Result<()> {
    if kind.bit() & LOCAL == 0 {
        TABLE[tool].callbacks[kind as usize].set(Value::NULL);
        let name = NAMES[kind as usize];
        let message = format!("Cannot disable {name} events. Callback removed.");
        return Err(errors::value_error(thread, message));
    }
    let mut monitors = code.monitors();
    let restarts = RESTARTS.load(Ordering::Relaxed);
    if monitors.restarts != restarts {
        monitors.disabled.clear();
        monitors.restarts = restarts;
    }
    monitors
        .disabled
        .insert((tool as u8, kind as u8, word as u32));
    Ok(())
}

// ---- what the module's functions do; `tool` was checked by them ----

pub fn tool_name(tool: usize) -> Value {
    TABLE[tool].name.get()
}

/// Takes a tool for use. False if somebody has it.
pub fn take(tool: usize, name: Value) -> bool {
    if !TABLE[tool].name.get().is_null() {
        return false;
    }
    TABLE[tool].name.set(name);
    true
}

/// Forgets events and callbacks of a tool.
pub fn clear(thread: &Thread, tool: usize) {
    LOCAL_EVENTS.fetch_and(!(1 << tool), Ordering::Relaxed);
    let tool = &TABLE[tool];
    tool.events.store(0, Ordering::Relaxed);
    tool.generation.fetch_add(1, Ordering::Relaxed);
    for callback in &tool.callbacks {
        callback.set(Value::NULL);
    }
    super::changed(thread);
}

pub fn free(thread: &Thread, tool: usize) {
    clear(thread, tool);
    TABLE[tool].name.set(Value::NULL);
}

/// Sets a callback; gives the one before, or NULL.
pub fn register(tool: usize, kind: usize, callback: Value) -> Value {
    let slot = &TABLE[tool].callbacks[kind];
    let old = slot.get();
    slot.set(callback);
    if kind == Kind::Branch as usize {
        // Both ways of a branch, for tools that do not tell them apart.
        TABLE[tool].callbacks[Kind::BranchLeft as usize].set(callback);
        TABLE[tool].callbacks[Kind::BranchRight as usize].set(callback);
    }
    old
}

pub fn events(tool: usize) -> u32 {
    TABLE[tool].events.load(Ordering::Relaxed)
}

pub fn set_events(thread: &Thread, tool: usize, events: u32) {
    TABLE[tool].events.store(events, Ordering::Relaxed);
    super::changed(thread);
}

pub fn code_events(code: CodeRef, tool: usize) -> u32 {
    if !code.has_monitors() {
        return 0;
    }
    local_events(&code.monitors(), tool)
}

pub fn set_code_events(thread: &Thread, code: CodeRef, tool: usize, events: u32) {
    let generation = TABLE[tool].generation.load(Ordering::Relaxed);
    code.monitors().events[tool] = (events, generation);
    if events != 0 {
        LOCAL_EVENTS.fetch_or(1 << tool, Ordering::Relaxed);
    }
    super::changed(thread);
}

pub fn restart() {
    RESTARTS.fetch_add(1, Ordering::Relaxed);
}

/// An event set as Python gives it: events that imply others are resolved, what does not exist refused.
pub fn event_set(thread: &Thread, bits: i64) -> Result<u32> {
    let all = (1 << KINDS as i64) - 1;
    if bits & !all != 0 {
        let message = format!("invalid event set {:#x}", bits as u32);
        return Err(errors::value_error(thread, message));
    }
    let mut events = bits as u32;
    if events & C_EVENTS != 0 && events & Kind::Call.bit() == 0 {
        return Err(errors::value_error(
            thread,
            "cannot set C_RETURN or C_RAISE events independently",
        ));
    }
    events &= !C_EVENTS;
    if events & Kind::Branch.bit() != 0 {
        events |= Kind::BranchLeft.bit() | Kind::BranchRight.bit();
        events &= !Kind::Branch.bit();
    }
    Ok(events)
}
