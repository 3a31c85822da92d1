//! What every heap object starts with, and what the collector must know of an object's kind.
//!
//! Word 0 is the object's *shape* (hidden class); word 1 holds a version, flags and the lock.
//! Who may write: word 0 by the object's creator before publication, later only under the object's
//! lock; flags by atomic read-modify-write, except before publication; the lock's parts as
//! `typhon_sync::lock_bit` says.

use crate::trace::Tracer;
use crate::value::Value;
use std::sync::atomic::{AtomicPtr, AtomicU8, AtomicU16, AtomicU32, AtomicU64, Ordering};

/// Flags of an object.
pub mod flags {
    /// Some weak reference points here.
    pub const HAS_WEAKREF: u16 = 1 << 0;
    /// Survived a collection and not yet logged: the store barrier must log the object.
    pub const REMEMBER: u16 = 1 << 1;
    /// `__del__` has run or is queued; it runs once (PEP 442).
    pub const FINALIZED: u16 = 1 << 2;
    /// Registered as having `__del__`, which has something to do yet.
    pub const HAS_DEL: u16 = 1 << 3;
    /// Bits 8 to 15 mean what the object's layout says.
    pub const LAYOUT_SHIFT: u32 = 8;
}

/// The two words at the start of every heap object.
#[repr(C)]
pub struct Header {
    shape: AtomicPtr<ShapeHeader>,
    /// What transactions compare, and readers that take no lock.
    pub version: AtomicU32,
    flags: AtomicU16,
    pub lock: AtomicU8,
    /// Whether somebody sleeps until the lock is free.
    pub sleepers: AtomicU8,
}

impl Header {
    /// For statics and for the allocator.
    pub const fn new(shape: *const ShapeHeader) -> Header {
        Header {
            shape: AtomicPtr::new(shape.cast_mut()),
            version: AtomicU32::new(0),
            flags: AtomicU16::new(0),
            lock: AtomicU8::new(0),
            sleepers: AtomicU8::new(0),
        }
    }

    /// The same with flags of the object's layout.
    pub const fn with_flags(shape: *const ShapeHeader, flags: u16) -> Header {
        let mut header = Header::new(shape);
        header.flags = AtomicU16::new(flags);
        header
    }

    /// The object's hidden class. Acquire: whoever sees a shape sees the slots stored before it.
    #[inline(always)]
    pub fn shape(&self) -> *const ShapeHeader {
        self.shape.load(Ordering::Acquire)
    }

    /// Moves the object to another shape. Caller holds the object's lock, or is its only owner.
    #[inline(always)]
    pub fn set_shape(&self, shape: *const ShapeHeader) {
        self.shape.store(shape.cast_mut(), Ordering::Release);
        crate::barrier::store_barrier(self);
    }

    #[inline(always)]
    pub fn has_flag(&self, flag: u16) -> bool {
        self.flags.load(Ordering::Relaxed) & flag != 0
    }

    /// Says whether this call set it.
    #[inline(always)]
    pub fn set_flag(&self, flag: u16) -> bool {
        self.flags.fetch_or(flag, Ordering::AcqRel) & flag == 0
    }

    /// Says whether this call cleared it.
    #[inline(always)]
    pub fn clear_flag(&self, flag: u16) -> bool {
        self.flags.fetch_and(!flag, Ordering::AcqRel) & flag != 0
    }
}

/// The part of a shape that the collector reads. Shapes of Python types live in the heap and are
/// longer; shapes of internal kinds (arrays, buffers) are statics. Immutable once published.
#[repr(C)]
pub struct ShapeHeader {
    pub header: Header,
    pub layout: &'static Layout,
    /// Byte range of plain value slots behind the layout's own fields: `__slots__`, the attribute
    /// word, and inline attributes of instances.
    pub slots_start: u32,
    pub slots_end: u32,
}

/// What the collector knows of one kind of object; its address is the kind's identity.
pub struct Layout {
    pub name: &'static str,
    /// The dispatch tag that the object operations switch on; 0 for internal kinds.
    pub kind: u8,
    /// Size in bytes of the fixed part, header included.
    pub size: u32,
    /// Reports every value slot of the layout's own fields.
    ///
    /// Safety: called on a live object of this layout while no thread runs Python.
    pub trace: unsafe fn(*const Header, &mut Tracer<'_>),
    /// Frees what the object owns outside the heap; run once, after the object died.
    ///
    /// Safety: called on a dead object of this layout; it must not reach other heap objects.
    pub drop: Option<unsafe fn(*mut Header)>,
    /// Byte offset of the slot that does not keep its referent alive; 0 for none. Objects of such a
    /// layout are registered at allocation; the slot is cleared when the referent dies.
    pub weak_slot: u32,
}

// SAFETY: a layout is immutable plain data with function pointers.
unsafe impl Sync for Layout {}

/// A slot of a heap object (or a registered root) that holds a value and may be read and written by
/// several threads. Stores release and loads acquire, so whoever reads a value sees the object it
/// points to as it was when it was stored.
#[repr(transparent)]
pub struct Slot(AtomicU64);

impl Slot {
    pub const fn new(value: Value) -> Slot {
        Slot(AtomicU64::new(value.bits()))
    }

    #[inline(always)]
    pub fn get(&self) -> Value {
        Value::from_bits(self.0.load(Ordering::Acquire))
    }

    /// Stores `value` into this slot of `owner` and tells the collector.
    #[inline(always)]
    pub fn set(&self, owner: &Header, value: Value) {
        self.0.store(value.bits(), Ordering::Release);
        crate::barrier::store_barrier(owner);
    }

    /// Stores where no barrier is needed: into an object nobody has seen and no collection can have
    /// passed since its allocation, into a root, or an immediate value.
    #[inline(always)]
    pub fn set_unbarriered(&self, value: Value) {
        self.0.store(value.bits(), Ordering::Release);
    }

    /// Atomic exchange, for hand-overs such as "take the value once".
    #[inline]
    pub fn swap(&self, owner: &Header, value: Value) -> Value {
        let old = self.0.swap(value.bits(), Ordering::AcqRel);
        crate::barrier::store_barrier(owner);
        Value::from_bits(old)
    }

    /// Atomic compare-and-exchange; `Err` holds what was found.
    #[inline]
    pub fn compare_exchange(&self, owner: &Header, old: Value, new: Value) -> Result<(), Value> {
        match self
            .0
            .compare_exchange(old.bits(), new.bits(), Ordering::AcqRel, Ordering::Acquire)
        {
            Ok(_) => {
                crate::barrier::store_barrier(owner);
                Ok(())
            }
            Err(found) => Err(Value::from_bits(found)),
        }
    }
}
