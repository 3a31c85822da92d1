//! Cells: variables shared between a function and the closures within it. The content is one slot.

use crate::errors::{self, Result};
use crate::object::{Kind, Ref, ValueExt};
use crate::operations;
use crate::str::Str;
use crate::thread::Thread;
use crate::types::{TypeObject, TypeSpec, getset, method, static_method};
use typhon_heap::{Header, Slot, Value};

#[repr(C)]
pub struct CellObject {
    pub header: Header,
    content: Slot,
}

pub type Cell = Ref<CellObject>;

crate::heap_object!(
    CellObject,
    CELL_LAYOUT,
    "cell",
    Kind::Cell,
    |object, tracer| tracer.slot(&object.content)
);

impl Cell {
    /// A new cell; NULL makes it empty.
    pub fn new(thread: &Thread, content: Value) -> Result<Cell> {
        let shape = CELL.root_shape();
        thread.allocate(
            shape,
            CellObject {
                header: Header::new(shape.pointer().cast()),
                content: Slot::new(content),
            },
        )
    }

    #[inline(always)]
    pub fn get(self) -> Value {
        self.content.get()
    }

    #[inline(always)]
    pub fn set(self, content: Value) {
        self.content.set(self.header(), content);
    }
}

pub static CELL: TypeSpec = TypeSpec::new("cell", &CELL_LAYOUT)
    .doc("Create a new cell object.")
    .methods(&[
        static_method("__new__", new, "(cls, contents=None, /)", ""),
        method("__repr__", repr, "(self, /)", "Return repr(self)."),
        method(
            "__lt__",
            |thread, args| compare(thread, args, operations::Comparison::Less),
            "(self, value, /)",
            "",
        ),
        method(
            "__le__",
            |thread, args| compare(thread, args, operations::Comparison::LessEqual),
            "(self, value, /)",
            "",
        ),
        method(
            "__eq__",
            |thread, args| compare(thread, args, operations::Comparison::Equal),
            "(self, value, /)",
            "",
        ),
        method(
            "__ne__",
            |thread, args| compare(thread, args, operations::Comparison::NotEqual),
            "(self, value, /)",
            "",
        ),
        method(
            "__gt__",
            |thread, args| compare(thread, args, operations::Comparison::Greater),
            "(self, value, /)",
            "",
        ),
        method(
            "__ge__",
            |thread, args| compare(thread, args, operations::Comparison::GreaterEqual),
            "(self, value, /)",
            "",
        ),
    ])
    .attributes(&[getset(
        "cell_contents",
        contents,
        |_, object, value| {
            Ref::<CellObject>::of(object).set(value);
            Ok(())
        },
        "",
    )]);

fn new(thread: &Thread, args: &[Value]) -> Result {
    debug_assert!(args[0].is::<TypeObject>());
    Ok(Cell::new(thread, args[1])?.value())
}

fn contents(thread: &Thread, object: Value) -> Result {
    match Ref::<CellObject>::of(object).get().present() {
        Some(value) => Ok(value),
        None => Err(errors::value_error(thread, "Cell is empty")),
    }
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let text = match Ref::<CellObject>::of(args[0]).get().present() {
        None => format!("<cell at {:#x}: empty>", args[0].bits()),
        Some(value) => format!(
            "<cell at {:#x}: {} object at {:#x}>",
            args[0].bits(),
            value.class().name_text(),
            value.bits()
        ),
    };
    Ok(Str::new(thread, &text)?.value())
}

/// Empty cells come before all others.
fn compare(thread: &Thread, args: &[Value], comparison: operations::Comparison) -> Result {
    let Some(other) = args[1].downcast::<CellObject>() else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let (a, b) = (Ref::<CellObject>::of(args[0]).get(), other.get());
    if a.is_null() || b.is_null() {
        let rank = |value: Value| !value.is_null() as i64;
        return operations::compare(
            thread,
            comparison,
            Value::fixnum(rank(a)),
            Value::fixnum(rank(b)),
        );
    }
    operations::compare(thread, comparison, a, b)
}
