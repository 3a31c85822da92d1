//! The C3 method resolution order (Barrett et al., "A Monotonic Superclass Linearization for Dylan",
//! OOPSLA 1996).

use super::object::Type;
use crate::errors::{self, Result};
use crate::list::List;
use crate::thread::Thread;
use crate::tuple::Tuple;

/// The linearization of `class` with `bases`, whose own orders are known.
pub fn linearize(thread: &Thread, class: Type, bases: Tuple) -> Result<Tuple> {
    for (i, slot) in bases.items().iter().enumerate() {
        if bases.items()[..i]
            .iter()
            .any(|earlier| earlier.get() == slot.get())
        {
            let name = Type::of(slot.get()).name_text();
            return Err(errors::type_error(
                thread,
                format!("duplicate base class {name}"),
            ));
        }
    }
    // The sequences to merge: each base's order, and the bases. `heads[i]` is how far sequence i is used.
    let sequence = |i: usize| {
        if i < bases.len() {
            Type::of(bases.get(i)).mro()
        } else {
            bases
        }
    };
    let mut heads = vec![0usize; bases.len() + 1];
    let result = List::new(thread)?;
    result.append(thread, class.value())?;
    loop {
        let mut exhausted = true;
        let mut next = None;
        for i in 0..heads.len() {
            if heads[i] >= sequence(i).len() {
                continue;
            }
            exhausted = false;
            let candidate = sequence(i).get(heads[i]);
            let in_a_tail = (0..heads.len()).any(|j| {
                let sequence = sequence(j);
                heads[j] < sequence.len()
                    && sequence.items()[heads[j] + 1..]
                        .iter()
                        .any(|slot| slot.get() == candidate)
            });
            if !in_a_tail {
                next = Some(candidate);
                break;
            }
        }
        if exhausted {
            return Tuple::from_list(thread, result);
        }
        let Some(next) = next else {
            let mut blocked: Vec<String> = Vec::new();
            for (i, &head) in heads.iter().enumerate() {
                if head < sequence(i).len() {
                    let name = Type::of(sequence(i).get(head)).name_text();
                    if !blocked.contains(&name) {
                        blocked.push(name);
                    }
                }
            }
            return Err(errors::type_error(
                thread,
                format!(
                    "Cannot create a consistent method resolution order (MRO) for bases {}",
                    blocked.join(", ")
                ),
            ));
        };
        result.append(thread, next)?;
        for (i, head) in heads.iter_mut().enumerate() {
            let sequence = sequence(i);
            if *head < sequence.len() && sequence.get(*head) == next {
                *head += 1;
            }
        }
    }
}
