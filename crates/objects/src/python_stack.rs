//! The memory of Python stacks. Those of threads that have ended serve the threads to come: a program that
//! starts a thread for each small job would otherwise map, fault in and unmap one each time.

use typhon_heap::Value;
use typhon_sync::mutex::{Mutex, MutexGuard};

/// Memory for one thread's frames, which belongs to whoever holds this.
pub struct PythonStack {
    base: *mut Value,
    bytes: usize,
}

// SAFETY: the memory is private to the holder, on whichever thread that is.
unsafe impl Send for PythonStack {}

static SPARE: Mutex<Vec<PythonStack>> = Mutex::new(Vec::new());
const MOST_SPARE: usize = 8;

impl PythonStack {
    /// `None` if the system has no memory for it.
    pub fn new(bytes: usize) -> Option<PythonStack> {
        let mut spare = SPARE.lock();
        if let Some(place) = spare.iter().position(|stack| stack.bytes == bytes) {
            return Some(spare.swap_remove(place));
        }
        drop(spare);
        // SAFETY: an anonymous private mapping at an address the kernel chooses.
        let pointer = unsafe {
            libc::mmap(
                std::ptr::null_mut(),
                bytes,
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE,
                -1,
                0,
            )
        };
        (pointer != libc::MAP_FAILED).then_some(PythonStack {
            base: pointer as *mut Value,
            bytes,
        })
    }

    pub fn base(&self) -> *mut Value {
        self.base
    }

    /// The first address behind it.
    pub fn limit(&self) -> *mut Value {
        // SAFETY: the mapping is this long.
        unsafe { self.base.byte_add(self.bytes) }
    }
}

impl Drop for PythonStack {
    fn drop(&mut self) {
        let mut spare = SPARE.lock();
        if spare.len() < MOST_SPARE {
            spare.push(PythonStack { ..*self });
            return;
        }
        drop(spare);
        // SAFETY: our own mapping, which nobody else refers to.
        unsafe { libc::munmap(self.base as *mut libc::c_void, self.bytes) };
    }
}

/// Holds the list of spare stacks for a fork: threads that begin or end are at it when they are out.
pub fn hold_spares() -> Spares {
    SPARE.lock()
}

pub type Spares = MutexGuard<'static, Vec<PythonStack>>;
