//! Saving the callee-saved registers where the collector can see them. Invariant: `save` changes
//! nothing, and what it saves is what its caller's frame and the frames above it rely on. For
//! collections that look at a part of the stack only, the unwinder finds what they were there.

use std::ffi::{c_int, c_void};
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

/// A point of the calling thread's stack, with the callee-saved registers as they were there.
pub struct StackPoint(pub(crate) Registers);

/// DWARF numbers of the callee-saved registers.
#[cfg(target_arch = "x86_64")]
const CALLEE_SAVED: [i32; 6] = [3, 6, 12, 13, 14, 15];
#[cfg(target_arch = "aarch64")]
const CALLEE_SAVED: [i32; 11] = [19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29];

/// The unwinder that panics use.
mod unwind {
    use std::ffi::{c_int, c_void};

    pub(super) const GO_ON: c_int = 0;
    pub(super) const STOP: c_int = 4;

    unsafe extern "C" {
        pub(super) fn _Unwind_Backtrace(
            visit: extern "C" fn(*mut c_void, *mut c_void) -> c_int,
            argument: *mut c_void,
        ) -> c_int;
        pub(super) fn _Unwind_GetRegionStart(context: *mut c_void) -> usize;
        pub(super) fn _Unwind_GetCFA(context: *mut c_void) -> usize;
        pub(super) fn _Unwind_GetGR(context: *mut c_void, register: c_int) -> usize;
    }
}

/// What `StackPoint::above` looks for.
struct Wanted {
    function: usize,
    passed: bool,
    found: Option<StackPoint>,
}

extern "C" fn visit_frame(context: *mut c_void, wanted: *mut c_void) -> c_int {
    // SAFETY: `above` passes its own local; the context is valid during this call, and has the
    // registers that every function restores.
    unsafe {
        let wanted = &mut *(wanted as *mut Wanted);
        if wanted.passed {
            let mut registers = [0; 16];
            registers[0] = unwind::_Unwind_GetCFA(context);
            for (slot, number) in registers[1..].iter_mut().zip(CALLEE_SAVED) {
                *slot = unwind::_Unwind_GetGR(context, number);
            }
            wanted.found = Some(StackPoint(registers));
            return unwind::STOP;
        }
        wanted.passed = unwind::_Unwind_GetRegionStart(context) == wanted.function;
    }
    unwind::GO_ON
}

impl StackPoint {
    /// Where the innermost running call of the function that begins at `function` was made.
    pub fn above(function: usize) -> Option<StackPoint> {
        let mut wanted = Wanted {
            function,
            passed: false,
            found: None,
        };
        // SAFETY: the visitor unwinds nothing, and gets what it expects.
        unsafe { unwind::_Unwind_Backtrace(visit_frame, (&raw mut wanted).cast()) };
        wanted.found
    }
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
