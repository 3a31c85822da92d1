//! Interned strings: one object for each text that is used as a name, so that names compare by
//! address. Invariant: an interned string is an exact `str`, in the table of the shard of its hash.
//! The table is sharded, so interning in several threads does not meet on one lock.

use super::layout::{INTERNED, Str};
use crate::errors::Result;
use crate::object::{Ref, ValueExt};
use crate::thread::Thread;
use crate::waits::{self, WaitFor};
use hashbrown::HashTable;
use std::sync::LazyLock;
use typhon_heap::{Tracer, Value};
use typhon_sync::mutex::{RwLock, RwLockWriteGuard};

const SHARDS: usize = 64;

struct Entry(Value);

static TABLE: LazyLock<Vec<RwLock<HashTable<Entry>>>> = LazyLock::new(|| {
    typhon_heap::register_root_callback(trace);
    (0..SHARDS).map(|_| RwLock::new(HashTable::new())).collect()
});

fn trace(tracer: &mut Tracer<'_>) {
    for shard in TABLE.iter() {
        // No thread stops while it holds a shard's lock.
        for entry in shard.read().iter() {
            tracer.value(entry.0);
        }
    }
}

fn shard(hash: u64) -> &'static RwLock<HashTable<Entry>> {
    &TABLE[(hash >> 58) as usize % SHARDS]
}

fn write(hash: u64) -> RwLockWriteGuard<'static, HashTable<Entry>> {
    let shard = shard(hash);
    shard.try_write().unwrap_or_else(|| {
        waits::count(WaitFor::Interning);
        shard.write()
    })
}

fn text(entry: &Entry) -> Str {
    // SAFETY: the table holds strings only.
    unsafe { Ref::from_pointer(entry.0.pointer() as *const super::layout::StrObject) }
}

/// The interned string equal to `string`.
pub fn intern(thread: &Thread, string: Str) -> Result<Str> {
    if string.is_interned() {
        return Ok(string);
    }
    let hash = string.hash_aside(thread);
    if let Some(found) = shard(hash)
        .read()
        .find(hash, |entry| text(entry).equals(string))
    {
        return Ok(text(found));
    }
    // Only an exact `str` may stand for the text.
    let own = if string.value().shape() == Some(super::STR.root_shape()) {
        string
    } else {
        Str::from_wtf8(thread, string.bytes())?
    };
    let mut table = write(hash);
    if let Some(found) = table.find(hash, |entry| text(entry).equals(string)) {
        return Ok(text(found));
    }
    own.header().set_flag(INTERNED);
    table.insert_unique(hash, Entry(own.value()), |entry| text(entry).hash());
    Ok(own)
}

/// The interned string of a Rust literal.
pub fn intern_text(thread: &Thread, literal: &str) -> Result<Str> {
    intern_bytes(thread, literal.as_bytes())
}

pub fn intern_bytes(thread: &Thread, bytes: &[u8]) -> Result<Str> {
    let hash = super::layout::hash_bytes(bytes);
    if let Some(found) = shard(hash)
        .read()
        .find(hash, |entry| text(entry).bytes() == bytes)
    {
        return Ok(text(found));
    }
    intern(thread, Str::from_wtf8(thread, bytes)?)
}
