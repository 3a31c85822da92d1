//! Module `_csv`: `dialect` has the rules of a file, `reader` and `writer` apply them.

mod dialect;
mod reader;
mod writer;

use crate::exception_type;
use crate::support::to_ssize;
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};
use typhon_objects::int;
use typhon_objects::prelude::*;
use typhon_objects::thread::Global;

exception_type!(ERROR, "Error", "_csv", EXCEPTION, "");

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_csv",
    doc: "CSV parsing and writing.\n",
    functions: &[
        function(
            "reader",
            reader::reader,
            "(iterable, dialect='excel', /, **fmtparams)",
            "Return a reader object that will process lines from the given iterable.\n\nThe \"iterable\" argument can be any object that returns a line\nof input for each iteration, such as a file object or a list.  The\noptional \"dialect\" argument defines a CSV dialect.  The function\nalso accepts optional keyword arguments which override settings\nprovided by the dialect.\n\nThe returned object is an iterator.  Each iteration returns a row\nof the CSV file (which can span multiple input lines).",
        ),
        function(
            "writer",
            writer::writer,
            "(fileobj, dialect='excel', /, **fmtparams)",
            "Return a writer object that will write user data on the given file object.\n\nThe \"fileobj\" argument can be any object that supports the file API.\nThe optional \"dialect\" argument defines a CSV dialect.  The function\nalso accepts optional keyword arguments which override settings\nprovided by the dialect.",
        ),
        function(
            "register_dialect",
            register_dialect,
            "(name, dialect='excel', /, **fmtparams)",
            "Create a mapping from a string name to a CVS dialect.\n\nThe optional \"dialect\" argument specifies the base dialect instance\nor the name of the registered dialect.  The function also accepts\noptional keyword arguments which override settings provided by the\ndialect.",
        ),
        function(
            "unregister_dialect",
            unregister_dialect,
            "(name)",
            "Delete the name/dialect mapping associated with a string name.\n\n  name\n    dialect name",
        ),
        function(
            "get_dialect",
            get_dialect,
            "(name)",
            "Return the dialect instance associated with name.\n\n  name\n    dialect name",
        ),
        function(
            "list_dialects",
            list_dialects,
            "()",
            "Return a list of all known dialect names.",
        ),
        function(
            "field_size_limit",
            field_size_limit,
            "(new_limit=<unrepresentable>)",
            "Sets an upper limit on parsed fields.\n\n  new_limit\n    new limit\n\nReturns old limit. If limit is not given, no new limit is set and\nthe old limit is returned",
        ),
    ],
    types: &[&dialect::DIALECT, &ERROR],
    setup: Some(setup),
};

fn setup(thread: &Thread, module: Module) -> Result<()> {
    let reader = reader::READER.ready(thread)?;
    module.set(thread, "Reader", reader.value())?;
    let writer = writer::WRITER.ready(thread)?;
    module.set(thread, "Writer", writer.value())?;
    module.set(thread, "_dialects", dialects(thread)?.value())?;
    for (name, value) in [
        ("QUOTE_MINIMAL", dialect::MINIMAL),
        ("QUOTE_ALL", dialect::ALL),
        ("QUOTE_NONNUMERIC", dialect::NONNUMERIC),
        ("QUOTE_NONE", dialect::NONE),
        ("QUOTE_STRINGS", dialect::STRINGS),
        ("QUOTE_NOTNULL", dialect::NOTNULL),
    ] {
        module.set(thread, name, Value::fixnum(value))?;
    }
    Ok(())
}

/// Raises `csv.Error`.
#[cold]
fn error(thread: &Thread, message: impl AsRef<str>) -> Raised {
    errors::new(thread, &ERROR, message)
}

static DIALECTS: Global = Global::new();

/// The registered dialects by name.
fn dialects(thread: &Thread) -> Result<Dict> {
    if DIALECTS.get().is_null() {
        DIALECTS.set(Dict::new(thread)?.value());
    }
    Ok(Ref::of(DIALECTS.get()))
}

/// The dialect of this name, or an error.
fn registered(thread: &Thread, name: Value) -> Result {
    match dialects(thread)?.get(thread, name)? {
        Some(dialect) => Ok(dialect),
        None => Err(error(thread, "unknown dialect")),
    }
}

fn register_dialect(thread: &Thread, args: &[Value]) -> Result {
    if !args[0].is::<StrObject>() {
        return Err(errors::type_error(thread, "dialect name must be a string"));
    }
    let dialect = dialect::make(thread, args[1], args[2])?;
    dialects(thread)?.set(thread, args[0], dialect)?;
    Ok(Value::NONE)
}

fn unregister_dialect(thread: &Thread, args: &[Value]) -> Result {
    match dialects(thread)?.remove(thread, args[0])? {
        Some(_) => Ok(Value::NONE),
        None => Err(error(thread, "unknown dialect")),
    }
}

fn get_dialect(thread: &Thread, args: &[Value]) -> Result {
    registered(thread, args[0])
}

fn list_dialects(thread: &Thread, _args: &[Value]) -> Result {
    let dialects = dialects(thread)?;
    Ok(operations::list_from(thread, dialects.value())?.value())
}

/// The longest field that readers accept.
static FIELD_LIMIT: AtomicI64 = AtomicI64::new(128 * 1024);

fn field_size_limit(thread: &Thread, args: &[Value]) -> Result {
    let old = FIELD_LIMIT.load(Relaxed);
    if let Some(limit) = args[0].present() {
        if !int::INT.is_exact(limit) {
            return Err(errors::type_error(thread, "limit must be an integer"));
        }
        FIELD_LIMIT.store(to_ssize(thread, limit)?, Relaxed);
    }
    int::from_i64(thread, old)
}
