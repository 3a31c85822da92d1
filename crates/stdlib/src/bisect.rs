//! Module `_bisect`: binary search in sorted sequences.

use crate::support::{is_missing, to_ssize};
use typhon_objects::int;
use typhon_objects::operations::Comparison;
use typhon_objects::prelude::*;

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_bisect",
    doc: "Bisection algorithms.\n\nThis module provides support for maintaining a list in sorted order without\nhaving to sort the list after each insertion. For long lists of items with\nexpensive comparison operations, this can be an improvement over the more\ncommon approach.\n",
    functions: &[
        function(
            "bisect_left",
            |thread, args| search(thread, args, Side::Left),
            "(a, x, lo=0, hi=None, *, key=None)",
            "Return the index where to insert item x in list a, assuming a is sorted.",
        ),
        function(
            "bisect_right",
            |thread, args| search(thread, args, Side::Right),
            "(a, x, lo=0, hi=None, *, key=None)",
            "Return the index where to insert item x in list a, assuming a is sorted.",
        ),
        function(
            "insort_left",
            |thread, args| insert(thread, args, Side::Left),
            "(a, x, lo=0, hi=None, *, key=None)",
            "Insert item x in list a, and keep it sorted assuming a is sorted.",
        ),
        function(
            "insort_right",
            |thread, args| insert(thread, args, Side::Right),
            "(a, x, lo=0, hi=None, *, key=None)",
            "Insert item x in list a, and keep it sorted assuming a is sorted.",
        ),
    ],
    types: &[],
    setup: None,
};

/// On which side of items equal to it the new one goes.
#[derive(Copy, Clone, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

/// The place of `item` in `args[0]`, where the other arguments are those of the functions above.
fn find(thread: &Thread, args: &[Value], item: Value, side: Side) -> Result<i64> {
    let sequence = args[0];
    let mut low = match args[2].present() {
        Some(low) => to_ssize(thread, low)?,
        None => 0,
    };
    let mut high = if is_missing(args[3]) {
        -1
    } else {
        to_ssize(thread, args[3])?
    };
    if low < 0 {
        return Err(errors::value_error(thread, "lo must be non-negative"));
    }
    if high == -1 {
        high = operations::len(thread, sequence)? as i64;
    }
    let key = args[4];
    while low < high {
        let middle = low + (high - low) / 2;
        let mut other = operations::get_item(thread, sequence, int::from_i64(thread, middle)?)?;
        if !is_missing(key) {
            other = call(thread, key, &[other])?;
        }
        let (a, b) = match side {
            Side::Left => (other, item),
            Side::Right => (item, other),
        };
        let less = operations::compare(thread, Comparison::Less, a, b)?;
        let less = operations::truth(thread, less)?;
        if less == (side == Side::Left) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Ok(low)
}

fn search(thread: &Thread, args: &[Value], side: Side) -> Result {
    int::from_i64(thread, find(thread, args, args[1], side)?)
}

fn insert(thread: &Thread, args: &[Value], side: Side) -> Result {
    let item = if is_missing(args[4]) {
        args[1]
    } else {
        call(thread, args[4], &[args[1]])?
    };
    let index = find(thread, args, item, side)?;
    call_method(
        thread,
        args[0],
        names().insert,
        &[int::from_i64(thread, index)?, args[1]],
    )?;
    Ok(Value::NONE)
}
