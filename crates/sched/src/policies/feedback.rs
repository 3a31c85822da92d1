//! A multi-level feedback queue. A thread starts at the top; who uses up the quantum of a level, in one
//! piece or in many, goes one down, where the quantum is twice as long; who blocks goes one up. The
//! highest level runs, at once when a thread in it wakes. Every boost puts all threads back to the top.
//! A priority moves a thread by that many levels. The rest is in `turns`.

use super::PerThread;
use super::turns::Turns;
use crate::board::{Board, ThreadId};
use crate::policy::{Cause, Next, Policy};
use crate::time::Time;

#[derive(Debug, Default, Clone)]
struct Entry {
    /// 0 is the top.
    level: u32,
    /// How much of the level's quantum it has had.
    used: Time,
}

pub struct Feedback {
    levels: u32,
    base: Time,
    boost: Time,
    next_boost: Time,
    threads: PerThread<Entry>,
    turns: Turns,
}

impl Feedback {
    pub fn new(levels: u32, base: Time, boost: Time) -> Feedback {
        Feedback {
            levels,
            base,
            boost,
            next_boost: boost,
            threads: PerThread::default(),
            turns: Turns::default(),
        }
    }

    fn quantum(&self, level: u32) -> Time {
        Time(self.base.0 << level)
    }

    fn move_to(&mut self, thread: ThreadId, level: u32) {
        let entry = self.threads.get_mut(thread);
        entry.level = level;
        entry.used = Time::ZERO;
    }

    /// When the running thread will have used up its quantum.
    fn expires(&self, board: &Board, thread: ThreadId) -> Time {
        let entry = self.threads.get(thread);
        board.row(thread).since + self.quantum(entry.level).since(entry.used)
    }

    /// Takes back every thread's demotions when the time has come.
    fn boost(&mut self, now: Time, threads: impl Iterator<Item = ThreadId>) {
        if now < self.next_boost {
            return;
        }
        self.next_boost = now + self.boost;
        for thread in threads {
            self.move_to(thread, 0);
        }
    }
}

impl Policy for Feedback {
    fn enter(&mut self, _board: &Board, thread: ThreadId) {
        self.threads.reset(thread);
        self.turns.enter(thread);
    }

    fn release(&mut self, board: &Board, thread: ThreadId, _cause: Cause, ran: Time) {
        self.turns.stopped();
        let entry = self.threads.get_mut(thread);
        entry.used = entry.used + ran;
        let Entry { level, used, .. } = *entry;
        if used >= self.quantum(level) {
            self.move_to(thread, (level + 1).min(self.levels - 1));
            self.turns.requeue(thread);
        }
        self.boost(board.now, board.threads());
    }

    fn blocked(&mut self, _board: &Board, thread: ThreadId, ran: Time) {
        self.turns.stopped();
        let entry = self.threads.get_mut(thread);
        let used = entry.used + ran;
        let level = entry.level;
        // A long run that ends in a blocking call is still a long run.
        if used < self.quantum(level) {
            self.move_to(thread, level.saturating_sub(1));
        } else {
            self.move_to(thread, (level + 1).min(self.levels - 1));
        }
    }

    fn woken(&mut self, _board: &Board, thread: ThreadId) {
        self.turns.requeue(thread);
    }

    fn tick(&mut self, board: &Board) {
        self.boost(board.now, board.threads());
    }

    fn next(&mut self, board: &Board, _forced: Option<Cause>) -> Next {
        let threads = &self.threads;
        self.turns
            .next(board, &|thread| rank(board, threads, thread))
    }

    fn switch(&self, board: &Board) -> Option<Cause> {
        let over = self.expires(board, board.running()?);
        self.turns
            .switch(board, &|thread| self.rank(board, thread), over)
    }

    fn alarm(&self, board: &Board) -> Option<Time> {
        let expires = self.expires(board, board.running()?);
        let boost = self.next_boost.max(board.now + self.base);
        Some(self.turns.alarm(board, expires.min(boost)))
    }

    fn rank(&self, board: &Board, thread: ThreadId) -> i64 {
        rank(board, &self.threads, thread)
    }

    fn is_prompt(&self) -> bool {
        true
    }
}

fn rank(board: &Board, threads: &PerThread<Entry>, thread: ThreadId) -> i64 {
    i64::from(board.row(thread).priority) - i64::from(threads.get(thread).level)
}
