//! A thread that runs Python: its allocation state, roots, safepoint word and stack bounds.
//! Invariant: everything here is written by the owning thread, or by the collector while that
//! thread is stopped or blocked.

use crate::array::{ARRAY_SHAPE, ArrayObject, ArrayRef, SLOTS_OFFSET};
use crate::buffer::{BUFFER_SHAPE, BufferObject, BufferRef, DATA_OFFSET};
use crate::header::{Header, ShapeHeader, Slot};
use crate::safepoint::SafepointWord;
use crate::value::Value;
use std::cell::{Cell, RefCell};
use std::marker::PhantomData;
use std::ops::Deref;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicPtr, Ordering};

thread_local! {
    static CURRENT: Cell<*const Mutator> = const { Cell::new(std::ptr::null()) };
}

/// One per OS thread that runs Python. Its memory is never given back to the system (it is reused
/// for later threads), so `&'static` is honest and its safepoint word may be shared.
pub struct Mutator {
    /// Polled by the owner; bits are set by anybody.
    pub safepoint: SafepointWord,
    /// The Python stack is scanned precisely from base to top. Written by the owner, which keeps
    /// `top` current wherever it may stop. Null: none.
    pub python_stack_base: AtomicPtr<Value>,
    pub python_stack_top: AtomicPtr<Value>,
    /// Precise roots that go with the thread.
    pub roots: [Slot; 16],
    /// Header word 1 of objects that this thread allocates (`flags::SHARED` in solo mode).
    pub birth_flags: Cell<u64>,
    pub(crate) log: RefCell<Vec<*const Header>>,
    not_send: PhantomData<*const ()>,
}

/// Keeps the thread attached; detaches when dropped.
pub struct Attached {
    mutator: &'static Mutator,
}

impl Attached {
    pub fn get(&self) -> &'static Mutator {
        self.mutator
    }
}

impl Deref for Attached {
    type Target = Mutator;
    fn deref(&self) -> &Mutator {
        self.mutator
    }
}

impl Drop for Attached {
    fn drop(&mut self) {
        CURRENT.set(std::ptr::null());
    }
}

impl Mutator {
    /// Makes the calling thread one that may touch the heap. Panics if it already is.
    pub fn attach() -> Attached {
        assert!(
            CURRENT.get().is_null(),
            "thread is attached to the heap already"
        );
        let mutator: &'static Mutator = Box::leak(Box::new(Mutator {
            safepoint: SafepointWord::new(),
            python_stack_base: AtomicPtr::new(std::ptr::null_mut()),
            python_stack_top: AtomicPtr::new(std::ptr::null_mut()),
            roots: [const { Slot::new(Value::NULL) }; 16],
            birth_flags: Cell::new(0),
            log: RefCell::new(Vec::new()),
            not_send: PhantomData,
        }));
        CURRENT.set(mutator);
        Attached { mutator }
    }

    /// The calling thread's mutator, if it is attached.
    #[inline]
    pub fn current() -> Option<&'static Mutator> {
        // SAFETY: mutators live for ever.
        unsafe { CURRENT.get().as_ref() }
    }

    /// A zeroed object of `size` bytes (header included) with its shape set. `None` when memory is
    /// exhausted even after collecting. A safepoint: may stop, may collect.
    #[inline]
    pub fn allocate(&self, shape: *const ShapeHeader, size: usize) -> Option<NonNull<Header>> {
        // SAFETY: plain calloc; 16-byte aligned on every 64-bit platform.
        let object = NonNull::new(unsafe { libc::calloc(1, size.max(16)) } as *mut Header)?;
        // SAFETY: fresh, zeroed memory of at least a header's size.
        unsafe {
            object.write(Header::new(shape));
            object
                .as_ref()
                .word()
                .store(self.birth_flags.get(), Ordering::Relaxed);
        }
        Some(object)
    }

    /// An array of `length` absent slots.
    pub fn allocate_array(&self, length: usize) -> Option<ArrayRef> {
        let size = length.checked_mul(8)?.checked_add(SLOTS_OFFSET)?;
        let object = self.allocate(&ARRAY_SHAPE, size)?.cast::<ArrayObject>();
        // SAFETY: fresh, unpublished object.
        unsafe { (*object.as_ptr()).length = length as u64 };
        Some(ArrayRef(object))
    }

    /// A zeroed buffer of `bytes` bytes.
    pub fn allocate_buffer(&self, bytes: usize) -> Option<BufferRef> {
        let size = bytes.checked_add(DATA_OFFSET)?;
        let object = self.allocate(&BUFFER_SHAPE, size)?.cast::<BufferObject>();
        // SAFETY: fresh, unpublished object.
        unsafe { (*object.as_ptr()).length = bytes as u64 };
        Some(BufferRef(object))
    }

    /// True when some bit of the safepoint word is set.
    #[inline(always)]
    pub fn poll(&self) -> bool {
        self.safepoint.load() != 0
    }

    /// Stops while the world is stopped; returns the bits left for the upper layer, which clears them.
    #[cold]
    #[inline(never)]
    pub fn safepoint_slow(&self) -> u32 {
        self.safepoint.load() & !SafepointWord::STOP
    }

    /// Runs `f`, which may block but touches no heap object, outside the runtime: the world may be
    /// stopped meanwhile, and this thread's stack is scanned as it is now. Nested calls are fine.
    #[inline(never)]
    pub fn blocked<R>(&self, f: impl FnOnce() -> R) -> R {
        f()
    }

    /// Leaves the runtime until [`Mutator::enter`].
    ///
    /// # Safety
    /// No heap object may be touched before `enter`, and no `Value` that is needed afterwards may
    /// be first computed or moved by the calling function in between. Prefer [`Mutator::blocked`].
    #[inline(never)]
    pub unsafe fn leave(&self) {}

    /// Undoes one [`Mutator::leave`]; waits while the world is stopped.
    ///
    /// # Safety
    /// Pairs with `leave`.
    #[inline(never)]
    pub unsafe fn enter(&self) {}
}
