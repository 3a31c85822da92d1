//! Containers, their iterators and the built-in functions, as far as they need no interpreter.

use crate::exceptions::tests::with_thread;
use crate::prelude::*;
use crate::slice::Slice;
use crate::{float, int, iterators, list, module, range, set};

fn number(value: i64) -> Value {
    Value::fixnum(value)
}

fn list_of(thread: &Thread, items: &[i64]) -> Result<List> {
    let list = List::new(thread)?;
    for item in items {
        list.append(thread, number(*item))?;
    }
    Ok(list)
}

/// Calls a method by name.
fn method(thread: &Thread, receiver: Value, name: &str, arguments: &[Value]) -> Result {
    call_method(thread, receiver, intern_text(thread, name)?, arguments)
}

fn show(thread: &Thread, value: Value) -> Result<String> {
    Ok(operations::repr(thread, value)?
        .to_string_lossy()
        .into_owned())
}

/// The message of the exception that must come.
fn failure(thread: &Thread, result: Result) -> Result<String> {
    match result {
        Ok(value) => panic!("gave {}", show(thread, value)?),
        Err(raised) => {
            let class = raised.value().class().name_text();
            let message = operations::str(thread, raised.value())?;
            Ok(format!("{class}: {}", message.to_string_lossy()))
        }
    }
}

fn builtin(thread: &Thread, name: &str, arguments: &[Value]) -> Result {
    if module::BUILTINS.get().is_null() {
        module::BUILTINS.set(super::make_module(thread)?.value());
    }
    call(thread, module::builtin(thread, name)?, arguments)
}

macro_rules! shows {
    ($thread:expr, $value:expr, $text:expr) => {{
        let value = $value;
        let shown = show($thread, value)?;
        assert_eq!(shown, $text);
    }};
}

#[test]
fn lists_are_edited() {
    with_thread(|thread| {
        let list = list_of(thread, &[3, 1, 2])?;
        let own = list.value();
        method(thread, own, "insert", &[number(0), number(9)])?;
        method(thread, own, "insert", &[number(-1), number(8)])?;
        shows!(thread, own, "[9, 3, 1, 8, 2]");
        shows!(thread, method(thread, own, "pop", &[number(1)])?, "3");
        shows!(thread, method(thread, own, "pop", &[])?, "2");
        method(thread, own, "extend", &[own])?;
        shows!(thread, own, "[9, 1, 8, 9, 1, 8]");
        method(thread, own, "remove", &[number(1)])?;
        method(thread, own, "reverse", &[])?;
        shows!(thread, own, "[8, 1, 9, 8, 9]");
        let none = Value::NONE;
        let every_second = Slice::new(thread, none, none, number(2))?.value();
        shows!(
            thread,
            operations::get_item(thread, own, every_second)?,
            "[8, 9, 9]"
        );
        operations::delete_item(thread, own, every_second)?;
        shows!(thread, own, "[1, 8]");
        let middle = Slice::new(thread, number(1), number(1), none)?.value();
        operations::set_item(thread, own, middle, list_of(thread, &[5, 6, 7])?.value())?;
        shows!(thread, own, "[1, 5, 6, 7, 8]");
        let all_but_ends = Slice::new(thread, number(1), number(-1), none)?.value();
        operations::set_item(thread, own, all_but_ends, list_of(thread, &[0])?.value())?;
        shows!(thread, own, "[1, 0, 8]");
        shows!(
            thread,
            operations::binary(thread, operations::Operator::Multiply, own, number(2))?,
            "[1, 0, 8, 1, 0, 8]"
        );
        list.append(thread, own)?;
        shows!(thread, own, "[1, 0, 8, [...]]");
        assert_eq!(
            failure(thread, method(thread, own, "pop", &[number(10)]))?,
            "IndexError: pop index out of range"
        );
        Ok(())
    });
}

/// Numbers that look random and are the same every time.
fn numbers(count: usize, seed: u64, below: u64) -> Vec<i64> {
    let mut state = seed;
    (0..count)
        .map(|_| {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1);
            ((state >> 33) % below) as i64
        })
        .collect()
}

#[test]
fn sorting_agrees_with_rust() {
    with_thread(|thread| {
        for count in [0, 1, 2, 3, 63, 64, 65, 100, 1000, 5000] {
            for below in [2, 10, 1 << 30] {
                for shape in 0..3 {
                    let mut expected = numbers(count, 7 + count as u64, below);
                    match shape {
                        1 => {
                            expected.sort();
                            expected.reverse();
                        }
                        2 => {
                            let half = count / 2;
                            expected[..half].sort();
                            expected[half..].sort();
                        }
                        _ => {}
                    }
                    let list = list_of(thread, &expected)?;
                    list::sort(thread, list, Value::NULL, false)?;
                    expected.sort();
                    let found: Vec<i64> = (0..list.len())
                        .map(|i| list.get(i).map_or(-1, |value| value.fixnum_value()))
                        .collect();
                    assert_eq!(found, expected);
                }
            }
        }
        Ok(())
    });
}

#[test]
fn sorting_is_stable_in_both_directions() {
    with_thread(|thread| {
        for (count, reverse) in [(50, false), (3000, false), (50, true), (3000, true)] {
            let keys = numbers(count, 3, 40);
            let list = List::new(thread)?;
            for (i, key) in keys.iter().enumerate() {
                let pair = Tuple::new(thread, &[number(*key), number(i as i64)])?;
                list.append(thread, pair.value())?;
            }
            let key = method_of_pairs(thread)?;
            list::sort(thread, list, key, reverse)?;
            let mut expected: Vec<(i64, i64)> = keys.iter().copied().zip(0..).collect();
            expected.sort_by(|a, b| {
                if reverse {
                    b.0.cmp(&a.0)
                } else {
                    a.0.cmp(&b.0)
                }
            });
            let found: Vec<(i64, i64)> = (0..count)
                .map(|i| {
                    let pair = Tuple::of(list.get(i).unwrap_or(Value::NONE));
                    (pair.get(0).fixnum_value(), pair.get(1).fixnum_value())
                })
                .collect();
            assert_eq!(found, expected);
        }
        Ok(())
    });
}

/// A native function that gives the first item of a pair.
fn method_of_pairs(thread: &Thread) -> Result {
    static FIRST: Method = function(
        "first",
        |_, args| Ok(Tuple::of(args[0]).get(0)),
        "(pair, /)",
        "",
    );
    Ok(crate::function::NativeFunction::for_module(thread, &FIRST, Value::NONE)?.value())
}

#[test]
fn sorting_mixed_kinds() {
    with_thread(|thread| {
        let list = List::from_values(
            thread,
            &[
                float::from_f64(thread, 2.5)?,
                number(1),
                float::from_f64(thread, -1.0)?,
                Value::TRUE,
            ],
        )?;
        list::sort(thread, list, Value::NULL, false)?;
        shows!(thread, list.value(), "[-1.0, 1, True, 2.5]");
        list.append(thread, Value::NONE)?;
        assert_eq!(
            failure(
                thread,
                list::sort(thread, list, Value::NULL, false).map(|()| Value::NONE)
            )?,
            "TypeError: '<' not supported between instances of 'NoneType' and 'float'"
        );
        assert_eq!(list.len(), 5);
        Ok(())
    });
}

#[test]
fn dicts_and_views() {
    with_thread(|thread| {
        let dict = Dict::new(thread)?;
        let own = dict.value();
        for i in 0..5 {
            dict.set(thread, number(i), number(i * i))?;
        }
        dict.remove(thread, number(2))?;
        shows!(thread, own, "{0: 0, 1: 1, 3: 9, 4: 16}");
        let keys = method(thread, own, "keys", &[])?;
        let items = method(thread, own, "items", &[])?;
        shows!(thread, keys, "dict_keys([0, 1, 3, 4])");
        shows!(
            thread,
            items,
            "dict_items([(0, 0), (1, 1), (3, 9), (4, 16)])"
        );
        let some = list_of(thread, &[3, 4, 5])?.value();
        let both = operations::binary(thread, operations::Operator::And, keys, some)?;
        shows!(thread, both, "{3, 4}");
        shows!(
            thread,
            operations::list_from(thread, iterators::reversed(thread, own)?)?.value(),
            "[4, 3, 1, 0]"
        );
        let iterator = operations::iter(thread, own)?;
        operations::next(thread, iterator)?;
        dict.set(thread, number(7), number(7))?;
        assert_eq!(
            failure(
                thread,
                operations::next(thread, iterator).map(|_| Value::NONE)
            )?,
            "RuntimeError: dictionary changed size during iteration"
        );
        let other = Dict::new(thread)?;
        method(thread, other.value(), "update", &[items])?;
        assert!(operations::equal(thread, own, other.value())?);
        assert_eq!(
            failure(thread, operations::get_item(thread, own, some))?,
            "TypeError: cannot use 'list' as a dict key (unhashable type: 'list')"
        );
        shows!(thread, method(thread, own, "popitem", &[])?, "(7, 7)");
        shows!(
            thread,
            method(thread, own, "setdefault", &[number(8), number(3)])?,
            "3"
        );
        let united = operations::binary(thread, operations::Operator::Or, own, other.value())?;
        shows!(thread, united, "{0: 0, 1: 1, 3: 9, 4: 16, 8: 3, 7: 7}");
        Ok(())
    });
}

#[test]
fn sets_and_hashes() {
    with_thread(|thread| {
        let a = set::Set::new(thread)?;
        set::update_from(thread, a, list_of(thread, &[1, 2, 3])?.value())?;
        let b = set::Set::new(thread)?;
        set::update_from(thread, b, list_of(thread, &[3, 4])?.value())?;
        let (x, y) = (a.value(), b.value());
        use operations::Operator::{And, Or, Subtract, Xor};
        shows!(
            thread,
            operations::binary(thread, Or, x, y)?,
            "{1, 2, 3, 4}"
        );
        shows!(thread, operations::binary(thread, And, x, y)?, "{3}");
        shows!(
            thread,
            operations::binary(thread, Subtract, x, y)?,
            "{1, 2}"
        );
        shows!(thread, operations::binary(thread, Xor, x, y)?, "{1, 2, 4}");
        let frozen = call(thread, set::FROZENSET.get().value(), &[x])?;
        shows!(thread, frozen, "frozenset({1, 2, 3})");
        assert_eq!(
            operations::hash(thread, frozen)? as i64,
            -272375401224217160
        );
        let empty = call(thread, set::FROZENSET.get().value(), &[])?;
        assert_eq!(operations::hash(thread, empty)? as i64, 133146708735736);
        // A set is looked for as a frozenset.
        let outer = set::Set::new(thread)?;
        outer.add(thread, frozen)?;
        assert!(operations::contains(thread, outer.value(), x)?);
        assert_eq!(
            failure(thread, method(thread, x, "remove", &[number(9)]))?,
            "KeyError: 9"
        );
        Ok(())
    });
}

#[test]
fn ranges_of_any_size() {
    with_thread(|thread| {
        let make = |parts: &[i64]| -> Result {
            let mut values = [Value::NULL; 3];
            for (value, part) in values.iter_mut().zip(parts) {
                *value = number(*part);
            }
            call(thread, range::RANGE.get().value(), &values[..parts.len()])
        };
        let own = make(&[0, 10, 3])?;
        shows!(
            thread,
            operations::list_from(thread, own)?.value(),
            "[0, 3, 6, 9]"
        );
        shows!(
            thread,
            operations::list_from(thread, iterators::reversed(thread, own)?)?.value(),
            "[9, 6, 3, 0]"
        );
        let tail = Slice::new(thread, number(1), Value::NONE, Value::NONE)?.value();
        shows!(
            thread,
            operations::get_item(thread, own, tail)?,
            "range(3, 12, 3)"
        );
        let hash = operations::hash(thread, make(&[10])?)? as i64;
        assert_eq!(hash, -7546101314042312252);
        let huge = int::from_big(thread, &(dashu_int::IBig::from(1) << 70))?;
        let long = call(thread, range::RANGE.get().value(), &[huge])?;
        let last = operations::get_item(thread, long, number(-1))?;
        shows!(thread, last, "1180591620717411303423");
        assert!(operations::contains(thread, long, last)?);
        assert!(!operations::contains(thread, long, huge)?);
        let iterator = operations::iter(thread, long)?;
        shows!(
            thread,
            operations::next(thread, iterator)?.unwrap_or(Value::NONE),
            "0"
        );
        assert_eq!(
            failure(thread, make(&[1, 2, 0]))?,
            "ValueError: range() arg 3 must not be zero"
        );
        Ok(())
    });
}

#[test]
fn built_in_functions() {
    with_thread(|thread| {
        let numbers = list_of(thread, &[3, 1, 2])?.value();
        shows!(thread, builtin(thread, "sum", &[numbers])?, "6");
        shows!(thread, builtin(thread, "max", &[numbers])?, "3");
        shows!(thread, builtin(thread, "min", &[numbers])?, "1");
        shows!(thread, builtin(thread, "sorted", &[numbers])?, "[1, 2, 3]");
        shows!(thread, builtin(thread, "bin", &[number(-5)])?, "'-0b101'");
        shows!(thread, builtin(thread, "chr", &[number(955)])?, "'λ'");
        let tenth = float::from_f64(thread, 0.1)?;
        let tenths = List::from_values(thread, &[tenth; 10])?.value();
        shows!(thread, builtin(thread, "sum", &[tenths])?, "1.0");
        let pairs = call(
            thread,
            iterators::ZIP.get().value(),
            &[numbers, tenths, numbers],
        )?;
        shows!(
            thread,
            operations::list_from(thread, pairs)?.value(),
            "[(3, 0.1, 3), (1, 0.1, 1), (2, 0.1, 2)]"
        );
        let counted = call(thread, iterators::ENUMERATE.get().value(), &[numbers])?;
        shows!(
            thread,
            operations::list_from(thread, counted)?.value(),
            "[(0, 3), (1, 1), (2, 2)]"
        );
        let iterator = operations::iter(thread, numbers)?;
        shows!(
            thread,
            method(thread, iterator, "__reduce__", &[])?,
            "(<built-in function iter>, ([3, 1, 2],), 0)"
        );
        assert_eq!(
            failure(
                thread,
                builtin(thread, "max", &[List::new(thread)?.value()])
            )?,
            "ValueError: max() iterable argument is empty"
        );
        Ok(())
    });
}
