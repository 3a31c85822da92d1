//! How soon the system lets a thread run that has waited for a socket or for a time.
//!
//! Linux runs next, of the threads that have not had more than their share, the one whose virtual deadline
//! is earliest (EEVDF), and a shorter time slice makes an earlier deadline. With equal slices a thread that
//! wakes may find the processor's owner ahead of it, and waits until that one's slice is over: some
//! milliseconds. So threads that wait for such things ask for the shortest slice. Their share stays what it was.
//!
//! Kernels before 6.12 ignore the request. Nothing here is an error: a thread that may not ask runs all
//! the same.

use crate::gil;
use std::cell::Cell;
use std::time::Duration;
use typhon_objects::mode;

/// The least that Linux grants.
const SHORTEST: Duration = Duration::from_micros(100);
/// The system's own choice.
const USUAL: Duration = Duration::ZERO;

thread_local! {
    static SHORT: Cell<bool> = const { Cell::new(false) };
}

/// The calling thread is about to wait. One system call in the life of a thread, and none as
/// long as the process has no other.
#[inline]
pub fn before_wait() {
    if !SHORT.get() && (mode::is_shared_mode() || gil::is_on()) {
        SHORT.set(true);
        request(SHORTEST);
    }
}

/// Whether the calling thread's slice is short: what it starts inherits that.
pub fn is_short() -> bool {
    SHORT.get()
}

/// The first act of a thread that has inherited a short slice.
pub fn begin_usual() {
    request(USUAL);
}

/// A program is about to replace this one.
pub fn restore() {
    if SHORT.replace(false) {
        request(USUAL);
    }
}

#[cold]
fn request(slice: Duration) {
    let size = size_of::<libc::sched_attr>() as u32;
    // SAFETY: plain data, of the size that is told, filled by the first call and read by the second; 0 is
    // the calling thread.
    unsafe {
        let mut attributes: libc::sched_attr = std::mem::zeroed();
        let got = libc::syscall(libc::SYS_sched_getattr, 0, &raw mut attributes, size, 0);
        let policy = attributes.sched_policy as i32;
        if got < 0 || ![libc::SCHED_OTHER, libc::SCHED_BATCH].contains(&policy) {
            return;
        }
        attributes.sched_runtime = slice.as_nanos() as u64;
        libc::syscall(libc::SYS_sched_setattr, 0, &raw const attributes, 0);
    }
}
