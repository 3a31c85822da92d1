//! Starting OS threads so that no fork finds one half begun or half gone.
//!
//! The standard library takes a lock of the whole process while a thread begins and again while it ends. A
//! child that is forked in such a moment inherits it locked, by a thread that it does not have, and its own
//! first thread would wait for ever. So threads are counted while they are in these parts, and `Settled`
//! is what a fork waits for.

use crate::mutex::{Mutex, MutexGuard};
use std::io;
use std::sync::{Condvar, PoisonError};
use std::thread::{Builder, JoinHandle};

/// How many threads are in the standard library's part of their life.
static UNSETTLED: Mutex<usize> = Mutex::new(0);
static CHANGED: Condvar = Condvar::new();

fn settle() {
    let mut count = UNSETTLED.lock();
    *count -= 1;
    drop(count);
    CHANGED.notify_all();
}

/// Settles when the thread's locals are destroyed, which comes after the standard library's own end.
struct Gone;

impl Drop for Gone {
    fn drop(&mut self) {
        settle();
    }
}

thread_local! {
    static GONE: Gone = const { Gone };
}

/// Dropped when the thread's body is over, by a panic too.
struct Ending;

impl Drop for Ending {
    fn drop(&mut self) {
        *UNSETTLED.lock() += 1;
    }
}

/// As `Builder::spawn`. Every thread of the runtime is started here.
pub fn spawn(builder: Builder, body: impl FnOnce() + Send + 'static) -> io::Result<JoinHandle<()>> {
    *UNSETTLED.lock() += 1;
    let spawned = builder.spawn(|| {
        // The first of the thread's locals, so that its destructor runs last.
        GONE.with(|_| ());
        settle();
        let _ending = Ending;
        body();
    });
    if spawned.is_err() {
        settle();
    }
    spawned
}

/// While this is held no thread begins or ends: for the moment of a fork. Both processes drop it.
pub struct Settled {
    _count: MutexGuard<'static, usize>,
}

impl Settled {
    /// Waits for threads that are at it; they wait for nobody but the processor.
    pub fn wait() -> Settled {
        let mut count = UNSETTLED.lock();
        while *count > 0 {
            count = CHANGED.wait(count).unwrap_or_else(PoisonError::into_inner);
        }
        Settled { _count: count }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::channel;

    #[test]
    fn a_thread_is_settled_while_it_runs_and_when_it_is_gone() {
        let (go, wait) = channel::<()>();
        let thread = spawn(Builder::new(), move || {
            let _ = wait.recv();
        })
        .expect("a thread");
        // Would wait for ever if a running thread counted.
        drop(Settled::wait());
        go.send(()).expect("it waits");
        thread.join().expect("no panic");
        drop(Settled::wait());
    }

    #[test]
    fn a_panic_is_an_end_too() {
        let thread = spawn(Builder::new(), || std::panic::resume_unwind(Box::new(1)));
        assert!(thread.expect("a thread").join().is_err());
        drop(Settled::wait());
    }
}
