//! What can be tested of text and bytes without an interpreter.

use crate::exceptions::tests::with_thread;
use crate::prelude::*;
use crate::slice::Slice;

fn text(thread: &Thread, text: &str) -> Result {
    Ok(Str::new(thread, text)?.value())
}

fn int(value: i64) -> Value {
    Value::fixnum(value)
}

/// `repr(receiver.name(*args))`, or the error.
fn shown(thread: &Thread, receiver: Value, name: &str, args: &[Value]) -> Result<String> {
    let name = intern_text(thread, name)?;
    match call_method(thread, receiver, name, args) {
        Ok(value) => Ok(operations::repr(thread, value)?
            .to_string_lossy()
            .into_owned()),
        Err(raised) => {
            let message = operations::str(thread, raised.value())?;
            Ok(format!(
                "{}: {}",
                raised.value().class().name_text(),
                message.to_string_lossy()
            ))
        }
    }
}

#[test]
fn methods_of_str() {
    with_thread(|thread| {
        let s = |value: &str| text(thread, value);
        let check = |receiver: &str, name: &str, args: &[Value], wanted: &str| -> Result<()> {
            let receiver = text(thread, receiver)?;
            assert_eq!(shown(thread, receiver, name, args)?, wanted, "{name}");
            Ok(())
        };
        check("straße", "upper", &[], "'STRASSE'")?;
        check("a,b,c", "split", &[s(",")?, int(1)], "['a', 'b,c']")?;
        check("aéb", "find", &[s("b")?], "2")?;
        check(
            "aéb",
            "find",
            &[int(1)],
            "TypeError: find() argument 1 must be str, not int",
        )?;
        check("aéb", "__getitem__", &[int(-2)], "'é'")?;
        check(
            "aéb",
            "__getitem__",
            &[int(3)],
            "IndexError: string index out of range",
        )?;
        let slice = Slice::new(thread, Value::NONE, Value::NONE, int(-1))?;
        check("aéb", "__getitem__", &[slice.value()], "'béa'")?;
        check(
            "-",
            "join",
            &[List::from_values(thread, &[s("x")?, s("y")?])?.value()],
            "'x-y'",
        )?;
        check(
            "{}-{0}",
            "format",
            &[int(1)],
            "ValueError: cannot switch from automatic field numbering to manual field specification",
        )?;
        check(
            "{:>4}|{!r:<5}|{{",
            "format",
            &[int(7), s("é")?],
            "\"   7|'é'  |{\"",
        )?;
        check(
            "%5.1f|%s|%x",
            "__mod__",
            &[Tuple::new(thread, &[int(2), s("z")?, int(255)])?.value()],
            "'  2.0|z|ff'",
        )?;
        check(
            "%d",
            "__mod__",
            &[s("z")?],
            "TypeError: %d format: a real number is required, not str",
        )?;
        check("é", "encode", &[], "b'\\xc3\\xa9'")?;
        check(
            "é",
            "encode",
            &[s("ascii")?, s("backslashreplace")?],
            "b'\\\\xe9'",
        )?;
        check("é", "encode", &[s("UTF-16")?], "b'\\xff\\xfe\\xe9\\x00'")?;
        check("abc", "center", &[int(8), s("*")?], "'**abc***'")?;
        check("ab", "__mul__", &[int(3)], "'ababab'")?;
        check("a\tb", "expandtabs", &[int(4)], "'a   b'")?;
        check(
            "",
            "join",
            &[int(1)],
            "TypeError: can only join an iterable",
        )?;
        check("abcabc", "replace", &[s("b")?, s("é")?, int(1)], "'aécabc'")?;
        check("x.y", "partition", &[s(".")?], "('x', '.', 'y')")?;
        Ok(())
    });
}

#[test]
fn indexing_long_text_that_is_not_ascii() {
    with_thread(|thread| {
        let source: String = (0..1000)
            .map(|i| char::from_u32(if i % 3 == 0 { 0x61 } else { 0x100 + i }).unwrap_or('?'))
            .collect();
        let long = Str::new(thread, &source)?;
        for (index, character) in source.chars().enumerate() {
            assert_eq!(long.code_point_at(thread, index)?, character as u32);
            let offset = long.offset_of(thread, index)?;
            assert_eq!(long.index_of(thread, offset)?, index);
        }
        Ok(())
    });
}

#[test]
fn appending_shares_storage_but_never_changes_a_string() {
    with_thread(|thread| {
        let mut whole = Str::new(thread, &"x".repeat(300))?;
        let part = Str::new(thread, "é")?;
        let mut earlier = Vec::new();
        for round in 0..500 {
            let before = whole;
            whole = crate::str::concat(thread, whole, part)?;
            if round % 50 == 0 {
                // A second string grown from the same one must not disturb the first.
                let other = crate::str::concat(thread, before, Str::new(thread, "yz")?)?;
                assert!(other.bytes().ends_with(b"yz"));
                earlier.push((before.bytes().to_vec(), before.value().bits()));
            }
        }
        assert_eq!(whole.len(), 800);
        assert_eq!(whole.bytes().len(), 1300);
        for (bytes, bits) in earlier {
            let string = Str::of(Value::from_bits(bits));
            assert_eq!(string.bytes(), bytes);
        }
        Ok(())
    });
}

#[test]
fn bytearrays_change_as_wholes() {
    use crate::bytearray::Bytearray;
    with_thread(|thread| {
        let array = Bytearray::new(thread, b"hello")?;
        array.extend(thread, b" world")?;
        array.splice(thread, b"J", |_| Ok((0, 1)))?;
        assert_eq!(array.to_vec(thread), b"Jello world");
        array.splice(thread, b"", |_| Ok((0, 6)))?;
        assert_eq!(array.to_vec(thread), b"world");
        assert_eq!(shown(thread, array.value(), "pop", &[])?, "100");
        assert_eq!(shown(thread, array.value(), "remove", &[int(114)])?, "None");
        assert_eq!(array.to_vec(thread), b"wol");
        let slice = Slice::new(thread, Value::NONE, Value::NONE, int(2))?;
        assert_eq!(
            shown(thread, array.value(), "__delitem__", &[slice.value()])?,
            "None"
        );
        assert_eq!(array.to_vec(thread), b"o");
        for byte in 0..=255 {
            array.push(thread, byte)?;
        }
        assert_eq!(array.len(), 257);
        assert_eq!(array.get(thread, 256), Some(255));
        Ok(())
    });
}

#[test]
fn views_forbid_resizing_until_released() {
    use crate::bytearray::Bytearray;
    use crate::memoryview::MEMORYVIEW;
    with_thread(|thread| {
        let array = Bytearray::new(thread, b"abcdef")?;
        let view = call(thread, MEMORYVIEW.get().value(), &[array.value()])?;
        assert_eq!(
            shown(thread, array.value(), "append", &[int(1)])?,
            "BufferError: Existing exports of data: object cannot be re-sized"
        );
        assert_eq!(
            shown(thread, view, "__setitem__", &[int(0), int(65)])?,
            "None"
        );
        assert_eq!(
            shown(thread, array.value(), "__getitem__", &[int(0)])?,
            "65"
        );
        let slice = Slice::new(thread, int(1), Value::NONE, int(2))?;
        let every = call_method(thread, view, names().__getitem__, &[slice.value()])?;
        assert_eq!(shown(thread, every, "tolist", &[])?, "[98, 100, 102]");
        assert_eq!(shown(thread, every, "tobytes", &[])?, "b'bdf'");
        assert_eq!(shown(thread, view, "release", &[])?, "None");
        assert_eq!(shown(thread, every, "release", &[])?, "None");
        assert_eq!(
            shown(thread, view, "tolist", &[])?,
            "ValueError: operation forbidden on released memoryview object"
        );
        assert_eq!(shown(thread, array.value(), "append", &[int(1)])?, "None");
        Ok(())
    });
}

/// Runs `f` on several attached threads at once, with the locks of shared objects on.
fn in_threads(thread: &Thread, count: u64, f: impl Fn(&Thread, u64) + Sync) {
    crate::mode::begin_shared();
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..count)
            .map(|index| {
                let f = &f;
                scope.spawn(move || {
                    let own = Thread::attach(
                        crate::python_stack::PythonStack::new(1 << 20).expect("memory"),
                        false,
                        index + 2,
                    );
                    f(&own, index);
                    own.detach();
                })
            })
            .collect();
        thread.blocked(|| {
            for worker in workers {
                worker.join().expect("a worker panicked");
            }
        });
    });
    crate::mode::end_shared();
}

#[test]
fn bytearrays_shared_by_threads_lose_nothing() {
    use crate::bytearray::Bytearray;
    use std::sync::atomic::{AtomicUsize, Ordering};
    const ROUNDS: usize = 4000;
    with_thread(|thread| {
        let array = Bytearray::new(thread, b"")?;
        let bits = array.value().bits();
        let removed = AtomicUsize::new(0);
        in_threads(thread, 4, |own, index| {
            let array = Bytearray::of(Value::from_bits(bits));
            let attempt = || -> Result<()> {
                for round in 0..ROUNDS {
                    array.extend(own, &[index as u8; 3])?;
                    array.push(own, index as u8)?;
                    if let Some(byte) = array.get(own, round % 7) {
                        assert!(byte < 4);
                    }
                    if round % 3 == 0 {
                        let data = array.to_vec(own);
                        assert!(data.iter().all(|byte| *byte < 4));
                    }
                    let count = array.splice_with(
                        own,
                        &[],
                        |length| Ok((0, length.min(2))),
                        |gone| gone.len(),
                    )?;
                    removed.fetch_add(count, Ordering::Relaxed);
                    own.poll()?;
                }
                Ok(())
            };
            assert!(attempt().is_ok());
        });
        let wanted = 4 * 4 * ROUNDS - removed.load(Ordering::Relaxed);
        assert_eq!(array.len(), wanted);
        Ok(())
    });
}

#[test]
fn strings_grown_by_several_threads_keep_their_own_ends() {
    with_thread(|thread| {
        let mut start = Str::new(thread, &"s".repeat(300))?;
        start = crate::str::concat(thread, start, Str::new(thread, "-")?)?;
        let bits = start.value().bits();
        in_threads(thread, 4, |own, index| {
            let attempt = || -> Result<()> {
                for _ in 0..200 {
                    let mut text = Str::of(Value::from_bits(bits));
                    let part = Str::new(own, &index.to_string().repeat(3))?;
                    for _ in 0..40 {
                        text = crate::str::concat(own, text, part)?;
                    }
                    let end = index.to_string().repeat(120);
                    assert!(text.bytes().ends_with(end.as_bytes()));
                    assert_eq!(text.len(), 301 + 120);
                    own.poll()?;
                }
                Ok(())
            };
            assert!(attempt().is_ok());
        });
        assert_eq!(start.len(), 301);
        Ok(())
    });
}
