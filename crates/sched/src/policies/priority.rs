//! The highest priority runs, at once when it wakes. Within a priority, threads that block come before
//! threads that have to be forced off: each such event moves a thread's *mood* one step. Who is equal
//! takes turns of one quantum (`turns`).

use super::PerThread;
use super::turns::Turns;
use crate::board::{Board, ThreadId};
use crate::policy::{Cause, Next, Policy};
use crate::time::Time;

const QUANTUM: Time = Time::millis(10);
const MOODS: i64 = 4;

#[derive(Debug, Default, Clone)]
struct Entry {
    /// From -MOODS, always forced off, to MOODS, always blocking.
    mood: i64,
    /// How much of its turn it has had.
    used: Time,
}

#[derive(Default)]
pub struct Priority {
    threads: PerThread<Entry>,
    turns: Turns,
}

impl Priority {
    fn requeue(&mut self, thread: ThreadId) {
        self.turns.requeue(thread);
        self.threads.get_mut(thread).used = Time::ZERO;
    }

    /// When the running thread's turn is over.
    fn over(&self, board: &Board, thread: ThreadId) -> Time {
        board.row(thread).since + QUANTUM.since(self.threads.get(thread).used)
    }
}

impl Policy for Priority {
    fn enter(&mut self, _board: &Board, thread: ThreadId) {
        self.threads.reset(thread);
        self.turns.enter(thread);
    }

    fn release(&mut self, _board: &Board, thread: ThreadId, _cause: Cause, ran: Time) {
        self.turns.stopped();
        let entry = self.threads.get_mut(thread);
        entry.mood = (entry.mood - 1).max(-MOODS);
        entry.used = entry.used + ran;
        if entry.used >= QUANTUM {
            self.requeue(thread);
        }
    }

    fn blocked(&mut self, _board: &Board, thread: ThreadId, _ran: Time) {
        self.turns.stopped();
        let entry = self.threads.get_mut(thread);
        entry.mood = (entry.mood + 1).min(MOODS);
    }

    fn woken(&mut self, _board: &Board, thread: ThreadId) {
        self.requeue(thread);
    }

    fn next(&mut self, board: &Board, _forced: Option<Cause>) -> Next {
        let threads = &self.threads;
        self.turns
            .next(board, &|thread| rank(board, threads, thread))
    }

    fn switch(&self, board: &Board) -> Option<Cause> {
        let over = self.over(board, board.running()?);
        self.turns
            .switch(board, &|thread| self.rank(board, thread), over)
    }

    fn alarm(&self, board: &Board) -> Option<Time> {
        let over = self.over(board, board.running()?);
        Some(self.turns.alarm(board, over))
    }

    fn rank(&self, board: &Board, thread: ThreadId) -> i64 {
        rank(board, &self.threads, thread)
    }

    fn is_prompt(&self) -> bool {
        true
    }
}

fn rank(board: &Board, threads: &PerThread<Entry>, thread: ThreadId) -> i64 {
    let own = i64::from(board.row(thread).priority);
    own * (2 * MOODS + 1) + threads.get(thread).mood
}
