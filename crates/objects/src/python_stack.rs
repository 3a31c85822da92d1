//! The memory of Python stacks. Those of threads that have ended serve the threads to come: a program that
//! starts a thread for each small job would otherwise map, fault in and unmap one each time.

use parking_lot::Mutex;
use typhon_heap::Value;

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

/// In the child of a fork.
pub fn forget_others() {
    // SAFETY: the child has one thread, and it is here.
    unsafe { unlock_after_fork(&SPARE) };
}

/// Takes a lock away from a thread that is gone.
///
/// # Safety
/// There is no other thread, and the calling one does not hold the lock.
pub unsafe fn unlock_after_fork<T>(lock: &Mutex<T>) {
    if lock.is_locked() {
        // SAFETY: the holder is gone with its thread.
        unsafe { lock.force_unlock() };
    }
}
