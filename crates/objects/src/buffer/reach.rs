//! Whether a live view of some memory can be found from the variables of the functions that this thread
//! runs. Invariant: what is found is alive by the rules of the language; what lies deeper than the search
//! goes is not found.

use super::exports::Counter;
use crate::cell::CellObject;
use crate::dict::Dict;
use crate::function::BoundMethodObject;
use crate::list::List;
use crate::memoryview::MemoryViewObject;
use crate::object::{Kind, Ref, ValueExt};
use crate::thread::Thread;
use crate::tuple::Tuple;
use std::collections::HashSet;
use std::sync::atomic::{AtomicPtr, Ordering};
use typhon_heap::{Generation, Value, collect};

/// Calls its second argument with every variable of the thread's running functions.
pub type Walker = fn(&Thread, &mut dyn FnMut(Value));

static WALKER: AtomicPtr<()> = AtomicPtr::new(std::ptr::null_mut());

/// The interpreter says how its frames are walked; once, at start-up.
pub fn set_walker(walker: Walker) {
    WALKER.store(walker as *mut (), Ordering::Release);
}

fn walker() -> Option<Walker> {
    let pointer = WALKER.load(Ordering::Acquire);
    if pointer.is_null() {
        return None;
    }
    // SAFETY: only `set_walker` stores here.
    Some(unsafe { std::mem::transmute::<*mut (), Walker>(pointer) })
}

/// How many objects are looked at, and how far from a variable.
const MOST_OBJECTS: usize = 600;
const DEEPEST: u8 = 2;

/// Whether a view that has a lease of `counter` is found.
pub(super) fn finds_view(thread: &Thread, counter: &Counter) -> bool {
    let Some(walker) = walker() else {
        // Without frames there are no variables: whatever survives a collection counts as alive.
        collect(thread.mutator, Generation::Full);
        return true;
    };
    let mut search = Search::default();
    walker(thread, &mut |value| search.enter(value, 0));
    let mut next = 0;
    while let Some(&(bits, depth)) = search.queue.get(next) {
        next += 1;
        let value = Value::from_bits(bits);
        if let Some(view) = value.downcast::<MemoryViewObject>() {
            if view.has_lease_of(|lease| lease.is_of(counter)) {
                return true;
            }
        } else if depth < DEEPEST {
            for_each_part(value, |part| search.enter(part, depth + 1));
        }
    }
    false
}

/// What is to be looked at. Addresses, not values: from beginning to end of a search the thread allocates
/// nothing in the heap and does not poll, so nothing that it has met can go.
#[derive(Default)]
struct Search {
    queue: Vec<(u64, u8)>,
    known: HashSet<u64>,
}

impl Search {
    fn enter(&mut self, value: Value, depth: u8) {
        if value.is_pointer() && self.queue.len() < MOST_OBJECTS && self.known.insert(value.bits())
        {
            self.queue.push((value.bits(), depth));
        }
    }
}

/// The items and attributes of an object of the kinds in which programs keep things. Other threads may
/// change them meanwhile.
fn for_each_part(object: Value, mut visit: impl FnMut(Value)) {
    match object.kind() {
        Kind::List => {
            let list: List = Ref::of(object);
            (0..list.len().min(MOST_OBJECTS))
                .filter_map(|index| list.get(index))
                .for_each(&mut visit);
        }
        Kind::Tuple => {
            let tuple: Tuple = Ref::of(object);
            let items = tuple.items().iter().take(MOST_OBJECTS);
            items.for_each(|slot| visit(slot.get()));
        }
        Kind::Dict => {
            let dict: Dict = Ref::of(object);
            let entries = dict.entries().take(MOST_OBJECTS);
            entries.for_each(|(_, value)| visit(value));
        }
        Kind::Cell => visit(Ref::<CellObject>::of(object).get()),
        Kind::BoundMethod => visit(Ref::<BoundMethodObject>::of(object).receiver()),
        Kind::Type | Kind::Module | Kind::Function => return,
        _ => {}
    }
    crate::attribute::for_each_own(object, visit);
}
