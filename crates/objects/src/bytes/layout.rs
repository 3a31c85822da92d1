//! The layout of bytes: immutable after creation.

use crate::errors::Result;
use crate::object::{Kind, Ref};
use crate::str::hash_bytes;
use crate::thread::Thread;
use crate::types::Shape;
use std::sync::atomic::{AtomicU64, Ordering};
use typhon_heap::{Header, flags};

/// The data do not follow the fixed part: the object is of a subclass, with slots in between.
const SHIFTED: u16 = 1 << flags::LAYOUT_SHIFT;

#[repr(C)]
pub struct BytesObject {
    pub header: Header,
    /// 0: not computed yet.
    hash: AtomicU64,
    length: u64,
}

pub type Bytes = Ref<BytesObject>;

crate::heap_object!(
    BytesObject,
    BYTES_LAYOUT,
    "bytes",
    Kind::Bytes,
    |object, tracer| ()
);

const DATA: usize = std::mem::size_of::<BytesObject>();

impl Bytes {
    pub fn new(thread: &Thread, data: &[u8]) -> Result<Bytes> {
        Bytes::with_shape(thread, super::BYTES.root_shape(), data)
    }

    pub fn with_shape(thread: &Thread, shape: Ref<Shape>, data: &[u8]) -> Result<Bytes> {
        Bytes::filled(thread, shape, data.len(), |target| {
            thread.copy_bytes(target, data)
        })
    }

    /// Allocates and lets `fill` write exactly `length` bytes.
    pub fn filled(
        thread: &Thread,
        shape: Ref<Shape>,
        length: usize,
        fill: impl FnOnce(&mut [u8]),
    ) -> Result<Bytes> {
        let shifted = shape.base.slots_end as usize;
        let data = if shifted == 0 { DATA } else { shifted };
        let header = Header::new(shape.pointer().cast());
        if shifted != 0 {
            header.set_flag(SHIFTED);
        }
        let object = BytesObject {
            header,
            hash: AtomicU64::new(0),
            length: length as u64,
        };
        let bytes = thread.allocate_sized(shape, object, data + length)?;
        // SAFETY: fresh memory of this size that nobody else has seen.
        fill(unsafe {
            std::slice::from_raw_parts_mut((bytes.pointer() as *mut u8).add(data), length)
        });
        Ok(bytes)
    }

    /// The content. The slice is valid while the object is held.
    #[inline]
    pub fn data(self) -> &'static [u8] {
        let offset = if self.header().has_flag(SHIFTED) {
            self.shape().base.slots_end as usize
        } else {
            DATA
        };
        // SAFETY: the object was allocated with its bytes from this offset; they never change.
        unsafe {
            std::slice::from_raw_parts(
                (self.pointer() as *const u8).add(offset),
                self.length as usize,
            )
        }
    }

    pub fn len(self) -> usize {
        self.length as usize
    }

    pub fn is_empty(self) -> bool {
        self.length == 0
    }

    pub fn hash(self, thread: &Thread) -> u64 {
        // Relaxed: the hash is always the same.
        match self.hash.load(Ordering::Relaxed) {
            0 => {
                let data = self.data();
                let hash = thread.aside_if_long(data.len(), || hash_bytes(data));
                self.hash.store(hash, Ordering::Relaxed);
                hash
            }
            hash => hash,
        }
    }
}
