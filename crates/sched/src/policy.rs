//! The boundary between the scheduler and a policy: events, and three questions.

use crate::board::{Board, ThreadId};
use crate::time::Time;

/// Why the running thread has to let go.
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub enum Cause {
    /// It has polled as often as it may.
    Polls,
    /// Its time is over.
    Time,
    /// Somebody more important wants to run.
    Preempted,
    /// Somebody has waited for too long.
    Starved,
    /// A signal waits for a thread.
    Urgent,
}

impl Cause {
    pub const ALL: [Cause; 5] = [
        Cause::Polls,
        Cause::Time,
        Cause::Preempted,
        Cause::Starved,
        Cause::Urgent,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Cause::Polls => "polls",
            Cause::Time => "time",
            Cause::Preempted => "preempted",
            Cause::Starved => "starved",
            Cause::Urgent => "urgent",
        }
    }
}

/// What becomes of a GIL that was let go.
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub enum Next {
    /// It is this thread's from now on, even before that thread wakes.
    Hand(ThreadId),
    /// It is free, and this thread is told; who comes first has it.
    Free(ThreadId),
}

/// Decides who runs. Events come first, then questions about the board as it is after them. All but
/// `next` have a default: nothing is remembered, nobody is ever asked to let go.
pub trait Policy: Send {
    /// `thread` is new.
    fn enter(&mut self, _board: &Board, _thread: ThreadId) {}
    /// `thread` has come to run.
    fn acquire(&mut self, _board: &Board, _thread: ThreadId) {}
    /// `thread` was forced off after it `ran` so long, and is ready again.
    fn release(&mut self, _board: &Board, _thread: ThreadId, _cause: Cause, _ran: Time) {}
    /// `thread` stopped running, after so long, because it waits for something.
    fn blocked(&mut self, _board: &Board, _thread: ThreadId, _ran: Time) {}
    /// `thread` wants to run: it is new, or what it waited for has come.
    fn woken(&mut self, _board: &Board, _thread: ThreadId) {}
    /// The moment given by `alarm` has come, or the running thread has used up its `polls`.
    fn tick(&mut self, _board: &Board) {}
    /// `thread` was given another priority.
    fn priority_changed(&mut self, _board: &Board, _thread: ThreadId) {}
    /// The program wants another interval between switches.
    fn set_interval(&mut self, _interval: Time) {}

    /// The GIL was let go and somebody is ready. `forced`: by a thread that would rather run on, and
    /// is the last of the ready ones.
    fn next(&mut self, board: &Board, forced: Option<Cause>) -> Next;
    /// Whether the running thread is to let go. Asked only while somebody is ready.
    fn switch(&self, _board: &Board) -> Option<Cause> {
        None
    }
    /// When to `tick`, if nothing happens before. Asked only while somebody is ready.
    fn alarm(&self, _board: &Board) -> Option<Time> {
        None
    }
    /// After how many polls of the running thread to `tick`; the next `tick` counts from here.
    fn polls(&mut self) -> Option<u32> {
        None
    }

    /// How much a thread matters, before inheritance: the waiters of a lock are woken in this order.
    fn rank(&self, _board: &Board, _thread: ThreadId) -> i64 {
        0
    }
    /// How long a blocking call may last before the GIL is taken away from who makes it.
    fn patience(&self) -> Time {
        Time::ZERO
    }
    /// Whether who waits should expect the GIL within microseconds, and so look before it sleeps.
    fn is_prompt(&self) -> bool {
        false
    }
}
