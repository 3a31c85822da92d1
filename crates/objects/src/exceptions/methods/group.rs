//! Exception groups, and what `except*` does with them (PEP 654).

use super::{exception, fixed_field, init, new as new_exception};
use crate::attribute;
use crate::call::{call, call_method};
use crate::errors::{self, Result};
use crate::exceptions as tree;
use crate::exceptions::ExceptionObject;
use crate::list::List;
use crate::names::names;
use crate::object::{Kind, Ref, ValueExt};
use crate::operations;
use crate::str::{Str, StrObject, intern_text};
use crate::thread::Thread;
use crate::tuple::{Tuple, TupleObject};
use crate::types::{
    GetSet, Method, Special, Type, TypeObject, class_method, method, static_method, type_flags,
};
use typhon_heap::Value;

const MESSAGE: usize = 0;
const EXCEPTIONS: usize = 1;
/// How repr shows the exceptions: NULL as a tuple, True as a list, else this text.
const SHOWN: usize = 2;

pub static GROUP_METHODS: &[Method] = &[
    static_method(
        "__new__",
        new,
        "(cls, *args, **kwargs)",
        "Create and return a new object.  See help(type) for accurate signature.",
    ),
    method(
        "__init__",
        init,
        "(self, /, *args, **kwargs)",
        "Initialize self.  See help(type(self)) for accurate signature.",
    ),
    method("__str__", group_str, "(self, /)", "Return str(self)."),
    method("__repr__", group_repr, "(self, /)", "Return repr(self)."),
    method("derive", derive, "(self, excs, /)", ""),
    method("split", split_method, "(self, matcher_value, /)", ""),
    method("subgroup", subgroup_method, "(self, matcher_value, /)", ""),
    class_method(
        "__class_getitem__",
        |thread, args| crate::union::generic_alias(thread, args[0], args[1]),
        "(cls, object, /)",
        "See PEP 585",
    ),
];

pub static GROUP_FIELDS: &[GetSet] = &[
    fixed_field::<MESSAGE>("message", "exception message"),
    fixed_field::<EXCEPTIONS>("exceptions", "nested exceptions"),
];

/// Whether the value is an exception group.
pub fn is_group(value: Value) -> bool {
    value.is::<ExceptionObject>() && value.class().is_subtype(tree::BASE_EXCEPTION_GROUP.get())
}

/// The nested exceptions of a group.
pub fn group_exceptions(group: Value) -> Tuple {
    match exception(group).field(EXCEPTIONS).downcast::<TupleObject>() {
        Some(exceptions) => exceptions,
        // Only `__new__` makes groups, and it fills the field.
        None => panic!("internal error: a group without exceptions"),
    }
}

/// The message of a group.
pub fn group_message(group: Value) -> Value {
    exception(group)
        .field(MESSAGE)
        .present()
        .unwrap_or(Value::NONE)
}

/// `BaseExceptionGroup(message, exceptions)`, an ExceptionGroup if it can be one.
pub fn new_group(thread: &Thread, message: &str, exceptions: Value) -> Result {
    let message = Str::new(thread, message)?;
    let class = tree::BASE_EXCEPTION_GROUP.get().value();
    call(thread, class, &[message.value(), exceptions])
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    let given: Tuple = Ref::of(args[1]);
    if given.len() != 2 {
        return Err(errors::type_error(
            thread,
            format!(
                "BaseExceptionGroup.__new__() takes exactly 2 arguments ({} given)",
                given.len()
            ),
        ));
    }
    let (message, sequence) = (given.get(0), given.get(1));
    if !message.is::<StrObject>() {
        return Err(errors::bad_argument(
            thread,
            "BaseExceptionGroup.__new__()",
            "argument 1",
            "str",
            message,
        ));
    }
    if !is_sequence(sequence) {
        return Err(errors::type_error(
            thread,
            "second argument (exceptions) must be a sequence",
        ));
    }
    let shown = if sequence.is::<crate::list::ListObject>() {
        Value::TRUE
    } else if sequence.is::<TupleObject>() {
        Value::NULL
    } else {
        operations::repr(thread, sequence)?.value()
    };
    let exceptions = operations::tuple_from(thread, sequence)?;
    if exceptions.is_empty() {
        return Err(errors::value_error(
            thread,
            "second argument (exceptions) must be a non-empty sequence",
        ));
    }
    let ordinary = tree::EXCEPTION.get().value();
    let mut has_base = false;
    for (index, item) in exceptions.iter().enumerate() {
        if !item.is::<ExceptionObject>() {
            return Err(errors::value_error(
                thread,
                format!("Item {index} of second argument (exceptions) is not an exception"),
            ));
        }
        has_base |= !operations::is_instance(thread, item, ordinary)?;
    }
    let class = choose_class(thread, Ref::of(args[0]), has_base)?;
    let object = new_exception(thread, &[class.value(), args[1], args[2]])?;
    exception(object).set_field(thread, MESSAGE, message)?;
    exception(object).set_field(thread, EXCEPTIONS, exceptions.value())?;
    exception(object).set_field(thread, SHOWN, shown)?;
    Ok(object)
}

fn is_sequence(value: Value) -> bool {
    match value.kind() {
        Kind::List | Kind::Tuple => true,
        Kind::Dict => false,
        _ => value.class().special(Special::GetItem).is_some(),
    }
}

/// The class of a new group, which depends on whether there are exceptions outside `Exception` in it.
fn choose_class(thread: &Thread, class: Type, has_base: bool) -> Result<Type> {
    let narrow = tree::EXCEPTION_GROUP.get();
    if class == narrow && has_base {
        return Err(errors::type_error(
            thread,
            "Cannot nest BaseExceptions in an ExceptionGroup",
        ));
    }
    if class == tree::BASE_EXCEPTION_GROUP.get() && !has_base {
        return Ok(narrow);
    }
    if has_base
        && class != tree::BASE_EXCEPTION_GROUP.get()
        && class.is_subtype(tree::EXCEPTION.get())
    {
        return Err(errors::type_error(
            thread,
            format!("Cannot nest BaseExceptions in '{}'", class.name_text()),
        ));
    }
    Ok(class)
}

fn group_str(thread: &Thread, args: &[Value]) -> Result {
    let count = group_exceptions(args[0]).len();
    let mut out = operations::str(thread, group_message(args[0]))?
        .bytes()
        .to_vec();
    let plural = if count > 1 { "s" } else { "" };
    out.extend_from_slice(format!(" ({count} sub-exception{plural})").as_bytes());
    Ok(Str::from_wtf8(thread, &out)?.value())
}

fn group_repr(thread: &Thread, args: &[Value]) -> Result {
    let exceptions = group_exceptions(args[0]);
    let shown = match exception(args[0]).field(SHOWN) {
        Value::NULL => operations::repr(thread, exceptions.value())?,
        Value::TRUE => {
            let list = List::from_values(thread, exceptions.values())?;
            operations::repr(thread, list.value())?
        }
        text => Ref::of(text),
    };
    let message = operations::repr(thread, group_message(args[0]))?;
    let mut out = args[0].class().name().bytes().to_vec();
    out.push(b'(');
    out.extend_from_slice(message.bytes());
    out.extend_from_slice(b", ");
    out.extend_from_slice(shown.bytes());
    out.push(b')');
    Ok(Str::from_wtf8(thread, &out)?.value())
}

fn derive(thread: &Thread, args: &[Value]) -> Result {
    let class = tree::BASE_EXCEPTION_GROUP.get().value();
    call(thread, class, &[group_message(args[0]), args[1]])
}

/// What decides whether an exception belongs to the matching part.
#[derive(Copy, Clone)]
enum Matcher {
    /// An exception class, or a tuple of them.
    Type(Value),
    Predicate(Value),
    /// A list of leaf exceptions, by identity.
    Leaves(List),
}

fn is_exception_class(value: Value) -> bool {
    value
        .downcast::<TypeObject>()
        .is_some_and(|class| class.has(type_flags::EXCEPTION))
}

fn matcher_of(thread: &Thread, value: Value) -> Result<Matcher> {
    if operations::is_callable(value) && !value.is::<TypeObject>() {
        return Ok(Matcher::Predicate(value));
    }
    let tuple = value.downcast::<TupleObject>();
    if is_exception_class(value) || tuple.is_some_and(|tuple| tuple.iter().all(is_exception_class))
    {
        return Ok(Matcher::Type(value));
    }
    Err(errors::type_error(
        thread,
        "expected an exception type, a tuple of exception types, or a callable (other than a class)",
    ))
}

/// Whether `exception` is an instance of a class, or of one in a tuple: by class alone.
fn is_of(exception: Value, spec: Value) -> bool {
    if let Some(tuple) = spec.downcast::<TupleObject>() {
        return tuple.iter().any(|item| is_of(exception, item));
    }
    spec.downcast::<TypeObject>()
        .is_some_and(|class| exception.class().is_subtype(class))
}

fn contains_identical(list: List, value: Value) -> bool {
    (0..list.len()).any(|index| list.get(index) == Some(value))
}

impl Matcher {
    fn matches(self, thread: &Thread, exception: Value) -> Result<bool> {
        match self {
            Matcher::Type(spec) => Ok(is_of(exception, spec)),
            Matcher::Predicate(function) => {
                let result = call(thread, function, &[exception])?;
                operations::truth(thread, result)
            }
            Matcher::Leaves(list) => {
                Ok(!is_group(exception) && contains_identical(list, exception))
            }
        }
    }
}

/// The parts of `exception` that match and that do not; NULL for an empty part. The rest is not made
/// unless it is asked for.
fn split(
    thread: &Thread,
    exception: Value,
    matcher: Matcher,
    with_rest: bool,
) -> Result<(Value, Value)> {
    thread.check_native_stack()?;
    if matcher.matches(thread, exception)? {
        return Ok((exception, Value::NULL));
    }
    if !is_group(exception) {
        return Ok((Value::NULL, exception));
    }
    let (matching, rest) = (List::new(thread)?, List::new(thread)?);
    for item in group_exceptions(exception).iter() {
        let (item_matching, item_rest) = split(thread, item, matcher, with_rest)?;
        if !item_matching.is_null() {
            matching.append(thread, item_matching)?;
        }
        if with_rest && !item_rest.is_null() {
            rest.append(thread, item_rest)?;
        }
    }
    let matching = subset(thread, exception, matching)?;
    let rest = if with_rest {
        subset(thread, exception, rest)?
    } else {
        Value::NULL
    };
    Ok((matching, rest))
}

/// A group like `original` with other exceptions; NULL if there are none.
fn subset(thread: &Thread, original: Value, exceptions: List) -> Result {
    if exceptions.is_empty() {
        return Ok(Value::NULL);
    }
    let name = intern_text(thread, "derive")?;
    let made = call_method(thread, original, name, &[exceptions.value()])?;
    if !is_group(made) {
        return Err(errors::type_error(
            thread,
            "derive must return an instance of BaseExceptionGroup",
        ));
    }
    let (from, to) = (exception(original), exception(made));
    if let Some(traceback) = from.traceback.get().present() {
        to.set_traceback(traceback);
    }
    to.set_context(from.context.get());
    to.set_cause(from.cause.get());
    if let Some(notes) = attribute::get_optional(thread, original, names().__notes__)?
        && is_sequence(notes)
    {
        // The parts do not share one list of notes.
        let copy = operations::list_from(thread, notes)?;
        attribute::set(thread, made, names().__notes__, copy.value())?;
    }
    Ok(made)
}

fn or_none(value: Value) -> Value {
    value.present().unwrap_or(Value::NONE)
}

fn split_method(thread: &Thread, args: &[Value]) -> Result {
    let matcher = matcher_of(thread, args[1])?;
    let (matching, rest) = split(thread, args[0], matcher, true)?;
    Ok(Tuple::new(thread, &[or_none(matching), or_none(rest)])?.value())
}

fn subgroup_method(thread: &Thread, args: &[Value]) -> Result {
    let matcher = matcher_of(thread, args[1])?;
    Ok(or_none(split(thread, args[0], matcher, false)?.0))
}

// ---- except* ----

/// What `except* classes` takes out of `raised`, and what it leaves; None for an empty part. A naked
/// exception that matches is wrapped in a group.
pub fn split_by_type(thread: &Thread, raised: Value, classes: Value) -> Result<(Value, Value)> {
    check_star_classes(thread, classes)?;
    if raised.is_none() {
        return Ok((Value::NONE, Value::NONE));
    }
    if is_of(raised, classes) {
        if is_group(raised) {
            return Ok((raised, Value::NONE));
        }
        let only = Tuple::new(thread, &[raised])?;
        return Ok((new_group(thread, "", only.value())?, Value::NONE));
    }
    if !is_group(raised) {
        return Ok((Value::NONE, raised));
    }
    let class = raised.class().name_text();
    let pair = call_method(thread, raised, intern_text(thread, "split")?, &[classes])?;
    let Some(pair) = pair.downcast::<TupleObject>() else {
        return Err(errors::type_error(
            thread,
            format!(
                "{class}.split must return a tuple, not {}",
                pair.class().name_text()
            ),
        ));
    };
    if pair.len() < 2 {
        return Err(errors::type_error(
            thread,
            format!(
                "{class}.split must return a 2-tuple, got tuple of size {}",
                pair.len()
            ),
        ));
    }
    Ok((pair.get(0), pair.get(1)))
}

fn check_star_classes(thread: &Thread, classes: Value) -> Result<()> {
    let check = |class: Value| -> Result<()> {
        if !is_exception_class(class) {
            return Err(errors::type_error(
                thread,
                "catching classes that do not inherit from BaseException is not allowed",
            ));
        }
        if Ref::<TypeObject>::of(class).is_subtype(tree::BASE_EXCEPTION_GROUP.get()) {
            return Err(errors::type_error(
                thread,
                "catching ExceptionGroup with except* is not allowed. Use except instead.",
            ));
        }
        Ok(())
    };
    match classes.downcast::<TupleObject>() {
        Some(tuple) => tuple.iter().try_for_each(check),
        None => check(classes),
    }
}

/// Whether two groups are parts of one raised group, rather than raised each for itself.
fn same_origin(thread: &Thread, a: Value, b: Value) -> Result<bool> {
    if !is_group(a) || !is_group(b) {
        return Ok(false);
    }
    let (first, second) = (exception(a), exception(b));
    let same = first.traceback.get() == second.traceback.get()
        && first.cause.get() == second.cause.get()
        && first.context.get() == second.context.get();
    if !same {
        return Ok(false);
    }
    let notes = |value| attribute::get_optional(thread, value, names().__notes__);
    match (notes(a)?, notes(b)?) {
        (None, None) => Ok(true),
        // Parts have copies of the notes.
        (Some(first), Some(second)) => {
            Ok(first == second || operations::equal(thread, first, second)?)
        }
        _ => Ok(false),
    }
}

fn collect_leaves(thread: &Thread, exception: Value, into: List) -> Result<()> {
    thread.check_native_stack()?;
    if exception.is_none() {
        return Ok(());
    }
    if !is_group(exception) {
        return into.append(thread, exception);
    }
    for item in group_exceptions(exception).iter() {
        collect_leaves(thread, item, into)?;
    }
    Ok(())
}

/// What to raise at the end of `except*` clauses, or None: `outcomes` lists what the clauses raised and
/// what no clause took. What was re-raised unchanged is put back into the shape of `original`.
pub fn prepare_reraise_star(thread: &Thread, original: Value, outcomes: List) -> Result {
    let items = operations::list_from(thread, outcomes.value())?;
    let given = (0..items.len())
        .filter_map(|index| items.get(index))
        .filter(|item| !item.is_none());
    if !is_group(original) {
        // A naked exception goes to one clause at most.
        return Ok(given.into_iter().next().unwrap_or(Value::NONE));
    }
    let (raised, leaves) = (List::new(thread)?, List::new(thread)?);
    for item in given {
        if same_origin(thread, item, original)? {
            collect_leaves(thread, item, leaves)?;
        } else {
            raised.append(thread, item)?;
        }
    }
    let reraised = if leaves.is_empty() {
        Value::NULL
    } else {
        split(thread, original, Matcher::Leaves(leaves), false)?.0
    };
    if raised.is_empty() {
        return Ok(or_none(reraised));
    }
    if !reraised.is_null() {
        raised.append(thread, reraised)?;
    }
    match (raised.len(), raised.get(0)) {
        (1, Some(only)) => Ok(only),
        _ => new_group(thread, "", raised.value()),
    }
}
