//! What can be tested of exceptions without an interpreter.

use crate::prelude::*;
use crate::python_stack::PythonStack;

/// Runs `f` on an attached thread with the object model ready.
pub(crate) fn with_thread(f: impl FnOnce(&Thread) -> Result<()>) {
    use std::sync::{Mutex, OnceLock};
    static READY: OnceLock<()> = OnceLock::new();
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _guard = ONE_AT_A_TIME
        .lock()
        .unwrap_or_else(|error| error.into_inner());
    let stack = PythonStack::new(1 << 20).expect("memory for a thread");
    let thread = Thread::attach(stack, true, 1);
    READY.get_or_init(|| {
        if crate::core_types::bootstrap(&thread).is_err() {
            panic!("bootstrap failed");
        }
    });
    let result = f(&thread);
    let text = result
        .err()
        .map(|raised| operations::repr(&thread, raised.value()).map(|text| text.to_string_lossy()));
    thread.detach();
    match text {
        None => {}
        Some(Ok(text)) => panic!("raised {text}"),
        Some(Err(_)) => panic!("raised, and repr raised too"),
    }
}

fn text(thread: &Thread, text: &str) -> Value {
    match Str::new(thread, text) {
        Ok(text) => text.value(),
        Err(_) => panic!("no memory"),
    }
}

fn shown(thread: &Thread, value: Value) -> Result<String> {
    Ok(operations::str(thread, value)?
        .to_string_lossy()
        .into_owned())
}

#[test]
fn os_error_takes_its_class_from_the_errno() {
    with_thread(|thread| {
        let class = tree::OS_ERROR.get().value();
        let arguments = [Value::fixnum(2), text(thread, "no"), text(thread, "file")];
        let error = call(thread, class, &arguments)?;
        assert!(tree::FILE_NOT_FOUND_ERROR.is_exact(error));
        let name = intern_text(thread, "args")?;
        let args = crate::attribute::get(thread, error, name)?;
        assert_eq!(Ref::<TupleObject>::of(args).len(), 2);
        Ok(())
    });
}

#[test]
fn contexts_never_become_cycles() {
    with_thread(|thread| {
        let [a, b, c] = ["a", "b", "c"].map(|name| errors::value_error(thread, name).exception());
        b.set_context_avoiding_cycle(a.value());
        c.set_context_avoiding_cycle(b.value());
        a.set_context_avoiding_cycle(c.value());
        assert_eq!(a.context.get(), c.value());
        assert_eq!(c.context.get(), b.value());
        assert!(b.context.get().is_null());
        Ok(())
    });
}

#[test]
fn groups_split_and_come_together_again() {
    with_thread(|thread| {
        let [a, b] = ["a", "b"].map(|name| errors::value_error(thread, name).value());
        let c = errors::type_error(thread, "c").value();
        let inner =
            super::groups::new_group(thread, "inner", Tuple::new(thread, &[b, c])?.value())?;
        let outer =
            super::groups::new_group(thread, "outer", Tuple::new(thread, &[a, inner])?.value())?;
        let (matched, rest) =
            super::groups::split_by_type(thread, outer, tree::TYPE_ERROR.get().value())?;
        assert_eq!(super::groups::exceptions(matched).len(), 1);
        assert_eq!(super::groups::exceptions(rest).len(), 2);
        let outcomes = List::from_values(thread, &[matched, rest])?;
        let whole = super::groups::prepare_reraise_star(thread, outer, outcomes)?;
        assert_eq!(super::groups::exceptions(whole).len(), 2);
        Ok(())
    });
}

#[test]
fn unicode_errors_name_the_item() {
    with_thread(|thread| {
        let raised =
            super::unicode_decode_error(thread, "utf-8", b"a\xff", 1, 2, "invalid start byte");
        assert!(raised.is(&tree::UNICODE_DECODE_ERROR));
        assert_eq!(
            shown(thread, raised.value())?,
            "'utf-8' codec can't decode byte 0xff in position 1: invalid start byte"
        );
        Ok(())
    });
}
