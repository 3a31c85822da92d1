//! Saving the callee-saved registers where the collector can see them. Invariant: `save` changes
//! nothing, and what it saves is what its caller's frame and the frames above it rely on.

use std::sync::atomic::{AtomicBool, Ordering};

/// Slot 0 is the caller's stack pointer, the others are registers.
pub(crate) type Registers = [usize; 16];

/// Saves the caller's stack pointer and callee-saved registers.
///
/// # Safety
/// `registers` is writable.
#[cfg(target_arch = "x86_64")]
#[unsafe(naked)]
pub(crate) unsafe extern "C" fn save(registers: *mut Registers) {
    std::arch::naked_asm!(
        "lea rax, [rsp + 8]",
        "mov [rdi], rax",
        "mov [rdi + 8], rbx",
        "mov [rdi + 16], rbp",
        "mov [rdi + 24], r12",
        "mov [rdi + 32], r13",
        "mov [rdi + 40], r14",
        "mov [rdi + 48], r15",
        "ret",
    )
}

/// Saves the caller's stack pointer and callee-saved registers.
///
/// # Safety
/// `registers` is writable.
#[cfg(target_arch = "aarch64")]
#[unsafe(naked)]
pub(crate) unsafe extern "C" fn save(registers: *mut Registers) {
    std::arch::naked_asm!(
        "mov x9, sp",
        "stp x9, x19, [x0]",
        "stp x20, x21, [x0, #16]",
        "stp x22, x23, [x0, #32]",
        "stp x24, x25, [x0, #48]",
        "stp x26, x27, [x0, #64]",
        "stp x28, x29, [x0, #80]",
        "ret",
    )
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
compile_error!("the collector does not know which registers to save on this architecture");

/// The main thread may run on the stack of another thread: it forked.
static FORKED: AtomicBool = AtomicBool::new(false);

/// To be called in the child of a fork.
pub(crate) fn note_fork() {
    // Relaxed: read by this thread and those it starts.
    FORKED.store(true, Ordering::Relaxed);
}

/// The highest address of the calling thread's stack.
pub(crate) fn stack_base() -> usize {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        unsafe extern "C" {
            static __libc_stack_end: *const u8;
        }
        // SAFETY: plain system calls, and a variable that the loader sets before `main`. Asking
        // pthread about the main thread would parse /proc/self/maps.
        unsafe {
            if libc::getpid() == libc::gettid() && !FORKED.load(Ordering::Relaxed) {
                return __libc_stack_end as usize;
            }
        }
    }
    // SAFETY: the attributes are initialised by the first call and destroyed by the last.
    unsafe {
        let mut attributes: libc::pthread_attr_t = std::mem::zeroed();
        let mut lowest = std::ptr::null_mut();
        let mut size = 0;
        assert_eq!(
            libc::pthread_getattr_np(libc::pthread_self(), &mut attributes),
            0,
            "no stack bounds"
        );
        libc::pthread_attr_getstack(&attributes, &mut lowest, &mut size);
        libc::pthread_attr_destroy(&mut attributes);
        lowest as usize + size
    }
}
