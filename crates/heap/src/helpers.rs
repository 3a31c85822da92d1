//! Helper threads for marking, started when the first large collection wants them, and never more
//! than there are further cores.
//!
//! Invariant: work is in `Pool::work`, or with a marker that counts as busy. Marking is over when
//! the collecting thread has none, no helper is busy, and the pool is empty.

use crate::mark::{Marker, Work};
use crate::sync::{AbortOnUnwind, lock};
use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex};
use typhon_sync::spawn::spawn;

const MOST_HELPERS: usize = 7;

struct Pool {
    state: Mutex<State>,
    changed: Condvar,
    /// Threads that wait for work; a copy of `State::waiting` to be looked at without the lock.
    wanted: AtomicUsize,
}

struct State {
    work: Vec<Work>,
    /// Helpers that have work.
    busy: usize,
    waiting: usize,
    /// `None` until the first large collection.
    helpers: Option<usize>,
}

/// The current pool. Replaced in the child of a fork, which has no helpers any more.
static POOL: AtomicPtr<Pool> = AtomicPtr::new(std::ptr::null_mut());

fn pool() -> &'static Pool {
    // Acquire: pairs with the store below. Only the collecting thread ever creates a pool.
    let pool = POOL.load(Ordering::Acquire);
    if !pool.is_null() {
        // SAFETY: pools are never freed.
        return unsafe { &*pool };
    }
    let fresh = Box::leak(Box::new(Pool {
        state: Mutex::new(State {
            work: Vec::new(),
            busy: 0,
            waiting: 0,
            helpers: None,
        }),
        changed: Condvar::new(),
        wanted: AtomicUsize::new(0),
    }));
    POOL.store(fresh, Ordering::Release);
    fresh
}

/// Whether it is worth calling `offer`.
#[inline]
pub(crate) fn wanted() -> bool {
    // Acquire: as in `pool`. The count is a hint, hence relaxed.
    let pool = POOL.load(Ordering::Acquire);
    // SAFETY: pools are never freed.
    unsafe { pool.is_null() || (*pool).wanted.load(Ordering::Relaxed) > 0 }
}

/// Hands work to the pool; starts the helpers if there never were any. If there can be none, the
/// work comes back with the next `take_or_finish`.
pub(crate) fn offer(work: Work) {
    let pool = pool();
    let mut state = lock(&pool.state);
    state.work.push(work);
    if state.helpers.is_none() {
        start(pool, &mut state);
    }
    drop(state);
    pool.changed.notify_one();
}

fn start(pool: &'static Pool, state: &mut State) {
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
    let wanted = (cores - 1).min(MOST_HELPERS);
    let started = (0..wanted).take_while(|_| {
        let builder = std::thread::Builder::new()
            .name("typhon-gc".into())
            .stack_size(256 << 10);
        without_signals(|| spawn(builder, move || help(pool)).is_ok())
    });
    state.helpers = Some(started.count());
}

/// Starts threads that leave the process's signals to others.
fn without_signals<R>(f: impl FnOnce() -> R) -> R {
    // SAFETY: signal sets are plain data; both calls affect this thread's mask only, which is
    // restored.
    unsafe {
        let mut all: libc::sigset_t = std::mem::zeroed();
        let mut old: libc::sigset_t = std::mem::zeroed();
        libc::sigfillset(&mut all);
        libc::pthread_sigmask(libc::SIG_SETMASK, &all, &mut old);
        let result = f();
        libc::pthread_sigmask(libc::SIG_SETMASK, &old, std::ptr::null_mut());
        result
    }
}

impl Pool {
    fn set_waiting(&self, state: &mut State, change: isize) {
        state.waiting = state.waiting.wrapping_add_signed(change);
        // Relaxed: a hint.
        self.wanted.store(state.waiting, Ordering::Relaxed);
    }
}

fn help(pool: &'static Pool) {
    let mut state = lock(&pool.state);
    loop {
        if let Some(work) = state.work.pop() {
            state.busy += 1;
            drop(state);
            let _whole = AbortOnUnwind::new();
            let mut marker = Marker::new(true);
            marker.load(work);
            marker.drain_own();
            state = lock(&pool.state);
            state.busy -= 1;
            if state.busy == 0 && state.work.is_empty() {
                pool.changed.notify_all();
            }
        } else {
            pool.set_waiting(&mut state, 1);
            state = pool
                .changed
                .wait(state)
                .unwrap_or_else(std::sync::PoisonError::into_inner);
            pool.set_waiting(&mut state, -1);
        }
    }
}

/// For the collecting thread: more work, or `None` when all marking is done.
pub(crate) fn take_or_finish() -> Option<Work> {
    let pool = pool();
    let mut state = lock(&pool.state);
    loop {
        if let Some(work) = state.work.pop() {
            return Some(work);
        }
        if state.busy == 0 {
            return None;
        }
        pool.set_waiting(&mut state, 1);
        state = pool
            .changed
            .wait(state)
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        pool.set_waiting(&mut state, -1);
    }
}

/// In the child of a fork: the helpers are gone, and the pool may be locked by one of them.
pub(crate) fn forget() {
    // Release: for uniformity; there is one thread.
    POOL.store(std::ptr::null_mut(), Ordering::Release);
}
