//! The thread that wakes up when a policy wants to look at the clock. Started when it is first needed;
//! sleeps while nobody waits for the GIL.

use crate::gil::Gil;
use crate::sync::{Condvar, Mutex, MutexGuard, lock, wait};
use crate::time::Time;
use std::sync::OnceLock;
use std::time::Duration;

/// How this process starts threads; whether it could.
pub type Spawn = fn(std::thread::Builder, Box<dyn FnOnce() + Send>) -> bool;

#[derive(Default)]
struct Armed {
    alarm: Option<Time>,
    started: bool,
}

#[derive(Default)]
pub struct Timer {
    armed: Mutex<Armed>,
    changed: Condvar,
    /// Whom to tell, and how to start the thread that does. Without it the timer does nothing.
    target: OnceLock<(&'static Gil, Spawn)>,
}

impl Timer {
    pub fn aim(&self, target: &'static Gil, spawn: Spawn) {
        let _ = self.target.set((target, spawn));
    }

    /// Ticks at `alarm`, and not later because of an earlier call. The GIL's mutex may be held.
    pub fn arm(&self, alarm: Time) {
        let Some(&(target, spawn)) = self.target.get() else {
            return;
        };
        let mut armed = lock(&self.armed);
        armed.alarm = Some(armed.alarm.map_or(alarm, |earlier| earlier.min(alarm)));
        if !armed.started {
            armed.started = true;
            let thread = std::thread::Builder::new().name("gil timer".into());
            // Without a timer the policies that need none go on; the next alarm tries again.
            armed.started = spawn(thread, Box::new(|| target.timer().run(target)));
        }
        drop(armed);
        self.changed.notify_one();
    }

    fn run(&self, gil: &Gil) {
        let mut armed = lock(&self.armed);
        loop {
            let left = match armed.alarm {
                None => None,
                Some(alarm) => match alarm.since(gil.now()) {
                    Time::ZERO => {
                        armed.alarm = None;
                        drop(armed);
                        gil.tick();
                        armed = lock(&self.armed);
                        continue;
                    }
                    Time(nanos) => Some(Duration::from_nanos(nanos)),
                },
            };
            armed = wait(&self.changed, armed, left);
        }
    }

    /// Keeps the state still across a fork.
    pub fn freeze(&self) -> Frozen<'_> {
        Frozen(lock(&self.armed))
    }
}

pub struct Frozen<'a>(MutexGuard<'a, Armed>);

impl Frozen<'_> {
    /// In the child there is no timer thread.
    pub fn forget_thread(mut self) {
        *self.0 = Armed::default();
    }
}
