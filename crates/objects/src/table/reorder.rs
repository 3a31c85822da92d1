//! Moving an entry to either end of the order, for OrderedDict and the LRU cache.

use super::{HashTable, Table};
use crate::errors::Result;
use crate::object::Ref;
use crate::thread::Thread;
use typhon_heap::{Header, Value};

impl HashTable {
    /// Makes the entry of `key` the last (or the first); false if there is none. Readers find the key
    /// at every moment.
    pub fn move_to_end(
        &self,
        thread: &Thread,
        owner: &'static Header,
        key: Value,
        hash: u64,
        last: bool,
    ) -> Result<bool> {
        loop {
            let Some((table, found)) = self.find(thread, key, hash)? else {
                return Ok(false);
            };
            let Some(index) = found.index else {
                return Ok(false);
            };
            if last && index + 1 >= table.end_hint() {
                return Ok(true);
            }
            let spare = if last && table.has_room() {
                None
            } else {
                let live = self.len();
                Some(Ref::<Table>::with_room(thread, live + live / 2 + 8)?)
            };
            let _lock = thread.lock(owner);
            let entry = table.entry(index);
            let Some(value) = entry.value.get().present() else {
                continue;
            };
            if self.table.get() != table.value() {
                continue;
            }
            let (key, hash) = (entry.key.get(), entry.hash());
            if last && table.has_room() {
                self.live.moving(|| {
                    table.append(key, hash, value);
                    table.delete(index);
                });
                return Ok(true);
            }
            let Some(fresh) = spare.filter(|fresh| fresh.capacity() >= self.len()) else {
                continue;
            };
            if !last {
                fresh.append(key, hash, value);
            }
            for other in (0..table.appended()).filter(|&other| other != index) {
                let entry = table.entry(other);
                if let Some(value) = entry.value.get().present() {
                    fresh.append(entry.key.get(), entry.hash(), value);
                }
            }
            if last {
                fresh.append(key, hash, value);
            }
            self.table.set(owner, fresh.value());
            return Ok(true);
        }
    }
}
