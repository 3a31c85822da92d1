//! The layout of lists. Invariants: the storage array is published whole and never given to another
//! list; readers bound themselves by the length and by the storage they find; slots at and beyond the
//! length are NULL, and a reader that meets NULL looks again. Writers hold the list's lock; an operation
//! stores the length once, and does what moves or replaces items in `change_items`, which readers notice
//! (see `typhon_sync::counted`).

use crate::errors::{self, Result};
use crate::lock::ObjectLock;
use crate::object::{Kind, Ref};
use crate::slice::from_either_end;
use crate::thread::{Thread, VALUES_A_STEP};
use crate::types::Shape;
use typhon_heap::{ArrayRef, Header, Slot, Value};
use typhon_sync::{Counted, counted, publish};

#[repr(C)]
pub struct ListObject {
    pub header: Header,
    storage: Slot,
    length: Counted,
}

pub type List = Ref<ListObject>;

crate::heap_object!(
    ListObject,
    LIST_LAYOUT,
    "list",
    Kind::List,
    |object, tracer| tracer.slot(&object.storage)
);

impl List {
    pub fn new(thread: &Thread) -> Result<List> {
        List::with_shape(thread, super::LIST.root_shape())
    }

    pub fn with_shape(thread: &Thread, shape: Ref<Shape>) -> Result<List> {
        thread.allocate(
            shape,
            ListObject {
                header: Header::new(shape.pointer().cast()),
                storage: Slot::new(Value::NULL),
                length: Counted::new(0),
            },
        )
    }

    pub fn with_capacity(thread: &Thread, capacity: usize) -> Result<List> {
        let list = List::new(thread)?;
        if capacity > 0 {
            let storage = thread.allocate_array(capacity)?;
            list.storage.set(list.header(), storage.as_value());
        }
        Ok(list)
    }

    pub fn from_values(thread: &Thread, items: &[Value]) -> Result<List> {
        let list = List::with_capacity(thread, items.len())?;
        if let Some(storage) = list.storage() {
            fill(thread, storage, 0, items);
        }
        list.set_length(items.len());
        Ok(list)
    }

    #[inline(always)]
    pub fn len(self) -> usize {
        self.length.get()
    }

    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    #[inline(always)]
    pub fn storage(self) -> Option<ArrayRef> {
        let value = self.storage.get();
        if value.is_null() {
            return None;
        }
        // SAFETY: the slot holds an array or NULL.
        Some(unsafe { ArrayRef::from_value_unchecked(value) })
    }

    /// For writers, who hold the lock and have stored the items.
    pub fn set_length(self, length: usize) {
        self.length.set(length);
    }

    /// For writers, who hold the lock: runs `change`, in which items move or several are replaced, as
    /// one step. Nothing in it allocates.
    #[inline]
    pub fn change_items<R>(self, change: impl FnOnce() -> R) -> R {
        self.length.moving(change)
    }

    /// For writers, who hold the lock.
    pub fn set_storage(self, storage: Option<ArrayRef>) {
        self.storage.set(
            self.header(),
            storage.map_or(Value::NULL, |storage| storage.as_value()),
        );
    }

    /// The item at `index`, if there is one. Takes no lock.
    #[inline(always)]
    pub fn get(self, index: usize) -> Option<Value> {
        publish::item(&self.length, index, || self.storage().map(Items))
    }

    /// The item at `index`, counted from the end if negative. Takes no lock.
    #[inline]
    pub fn get_from_either_end(self, thread: &Thread, index: i64) -> Option<Value> {
        if index >= 0 {
            return self.get(index as usize);
        }
        thread.read(self.header(), || {
            self.get(from_either_end(index, self.len())?)
        })
    }

    /// Stores at an index below the length.
    #[inline]
    pub fn set(self, thread: &Thread, index: usize, item: Value) -> bool {
        thread.store_in_place(self.header(), || self.set_in_place(index, item))
    }

    /// Likewise at an index counted from the end if negative.
    #[inline]
    pub fn set_from_either_end(self, thread: &Thread, index: i64, item: Value) -> bool {
        thread.store_in_place(self.header(), || {
            from_either_end(index, self.len()).is_some_and(|index| self.set_in_place(index, item))
        })
    }

    #[inline]
    fn set_in_place(self, index: usize, item: Value) -> bool {
        match self.storage() {
            Some(storage) if index < self.len() => {
                storage.set(index, item);
                true
            }
            _ => false,
        }
    }

    pub fn lock(self, thread: &Thread) -> ObjectLock {
        thread.lock(self.header())
    }

    #[inline]
    pub fn append(self, thread: &Thread, item: Value) -> Result<()> {
        {
            let _lock = self.lock(thread);
            if self.append_in_place(item) {
                return Ok(());
            }
        }
        self.grow_and_append(thread, item)
    }

    /// Likewise to a list that no other thread has seen.
    #[inline]
    pub fn append_unseen(self, thread: &Thread, item: Value) -> Result<()> {
        if self.append_in_place(item) {
            return Ok(());
        }
        self.grow_and_append(thread, item)
    }

    /// False without room. The caller holds the lock, if one is needed.
    #[inline(always)]
    fn append_in_place(self, item: Value) -> bool {
        let length = self.len();
        match self.storage() {
            Some(storage) if length < storage.len() => {
                storage.set(length, item);
                self.set_length(length + 1);
                true
            }
            _ => false,
        }
    }

    #[cold]
    #[inline(never)]
    fn grow_and_append(self, thread: &Thread, item: Value) -> Result<()> {
        self.reserve(thread, 1)?;
        self.append(thread, item)
    }

    /// Makes sure that the storage has room for `additional` more items now; somebody else may use it up.
    pub fn reserve(self, thread: &Thread, additional: usize) -> Result<()> {
        // Allocated under the lock: of several threads that append, one makes room.
        let _lock = self.lock(thread);
        let length = self.len();
        let Some(wanted) = length
            .checked_add(additional)
            .filter(|&wanted| wanted < counted::MOST)
        else {
            return Err(errors::memory_error(thread));
        };
        let old = self.storage();
        if old.is_some_and(|old| old.len() >= wanted) {
            return Ok(());
        }
        // Amortised growth by an eighth, as lists are rarely appended to only once; at least 4.
        let capacity = (wanted + (wanted >> 3) + 6) & !3;
        let fresh = thread.allocate_array(capacity)?;
        if let Some(old) = old {
            copy_items(thread, old, 0, fresh, 0, length);
        }
        self.set_storage(Some(fresh));
        Ok(())
    }

    /// Takes all items out, as one operation. The storage is no longer the list's.
    pub fn take(self, thread: &Thread) -> (Option<ArrayRef>, usize) {
        let _lock = self.lock(thread);
        let taken = (self.storage(), self.len());
        self.set_length(0);
        self.set_storage(None);
        taken
    }

    /// Gives the list a storage with `length` items, as one operation.
    pub fn replace(self, thread: &Thread, storage: Option<ArrayRef>, length: usize) {
        let _lock = self.lock(thread);
        self.change_items(|| {
            self.set_storage(storage);
            self.set_length(length);
        });
    }

    /// The last item, removed.
    pub fn pop(self, thread: &Thread) -> Option<Value> {
        let _lock = self.lock(thread);
        let length = self.len();
        let storage = self.storage()?;
        if length == 0 {
            return None;
        }
        let item = storage.slot(length - 1).get();
        self.set_length(length - 1);
        storage.slot(length - 1).set_unbarriered(Value::NULL);
        Some(item)
    }
}

/// Stores values, which the collector sees elsewhere, at `first` and behind. Where others look they are stored
/// as one step only if there are few.
pub(super) fn fill(thread: &Thread, storage: ArrayRef, first: usize, values: &[Value]) {
    thread.in_steps(0..values.len(), VALUES_A_STEP, |part| {
        let places = first + part.start..first + part.end;
        for (slot, value) in storage.slots()[places.clone()].iter().zip(&values[part]) {
            slot.set_unbarriered(*value);
        }
        storage.written(places);
    });
}

/// Copies items into an array that nobody else sees. False if there are not so many, as somebody who does
/// not hold the lock of the list that they are from may find.
pub(super) fn copy_items(
    thread: &Thread,
    from: ArrayRef,
    start: usize,
    to: ArrayRef,
    first: usize,
    count: usize,
) -> bool {
    let Some(sources) = from.slots().get(start..start + count) else {
        return false;
    };
    thread.in_steps(0..count, VALUES_A_STEP, |part| {
        let places = first + part.start..first + part.end;
        for (target, source) in to.slots()[places.clone()].iter().zip(&sources[part]) {
            target.set_unbarriered(source.get());
        }
        to.written(places);
    });
    true
}

/// A list's storage as `publish` reads it.
struct Items(ArrayRef);

impl publish::Storage for Items {
    type Item = Value;

    #[inline(always)]
    fn capacity(&self) -> usize {
        self.0.len()
    }

    #[inline(always)]
    fn item(&self, index: usize) -> Option<Value> {
        self.0.slots()[index].get().present()
    }
}
