//! The printer of uncaught exceptions in Rust, for when the module `traceback` cannot do it. It prints
//! what that module prints. Invariant: printing never raises; what cannot be found out is left out.

mod anchors;
mod frames;
mod source;
mod suggestions;
mod syntax;
mod tokens;

pub use suggestions::closest;

use crate::attribute;
use crate::exceptions as tree;
use crate::exceptions::{Exception, ExceptionObject, groups};
use crate::list::{List, ListObject};
use crate::names::names;
use crate::object::{Ref, ValueExt};
use crate::operations;
use crate::str::{StrObject, intern_text};
use crate::thread::Thread;
use crate::tuple::TupleObject;
use typhon_heap::Value;

const CAUSE: &str = "\nThe above exception was the direct cause of the following exception:\n\n";
const CONTEXT: &str = "\nDuring handling of the above exception, another exception occurred:\n\n";
/// Groups show this many exceptions, nested this deep.
const GROUP_WIDTH: usize = 15;
const GROUP_DEPTH: usize = 10;

/// How to print.
#[derive(Copy, Clone, Default)]
pub struct Options {
    pub colors: bool,
}

impl Options {
    /// For standard error: colours on a terminal, unless the environment says otherwise.
    pub fn for_stderr() -> Options {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let colors = match std::env::var("PYTHON_COLORS").as_deref() {
            Ok("0") => false,
            Ok("1") => true,
            _ if set("NO_COLOR") => false,
            _ if set("FORCE_COLOR") => true,
            _ if std::env::var("TERM").as_deref() == Ok("dumb") => false,
            // SAFETY: no memory is involved.
            _ => unsafe { libc::isatty(2) == 1 },
        };
        Options { colors }
    }
}

/// Escape sequences, all empty without colours.
#[derive(Copy, Clone)]
struct Theme {
    kind: &'static str,
    detail: &'static str,
    highlight: &'static str,
    range: &'static str,
    reset: &'static str,
}

impl Theme {
    fn new(colors: bool) -> Theme {
        if colors {
            Theme {
                kind: "\x1b[1;35m",
                detail: "\x1b[35m",
                highlight: "\x1b[1;31m",
                range: "\x1b[31m",
                reset: "\x1b[0m",
            }
        } else {
            Theme {
                kind: "",
                detail: "",
                highlight: "",
                range: "",
                reset: "",
            }
        }
    }
}

/// Writes what CPython prints of an uncaught exception to `sink`.
pub fn print_exception(
    thread: &Thread,
    exception: Value,
    options: &Options,
    sink: &mut dyn FnMut(&str),
) {
    let Ok(seen) = List::new(thread) else {
        sink("MemoryError\n");
        return;
    };
    let nodes = plan(thread, exception, seen);
    let mut printer = Printer {
        thread,
        nodes: &nodes,
        seen,
        theme: Theme::new(options.colors),
        depth: 0,
        need_close: false,
        sink,
    };
    printer.print(0);
}

/// An exception to print and what belongs to it, by number. The exception of node `i` is item `i` of
/// the list `seen`, which keeps it alive.
#[derive(Default)]
struct Node {
    cause: Option<usize>,
    context: Option<usize>,
    exceptions: Option<Vec<usize>>,
}

fn at(seen: List, index: usize) -> Exception {
    Ref::of(seen.get(index).unwrap_or(Value::NONE))
}

/// Which exceptions are shown where; each is shown once.
fn plan(thread: &Thread, exception: Value, seen: List) -> Vec<Node> {
    let mut nodes = Vec::new();
    let add = |nodes: &mut Vec<Node>, value: Value| -> Option<usize> {
        seen.append(thread, value).ok()?;
        nodes.push(Node::default());
        Some(nodes.len() - 1)
    };
    let is_seen = |value: Value| (0..seen.len()).any(|index| seen.get(index) == Some(value));
    let mut queue: Vec<usize> = add(&mut nodes, exception).into_iter().collect();
    while let Some(index) = queue.pop() {
        let current = at(seen, index);
        let fresh = |value: Value| value.is::<ExceptionObject>() && !is_seen(value);
        let cause = current.cause.get();
        if fresh(cause) {
            nodes[index].cause = add(&mut nodes, cause);
        }
        let context = current.context.get();
        if nodes[index].cause.is_none() && !current.suppress_context() && fresh(context) {
            nodes[index].context = add(&mut nodes, context);
        }
        if groups::is_group(current.value()) {
            let items = groups::exceptions(current.value());
            let numbers = items.iter().filter_map(|item| add(&mut nodes, item));
            nodes[index].exceptions = Some(numbers.collect());
        }
        queue.extend(nodes[index].cause);
        queue.extend(nodes[index].context);
        queue.extend(nodes[index].exceptions.iter().flatten());
    }
    nodes
}

struct Printer<'a> {
    thread: &'a Thread,
    nodes: &'a [Node],
    seen: List,
    theme: Theme,
    /// Of groups around what is printed.
    depth: usize,
    /// Whether the closing line of the innermost group is still to be printed.
    need_close: bool,
    sink: &'a mut dyn FnMut(&str),
}

impl Printer<'_> {
    fn indent(&self) -> String {
        " ".repeat(2 * self.depth)
    }

    /// Writes lines, with the margin of the group they belong to.
    fn emit(&mut self, text: &str, margin: char) {
        if self.depth == 0 {
            (self.sink)(text);
            return;
        }
        let indent = format!("{}{margin} ", self.indent());
        for line in text.split_inclusive('\n') {
            (self.sink)(&format!("{indent}{line}"));
        }
    }

    /// Prints an exception after those it comes from.
    fn print(&mut self, index: usize) {
        let mut chain = vec![(None, index)];
        let mut current = index;
        loop {
            let node = &self.nodes[current];
            let (message, next) = match (node.cause, node.context) {
                (Some(cause), _) => (CAUSE, cause),
                (None, Some(context)) => (CONTEXT, context),
                (None, None) => break,
            };
            if let Some(last) = chain.last_mut() {
                last.0 = Some(message);
            }
            chain.push((None, next));
            current = next;
        }
        for (message, index) in chain.into_iter().rev() {
            if let Some(message) = message {
                self.emit(message, '|');
            }
            self.print_one(index);
        }
    }

    fn print_one(&mut self, index: usize) {
        let exception = at(self.seen, index);
        let Some(exceptions) = &self.nodes[index].exceptions else {
            self.print_stack(exception, "Traceback (most recent call last):\n", '|');
            self.print_exception_only(exception);
            return;
        };
        if self.depth > GROUP_DEPTH {
            self.emit(&format!("... (max_group_depth is {GROUP_DEPTH})\n"), '|');
            return;
        }
        let is_outermost = self.depth == 0;
        if is_outermost {
            self.depth = 1;
        }
        let margin = if is_outermost { '+' } else { '|' };
        let header = "Exception Group Traceback (most recent call last):\n";
        self.print_stack(exception, header, margin);
        self.print_exception_only(exception);
        self.print_members(exceptions);
        if is_outermost {
            self.depth = 0;
        }
    }

    fn print_members(&mut self, exceptions: &[usize]) {
        let shown = if exceptions.len() <= GROUP_WIDTH {
            exceptions.len()
        } else {
            GROUP_WIDTH + 1
        };
        self.need_close = false;
        for (place, index) in exceptions.iter().take(shown).enumerate() {
            let is_last = place + 1 == shown;
            if is_last {
                // An inner group at the end prints the closing line for both.
                self.need_close = true;
            }
            let truncated = place >= GROUP_WIDTH;
            let title = if truncated {
                "...".to_string()
            } else {
                (place + 1).to_string()
            };
            let corner = if place == 0 { "+-" } else { "  " };
            let line = format!(
                "{}{corner}+---------------- {title} ----------------\n",
                self.indent()
            );
            (self.sink)(&line);
            self.depth += 1;
            if truncated {
                let rest = exceptions.len() - GROUP_WIDTH;
                let plural = if rest > 1 { "s" } else { "" };
                self.emit(&format!("and {rest} more exception{plural}\n"), '|');
            } else {
                self.print(*index);
            }
            if is_last && self.need_close {
                let line = format!("{}+------------------------------------\n", self.indent());
                (self.sink)(&line);
                self.need_close = false;
            }
            self.depth -= 1;
        }
    }

    fn print_stack(&mut self, exception: Exception, header: &str, margin: char) {
        let pieces = frames::format_stack(self.thread, exception.traceback.get(), &self.theme);
        if pieces.is_empty() {
            return;
        }
        self.emit(header, margin);
        for piece in pieces {
            self.emit(&piece, '|');
        }
    }

    fn print_exception_only(&mut self, exception: Exception) {
        let kind = class_text(self.thread, exception);
        let theme = self.theme;
        if exception.class().is_subtype(tree::SYNTAX_ERROR.get()) {
            for piece in syntax::format(self.thread, exception, &kind, &theme) {
                self.emit(&piece, '|');
            }
        } else {
            let mut message = safe_str(self.thread, exception.value(), "exception");
            message.push_str(&suggestions::hint(self.thread, exception));
            let line = if message.is_empty() {
                format!("{}{kind}{}\n", theme.kind, theme.reset)
            } else {
                format!(
                    "{}{kind}{}: {}{message}{}\n",
                    theme.kind, theme.reset, theme.detail, theme.reset
                )
            };
            self.emit(&line, '|');
        }
        self.print_notes(exception);
    }

    fn print_notes(&mut self, exception: Exception) {
        let thread = self.thread;
        let notes = match attribute::get_optional(thread, exception.value(), names().__notes__) {
            Ok(Some(notes)) if !notes.is_none() => notes,
            Ok(_) => return,
            Err(raised) => {
                let shown = safe_repr(thread, raised.value(), "__notes__");
                self.emit(&format!("Ignored error getting __notes__: {shown}\n"), '|');
                return;
            }
        };
        if !notes.is::<ListObject>() && !notes.is::<TupleObject>() {
            let shown = safe_repr(thread, notes, "__notes__");
            self.emit(&format!("{shown}\n"), '|');
            return;
        }
        let Ok(list) = operations::list_from(thread, notes) else {
            return;
        };
        for index in 0..list.len() {
            let Some(note) = list.get(index) else { break };
            for line in safe_str(thread, note, "note").split('\n') {
                self.emit(&format!("{line}\n"), '|');
            }
        }
    }
}

/// The class as the last line names it: with the module, unless that says nothing.
fn class_text(thread: &Thread, exception: Exception) -> String {
    let class = exception.class().value();
    let text = |name| {
        attribute::get_optional(thread, class, name)
            .ok()
            .flatten()
            .and_then(|value| value.downcast::<StrObject>())
            .map(|text| text.to_string_lossy().into_owned())
    };
    let qualified = text(names().__qualname__).unwrap_or_default();
    match text(names().__module__).as_deref() {
        Some("__main__" | "builtins") => qualified,
        Some(module) => format!("{module}.{qualified}"),
        None => format!("<unknown>.{qualified}"),
    }
}

fn safe_str(thread: &Thread, value: Value, what: &str) -> String {
    match operations::str(thread, value) {
        Ok(text) => text.to_string_lossy().into_owned(),
        Err(_) => format!("<{what} str() failed>"),
    }
}

fn safe_repr(thread: &Thread, value: Value, what: &str) -> String {
    match operations::repr(thread, value) {
        Ok(text) => text.to_string_lossy().into_owned(),
        Err(_) => format!("<{what} repr() failed>"),
    }
}

/// `object.name`, if it is there and is not None.
fn attribute_of(thread: &Thread, object: Value, name: &str) -> Option<Value> {
    let name = intern_text(thread, name).ok()?;
    let found = attribute::get_optional(thread, object, name).ok()??;
    (!found.is_none()).then_some(found)
}

/// A module that is loaded already.
fn loaded_module(thread: &Thread, name: &str) -> Option<Value> {
    let modules = crate::module::MODULES
        .get()
        .downcast::<crate::dict::DictObject>()?;
    modules.get_str(intern_text(thread, name).ok()?)
}
