//! Module `_heapq`: heaps in lists.
//!
//! Comparing items may run Python code, so an operation first plans its moves without any lock, then
//! takes the list's lock, sees that the items it looked at are still where they were, and makes the
//! moves as one step; otherwise it starts again. So threads may share a heap.

use typhon_objects::mode::others_may_run;
use typhon_objects::operations::Comparison;
use typhon_objects::prelude::*;

macro_rules! row {
    ($name:literal, $function:ident, $direction:ident, $signature:literal, $doc:literal) => {
        function(
            $name,
            |thread, args| {
                let heap = Heap::of(thread, args[0], $name, Direction::$direction)?;
                heap.$function(thread, args)
            },
            $signature,
            $doc,
        )
    };
}

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_heapq",
    doc: "Heap queue algorithm (a.k.a. priority queue).\n",
    functions: &[
        row!(
            "heappush",
            push,
            Smallest,
            "(heap, item, /)",
            "Push item onto heap, maintaining the heap invariant."
        ),
        row!(
            "heappushpop",
            push_pop,
            Smallest,
            "(heap, item, /)",
            "Push item on the heap, then pop and return the smallest item from the heap.\n\nThe combined action runs more efficiently than heappush() followed by\na separate call to heappop()."
        ),
        row!(
            "heappop",
            pop,
            Smallest,
            "(heap, /)",
            "Pop the smallest item off the heap, maintaining the heap invariant."
        ),
        row!(
            "heapreplace",
            replace,
            Smallest,
            "(heap, item, /)",
            "Pop and return the current smallest value, and add the new item."
        ),
        row!(
            "heapify",
            heapify,
            Smallest,
            "(heap, /)",
            "Transform list into a heap, in-place, in O(len(heap)) time."
        ),
        row!(
            "heappush_max",
            push,
            Largest,
            "(heap, item, /)",
            "Push item onto max heap, maintaining the heap invariant."
        ),
        row!(
            "heappushpop_max",
            push_pop,
            Largest,
            "(heap, item, /)",
            "Maxheap variant of heappushpop."
        ),
        row!(
            "heappop_max",
            pop,
            Largest,
            "(heap, /)",
            "Maxheap variant of heappop."
        ),
        row!(
            "heapreplace_max",
            replace,
            Largest,
            "(heap, item, /)",
            "Maxheap variant of heapreplace."
        ),
        row!(
            "heapify_max",
            heapify,
            Largest,
            "(heap, /)",
            "Maxheap variant of heapify."
        ),
    ],
    types: &[],
    setup: Some(|thread, module| {
        let about = Str::new(
            thread,
            "A heap is a list in which every item is not greater than those at twice its index plus one and plus two.",
        )?;
        module.set(thread, "__about__", about.value())
    }),
};

/// Which item a heap has at its top.
#[derive(Copy, Clone, PartialEq, Eq)]
enum Direction {
    Smallest,
    Largest,
}

#[derive(Copy, Clone)]
struct Heap {
    list: List,
    direction: Direction,
}

/// As many levels as a heap can have.
const LEVELS: usize = 64;

/// What an operation saw, and the places from the top (or to it) along which items move.
struct Plan {
    length: usize,
    seen: [(usize, Value); 2 * LEVELS],
    seen_count: usize,
    path: [usize; LEVELS],
    path_length: usize,
}

impl Plan {
    fn new(length: usize) -> Plan {
        Plan {
            length,
            seen: [(0, Value::NULL); 2 * LEVELS],
            seen_count: 0,
            path: [0; LEVELS],
            path_length: 0,
        }
    }

    fn step(&mut self, place: usize) {
        self.path[self.path_length] = place;
        self.path_length += 1;
    }

    /// The item at `place`, which must still be there later; `None` if there is none any more.
    fn look(&mut self, list: List, place: usize) -> Option<Value> {
        let item = list.get(place)?;
        self.seen[self.seen_count] = (place, item);
        self.seen_count += 1;
        Some(item)
    }

    /// Caller holds the lock.
    fn holds(&self, list: List) -> bool {
        list.len() == self.length
            && self.seen[..self.seen_count]
                .iter()
                .all(|&(place, item)| list.get(place) == Some(item))
    }
}

#[cold]
fn changed(thread: &Thread) -> Raised {
    errors::runtime_error(thread, "list changed size during iteration")
}

#[cold]
fn empty(thread: &Thread) -> Raised {
    errors::index_error(thread, "index out of range")
}

/// How often an operation starts again because of other threads before it gives up.
const MOST_ATTEMPTS: usize = 10_000;

impl Heap {
    fn of(thread: &Thread, value: Value, function: &str, direction: Direction) -> Result<Heap> {
        match value.downcast::<ListObject>() {
            Some(list) => Ok(Heap { list, direction }),
            None => {
                let which = if function.contains("ify") {
                    "argument"
                } else {
                    "argument 1"
                };
                let which = if function.starts_with("heappop") {
                    "argument"
                } else {
                    which
                };
                Err(errors::bad_argument(
                    thread,
                    &format!("{function}()"),
                    which,
                    "list",
                    value,
                ))
            }
        }
    }

    /// Whether `a` belongs above `b`.
    fn above(self, thread: &Thread, a: Value, b: Value) -> Result<bool> {
        let (a, b) = match self.direction {
            Direction::Smallest => (a, b),
            Direction::Largest => (b, a),
        };
        let result = operations::compare(thread, Comparison::Less, a, b)?;
        operations::truth(thread, result)
    }

    /// Runs `attempt` until it is not disturbed, which it tells by `None`.
    fn retry(self, thread: &Thread, mut attempt: impl FnMut() -> Result<Option<Value>>) -> Result {
        for _ in 0..MOST_ATTEMPTS {
            if let Some(result) = attempt()? {
                return Ok(result);
            }
            if !others_may_run() {
                // Only the comparisons themselves can have done it.
                break;
            }
            thread.poll()?;
        }
        Err(changed(thread))
    }

    fn push(self, thread: &Thread, args: &[Value]) -> Result {
        let item = args[1];
        self.retry(thread, || {
            let mut plan = Plan::new(self.list.len());
            let mut place = plan.length;
            plan.step(place);
            while place > 0 {
                let parent = (place - 1) >> 1;
                let Some(other) = plan.look(self.list, parent) else {
                    return Ok(None);
                };
                if !self.above(thread, item, other)? {
                    break;
                }
                plan.step(parent);
                place = parent;
            }
            self.list.reserve(thread, 1)?;
            let _lock = self.list.lock(thread);
            let Some(storage) = self
                .list
                .storage()
                .filter(|storage| plan.holds(self.list) && storage.len() > plan.length)
            else {
                return Ok(None);
            };
            self.list.change_items(|| {
                for step in plan.path[..plan.path_length].windows(2) {
                    storage.set(step[0], storage.get(step[1]));
                }
                storage.set(plan.path[plan.path_length - 1], item);
                self.list.set_length(plan.length + 1);
            });
            Ok(Some(Value::NONE))
        })
    }

    /// Plans to put `item` in place of the top of the first `length` items; false if disturbed.
    fn plan_replace(
        self,
        thread: &Thread,
        plan: &mut Plan,
        length: usize,
        item: Value,
    ) -> Result<bool> {
        let mut items = [Value::NULL; LEVELS];
        let mut place = 0;
        plan.step(0);
        while place < length >> 1 {
            let mut child = 2 * place + 1;
            let Some(mut chosen) = plan.look(self.list, child) else {
                return Ok(false);
            };
            if child + 1 < length {
                let Some(right) = plan.look(self.list, child + 1) else {
                    return Ok(false);
                };
                if !self.above(thread, chosen, right)? {
                    child += 1;
                    chosen = right;
                }
            }
            items[plan.path_length] = chosen;
            plan.step(child);
            place = child;
        }
        // From the bottom up again: most items belong near it.
        while plan.path_length > 1 {
            if !self.above(thread, item, items[plan.path_length - 1])? {
                break;
            }
            plan.path_length -= 1;
        }
        Ok(true)
    }

    /// Caller holds the lock, under which the plan holds.
    fn move_up(self, storage: ArrayRef, plan: &Plan, item: Value) {
        for step in plan.path[..plan.path_length].windows(2) {
            storage.set(step[0], storage.get(step[1]));
        }
        storage.set(plan.path[plan.path_length - 1], item);
    }

    fn pop(self, thread: &Thread, _args: &[Value]) -> Result {
        self.retry(thread, || {
            let length = self.list.len();
            let Some(last) = length.checked_sub(1) else {
                return Err(empty(thread));
            };
            let mut plan = Plan::new(length);
            let (Some(top), Some(item)) = (plan.look(self.list, 0), plan.look(self.list, last))
            else {
                return Ok(None);
            };
            if last > 0 && !self.plan_replace(thread, &mut plan, last, item)? {
                return Ok(None);
            }
            let _lock = self.list.lock(thread);
            let Some(storage) = self.list.storage().filter(|_| plan.holds(self.list)) else {
                return Ok(None);
            };
            self.list.change_items(|| {
                if last > 0 {
                    self.move_up(storage, &plan, item);
                }
                self.list.set_length(last);
                storage.slot(last).set_unbarriered(Value::NULL);
            });
            Ok(Some(top))
        })
    }

    fn replace(self, thread: &Thread, args: &[Value]) -> Result {
        self.exchange(thread, args[1], false)
    }

    fn push_pop(self, thread: &Thread, args: &[Value]) -> Result {
        self.exchange(thread, args[1], true)
    }

    /// Replaces the top by `item`; with `compare`, only if the item does not belong above it.
    fn exchange(self, thread: &Thread, item: Value, compare: bool) -> Result {
        self.retry(thread, || {
            let length = self.list.len();
            if length == 0 {
                return if compare {
                    Ok(Some(item))
                } else {
                    Err(empty(thread))
                };
            }
            let mut plan = Plan::new(length);
            let Some(top) = plan.look(self.list, 0) else {
                return Ok(None);
            };
            if compare {
                if !self.above(thread, top, item)? {
                    return Ok(Some(item));
                }
                if self.list.is_empty() {
                    return Err(empty(thread));
                }
            }
            if !self.plan_replace(thread, &mut plan, length, item)? {
                return Ok(None);
            }
            let _lock = self.list.lock(thread);
            let Some(storage) = self.list.storage().filter(|_| plan.holds(self.list)) else {
                return Ok(None);
            };
            self.list
                .change_items(|| self.move_up(storage, &plan, item));
            Ok(Some(top))
        })
    }

    fn heapify(self, thread: &Thread, _args: &[Value]) -> Result {
        self.retry(thread, || {
            let count = self.list.len();
            let before = List::with_capacity(thread, count)?;
            let work = List::with_capacity(thread, count)?;
            let mut index = 0;
            while let Some(item) = self.list.get(index) {
                before.append(thread, item)?;
                work.append(thread, item)?;
                index += 1;
                thread.poll()?;
            }
            let heap = Heap {
                list: work,
                direction: self.direction,
            };
            for place in (0..index / 2).rev() {
                heap.sift(thread, place, index)?;
                thread.poll()?;
            }
            let _lock = self.list.lock(thread);
            let unchanged = self.list.len() == index
                && (0..index).all(|place| self.list.get(place) == before.get(place));
            let Some(storage) = self.list.storage().filter(|_| unchanged) else {
                return Ok(if index == 0 { Some(Value::NONE) } else { None });
            };
            self.list.change_items(|| {
                for place in 0..index {
                    storage.set(place, work.get(place).unwrap_or(Value::NONE));
                }
            });
            Ok(Some(Value::NONE))
        })
    }

    /// Lets the item at `start` sink to where it belongs, in a list that nobody else has.
    fn sift(self, thread: &Thread, start: usize, length: usize) -> Result<()> {
        let item_at = |place: usize| self.list.get(place).unwrap_or(Value::NONE);
        let item = item_at(start);
        let mut place = start;
        while place < length >> 1 {
            let mut child = 2 * place + 1;
            if child + 1 < length && !self.above(thread, item_at(child), item_at(child + 1))? {
                child += 1;
            }
            self.list.set(thread, place, item_at(child));
            place = child;
        }
        while place > start {
            let parent = (place - 1) >> 1;
            if !self.above(thread, item, item_at(parent))? {
                break;
            }
            self.list.set(thread, place, item_at(parent));
            place = parent;
        }
        self.list.set(thread, place, item);
        Ok(())
    }
}
