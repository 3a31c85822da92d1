//! A thread that runs Python: its allocation state, roots, safepoint word and stack bounds.
//! Invariant: everything here is written by the owning thread, or by the collector while that
//! thread is stopped or blocked.

use crate::allocate::Holes;
use crate::array::{ARRAY_SHAPE, ArrayObject, ArrayRef, SLOTS_OFFSET};
use crate::buffer::{BUFFER_SHAPE, BufferObject, BufferRef, DATA_OFFSET};
use crate::classes::{self, CLASSES, MAX_SMALL};
use crate::header::{Header, ShapeHeader, Slot};
use crate::registers::{self, Registers};
use crate::safepoint::SafepointWord;
use crate::value::Value;
use crate::world::{self, HANDSHAKE, Seat};
use std::cell::{Cell, UnsafeCell};
use std::marker::PhantomData;
use std::ops::Deref;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};
use typhon_timeline as timeline;

thread_local! {
    static CURRENT: Cell<*const Mutator> = const { Cell::new(std::ptr::null()) };
}

/// Where the next cell of a class comes from. `cursor == limit == 0`: nowhere.
pub(crate) struct Bump {
    pub(crate) cursor: Cell<usize>,
    pub(crate) limit: Cell<usize>,
}

/// What a thread has noted for the next collection.
#[derive(Default)]
pub(crate) struct Notes {
    /// Old objects that were written to.
    pub(crate) log: Vec<usize>,
    /// New objects whose layout has `drop` or `weak_slot`.
    pub(crate) special: Vec<usize>,
    /// Objects that were registered as having `__del__`.
    pub(crate) finalizable: Vec<usize>,
}

/// One per OS thread that runs Python. Its memory is never given back to the system (it is reused
/// for later threads), so `&'static` is honest and its safepoint word may be shared.
pub struct Mutator {
    /// Polled by the owner; bits are set by anybody.
    pub safepoint: SafepointWord,
    pub(crate) bumps: [Bump; CLASSES],
    pub(crate) holes: UnsafeCell<Holes>,
    /// Bytes handed out that the collector was not told of yet.
    pub(crate) unaccounted: Cell<usize>,
    pub(crate) notes: UnsafeCell<Notes>,
    /// The Python stack is scanned from base to top. Written by the owner, which keeps `top`
    /// current wherever it may stop. Null: none.
    pub python_stack_base: AtomicPtr<Value>,
    pub python_stack_top: AtomicPtr<Value>,
    /// Precise roots that go with the thread; written by the owner.
    pub roots: &'static [Slot; 16],
    /// Which object this thread stores into without its lock; see `typhon_sync::lock_bit`.
    pub storing: AtomicUsize,
    /// The mutator that was made before this one. Written before this one is published.
    next: Cell<*const Mutator>,
    pub(crate) seat: &'static Seat,
    pub(crate) registers: UnsafeCell<Registers>,
    pub(crate) stack_base: Cell<usize>,
    /// How many times the thread has left; 0: it is in.
    outside: Cell<u32>,
    /// This thread has stopped the world, so many times nested.
    pub(crate) stops: Cell<u32>,
    not_send: PhantomData<*const ()>,
}

/// The mutator that was made last; each leads to the one before.
static LAST: AtomicPtr<Mutator> = AtomicPtr::new(std::ptr::null_mut());

/// What an upper layer does around every blocking call, while the thread is out: it may wait.
pub struct Around {
    pub leave: fn(),
    pub enter: fn(),
}

/// Null, or what `Around::install` was given. Written once, before there is a second thread.
static AROUND: AtomicPtr<Around> = AtomicPtr::new(std::ptr::null_mut());

impl Around {
    pub fn install(&'static self) {
        AROUND.store(std::ptr::from_ref(self).cast_mut(), Ordering::Release);
    }
}

struct Return<'a>(&'a Around);

impl Drop for Return<'_> {
    fn drop(&mut self) {
        (self.0.enter)();
    }
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
        let mutator = self.mutator;
        world::hand_in_notes(mutator);
        // SAFETY: the thread does not touch the heap any more.
        unsafe { mutator.leave() };
        CURRENT.set(std::ptr::null());
        world::give_seat(mutator);
    }
}

impl Mutator {
    /// Makes a mutator that `every` knows. The caller holds the world lock.
    pub(crate) fn publish(seat: &'static Seat) -> &'static Mutator {
        let mutator: &'static Mutator = Box::leak(Box::new(Mutator::new(seat)));
        // Relaxed: only written here, under the world lock.
        mutator.next.set(LAST.load(Ordering::Relaxed));
        LAST.store(std::ptr::from_ref(mutator).cast_mut(), Ordering::Release);
        mutator
    }

    /// Every mutator there ever was, whether a thread has it now or not. Waits for nobody.
    pub fn every() -> impl Iterator<Item = &'static Mutator> {
        // SAFETY: mutators are never freed.
        let last = unsafe { LAST.load(Ordering::Acquire).as_ref() };
        // SAFETY: as above; `next` does not change after the mutator was published.
        std::iter::successors(last, |mutator| unsafe { mutator.next.get().as_ref() })
    }

    /// Makes the calling thread one that may touch the heap. Panics if it already is.
    pub fn attach() -> Attached {
        assert!(
            CURRENT.get().is_null(),
            "thread is attached to the heap already"
        );
        let mutator = world::take_seat();
        mutator.stack_base.set(registers::stack_base());
        // SAFETY: the registers are ours. Until `enter`, nothing of this thread need be scanned.
        unsafe { (*mutator.registers.get())[0] = mutator.stack_base.get() };
        mutator.outside.set(1);
        CURRENT.set(mutator);
        // SAFETY: pairs with the 1 above.
        unsafe { mutator.enter() };
        Attached { mutator }
    }

    fn new(seat: &'static Seat) -> Mutator {
        Mutator {
            safepoint: SafepointWord::new(),
            bumps: [const {
                Bump {
                    cursor: Cell::new(0),
                    limit: Cell::new(0),
                }
            }; CLASSES],
            holes: UnsafeCell::new(Holes::new()),
            unaccounted: Cell::new(0),
            notes: UnsafeCell::new(Notes::default()),
            python_stack_base: AtomicPtr::new(std::ptr::null_mut()),
            python_stack_top: AtomicPtr::new(std::ptr::null_mut()),
            roots: &seat.roots,
            storing: AtomicUsize::new(0),
            next: Cell::new(std::ptr::null()),
            seat,
            registers: UnsafeCell::new([0; 16]),
            stack_base: Cell::new(0),
            outside: Cell::new(1),
            stops: Cell::new(0),
            not_send: PhantomData,
        }
    }

    /// The calling thread's mutator, if it is attached.
    #[inline]
    pub fn current() -> Option<&'static Mutator> {
        // SAFETY: mutators live for ever.
        unsafe { CURRENT.get().as_ref() }
    }

    /// What the calling thread has noted; it must be the owner, and in.
    #[inline]
    #[allow(clippy::mut_from_ref)]
    pub(crate) fn notes(&self) -> &mut Notes {
        // SAFETY: the invariant of the file; users keep the reference for one push only.
        unsafe { &mut *self.notes.get() }
    }

    /// A zeroed object of `size` bytes (header included) with its shape set. `None` when memory is
    /// exhausted even after collecting. A safepoint: may stop, may collect.
    // Safe to call although it reads `shape`: shapes are only made and handed around by the heap's
    // users as live or static objects, and `unsafe` at thousands of call sites would say nothing.
    #[allow(clippy::not_unsafe_ptr_arg_deref)]
    #[inline(always)]
    pub fn allocate(&self, shape: *const ShapeHeader, size: usize) -> Option<NonNull<Header>> {
        let object = self.allocate_plain(shape, size)?;
        // SAFETY: the caller passes the shape of a live or static object.
        let layout = unsafe { (*shape).layout };
        if layout.drop.is_some() || layout.weak_slot != 0 {
            self.register_special(object);
        }
        Some(object)
    }

    /// As `allocate`, for layouts that have neither `drop` nor `weak_slot`.
    #[allow(clippy::not_unsafe_ptr_arg_deref)]
    #[inline(always)]
    pub fn allocate_plain(
        &self,
        shape: *const ShapeHeader,
        size: usize,
    ) -> Option<NonNull<Header>> {
        if size <= MAX_SMALL {
            let class = classes::class_of(size);
            let bump = &self.bumps[class];
            let object = bump.cursor.get();
            let next = object + classes::cell_bytes(class);
            if next <= bump.limit.get() {
                bump.cursor.set(next);
                // SAFETY: a zeroed cell that is ours.
                return Some(unsafe { Mutator::begin_object(object, shape) });
            }
        }
        self.allocate_slow(shape, size)
    }

    /// # Safety
    /// `address` is a zeroed cell that nobody else knows of.
    #[inline(always)]
    pub(crate) unsafe fn begin_object(
        address: usize,
        shape: *const ShapeHeader,
    ) -> NonNull<Header> {
        let object = address as *mut Header;
        // SAFETY: as the caller says.
        unsafe {
            object.write(Header::new(shape));
            NonNull::new_unchecked(object)
        }
    }

    #[cold]
    #[inline(never)]
    fn register_special(&self, object: NonNull<Header>) {
        self.notes().special.push(object.as_ptr() as usize);
    }

    /// An array of `length` absent slots.
    #[inline]
    pub fn allocate_array(&self, length: usize) -> Option<ArrayRef> {
        let size = length.checked_mul(8)?.checked_add(SLOTS_OFFSET)?;
        let object = self
            .allocate_plain(&ARRAY_SHAPE, size)?
            .cast::<ArrayObject>();
        // SAFETY: fresh, unpublished object.
        unsafe { (*object.as_ptr()).length = length as u64 };
        Some(ArrayRef(object))
    }

    /// A zeroed buffer of `bytes` bytes.
    #[inline]
    pub fn allocate_buffer(&self, bytes: usize) -> Option<BufferRef> {
        let size = bytes.checked_add(DATA_OFFSET)?;
        let object = self
            .allocate_plain(&BUFFER_SHAPE, size)?
            .cast::<BufferObject>();
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
        // A thread that has itself stopped the world does not wait for its own end.
        if self.safepoint.load() & SafepointWord::STOP != 0 && self.stops.get() == 0 {
            let since = timeline::begin();
            // SAFETY: nothing happens in between.
            unsafe {
                self.leave();
                self.enter();
            }
            timeline::span(timeline::Kind::Stopped, since, "");
        }
        self.safepoint.load() & !SafepointWord::STOP
    }

    /// Runs `f`, which may block but touches no heap object, outside the runtime: the world may be
    /// stopped meanwhile, and this thread's stack is scanned as it is now. Nested calls are fine.
    #[inline(never)]
    pub fn blocked<R>(&self, f: impl FnOnce() -> R) -> R {
        // Relaxed: set before there is a second thread.
        let around = AROUND.load(Ordering::Relaxed);
        self.outside(|| {
            // SAFETY: set to a static, or never.
            match unsafe { around.as_ref() } {
                Some(around) if self.outside.get() == 1 => {
                    (around.leave)();
                    let _return = Return(around);
                    f()
                }
                _ => f(),
            }
        })
    }

    /// As `blocked`, but what [`Around`] says is left out.
    #[inline(never)]
    pub fn outside<R>(&self, f: impl FnOnce() -> R) -> R {
        struct Reenter<'a>(&'a Mutator);
        impl Drop for Reenter<'_> {
            fn drop(&mut self) {
                // SAFETY: pairs with the `leave` below.
                unsafe { self.0.enter() };
            }
        }
        // SAFETY: `f` touches no heap object; this frame holds none.
        unsafe { self.leave() };
        let _reenter = Reenter(self);
        f()
    }

    /// Leaves the runtime until [`Mutator::enter`]. Calls nest.
    ///
    /// # Safety
    /// No heap object may be touched before `enter`, and no `Value` that is needed afterwards may
    /// be first computed or moved by the calling function in between. Prefer [`Mutator::blocked`].
    #[inline(always)]
    pub unsafe fn leave(&self) {
        let outside = self.outside.get();
        self.outside.set(outside + 1);
        if outside == 0 {
            // SAFETY: the registers are ours to write while we are in. This function is inlined
            // into its caller, whose frame stays, so all frames from there on are frozen.
            unsafe { registers::save(self.registers.get()) };
            HANDSHAKE.leave(&self.seat.gate);
        }
    }

    /// Undoes one [`Mutator::leave`]; waits while the world is stopped.
    ///
    /// # Safety
    /// Pairs with `leave`.
    #[inline(always)]
    pub unsafe fn enter(&self) {
        let outside = self.outside.get() - 1;
        self.outside.set(outside);
        if outside == 0 {
            HANDSHAKE.enter(&self.seat.gate);
        }
    }

    /// Whether the thread is in a `blocked` section (or has stopped the world).
    pub fn is_outside(&self) -> bool {
        self.outside.get() != 0
    }
}
