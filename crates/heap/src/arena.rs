//! The reserved address range, its side tables, and the arithmetic between them.
//!
//! One mapping holds the objects, then one *object bit* and one *mark bit* for every 16 bytes, then
//! one `BlockInfo` for every 64 KiB block. All is reserved without being committed and paged in as
//! it is touched.
//!
//! Who may write: object bits of a small block, the mutator that owns the block, or the collector
//! while the world is stopped; mark bits, the collector while the world is stopped, and whoever has
//! just run an object's `drop` (its own bit, atomically). Block infos: under the lock of `blocks`.
//!
//! A cell is *in use* if its object bit or its mark bit is set; an object whose `drop` is pending
//! has a mark bit only, so that nothing finds it and nothing overwrites it.

use crate::classes;
use std::sync::Once;
use std::sync::atomic::{
    AtomicPtr, AtomicU8, AtomicU16, AtomicU32, AtomicU64, AtomicUsize, Ordering,
};

pub(crate) const BLOCK_SHIFT: usize = 16;
pub(crate) const BLOCK_SIZE: usize = 1 << BLOCK_SHIFT;
pub(crate) const GRANULE: usize = 16;
pub(crate) const GRANULES_PER_BLOCK: usize = BLOCK_SIZE / GRANULE;
pub(crate) const WORDS_PER_BLOCK: usize = GRANULES_PER_BLOCK / 64;

const LARGEST_RESERVATION: usize = 1 << 40;
const SMALLEST_RESERVATION: usize = 4 << 20;
const HUGE_PAGE: usize = 2 << 20;

/// What a block is used for.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(crate) enum BlockKind {
    Free = 0,
    Small = 1,
    /// First block of a large object.
    Large = 2,
    /// Further block of a large object.
    Tail = 3,
}

/// The cells of this block must be zeroed before use.
pub(crate) const DIRTY: u8 = 1;
/// Something was allocated here since the last collection, or must be swept by the next one.
pub(crate) const YOUNG: u8 = 2;

/// One per block.
#[repr(C)]
pub(crate) struct BlockInfo {
    kind: AtomicU8,
    pub(crate) class: AtomicU8,
    pub(crate) flags: AtomicU8,
    /// Small: cells in use after the last sweep.
    pub(crate) live: AtomicU16,
    /// Large: blocks of the run. Tail: distance to the first block.
    pub(crate) run: AtomicU32,
    /// Large: bytes of the object.
    pub(crate) size: AtomicU64,
}

impl BlockInfo {
    // All fields are relaxed: they change under the lock of `blocks` or while the world is stopped,
    // and both order them for those who read.
    #[inline]
    pub(crate) fn kind(&self) -> BlockKind {
        match self.kind.load(Ordering::Relaxed) {
            0 => BlockKind::Free,
            1 => BlockKind::Small,
            2 => BlockKind::Large,
            _ => BlockKind::Tail,
        }
    }

    pub(crate) fn set_kind(&self, kind: BlockKind) {
        self.kind.store(kind as u8, Ordering::Relaxed);
    }

    pub(crate) fn has(&self, flag: u8) -> bool {
        self.flags.load(Ordering::Relaxed) & flag != 0
    }

    pub(crate) fn set(&self, flag: u8) {
        self.flags.fetch_or(flag, Ordering::Relaxed);
    }

    pub(crate) fn clear(&self, flag: u8) {
        self.flags.fetch_and(!flag, Ordering::Relaxed);
    }

    #[inline]
    pub(crate) fn class(&self) -> usize {
        self.class.load(Ordering::Relaxed) as usize
    }
}

/// Addresses of the parts. Written once by `initialise`, before any object exists; relaxed loads do,
/// because whoever holds an object has synchronised with its creator.
pub(crate) struct Arena {
    base: AtomicUsize,
    size: AtomicUsize,
    object_bits: AtomicPtr<AtomicU64>,
    mark_bits: AtomicPtr<AtomicU64>,
    infos: AtomicPtr<BlockInfo>,
}

pub(crate) static ARENA: Arena = Arena {
    base: AtomicUsize::new(0),
    size: AtomicUsize::new(0),
    object_bits: AtomicPtr::new(std::ptr::null_mut()),
    mark_bits: AtomicPtr::new(std::ptr::null_mut()),
    infos: AtomicPtr::new(std::ptr::null_mut()),
};

static INITIALISE: Once = Once::new();

/// Reserves the arena once. When even the smallest reservation fails the arena is empty, and every
/// allocation reports that memory is exhausted.
pub(crate) fn initialise() {
    INITIALISE.call_once(|| {
        let mut size = wanted_reservation();
        while size >= SMALLEST_RESERVATION && !ARENA.reserve(size) {
            size /= 2;
        }
    });
}

/// Four times the memory of the machine leaves room for fragmentation; at most half of what
/// `ulimit -v` grants, because threads and malloc want some too.
fn wanted_reservation() -> usize {
    let size = physical_memory()
        .saturating_mul(4)
        .next_power_of_two()
        .clamp(16 << 30, LARGEST_RESERVATION);
    let mut limit = libc::rlimit {
        rlim_cur: 0,
        rlim_max: 0,
    };
    // SAFETY: a plain system call that fills in `limit`.
    let known = unsafe { libc::getrlimit(libc::RLIMIT_AS, &mut limit) } == 0;
    if known && limit.rlim_cur != libc::RLIM_INFINITY {
        return size.min((limit.rlim_cur as usize / 2) & !(BLOCK_SIZE - 1));
    }
    size
}

/// Main memory and swap, in bytes.
pub(crate) fn physical_memory() -> usize {
    // SAFETY: zeroes are a valid `sysinfo`, and the call fills it in.
    unsafe {
        let mut info: libc::sysinfo = std::mem::zeroed();
        if libc::sysinfo(&mut info) != 0 {
            return 1 << 40;
        }
        (info.totalram as usize + info.totalswap as usize).saturating_mul(info.mem_unit as usize)
    }
}

impl Arena {
    fn reserve(&self, size: usize) -> bool {
        let table = size / GRANULE / 8;
        let infos = (size / BLOCK_SIZE) * size_of::<BlockInfo>();
        let total = size + 2 * table + infos + HUGE_PAGE;
        // SAFETY: a fresh anonymous mapping. It is not committed: NORESERVE.
        let start = unsafe {
            libc::mmap(
                std::ptr::null_mut(),
                total,
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE,
                -1,
                0,
            )
        };
        if start == libc::MAP_FAILED {
            return false;
        }
        let base = (start as usize).next_multiple_of(HUGE_PAGE);
        let tables = base + size;
        // SAFETY: within the mapping. Huge pages would make the first touch of each table cost the
        // clearing of 2 MiB.
        unsafe {
            libc::madvise(
                tables as *mut libc::c_void,
                2 * table + infos,
                libc::MADV_NOHUGEPAGE,
            )
        };
        self.object_bits
            .store(tables as *mut AtomicU64, Ordering::Relaxed);
        self.mark_bits
            .store((tables + table) as *mut AtomicU64, Ordering::Relaxed);
        self.infos
            .store((tables + 2 * table) as *mut BlockInfo, Ordering::Relaxed);
        self.base.store(base, Ordering::Relaxed);
        self.size.store(size, Ordering::Relaxed);
        true
    }

    #[inline(always)]
    pub(crate) fn base(&self) -> usize {
        self.base.load(Ordering::Relaxed)
    }

    #[inline(always)]
    pub(crate) fn size(&self) -> usize {
        self.size.load(Ordering::Relaxed)
    }

    #[inline(always)]
    pub(crate) fn mark_table(&self) -> *const AtomicU64 {
        self.mark_bits.load(Ordering::Relaxed)
    }

    pub(crate) fn blocks(&self) -> usize {
        self.size() / BLOCK_SIZE
    }

    #[inline(always)]
    pub(crate) fn contains(&self, address: usize) -> bool {
        address.wrapping_sub(self.base()) < self.size()
    }

    #[inline]
    pub(crate) fn block_of(&self, address: usize) -> usize {
        (address - self.base()) >> BLOCK_SHIFT
    }

    #[inline]
    pub(crate) fn block_address(&self, block: usize) -> usize {
        self.base() + (block << BLOCK_SHIFT)
    }

    #[inline]
    pub(crate) fn info(&self, block: usize) -> &'static BlockInfo {
        debug_assert!(block < self.blocks());
        // SAFETY: the table has an entry for every block, and is never unmapped.
        unsafe { &*self.infos.load(Ordering::Relaxed).add(block) }
    }

    #[inline]
    pub(crate) fn object_words(&self, block: usize) -> &'static [AtomicU64; WORDS_PER_BLOCK] {
        debug_assert!(block < self.blocks());
        // SAFETY: as above.
        unsafe {
            &*(self
                .object_bits
                .load(Ordering::Relaxed)
                .add(block * WORDS_PER_BLOCK) as *const _)
        }
    }

    #[inline]
    pub(crate) fn mark_words(&self, block: usize) -> &'static [AtomicU64; WORDS_PER_BLOCK] {
        debug_assert!(block < self.blocks());
        // SAFETY: as above.
        unsafe {
            &*(self
                .mark_bits
                .load(Ordering::Relaxed)
                .add(block * WORDS_PER_BLOCK) as *const _)
        }
    }

    #[inline]
    fn bit(&self, table: &AtomicPtr<AtomicU64>, address: usize) -> (&'static AtomicU64, u64) {
        debug_assert!(self.contains(address));
        let granule = (address - self.base()) / GRANULE;
        // SAFETY: the table has a bit for every granule.
        (
            unsafe { &*table.load(Ordering::Relaxed).add(granule / 64) },
            1 << (granule % 64),
        )
    }

    /// The mark bit of the object at `address`, which is in the arena.
    #[inline]
    pub(crate) fn mark_bit(&self, address: usize) -> (&'static AtomicU64, u64) {
        self.bit(&self.mark_bits, address)
    }

    /// The object bit of the object at `address`, which is in the arena.
    #[inline]
    pub(crate) fn object_bit(&self, address: usize) -> (&'static AtomicU64, u64) {
        self.bit(&self.object_bits, address)
    }

    // Bits are read relaxed: the world is stopped, or the caller owns the block.
    #[inline]
    pub(crate) fn is_marked(&self, address: usize) -> bool {
        let (word, bit) = self.mark_bit(address);
        word.load(Ordering::Relaxed) & bit != 0
    }

    #[inline]
    pub(crate) fn is_object(&self, address: usize) -> bool {
        let (word, bit) = self.object_bit(address);
        word.load(Ordering::Relaxed) & bit != 0
    }

    /// The start of the object that `address` points to or into, going by the object bits: what was
    /// bump-allocated and not yet flushed is not found.
    #[inline]
    pub(crate) fn resolve(&self, address: usize) -> Option<usize> {
        if !self.contains(address) {
            return None;
        }
        let start = self.cell_of(address)?;
        self.is_object(start).then_some(start)
    }

    /// The start of the cell or large object around `address`, in use or not.
    pub(crate) fn cell_of(&self, address: usize) -> Option<usize> {
        let block = self.block_of(address);
        let info = self.info(block);
        match info.kind() {
            BlockKind::Free => None,
            BlockKind::Small => {
                let class = info.class();
                let granule = (address % BLOCK_SIZE) / GRANULE;
                let first = classes::cell_start(class, granule);
                if first + classes::GRANULES[class] as usize > GRANULES_PER_BLOCK {
                    return None;
                }
                Some(self.block_address(block) + first * GRANULE)
            }
            BlockKind::Large => Some(self.block_address(block)),
            BlockKind::Tail => {
                Some(self.block_address(block - info.run.load(Ordering::Relaxed) as usize))
            }
        }
    }

    /// Bytes of the cell or large object that starts at `address`.
    pub(crate) fn extent(&self, address: usize) -> usize {
        let info = self.info(self.block_of(address));
        match info.kind() {
            BlockKind::Small => classes::cell_bytes(info.class()),
            BlockKind::Large => info.size.load(Ordering::Relaxed) as usize,
            BlockKind::Free | BlockKind::Tail => 0,
        }
    }
}
