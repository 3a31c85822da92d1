//! The layout of memoryviews. Invariant: `view` never changes; a view whose `released` is set does not
//! touch the memory any more, though the memory stays valid as long as the object does, so a thread that
//! was already at work when another released the view does no harm.

use crate::buffer::{Export, Lease, View};
use crate::errors::{self, Result};
use crate::object::{Kind, Ref};
use crate::thread::Thread;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use typhon_heap::{Header, Slot, Value};
use typhon_sync::mutex::Mutex;

#[repr(C)]
pub struct MemoryViewObject {
    pub header: Header,
    object: Slot,
    keep: Slot,
    pub view: View,
    /// The memory never changes.
    pub stable: bool,
    /// Made for the duration of one call: no further views of it.
    restricted: bool,
    released: AtomicBool,
    /// Buffers handed out to native code that is at work on them.
    exports: AtomicUsize,
    /// 0: not computed yet.
    pub(super) hash: AtomicU64,
    lease: Mutex<Option<Lease>>,
}

pub type MemoryView = Ref<MemoryViewObject>;

crate::heap_object!(
    MemoryViewObject,
    MEMORYVIEW_LAYOUT,
    "memoryview",
    Kind::Other,
    |object, tracer| {
        tracer.slot(&object.object);
        tracer.slot(&object.keep);
    },
    drop
);

impl MemoryView {
    /// A view of memory that an exporter has just handed out.
    pub fn from_export(thread: &Thread, mut export: Export) -> Result<MemoryView> {
        let shape = super::MEMORYVIEW.root_shape();
        let object = MemoryViewObject {
            header: Header::new(shape.pointer().cast()),
            object: Slot::new(export.owner),
            keep: Slot::new(export.keep),
            view: export.view.clone(),
            stable: export.stable,
            restricted: false,
            released: AtomicBool::new(false),
            exports: AtomicUsize::new(0),
            hash: AtomicU64::new(0),
            lease: Mutex::new(export.lease.take().map(Lease::soften)),
        };
        let memory = thread.allocate(shape, object)?;
        export.disarm();
        Ok(memory)
    }

    /// A view of memory that belongs to nobody but `keep` (a buffer of the heap, or NULL for memory that
    /// lives for ever).
    pub fn from_memory(
        thread: &Thread,
        view: View,
        owner: Value,
        keep: Value,
    ) -> Result<MemoryView> {
        MemoryView::from_export(thread, Export::new(view, owner, keep, None))
    }

    /// Another view of the same memory.
    pub fn derive(self, thread: &Thread, view: View) -> Result<MemoryView> {
        self.check_usable(thread)?;
        if self.restricted {
            return Err(errors::value_error(
                thread,
                "cannot create new view on restricted memoryview",
            ));
        }
        self.derive_unchecked(thread, view, false)
    }

    fn derive_unchecked(self, thread: &Thread, view: View, restricted: bool) -> Result<MemoryView> {
        let shape = super::MEMORYVIEW.root_shape();
        thread.allocate(
            shape,
            MemoryViewObject {
                header: Header::new(shape.pointer().cast()),
                object: Slot::new(self.object.get()),
                keep: Slot::new(self.keep.get()),
                view,
                stable: self.stable,
                restricted,
                released: AtomicBool::new(false),
                exports: AtomicUsize::new(0),
                hash: AtomicU64::new(0),
                lease: Mutex::new(self.lease.lock().clone()),
            },
        )
    }

    /// What `__release_buffer__` is shown.
    pub(crate) fn restricted_copy(self, thread: &Thread) -> Result<MemoryView> {
        self.derive_unchecked(thread, self.view.clone(), true)
    }

    /// A lease for native code at work on the memory.
    pub(crate) fn hard_lease(self) -> Option<Lease> {
        self.lease.lock().as_ref().map(Lease::harden)
    }

    /// Whether the view is in use and its lease is the one asked for.
    pub(crate) fn has_lease_of(self, test: impl Fn(&Lease) -> bool) -> bool {
        !self.is_released() && self.lease.lock().as_ref().is_some_and(test)
    }

    pub fn is_released(self) -> bool {
        self.released.load(Ordering::Acquire)
    }

    /// ValueError after `release()`.
    #[inline]
    pub fn check_usable(self, thread: &Thread) -> Result<()> {
        if self.is_released() {
            return Err(errors::value_error(
                thread,
                "operation forbidden on released memoryview object",
            ));
        }
        Ok(())
    }

    /// The object whose memory is viewed, or NULL.
    pub fn object(self) -> Value {
        self.object.get()
    }

    pub(crate) fn begin_export(self, thread: &Thread) -> Result<()> {
        self.exports.fetch_add(1, Ordering::AcqRel);
        if self.is_released() {
            self.end_export();
            return self.check_usable(thread);
        }
        Ok(())
    }

    pub(crate) fn end_export(self) {
        self.exports.fetch_sub(1, Ordering::AcqRel);
    }

    /// `release()`, but for the last view of a Python object's memory telling that object.
    pub(crate) fn end(self) {
        if !self.released.swap(true, Ordering::AcqRel) {
            *self.lease.lock() = None;
        }
    }

    pub fn release(self, thread: &Thread) -> Result<()> {
        if self.is_released() {
            return Ok(());
        }
        let exports = self.exports.load(Ordering::Acquire);
        if exports > 0 {
            let plural = if exports == 1 { "" } else { "s" };
            return Err(errors::buffer_error(
                thread,
                format!("memoryview has {exports} exported buffer{plural}"),
            ));
        }
        self.end();
        crate::buffer::last_view_ended(thread, self.object.get());
        Ok(())
    }
}
