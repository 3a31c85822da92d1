//! Where one thread waits until it is told something. A *token* is posted while the GIL's mutex is
//! held, and a thread that stops waiting for another reason clears its token under that mutex, so no
//! token outlives what it was about. The sleeper is woken after the mutex was released.

use crate::sync::atomic::{AtomicU32, Ordering};
use crate::sync::{self, Condvar, Mutex};
use std::time::{Duration, Instant};

/// What a parked thread is told.
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub enum Token {
    /// The GIL was free a moment ago.
    Retry,
    /// The GIL is yours.
    Granted,
}

const AWAKE: u32 = 0;
const ASLEEP: u32 = 1;
const RETRY: u32 = 2;
const GRANTED: u32 = 3;

pub struct Parking {
    /// One of the above. ASLEEP and AWAKE are written by the owner, tokens by who holds the GIL's mutex.
    state: AtomicU32,
    lock: Mutex<()>,
    told: Condvar,
}

/// How long a thread looks for a token before it sleeps.
const SPIN: Duration = Duration::from_micros(30);

impl Parking {
    pub fn new() -> Parking {
        Parking {
            state: AtomicU32::new(AWAKE),
            lock: Mutex::new(()),
            told: Condvar::new(),
        }
    }

    /// Leaves a token. True if `wake` has to be called.
    #[must_use]
    pub fn post(&self, token: Token) -> bool {
        let word = match token {
            Token::Retry => RETRY,
            Token::Granted => GRANTED,
        };
        // Release: the owner sees what was done before the GIL was handed to it.
        self.state.swap(word, Ordering::Release) == ASLEEP
    }

    pub fn wake(&self) {
        // Under the lock: the sleeper is before its check, or waits.
        drop(sync::lock(&self.lock));
        self.told.notify_one();
    }

    /// Forgets a token. Under the GIL's mutex, by the owner.
    pub fn clear(&self) {
        // Relaxed: tokens are posted under the mutex that the caller holds.
        self.state.store(AWAKE, Ordering::Relaxed);
    }

    fn take(&self) -> Option<Token> {
        // Acquire: pairs with `post`.
        let token = match self.state.load(Ordering::Acquire) {
            RETRY => Token::Retry,
            GRANTED => Token::Granted,
            _ => return None,
        };
        // Nobody posts a second token before the owner has acted on the first under the mutex.
        self.state.store(AWAKE, Ordering::Relaxed);
        Some(token)
    }

    /// Waits for a token; None when the limit is over. `spin`: one is expected soon.
    pub fn park(&self, spin: bool, limit: Option<Duration>) -> Option<Token> {
        if spin && let Some(token) = self.spin() {
            return Some(token);
        }
        let deadline = limit.map(|limit| Instant::now() + limit);
        let mut guard = sync::lock(&self.lock);
        // Acquire: as in `take`.
        let asleep =
            self.state
                .compare_exchange(AWAKE, ASLEEP, Ordering::Acquire, Ordering::Acquire);
        while asleep.is_ok() && self.state.load(Ordering::Acquire) == ASLEEP {
            let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
            if left == Some(Duration::ZERO) {
                let awake = self.state.compare_exchange(
                    ASLEEP,
                    AWAKE,
                    Ordering::Acquire,
                    Ordering::Acquire,
                );
                if awake.is_ok() {
                    return None;
                }
                break;
            }
            guard = sync::wait(&self.told, guard, left);
        }
        drop(guard);
        self.take()
    }

    fn spin(&self) -> Option<Token> {
        let start = Instant::now();
        loop {
            for _ in 0..16 {
                if let Some(token) = self.take() {
                    return Some(token);
                }
                std::hint::spin_loop();
            }
            if start.elapsed() >= SPIN {
                return None;
            }
        }
    }
}
