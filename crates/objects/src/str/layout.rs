//! The layout of `str`. Invariant: `bytes()` is generalised UTF-8 (WTF-8 in which a surrogate pair
//! stays two code points), immutable after creation; `length` counts its code points. The hash and the
//! index table are computed at most a few times and stored by single-word stores of equal values.
//!
//! The bytes follow the fixed part, but for two cases: objects of subclasses have their slots in between,
//! and a string that grew by appending (`GROWN`) has its bytes in a buffer that it shares with the shorter
//! and longer ones of the same growth. Such a buffer starts with a counter of claimed bytes; who moves it
//! from the end of his own text by compare-and-exchange owns what lies behind, and writes it before the new
//! string is published. Claimed bytes never change again.

use crate::errors::{self, Result};
use crate::object::{Kind, Ref};
use crate::thread::{BYTES_A_STEP, Thread};
use crate::types::Shape;
use siphasher::sip::SipHasher13;
use std::hash::Hasher;
use std::sync::atomic::{AtomicU64, Ordering};
use typhon_heap::{BufferRef, Header, Slot, Value, flags};

/// Layout flags in the header word.
pub const ASCII: u16 = 1 << flags::LAYOUT_SHIFT;
pub const INTERNED: u16 = 2 << flags::LAYOUT_SHIFT;
/// The data do not follow the fixed part: the object is of a subclass, with slots in between.
pub const SHIFTED: u16 = 4 << flags::LAYOUT_SHIFT;
/// The result of appending to a longish string, which may well be appended to again.
const APPENDED: u16 = 8 << flags::LAYOUT_SHIFT;
/// The bytes lie in the buffer in the slot behind the fixed part.
const GROWN: u16 = 16 << flags::LAYOUT_SHIFT;

#[repr(C)]
pub struct StrObject {
    pub header: Header,
    /// 0: not computed yet.
    hash: AtomicU64,
    byte_length: u32,
    length: u32,
    /// Buffer of byte offsets of every 64th code point, once somebody has indexed a non-ASCII string.
    pub index: Slot,
}

pub type Str = Ref<StrObject>;

crate::heap_object!(StrObject, STR_LAYOUT, "str", Kind::Str, |object, tracer| {
    tracer.slot(&object.index);
    if object.header.has_flag(GROWN) {
        tracer.slot(growth_slot(object));
    }
});

const DATA: usize = std::mem::offset_of!(StrObject, index) + 8;

/// Where the text starts in a growth buffer: behind the counter.
const GROWTH_TEXT: usize = 8;

/// The slot with the growth buffer of a string that has `GROWN`.
fn growth_slot(object: &StrObject) -> &Slot {
    // SAFETY: such strings are allocated with one slot where others have their bytes.
    unsafe { &*((object as *const StrObject as *const u8).add(DATA) as *const Slot) }
}

impl Str {
    /// A new exact `str` of bytes that the caller knows to be generalised UTF-8.
    pub fn from_wtf8(thread: &Thread, bytes: &[u8]) -> Result<Str> {
        Str::with_shape(thread, super::STR.root_shape(), bytes)
    }

    pub fn new(thread: &Thread, text: &str) -> Result<Str> {
        Str::from_wtf8(thread, text.as_bytes())
    }

    /// A new string of a `str` subclass, or of `str` itself.
    pub fn with_shape(thread: &Thread, shape: Ref<Shape>, bytes: &[u8]) -> Result<Str> {
        let (mut ascii, mut length) = (true, 0);
        thread.in_steps(0..bytes.len(), BYTES_A_STEP, |part| {
            let part = &bytes[part];
            let plain = part.is_ascii();
            ascii &= plain;
            length += if plain {
                part.len()
            } else {
                count_code_points(part)
            };
        });
        Str::with_length(thread, shape, bytes.len(), length, ascii, |target| {
            thread.copy_bytes(target, bytes)
        })
    }

    /// Allocates and lets `fill` write exactly `byte_length` bytes. The source of the bytes may itself be
    /// a heap object held by the caller: objects do not move.
    pub fn with_length(
        thread: &Thread,
        shape: Ref<Shape>,
        byte_length: usize,
        length: usize,
        ascii: bool,
        fill: impl FnOnce(&mut [u8]),
    ) -> Result<Str> {
        if byte_length > u32::MAX as usize {
            return Err(errors::memory_error(thread));
        }
        let shifted = shape.base.slots_end as usize;
        let data = if shifted == 0 { DATA } else { shifted };
        let mut flags = 0;
        if ascii {
            flags |= ASCII;
        }
        if shifted != 0 {
            flags |= SHIFTED;
        }
        let object = StrObject {
            header: Header::with_flags(shape.pointer().cast(), flags),
            hash: AtomicU64::new(0),
            byte_length: byte_length as u32,
            length: length as u32,
            index: Slot::new(Value::NULL),
        };
        let string = thread.allocate_sized(shape, object, data + byte_length)?;
        // SAFETY: fresh memory of this size that nobody else has seen.
        fill(unsafe {
            std::slice::from_raw_parts_mut((string.pointer() as *mut u8).add(data), byte_length)
        });
        Ok(string)
    }

    #[inline(always)]
    fn data(self) -> *const u8 {
        if self.header().has_flag(SHIFTED | GROWN) {
            return self.data_elsewhere();
        }
        // SAFETY: the object was allocated with its bytes from this offset.
        unsafe { (self.pointer() as *const u8).add(DATA) }
    }

    #[cold]
    fn data_elsewhere(self) -> *const u8 {
        if self.header().has_flag(GROWN) {
            // SAFETY: the slot holds the growth buffer, whose text starts there.
            return unsafe { self.growth().as_ptr().add(GROWTH_TEXT) };
        }
        let offset = self.shape().base.slots_end as usize;
        // SAFETY: the object was allocated with its bytes from this offset.
        unsafe { (self.pointer() as *const u8).add(offset) }
    }

    /// The buffer of a string that has `GROWN`.
    fn growth(self) -> BufferRef {
        // SAFETY: the slot was given a buffer before the string was published.
        unsafe { BufferRef::from_value_unchecked(growth_slot(&self).get()) }
    }

    /// Whether this string came from appending.
    pub(super) fn is_appended(self) -> bool {
        self.header().has_flag(APPENDED)
    }

    /// For a string that nobody else has seen yet.
    pub(super) fn mark_appended(self) {
        self.header().set_flag(APPENDED);
    }

    /// `a + b` in a buffer with room for more.
    pub(super) fn append(thread: &Thread, a: Str, b: Str) -> Result<Str> {
        let (left, right) = (a.bytes(), b.bytes());
        let total = left.len() + right.len();
        if total > u32::MAX as usize {
            return Err(errors::memory_error(thread));
        }
        let buffer = match a.claim(left.len(), total) {
            Some(buffer) => buffer,
            None => {
                let capacity = GROWTH_TEXT + total + total / 2;
                let buffer = thread.allocate_buffer(capacity)?;
                growth_counter(buffer).store(total as u64, Ordering::Relaxed);
                // SAFETY: fresh memory of this size.
                unsafe {
                    let target = buffer.as_ptr().add(GROWTH_TEXT);
                    std::ptr::copy_nonoverlapping(left.as_ptr(), target, left.len());
                }
                buffer
            }
        };
        // SAFETY: these bytes of the buffer were claimed by us, or the buffer is ours alone.
        unsafe {
            let target = buffer.as_ptr().add(GROWTH_TEXT + left.len());
            std::ptr::copy_nonoverlapping(right.as_ptr(), target, right.len());
        }
        let shape = super::STR.root_shape();
        let ascii = if a.is_ascii() && b.is_ascii() {
            ASCII
        } else {
            0
        };
        let flags = GROWN | APPENDED | ascii;
        let object = StrObject {
            header: Header::with_flags(shape.pointer().cast(), flags),
            hash: AtomicU64::new(0),
            byte_length: total as u32,
            length: (a.len() + b.len()) as u32,
            index: Slot::new(Value::NULL),
        };
        let string = thread.allocate_sized(shape, object, DATA + 8)?;
        growth_slot(&string).set_unbarriered(buffer.as_value());
        Ok(string)
    }

    /// Claims the bytes from the end of this string's text to `total`, if it has a growth buffer where they
    /// are free.
    fn claim(self, own: usize, total: usize) -> Option<BufferRef> {
        if !self.header().has_flag(GROWN) {
            return None;
        }
        let buffer = self.growth();
        if GROWTH_TEXT + total > buffer.len() {
            return None;
        }
        // Only one thread can move the counter from here; nobody reads what it protects before the
        // string is published.
        growth_counter(buffer)
            .compare_exchange(
                own as u64,
                total as u64,
                Ordering::AcqRel,
                Ordering::Relaxed,
            )
            .ok()
            .map(|_| buffer)
    }

    /// The string as generalised UTF-8. The slice is valid while the string is held.
    #[inline(always)]
    pub fn bytes(self) -> &'static [u8] {
        // SAFETY: immutable bytes of a live object; callers keep the object on their stack while using it.
        unsafe { std::slice::from_raw_parts(self.data(), self.byte_length as usize) }
    }

    /// Length in code points.
    #[inline(always)]
    pub fn len(self) -> usize {
        self.length as usize
    }

    pub fn is_empty(self) -> bool {
        self.length == 0
    }

    #[inline(always)]
    pub fn is_ascii(self) -> bool {
        self.header().has_flag(ASCII)
    }

    #[inline(always)]
    pub fn is_interned(self) -> bool {
        self.header().has_flag(INTERNED)
    }

    /// The string as UTF-8, unless it holds surrogates.
    pub fn as_str(self) -> Option<&'static str> {
        let bytes = self.bytes();
        if self.is_ascii() {
            // SAFETY: ASCII is UTF-8.
            return Some(unsafe { std::str::from_utf8_unchecked(bytes) });
        }
        std::str::from_utf8(bytes).ok()
    }

    /// For messages: surrogates are shown as the replacement character.
    pub fn to_string_lossy(self) -> std::borrow::Cow<'static, str> {
        match self.as_str() {
            Some(text) => text.into(),
            None => String::from_utf8_lossy(self.bytes()).into_owned().into(),
        }
    }

    #[inline]
    pub fn hash(self) -> u64 {
        // Relaxed: the hash of a string is always the same.
        match self.hash.load(Ordering::Relaxed) {
            0 => {
                let hash = hash_bytes(self.bytes());
                self.hash.store(hash, Ordering::Relaxed);
                hash
            }
            hash => hash,
        }
    }

    /// Likewise; the collector does not wait if it takes long. Not for holders of a lock of the runtime.
    #[inline]
    pub fn hash_aside(self, thread: &Thread) -> u64 {
        // Relaxed: as above.
        match self.hash.load(Ordering::Relaxed) {
            0 => thread.aside_if_long(self.byte_length as usize, || self.hash()),
            hash => hash,
        }
    }

    #[inline(always)]
    pub fn equals(self, other: Str) -> bool {
        self == other
            || (self.byte_length == other.byte_length
                && self.hash() == other.hash()
                && self.bytes() == other.bytes())
    }
}

impl Ref<StrObject> {
    /// Copies of the bytes are cheap to compare with Rust literals.
    #[inline]
    pub fn is_text(self, text: &str) -> bool {
        self.bytes() == text.as_bytes()
    }
}

/// The counter of claimed bytes of a growth buffer.
fn growth_counter(buffer: BufferRef) -> &'static AtomicU64 {
    // SAFETY: data of a buffer are 16-byte aligned, and growth buffers have eight bytes of counter.
    unsafe { &*(buffer.as_ptr() as *const AtomicU64) }
}

pub fn count_code_points(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xc0 != 0x80).count()
}

static SEED_0: AtomicU64 = AtomicU64::new(0x5bd1_e995_7b7d_159c);
static SEED_1: AtomicU64 = AtomicU64::new(0x1656_67b1_9e37_79f9);

/// Sets the seed of string hashing (PYTHONHASHSEED); before any string is made.
pub fn set_hash_seed(first: u64, second: u64) {
    SEED_0.store(first, Ordering::Relaxed);
    SEED_1.store(second, Ordering::Relaxed);
}

/// The hash of str and bytes contents, never 0 (which means "not computed") and never -1.
pub fn hash_bytes(bytes: &[u8]) -> u64 {
    let mut hasher = SipHasher13::new_with_keys(
        SEED_0.load(Ordering::Relaxed),
        SEED_1.load(Ordering::Relaxed),
    );
    hasher.write(bytes);
    match hasher.finish() {
        // As everywhere, and cheap to find again.
        _ if bytes.is_empty() => 0,
        0 => 1,
        u64::MAX => u64::MAX - 1,
        hash => hash,
    }
}
