//! Calls: entering Python from native code, frames with bound arguments, constructors, `super`.

use crate::bind;
use crate::frame::{self, Exit, Frame, HEADER};
use crate::generator;
use crate::run::{self, Outcome};
use typhon_bytecode::{CodeFlags, SpecialMethod};
use typhon_objects::attribute;
use typhon_objects::call::Arguments;
use typhon_objects::cell::CellObject;
use typhon_objects::function::code::CodeRef;
use typhon_objects::function::{Function, FunctionObject};
use typhon_objects::prelude::*;
use typhon_objects::types::{OBJECT, Special, TYPE};

/// Most parameters that are bound on the native stack.
const FEW: usize = 16;

const MAKES_GENERATOR: CodeFlags = CodeFlags::GENERATOR
    .union(CodeFlags::COROUTINE)
    .union(CodeFlags::ASYNC_GENERATOR);

/// Runs a Python function for native code.
pub fn call_function(thread: &Thread, function: Function, arguments: Arguments<'_>) -> Result {
    thread.check_native_stack()?;
    let code = function.code();
    if code.flags.intersects(MAKES_GENERATOR) {
        return make_generator(thread, function, code, arguments);
    }
    let parameters = typhon_objects::function::code_methods::parameter_count(code);
    let enter = |values: &[Value]| -> Result<Frame> {
        let base = frame::enter_base(thread, function.value(), values)?;
        frame::push(thread, base, code, values.len(), Exit::Native, Value::NULL)
    };
    let frame =
        if code.plain_arguments as usize == arguments.values.len() && arguments.names.is_empty() {
            enter(arguments.values)?
        } else {
            with_bound(thread, function, code, parameters, arguments, enter)?
        };
    finish(thread, frame)
}

/// Runs a frame that was pushed for native code to its end.
pub fn finish(thread: &Thread, frame: Frame) -> Result {
    if thread.mutator.poll()
        && let Err(raised) = thread.poll()
    {
        return match run::run_throwing(thread, frame, 0, raised)? {
            Outcome::Return(value) | Outcome::Yield(value) => Ok(value),
        };
    }
    match run::run(thread, frame, 0)? {
        Outcome::Return(value) | Outcome::Yield(value) => Ok(value),
    }
}

fn with_bound<R>(
    thread: &Thread,
    function: Function,
    code: CodeRef,
    parameters: usize,
    arguments: Arguments<'_>,
    f: impl FnOnce(&[Value]) -> Result<R>,
) -> Result<R> {
    if parameters <= FEW {
        let mut values = [Value::NULL; FEW];
        bind::bind(thread, function, code, arguments, &mut values[..parameters])?;
        return f(&values[..parameters]);
    }
    // The frame must not lie above the scratch values, which go away: bind, then copy down.
    let array = thread.allocate_array(parameters)?;
    thread.with_scratch(parameters, |values| {
        bind::bind(thread, function, code, arguments, values)?;
        for (index, value) in values.iter().enumerate() {
            array.set(index, *value);
        }
        Ok(())
    })?;
    let slots = array.slots();
    // SAFETY: a Slot is one word holding a Value; the array is this function's own.
    f(unsafe { std::slice::from_raw_parts(slots.as_ptr() as *const Value, slots.len()) })
}

/// Binds arguments that lie at `base` and pushes the frame there; `None` if the call makes a generator.
pub(crate) fn push_bound(
    thread: &Thread,
    function: Function,
    code: CodeRef,
    base: *mut Value,
    arguments: Arguments<'_>,
) -> Result<Option<Frame>> {
    if code.flags.intersects(MAKES_GENERATOR) {
        return Ok(None);
    }
    let parameters = typhon_objects::function::code_methods::parameter_count(code);
    with_bound(thread, function, code, parameters, arguments, |values| {
        // SAFETY: compared as addresses only.
        let top = unsafe { base.add(values.len()) };
        if top as usize + 8 * HEADER >= thread.stack_limit as usize {
            return Err(errors::recursion_error(
                thread,
                "maximum recursion depth exceeded",
            ));
        }
        for (index, value) in values.iter().enumerate() {
            // SAFETY: within the stack, above the caller's live registers.
            unsafe { *base.add(index) = *value };
        }
        frame::push(thread, base, code, values.len(), Exit::Call, Value::NULL).map(Some)
    })
}

/// If all that `count` arguments at `base` lack for a plain call are defaults, puts them there.
#[inline]
pub(crate) fn fill_defaults(
    thread: &Thread,
    function: Function,
    code: CodeRef,
    base: *mut Value,
    count: usize,
) -> bool {
    let wanted = code.plain_arguments as usize;
    // SAFETY: compared as addresses only.
    let top = unsafe { base.add(code.argument_count as usize) };
    let Some(defaults) = function.defaults.get().downcast::<TupleObject>() else {
        return false;
    };
    let Some(given) = defaults.len().checked_sub(wanted.wrapping_sub(count)) else {
        return false;
    };
    if top as usize + 8 * HEADER >= thread.stack_limit as usize {
        return false;
    }
    for (index, default) in defaults.items()[given..].iter().enumerate() {
        // SAFETY: below `top`, where the callee's registers will be.
        unsafe { *base.add(count + index) = default.get() };
    }
    true
}

/// The generator, coroutine or asynchronous generator that the call makes.
pub fn make_generator(
    thread: &Thread,
    function: Function,
    code: CodeRef,
    arguments: Arguments<'_>,
) -> Result {
    let parameters = typhon_objects::function::code_methods::parameter_count(code);
    with_bound(thread, function, code, parameters, arguments, |values| {
        generator::new(thread, function, code, values)
    })
}

/// For a class whose construction is `object.__new__` and a Python `__init__`: pushes the frame of
/// `__init__` with the instance as its first argument. The arguments lie at `base`.
pub(crate) fn push_constructor(
    thread: &Thread,
    callee: Value,
    base: *mut Value,
    count: usize,
) -> Result<Option<Frame>> {
    let class: Type = Ref::of(callee);
    if callee.class() != TYPE.get()
        || class.special(Special::New) != OBJECT.get().special(Special::New)
    {
        return Ok(None);
    }
    let Some(init) = class
        .special(Special::Init)
        .filter(|init| init.exact_kind() == Kind::Function)
    else {
        return Ok(None);
    };
    let function = Ref::<FunctionObject>::of(init);
    let code = function.code();
    // SAFETY: compared as addresses only.
    let top = unsafe { base.add(count + 1) };
    if top as usize + 8 * HEADER >= thread.stack_limit as usize {
        return Ok(None);
    }
    // The defaults go behind where the arguments are about to move.
    if code.plain_arguments as usize != count + 1
        && !fill_defaults(thread, function, code, base, count + 1)
    {
        return Ok(None);
    }
    let instance = typhon_objects::types::object_type::new_instance(thread, class)?;
    // SAFETY: the words from `base - HEADER` on are the callee's; the arguments move up by one.
    unsafe {
        std::ptr::copy(base, base.add(1), count);
        *base = instance;
        *base.sub(HEADER) = init;
    }
    let arguments = code.argument_count as usize;
    frame::push(thread, base, code, arguments, Exit::Construct, instance).map(Some)
}

/// `super(class, object).name` for `parts` = what `super` names, class, object: the attribute, and
/// whether it is still to be bound to the object.
pub fn super_lookup(thread: &Thread, parts: &[Value], name: Str) -> Result<(Value, bool)> {
    let [super_callable, class, object] = *parts else {
        unreachable!("three registers")
    };
    let (class, is_bare) = match class.downcast::<CellObject>() {
        Some(cell) => (cell.get(), true),
        None => (class, false),
    };
    let is_super = super_callable
        .downcast::<TypeObject>()
        .and_then(|class| class.spec())
        .is_some_and(|spec| spec.name == "super");
    if is_super
        && name != names().__class__
        && let Some(class) = class.downcast::<TypeObject>()
        && object.class().is_subtype(class)
    {
        let mro = object.class().mro();
        let behind = mro
            .iter()
            .skip_while(|candidate| *candidate != class.value())
            .skip(1);
        for candidate in behind {
            if let Some(found) = Type::of(candidate).dict().get_str(name) {
                if attribute::is_plain_method(found) {
                    return Ok((found, true));
                }
                return Ok((
                    attribute::bind(thread, found, object, object.class())?,
                    false,
                ));
            }
        }
    }
    // `super` was rebound, the object is a class, or there is no such attribute.
    let made = if is_bare && !is_super {
        call(thread, super_callable, &[])?
    } else if class.is_null() {
        return Err(errors::runtime_error(
            thread,
            "super(): empty __class__ cell",
        ));
    } else {
        call(thread, super_callable, &[class, object])?
    };
    Ok((attribute::get(thread, made, name)?, false))
}

/// Binds a method that `super_lookup` found.
pub fn bind_super(thread: &Thread, function: Value, parts: &[Value]) -> Result {
    attribute::bind(thread, function, parts[2], parts[2].class())
}

/// The special method of a `with` statement, looked up on the class; whether the object goes first.
pub fn load_special(thread: &Thread, object: Value, which: u8) -> Result<(Value, bool)> {
    const ENTER: u8 = SpecialMethod::Enter as u8;
    const EXIT: u8 = SpecialMethod::Exit as u8;
    const ASYNC_ENTER: u8 = SpecialMethod::AsyncEnter as u8;
    let (special, is_async) = match which {
        ENTER => (Special::Enter, false),
        EXIT => (Special::Exit, false),
        ASYNC_ENTER => (Special::AsyncEnter, true),
        _ => (Special::AsyncExit, true),
    };
    let class = object.class();
    match class.special(special) {
        Some(found) if attribute::is_plain_method(found) => Ok((found, true)),
        Some(found) => Ok((attribute::bind(thread, found, object, class)?, false)),
        None => {
            let protocol = if is_async {
                "asynchronous context manager"
            } else {
                "context manager"
            };
            let other = if is_async {
                Special::Enter
            } else {
                Special::AsyncEnter
            };
            let hint = if class.special(other).is_some() {
                if is_async {
                    " but it supports the context manager protocol. Did you mean to use 'with'?"
                } else {
                    " but it supports the asynchronous context manager protocol. Did you mean to use 'async with'?"
                }
            } else {
                ""
            };
            let missing = format!(" (missed {} method)", special.name());
            Err(errors::type_error(
                thread,
                format!(
                    "'{}' object does not support the {protocol} protocol{missing}{hint}",
                    class.full_name()
                ),
            ))
        }
    }
}
