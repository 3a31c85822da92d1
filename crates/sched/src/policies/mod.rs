//! One file a policy.

mod chaos;
mod fair;
mod feedback;
mod priority;
mod rescue;
mod ticks;
mod timeout;
mod timer;
mod turns;

pub use chaos::Chaos;
pub use fair::Fair;
pub use feedback::Feedback;
pub use priority::Priority;
pub use ticks::Ticks;
pub use timeout::Timeout;
pub use timer::{Handover, Timer};

use crate::board::ThreadId;

/// Something a policy remembers of each thread.
#[derive(Debug, Default)]
struct PerThread<T>(Vec<T>);

impl<T: Default + Clone> PerThread<T> {
    /// A fresh entry for a new thread.
    fn reset(&mut self, thread: ThreadId) {
        let index = thread.0 as usize;
        if self.0.len() <= index {
            self.0.resize(index + 1, T::default());
        }
        self.0[index] = T::default();
    }

    fn get(&self, thread: ThreadId) -> &T {
        &self.0[thread.0 as usize]
    }

    fn get_mut(&mut self, thread: ThreadId) -> &mut T {
        &mut self.0[thread.0 as usize]
    }
}
