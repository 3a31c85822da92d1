//! The highest priority runs, at once when it wakes. Within a priority, threads that block come before
//! threads that have to be forced off: each such event moves a thread's *mood* one step. Who is equal
//! takes turns of one quantum. A thread that holds a lock counts as much as the most important thread
//! that waits for it. Who was ready for too long is rescued.

use super::PerThread;
use super::rescue::Rescue;
use crate::board::{Board, ThreadId};
use crate::policy::{Cause, Next, Policy};
use crate::time::Time;

const QUANTUM: Time = Time::millis(10);
const MOODS: i64 = 4;

#[derive(Debug, Default, Clone)]
struct Entry {
    /// From -MOODS, always forced off, to MOODS, always blocking.
    mood: i64,
    /// Order among equals; a preempted thread keeps it, and so goes on before the others.
    turn: u64,
    /// How much of its turn it has had.
    used: Time,
}

#[derive(Default)]
pub struct Priority {
    threads: PerThread<Entry>,
    turns: u64,
    rescue: Rescue,
}

impl Priority {
    fn requeue(&mut self, thread: ThreadId) {
        self.turns += 1;
        let entry = self.threads.get_mut(thread);
        entry.turn = self.turns;
        entry.used = Time::ZERO;
    }

    fn effective(&self, board: &Board, thread: ThreadId) -> i64 {
        board.inherited(thread, &|other| self.rank(board, other))
    }

    fn best(&self, board: &Board) -> Option<ThreadId> {
        let order = |&thread: &ThreadId| {
            let turn = self.threads.get(thread).turn;
            (self.effective(board, thread), std::cmp::Reverse(turn))
        };
        board.ready().max_by_key(order)
    }

    /// When the running thread's turn is over.
    fn over(&self, board: &Board, thread: ThreadId) -> Time {
        board.row(thread).since + QUANTUM.since(self.threads.get(thread).used)
    }
}

impl Policy for Priority {
    fn enter(&mut self, _board: &Board, thread: ThreadId) {
        self.threads.reset(thread);
    }

    fn release(&mut self, _board: &Board, thread: ThreadId, _cause: Cause, ran: Time) {
        self.rescue.end();
        let entry = self.threads.get_mut(thread);
        entry.mood = (entry.mood - 1).max(-MOODS);
        entry.used = entry.used + ran;
        if entry.used >= QUANTUM {
            self.requeue(thread);
        }
    }

    fn blocked(&mut self, _board: &Board, thread: ThreadId, _ran: Time) {
        self.rescue.end();
        let entry = self.threads.get_mut(thread);
        entry.mood = (entry.mood + 1).min(MOODS);
    }

    fn woken(&mut self, _board: &Board, thread: ThreadId) {
        self.requeue(thread);
    }

    fn next(&mut self, board: &Board, _forced: Option<Cause>) -> Next {
        if let Some(starved) = self.rescue.starved(board) {
            self.rescue.begin(starved);
            return Next::Hand(starved);
        }
        Next::Hand(self.best(board).expect("somebody is ready"))
    }

    fn switch(&self, board: &Board) -> Option<Cause> {
        let running = board.running()?;
        if let Some(until) = self.rescue.until(board) {
            return (board.now >= until).then_some(Cause::Time);
        }
        if self.rescue.starved(board).is_some() {
            return Some(Cause::Starved);
        }
        if self.effective(board, self.best(board)?) > self.effective(board, running) {
            return Some(Cause::Preempted);
        }
        (board.now >= self.over(board, running)).then_some(Cause::Time)
    }

    fn alarm(&self, board: &Board) -> Option<Time> {
        let over = self.over(board, board.running()?);
        match self.rescue.until(board) {
            Some(until) => Some(until),
            None => self.rescue.alarm(board).into_iter().chain([over]).min(),
        }
    }

    fn rank(&self, board: &Board, thread: ThreadId) -> i64 {
        let own = i64::from(board.row(thread).priority);
        own * (2 * MOODS + 1) + self.threads.get(thread).mood
    }

    fn is_prompt(&self) -> bool {
        true
    }
}
