//! Several threads on one container: nothing may crash, tear, be lost, or show what was never stored.

use crate::exceptions::tests::with_thread;
use crate::mode::{begin_shared, end_shared};
use crate::prelude::*;
use crate::python_stack::PythonStack;
use crate::slice::Slice;
use crate::thread::Global;
use crate::{iterators, list, set};
use std::sync::atomic::{AtomicU64, Ordering};

static SHARED: Global = Global::new();
const WORKERS: u64 = 3;
const ROUNDS: i64 = 3000;

/// Runs `work(thread, shared, worker)` on several attached threads at once.
fn race(
    thread: &Thread,
    shared: Value,
    work: impl Fn(&Thread, Value, i64) -> Result<()> + Sync,
) -> Result<()> {
    SHARED.set(shared);
    begin_shared();
    let failures = AtomicU64::new(0);
    thread.blocked(|| {
        std::thread::scope(|scope| {
            for worker in 0..WORKERS {
                let (work, failures) = (&work, &failures);
                scope.spawn(move || {
                    let stack = PythonStack::new(1 << 20).expect("memory for a thread");
                    let own = Thread::attach(stack, false, 2 + worker);
                    if let Err(raised) = work(&own, SHARED.get(), worker as i64) {
                        let text = operations::repr(&own, raised.value());
                        let text = text.map(|text| text.to_string_lossy().into_owned());
                        eprintln!("raised {}", text.unwrap_or_default());
                        failures.fetch_add(1, Ordering::Relaxed);
                    }
                    own.detach();
                });
            }
        });
    });
    end_shared();
    assert_eq!(failures.load(Ordering::Relaxed), 0);
    Ok(())
}

/// A heap object that says of itself who made it.
fn token(thread: &Thread, worker: i64, round: i64) -> Result {
    Ok(Tuple::new(thread, &[Value::fixnum(worker), Value::fixnum(round)])?.value())
}

fn check_token(value: Value) {
    let token = Tuple::of(value);
    let (worker, round) = (token.get(0).fixnum_value(), token.get(1).fixnum_value());
    assert!((0..WORKERS as i64).contains(&worker) && (0..ROUNDS).contains(&round));
}

#[test]
fn appended_items_all_arrive() {
    with_thread(|thread| {
        let shared = List::new(thread)?;
        race(thread, shared.value(), |thread, shared, worker| {
            let list = List::of(shared);
            for round in 0..ROUNDS {
                list.append(thread, token(thread, worker, round)?)?;
                if let Some(item) = list.get(round as usize / 2) {
                    check_token(item);
                }
                thread.poll()?;
            }
            Ok(())
        })?;
        assert_eq!(shared.len() as i64, WORKERS as i64 * ROUNDS);
        let mut next = [0; WORKERS as usize];
        for index in 0..shared.len() {
            let token = Tuple::of(shared.get(index).unwrap_or(Value::NONE));
            let worker = token.get(0).fixnum_value() as usize;
            assert_eq!(token.get(1).fixnum_value(), next[worker]);
            next[worker] += 1;
        }
        Ok(())
    });
}

#[test]
fn lists_edited_everywhere_at_once_keep_their_count() {
    with_thread(|thread| {
        let shared = List::new(thread)?;
        for round in 0..64 {
            shared.append(thread, token(thread, 0, round)?)?;
        }
        race(thread, shared.value(), |thread, shared, worker| {
            let list = List::of(shared);
            let middle = Slice::new(thread, Value::fixnum(2), Value::fixnum(9), Value::fixnum(2))?;
            for round in 0..ROUNDS {
                let item = token(thread, worker, round)?;
                list::insert(thread, list, round % 50, item)?;
                if let Some(gone) = list::pop_at(thread, list, (round * 7) % 40) {
                    check_token(gone);
                } else {
                    panic!("the list was never that short");
                }
                let iterator = iterators::ListIterator::new(thread, list)?;
                while let Some(item) = iterator.next() {
                    check_token(item);
                }
                if round % 16 == worker {
                    let copy = list::get_slice(thread, list, middle)?;
                    for index in 0..copy.len() {
                        copy.get(index).into_iter().for_each(check_token);
                    }
                    let all = operations::list_from(thread, list.value())?;
                    assert!(all.len() >= 61 && all.len() <= 64 + WORKERS as usize);
                }
                list.set(thread, (round % 30) as usize, item);
                thread.poll()?;
            }
            Ok(())
        })?;
        assert_eq!(shared.len(), 64);
        Ok(())
    });
}

#[test]
fn dict_keys_are_never_lost() {
    with_thread(|thread| {
        let shared = Dict::new(thread)?;
        race(thread, shared.value(), |thread, shared, worker| {
            let dict = Dict::of(shared);
            for round in 0..ROUNDS {
                let key = Value::fixnum(round * WORKERS as i64 + worker);
                dict.set(thread, key, token(thread, worker, round)?)?;
                // A key of all, set and removed all the time.
                let common = Value::fixnum(-1);
                dict.set_default(thread, common, token(thread, worker, round)?)?;
                if let Some(value) = dict.remove(thread, common)? {
                    check_token(value);
                }
                if round % 3 == 0 {
                    dict.remove(thread, key)?;
                } else {
                    match dict.get(thread, key)? {
                        Some(value) => check_token(value),
                        None => panic!("key lost"),
                    }
                }
                if round % 256 == 0 {
                    dict.entries().for_each(|(_, value)| check_token(value));
                    dict.copy(thread)?
                        .entries()
                        .for_each(|(_, value)| check_token(value));
                }
                thread.poll()?;
            }
            Ok(())
        })?;
        for round in 0..ROUNDS {
            for worker in 0..WORKERS as i64 {
                let key = Value::fixnum(round * WORKERS as i64 + worker);
                assert_eq!(shared.get(thread, key)?.is_some(), round % 3 != 0);
            }
        }
        Ok(())
    });
}

#[test]
fn updates_and_set_operations_race() {
    with_thread(|thread| {
        let shared = set::Set::new(thread)?;
        race(thread, shared.value(), |thread, shared, worker| {
            let own = Ref::<set::SetObject>::of(shared);
            for round in 0..ROUNDS / 10 {
                let few = List::new(thread)?;
                for i in 0..10 {
                    few.append(thread, Value::fixnum(worker * 100000 + round * 10 + i))?;
                }
                let few_set = set::Set::new(thread)?;
                set::update_from(thread, few_set, few.value())?;
                set::update_from(thread, own, few_set.value())?;
                for item in few_set.items() {
                    assert!(own.contains(thread, item)?);
                }
                if round % 2 == 0 {
                    set::subtract_from(thread, own, few_set.value())?;
                }
                thread.poll()?;
            }
            Ok(())
        })?;
        assert_eq!(shared.len() as i64, WORKERS as i64 * ROUNDS / 2);
        Ok(())
    });
}

#[test]
fn sorting_races_with_appending() {
    with_thread(|thread| {
        let shared = List::new(thread)?;
        race(thread, shared.value(), |thread, shared, worker| {
            let list = List::of(shared);
            for round in 0..ROUNDS / 10 {
                if worker == 0 {
                    // Others may well append meanwhile: then it says so.
                    match list::sort(thread, list, Value::NULL, round % 2 == 0) {
                        Err(raised) if !raised.is(&tree::VALUE_ERROR) => return Err(raised),
                        _ => {}
                    }
                } else {
                    list.append(thread, Value::fixnum(round * 7919 % 1000))?;
                }
                for index in 0..list.len() {
                    if let Some(item) = list.get(index) {
                        assert!(item.is_fixnum());
                    }
                }
                thread.poll()?;
            }
            Ok(())
        })
    });
}
