//! Marking: depth first from a stack of marked, not yet scanned objects.
//!
//! Invariant: an object is pushed once, by whoever set its mark bit. One marker works alone until a
//! collection turns out to be large; then it gives work away to helper threads (see `helpers`), and
//! from then on mark bits are set by atomic read-modify-write.
//!
//! Objects pass through a short queue between the stack and the scan, so that their first cache
//! line has time to arrive (Cher, Hosking, Vitek: "Software prefetching for mark-sweep garbage
//! collection", ASPLOS 2004).

use crate::arena::{ARENA, GRANULE};
use crate::array::{ARRAY_LAYOUT, ArrayObject, ArrayRef};
use crate::buffer::BUFFER_LAYOUT;
use crate::header::{Header, Slot, flags};
use crate::helpers;
use crate::trace::Tracer;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicU64, Ordering};

/// Arrays are scanned so many slots at a time.
const PIECE: usize = 1024;
const QUEUE: usize = 8;
/// Objects scanned before helpers are worth waking.
const ALONE: usize = 16 << 10;

/// Part of an array that was not scanned yet.
#[derive(Copy, Clone)]
pub(crate) struct Piece {
    array: usize,
    start: usize,
    end: usize,
}

/// Work that changes hands.
#[derive(Default)]
pub(crate) struct Work {
    pub(crate) objects: Vec<usize>,
    pub(crate) pieces: Vec<Piece>,
}

pub(crate) struct Marker {
    base: usize,
    size: usize,
    marks: *const AtomicU64,
    objects: Vec<usize>,
    pieces: Vec<Piece>,
    queue: [usize; QUEUE],
    next: usize,
    /// Other markers run.
    parallel: bool,
    scanned: usize,
}

impl Marker {
    pub(crate) fn new(parallel: bool) -> Marker {
        Marker {
            base: ARENA.base(),
            size: ARENA.size(),
            marks: ARENA.mark_table(),
            objects: Vec::new(),
            pieces: Vec::new(),
            queue: [0; QUEUE],
            next: 0,
            parallel,
            scanned: 0,
        }
    }

    /// A strong reference to the object at `address`, if that is in the arena.
    #[inline(always)]
    pub(crate) fn mark(&mut self, address: usize) {
        let offset = address.wrapping_sub(self.base);
        if offset >= self.size {
            return;
        }
        let granule = offset / GRANULE;
        // SAFETY: the table has a bit for every granule of the arena.
        let word = unsafe { &*self.marks.add(granule / 64) };
        let bit = 1 << (granule % 64);
        // Relaxed: mark bits carry no data; the end of marking is ordered by the helpers' lock, and
        // resuming the world.
        let old = word.load(Ordering::Relaxed);
        if old & bit != 0 {
            return;
        }
        if self.parallel {
            if word.fetch_or(bit, Ordering::Relaxed) & bit != 0 {
                return;
            }
        } else {
            word.store(old | bit, Ordering::Relaxed);
        }
        self.objects.push(address);
    }

    /// Marks the object that `word` points to or into, if it does.
    #[inline]
    pub(crate) fn mark_conservative(&mut self, word: usize) {
        if word.wrapping_sub(self.base) < self.size
            && let Some(start) = ARENA.resolve(word)
        {
            self.mark(start);
        }
    }

    /// Scans until nothing is left, here or with the helpers.
    pub(crate) fn drain(&mut self) {
        loop {
            self.drain_own();
            if !self.parallel {
                return;
            }
            match helpers::take_or_finish() {
                Some(work) => self.load(work),
                None => {
                    self.parallel = false;
                    return;
                }
            }
        }
    }

    pub(crate) fn load(&mut self, mut work: Work) {
        self.objects.append(&mut work.objects);
        self.pieces.append(&mut work.pieces);
    }

    /// Scans until the own stack is empty, giving work away where it is wanted.
    pub(crate) fn drain_own(&mut self) {
        loop {
            let next = self.objects.pop().unwrap_or(0);
            if next != 0 {
                prefetch(next);
            }
            let object = std::mem::replace(&mut self.queue[self.next % QUEUE], next);
            self.next += 1;
            if object != 0 {
                self.scan(object as *const Header);
                self.scanned += 1;
                if self.scanned.is_multiple_of(128) {
                    self.share();
                }
            } else if next == 0 && self.queue.iter().all(|&queued| queued == 0) {
                match self.pieces.pop() {
                    Some(piece) => self.scan_piece(piece),
                    None => return,
                }
            }
        }
    }

    fn scan_piece(&mut self, piece: Piece) {
        let stop = piece.end.min(piece.start + PIECE);
        if stop < piece.end {
            self.pieces.push(Piece {
                start: stop,
                ..piece
            });
        }
        // SAFETY: pieces are of live arrays.
        let array = ArrayRef(unsafe { NonNull::new_unchecked(piece.array as *mut ArrayObject) });
        self.scan_slots(&array.slots()[piece.start..stop]);
        self.scanned += 64;
        self.share();
    }

    pub(crate) fn scan_slots(&mut self, slots: &[Slot]) {
        for slot in slots {
            let value = slot.get();
            if value.is_pointer() {
                self.mark(value.bits() as usize);
            }
        }
    }

    /// Reports the references of a marked object, and makes it an old one.
    #[inline]
    pub(crate) fn scan(&mut self, object: *const Header) {
        // SAFETY: only objects are ever marked; word 0 is set at allocation.
        let header = unsafe { &*object };
        let shape_pointer = header.shape();
        // SAFETY: shapes outlive their objects, which refer to them strongly.
        let shape = unsafe { &*shape_pointer };
        let layout = shape.layout;
        if std::ptr::eq(layout, &BUFFER_LAYOUT) {
            return;
        }
        if !header.has_flag(flags::REMEMBER) {
            header.set_flag(flags::REMEMBER);
        }
        if std::ptr::eq(layout, &ARRAY_LAYOUT) {
            // SAFETY: that is what the layout says.
            let array = ArrayRef(unsafe { NonNull::new_unchecked(object as *mut ArrayObject) });
            if array.len() <= PIECE {
                self.scan_slots(array.slots());
            } else {
                self.pieces.push(Piece {
                    array: object as usize,
                    start: 0,
                    end: array.len(),
                });
            }
            return;
        }
        self.mark(shape_pointer as usize);
        // SAFETY: the object is live and of this layout, and no thread runs Python.
        unsafe { (layout.trace)(object, &mut Tracer::mark(self)) };
        let (start, end) = (shape.slots_start as usize, shape.slots_end as usize);
        if start < end {
            // SAFETY: the shape says that this range holds slots.
            let slots = unsafe {
                std::slice::from_raw_parts(
                    (object as *const u8).add(start) as *const Slot,
                    (end - start) / 8,
                )
            };
            self.scan_slots(slots);
        }
    }

    /// Gives half of the work away if somebody waits for it and there is enough.
    #[inline]
    fn share(&mut self) {
        if (self.parallel || self.scanned > ALONE) && helpers::wanted() {
            self.give_away();
        }
    }

    #[cold]
    fn give_away(&mut self) {
        let mut work = Work::default();
        if self.objects.len() >= 32 {
            // The bottom half: roots of larger subgraphs.
            work.objects
                .extend(self.objects.drain(..self.objects.len() / 2));
        }
        if let Some(piece) = self.pieces.first_mut()
            && piece.end - piece.start >= 2 * PIECE
        {
            let middle = (piece.start + piece.end) / 2;
            work.pieces.push(Piece {
                start: middle,
                ..*piece
            });
            piece.end = middle;
        }
        if !work.objects.is_empty() || !work.pieces.is_empty() {
            self.parallel = true;
            helpers::offer(work);
        }
    }
}

#[inline(always)]
fn prefetch(address: usize) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: prefetching has no effect but on the cache.
    unsafe {
        std::arch::x86_64::_mm_prefetch::<{ std::arch::x86_64::_MM_HINT_T0 }>(address as *const i8);
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = address;
}
