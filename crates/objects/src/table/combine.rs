//! Set algebra on tables, as one step to everybody else: for keys whose comparison runs no Python code.

use super::storage::STEP;
use super::{HashTable, Table};
use crate::errors::Result;
use crate::mode::is_shared_mode;
use crate::object::Ref;
use crate::thread::Thread;
use typhon_heap::Header;

/// What becomes of a table together with another.
#[derive(Copy, Clone, PartialEq, Eq)]
pub enum Combination {
    /// Every entry of the other is stored.
    Merge,
    /// What the other has is removed.
    Subtract,
    /// What the other has not is removed.
    Keep,
    /// What the other has is removed if it is there, else stored.
    Toggle,
}

impl Combination {
    fn stores(self) -> bool {
        matches!(self, Combination::Merge | Combination::Toggle)
    }
}

impl HashTable {
    /// Combines this table with `source`, which is private to the caller, as one step. False if comparing
    /// keys might run Python code or the table changed too often: then the caller does it entry by entry,
    /// and nothing has happened yet (but perhaps some stores of `Merge`, with one thread).
    pub fn combine_plain(
        &self,
        thread: &Thread,
        owner: &'static Header,
        source: &HashTable,
        how: Combination,
    ) -> Result<bool> {
        if how.stores() && self.is_empty() && self.become_copy(thread, owner, source)? {
            return Ok(true);
        }
        let additional = if how.stores() { source.len() } else { 0 };
        for _ in 0..8 {
            let wanted = self.len() + additional;
            let fresh = match self.current().filter(|table| table.room() >= additional) {
                Some(table) if is_long(table, source, how) => {
                    Some(Ref::<Table>::with_room(thread, table.capacity())?)
                }
                Some(_) => None,
                None => Some(Ref::<Table>::with_room(thread, wanted)?),
            };
            let _lock = thread.lock(owner);
            let old = self.current();
            let live = self.live.get();
            if let Some(fresh) = fresh {
                match old {
                    // Who iterates meanwhile goes on where he is.
                    Some(old) if fresh.capacity() >= old.appended() + additional => {
                        if how == Combination::Keep {
                            let kept = keep_apart(thread, old, source, fresh);
                            if let Some(live) = kept {
                                self.publish(owner, fresh, live);
                            }
                            return Ok(kept.is_some());
                        }
                        old.copy_places_into(thread, fresh);
                    }
                    Some(old) if how.stores() && fresh.capacity() >= live + additional => {
                        old.copy_live_into(thread, fresh);
                    }
                    None => {}
                    Some(_) => continue,
                }
                let (live, done) = apply(fresh, source, how, live, || thread.stop_if_asked());
                if done {
                    self.publish(owner, fresh, live);
                }
                return Ok(done);
            }
            let Some(table) = old.filter(|table| table.room() >= additional) else {
                continue;
            };
            // With one thread a merge need not look at everything first: nobody sees it half done.
            if (is_shared_mode() || how != Combination::Merge)
                && !all_plain(thread, table, source, how)
            {
                return Ok(false);
            }
            return Ok(self.live.moving(|| {
                let (live, done) = match how {
                    Combination::Keep => (keep(table, source, live), true),
                    _ => apply(table, source, how, live, || ()),
                };
                self.live.set(live);
                done
            }));
        }
        Ok(false)
    }

    /// Takes a copy of `source`, which is private to the caller, if this is still empty then: unlike a
    /// combination, that can stop for a collection half-way.
    fn become_copy(
        &self,
        thread: &Thread,
        owner: &'static Header,
        source: &HashTable,
    ) -> Result<bool> {
        let Some(table) = source.current() else {
            return Ok(true);
        };
        let fresh = Ref::<Table>::with_room(thread, source.len())?;
        table.copy_live_into(thread, fresh);
        let _lock = thread.lock(owner);
        let still_empty = self.live.get() == 0;
        if still_empty {
            self.publish(owner, fresh, fresh.appended());
        }
        Ok(still_empty)
    }

    /// Puts a table that nobody else has seen in the place of the present one. Caller holds the lock.
    fn publish(&self, owner: &'static Header, fresh: Ref<Table>, live: usize) {
        self.live.begin_counting();
        self.table.set(owner, fresh.value());
        self.live.set(live);
    }
}

/// Whether every look-up that the combination makes can do without Python code.
fn all_plain(thread: &Thread, table: Ref<Table>, source: &HashTable, how: Combination) -> bool {
    let Some(other) = source.current() else {
        return true;
    };
    let (searched, keys) = match how {
        Combination::Keep => (other, table),
        _ => (table, other),
    };
    (0..keys.appended())
        .filter_map(|index| {
            if index % STEP == STEP - 1 {
                thread.stop_if_asked();
            }
            keys.live_entry(index)
        })
        .all(|(hash, key, _)| searched.find_plain(key, hash).is_some())
}

/// Whether a combination is to be made in a table of its own, since others would have to wait long for the
/// moment in which it is made in place: unless making that table would take much longer still.
fn is_long(table: Ref<Table>, source: &HashTable, how: Combination) -> bool {
    if !is_shared_mode() {
        return false;
    }
    let steps = match how {
        Combination::Keep => table.appended(),
        _ => source.len(),
    };
    steps > LONG && steps >= table.appended() / 4
}

/// So many entries are combined in a few milliseconds.
const LONG: usize = 1 << 16;

/// Goes through the source's entries, and calls `pause` now and then. Gives how many entries there are now, and
/// whether none needed Python code.
fn apply(
    table: Ref<Table>,
    source: &HashTable,
    how: Combination,
    mut live: usize,
    pause: impl Fn(),
) -> (usize, bool) {
    let mut position = 0;
    let mut steps = 0;
    while let Some((hash, key, value)) = source.next_hashed(&mut position) {
        match (table.find_plain(key, hash), how) {
            (None, _) => return (live, false),
            (Some(Some(index)), Combination::Merge) => {
                table.entry(index).value.set(table.header(), value);
            }
            (Some(Some(index)), _) => {
                table.delete(index);
                live -= 1;
            }
            (Some(None), _) if how.stores() => {
                table.append(key, hash, value);
                live += 1;
            }
            (Some(None), _) => {}
        }
        steps += 1;
        if steps % STEP == 0 {
            pause();
        }
    }
    (live, true)
}

fn keep(table: Ref<Table>, source: &HashTable, mut live: usize) -> usize {
    for index in 0..table.appended() {
        if let Some((hash, key, _)) = table.live_entry(index)
            && source
                .current()
                .and_then(|other| other.find_plain(key, hash))
                .is_none_or(|found| found.is_none())
        {
            table.delete(index);
            live -= 1;
        }
    }
    live
}

/// Makes a table of what is kept, each entry in the place that it has. Gives how many they are, or nothing if
/// that needs Python code.
fn keep_apart(
    thread: &Thread,
    table: Ref<Table>,
    source: &HashTable,
    fresh: Ref<Table>,
) -> Option<usize> {
    let kept = source.current();
    let mut live = Some(0);
    thread.in_steps(0..table.appended(), STEP, |part| {
        for index in part {
            let found = match (table.live_entry(index), kept) {
                (Some((hash, key, value)), Some(kept)) => match kept.find_plain(key, hash) {
                    Some(Some(_)) => Some((hash, key, value)),
                    Some(None) => None,
                    None => {
                        live = None;
                        None
                    }
                },
                _ => None,
            };
            match found {
                Some((hash, key, value)) => {
                    fresh.append(key, hash, value);
                    live = live.map(|live| live + 1);
                }
                None => fresh.append_deleted(),
            }
        }
    });
    live
}
