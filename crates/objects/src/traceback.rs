//! Traceback objects: one for each frame an exception has passed through, outermost first.
//! `tb_next` is the only field Python code can change; it never makes a loop.

use crate::errors::{self, Result};
use crate::int;
use crate::object::{Kind, Ref, ValueExt};
use crate::operations;
use crate::str::intern_text;
use crate::thread::Thread;
use crate::tuple::Tuple;
use crate::types::{Shape, TypeObject, TypeSpec, getset, member, method, static_method};
use std::sync::atomic::{AtomicI64, Ordering};
use typhon_heap::{Header, Slot, Value};

#[repr(C)]
pub struct TracebackObject {
    pub header: Header,
    /// The next inner traceback, or NULL.
    next: Slot,
    frame: Slot,
    /// What the frame calls the place of its last instruction.
    last_instruction: i64,
    /// Line number; -1 while nobody has asked the frame's code for it.
    line: AtomicI64,
}

pub type Traceback = Ref<TracebackObject>;

crate::heap_object!(
    TracebackObject,
    TRACEBACK_LAYOUT,
    "traceback",
    Kind::Other,
    |object, tracer| {
        tracer.slot(&object.next);
        tracer.slot(&object.frame);
    }
);

impl Traceback {
    /// A traceback of `frame`, before `next` (or NULL). With a line of -1 the frame's code is asked
    /// for it when somebody wants to know.
    pub fn new(
        thread: &Thread,
        next: Value,
        frame: Value,
        last_instruction: i64,
        line: i64,
    ) -> Result<Traceback> {
        let shape = TRACEBACK.root_shape();
        Traceback::with_shape(thread, shape, next, frame, last_instruction, line)
    }

    fn with_shape(
        thread: &Thread,
        shape: Ref<Shape>,
        next: Value,
        frame: Value,
        last_instruction: i64,
        line: i64,
    ) -> Result<Traceback> {
        thread.allocate(
            shape,
            TracebackObject {
                header: Header::new(shape.pointer().cast()),
                next: Slot::new(next),
                frame: Slot::new(frame),
                last_instruction,
                line: AtomicI64::new(line),
            },
        )
    }

    pub fn next(self) -> Option<Traceback> {
        Ref::from_slot(&self.next)
    }

    pub fn set_next(self, next: Value) {
        self.next.set(self.header(), next);
    }

    pub fn frame(self) -> Value {
        self.frame.get()
    }

    pub fn last_instruction(self) -> i64 {
        self.last_instruction
    }

    /// The line number, `None` if the instruction has none.
    pub fn line(self, thread: &Thread) -> Result<Option<i64>> {
        match self.line.load(Ordering::Relaxed) {
            -1 => {}
            line => return Ok(Some(line)),
        }
        let name = intern_text(thread, "f_code")?;
        let Some(code) = crate::attribute::get_optional(thread, self.frame(), name)? else {
            return Ok(None);
        };
        let Some(code) = code.downcast::<crate::function::code::CodeObject>() else {
            return Ok(None);
        };
        let line = code.position(word_of(self.last_instruction)).line as i64;
        if line == 0 {
            return Ok(None);
        }
        self.line.store(line, Ordering::Relaxed);
        Ok(Some(line))
    }
}

pub static TRACEBACK: TypeSpec = TypeSpec::new("traceback", &TRACEBACK_LAYOUT)
    .doc("Create a new traceback object.")
    .methods(&[
        static_method(
            "__new__",
            new,
            "(cls, tb_next, tb_frame, tb_lasti, tb_lineno)",
            "Create and return a new object.  See help(type) for accurate signature.",
        ),
        method("__dir__", dir, "(self, /)", ""),
    ])
    .attributes(&[
        getset(
            "tb_next",
            |_, object| Ok(or_none(traceback(object).next.get())),
            set_next,
            "",
        ),
        member("tb_frame", |_, object| Ok(traceback(object).frame()), ""),
        member(
            "tb_lasti",
            |thread, object| int::from_i64(thread, traceback(object).last_instruction),
            "",
        ),
        crate::types::getter(
            "tb_lineno",
            |thread, object| match traceback(object).line(thread)? {
                Some(line) => int::from_i64(thread, line),
                None => Ok(Value::NONE),
            },
            "",
        ),
    ]);

fn traceback(value: Value) -> Traceback {
    Ref::of(value)
}

fn or_none(value: Value) -> Value {
    value.present().unwrap_or(Value::NONE)
}

fn checked_next(thread: &Thread, value: Value) -> Result {
    if value.is_none() {
        return Ok(Value::NULL);
    }
    if !value.is::<TracebackObject>() {
        return Err(errors::type_error(
            thread,
            format!(
                "expected traceback object or None, got '{}'",
                value.class().name_text()
            ),
        ));
    }
    Ok(value)
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    let shape = Ref::<TypeObject>::of(args[0]).root_shape();
    let next = checked_next(thread, args[1])?;
    if args[2].class().name_text() != "frame" || args[2].class().spec().is_none() {
        return Err(errors::bad_argument(
            thread,
            "traceback()",
            "argument 'tb_frame'",
            "frame",
            args[2],
        ));
    }
    let last = i64::from(operations::to_c_int(thread, args[3])?);
    let line = i64::from(operations::to_c_int(thread, args[4])?);
    Ok(Traceback::with_shape(thread, shape, next, args[2], last, line)?.value())
}

fn dir(thread: &Thread, _args: &[Value]) -> Result {
    let mut found = [Value::NULL; 4];
    for (slot, name) in found
        .iter_mut()
        .zip(["tb_frame", "tb_next", "tb_lasti", "tb_lineno"])
    {
        *slot = intern_text(thread, name)?.value();
    }
    Ok(crate::list::List::from_values(thread, &found)?.value())
}

fn set_next(thread: &Thread, object: Value, value: Value) -> Result<()> {
    if value.is_null() {
        return Err(errors::type_error(thread, "can't delete tb_next attribute"));
    }
    let next = checked_next(thread, value)?;
    let mut cursor = next;
    while let Some(later) = cursor.present() {
        if later == object {
            return Err(errors::value_error(thread, "traceback loop detected"));
        }
        cursor = traceback(later).next.get();
        thread.poll()?;
    }
    traceback(object).set_next(next);
    Ok(())
}

/// The instruction word that a `tb_lasti` stands for; see `CodeRef::offset_of`.
pub fn word_of(last_instruction: i64) -> usize {
    (usize::try_from(last_instruction).unwrap_or(0) / 2).saturating_sub(1)
}

/// The tracebacks from `first` inwards, as a tuple.
pub fn chain(thread: &Thread, first: Value) -> Result<Tuple> {
    let list = crate::list::List::new(thread)?;
    let mut cursor = first;
    while let Some(current) = cursor.downcast::<TracebackObject>() {
        list.append(thread, cursor)?;
        cursor = current.next.get();
    }
    Tuple::from_list(thread, list)
}

/// Removes chunks of entries whose code `is_machinery`: all such chunks if `always`, else those that end
/// in a function named `marker`. What the import machinery does is of no interest to whoever imports.
pub fn remove_machinery(
    first: Value,
    always: bool,
    marker: &str,
    is_machinery: impl Fn(&str) -> bool,
) -> Value {
    let text = |slot: &Slot| {
        slot.get()
            .downcast::<crate::str::StrObject>()
            .map_or("".into(), |text| text.to_string_lossy())
    };
    let mut start = first;
    // The entries before the chunk and before the current entry; `None` is the start.
    let (mut before_chunk, mut before): (Option<Traceback>, Option<Traceback>) = (None, None);
    let mut inside = false;
    let mut cursor = first.downcast::<TracebackObject>();
    while let Some(current) = cursor {
        let next = current.next.get();
        let code = frame_code(current.frame());
        let now_inside = code.is_some_and(|code| is_machinery(&text(&code.filename)));
        if now_inside && !inside {
            before_chunk = before;
        }
        inside = now_inside;
        let trims = inside && (always || code.is_some_and(|code| &*text(&code.name) == marker));
        if trims {
            match before_chunk {
                Some(entry) => entry.set_next(next),
                None => start = next,
            }
            before = before_chunk;
        } else {
            before = Some(current);
        }
        cursor = next.downcast::<TracebackObject>();
    }
    start
}

fn frame_code(frame: Value) -> Option<crate::function::code::CodeRef> {
    let thread = Thread::current()?;
    let name = intern_text(thread, "f_code").ok()?;
    let code = crate::attribute::get_optional(thread, frame, name).ok()??;
    code.downcast()
}
