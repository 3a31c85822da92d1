//! Switches drawn from a seeded generator: the same seed, program and input give the same
//! interleaving, as long as what threads wait for is each other. A blocking call keeps the GIL unless
//! it lasts long, because when it returns depends on the world outside.

use crate::board::{Board, ThreadId};
use crate::policy::{Cause, Next, Policy};
use crate::time::Time;

pub struct Chaos {
    state: u64,
    due: bool,
}

/// The longest run is `1 << LONGEST` polls.
const LONGEST: u64 = 8;

impl Chaos {
    pub fn new(seed: u64) -> Chaos {
        Chaos {
            state: seed,
            due: false,
        }
    }

    /// SplitMix64 (Steele, Lea and Flood, 2014).
    fn draw(&mut self, below: u64) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ mixed >> 31) % below
    }
}

impl Policy for Chaos {
    fn tick(&mut self, _board: &Board) {
        self.due = true;
    }

    fn next(&mut self, board: &Board, _forced: Option<Cause>) -> Next {
        let mut ready: Vec<ThreadId> = board.ready().collect();
        ready.sort_unstable();
        let drawn = self.draw(ready.len() as u64);
        Next::Hand(ready[drawn as usize])
    }

    fn switch(&self, _board: &Board) -> Option<Cause> {
        self.due.then_some(Cause::Polls)
    }

    /// Runs of all lengths are about equally likely, so that rare and frequent windows are both hit.
    fn polls(&mut self) -> Option<u32> {
        self.due = false;
        let longest = self.draw(LONGEST + 1);
        Some(1 + self.draw(1 << longest) as u32)
    }

    fn patience(&self) -> Time {
        Time::millis(20)
    }
}
