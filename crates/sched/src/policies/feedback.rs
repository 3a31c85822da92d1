//! A multi-level feedback queue. A thread starts at the top; who uses up the quantum of a level, in one
//! piece or in many, goes one down, where the quantum is twice as long; who blocks goes one up. The
//! highest level runs, at once when a thread in it wakes. Every boost puts all threads back to the top.
//! A priority moves a thread by that many levels; a lock's holder counts as its most important waiter;
//! who was ready for too long is rescued.

use super::PerThread;
use super::rescue::Rescue;
use crate::board::{Board, ThreadId};
use crate::policy::{Cause, Next, Policy};
use crate::time::Time;

#[derive(Debug, Default, Clone)]
struct Entry {
    /// 0 is the top.
    level: u32,
    /// How much of the level's quantum it has had.
    used: Time,
    /// Order in its level.
    turn: u64,
}

pub struct Feedback {
    levels: u32,
    base: Time,
    boost: Time,
    next_boost: Time,
    threads: PerThread<Entry>,
    turns: u64,
    rescue: Rescue,
}

impl Feedback {
    pub fn new(levels: u32, base: Time, boost: Time) -> Feedback {
        Feedback {
            levels,
            base,
            boost,
            next_boost: boost,
            threads: PerThread::default(),
            turns: 0,
            rescue: Rescue::default(),
        }
    }

    fn quantum(&self, level: u32) -> Time {
        Time(self.base.0 << level)
    }

    fn requeue(&mut self, thread: ThreadId) {
        self.turns += 1;
        self.threads.get_mut(thread).turn = self.turns;
    }

    fn move_to(&mut self, thread: ThreadId, level: u32) {
        let entry = self.threads.get_mut(thread);
        entry.level = level;
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
    }

    fn release(&mut self, board: &Board, thread: ThreadId, _cause: Cause, ran: Time) {
        self.rescue.end();
        let entry = self.threads.get_mut(thread);
        entry.used = entry.used + ran;
        let Entry { level, used, .. } = *entry;
        if used >= self.quantum(level) {
            self.move_to(thread, (level + 1).min(self.levels - 1));
            self.requeue(thread);
        }
        self.boost(board.now, board.threads());
    }

    fn blocked(&mut self, _board: &Board, thread: ThreadId, ran: Time) {
        self.rescue.end();
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
        self.requeue(thread);
    }

    fn tick(&mut self, board: &Board) {
        self.boost(board.now, board.threads());
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
        let best = self.effective(board, self.best(board)?);
        if best > self.effective(board, running) {
            return Some(Cause::Preempted);
        }
        (board.now >= self.expires(board, running)).then_some(Cause::Time)
    }

    fn alarm(&self, board: &Board) -> Option<Time> {
        let expires = self.expires(board, board.running()?);
        let boost = self.next_boost.max(board.now + self.base);
        match self.rescue.until(board) {
            Some(until) => Some(until),
            None => self
                .rescue
                .alarm(board)
                .into_iter()
                .chain([expires, boost])
                .min(),
        }
    }

    fn rank(&self, board: &Board, thread: ThreadId) -> i64 {
        i64::from(board.row(thread).priority) - i64::from(self.threads.get(thread).level)
    }

    fn is_prompt(&self) -> bool {
        true
    }
}
