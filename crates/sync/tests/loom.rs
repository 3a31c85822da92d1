//! Models of what threads agree by, over all interleavings:
//! `RUSTFLAGS="--cfg loom" cargo test --release -p typhon-sync --test loom`
#![allow(unexpected_cfgs)]
#![cfg(loom)]

use loom::sync::atomic::{AtomicU8, AtomicU32, AtomicU64, Ordering};
use loom::sync::{Arc, Condvar, Mutex};
use loom::thread;
use typhon_sync::described::{self, Place};
use typhon_sync::lock_bit::{Announcement, Lock, Parking};
use typhon_sync::parking::Lot;
use typhon_sync::word_lock::WordLock;
use typhon_sync::{Counted, publish};

/// All interleavings with at most so many preemptions.
fn model(preemptions: usize, f: impl Fn() + Sync + Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(preemptions);
    builder.check(f);
}

/// The threads of a model, which announce what they store in place, and where they sleep.
struct Threads {
    announcements: [Announcement; 2],
    /// How often somebody released the lock.
    wakes: Mutex<u32>,
    woken: Condvar,
}

impl Threads {
    /// Whatever the lock says of sleepers: they wake up by themselves after a while, which a model
    /// that knows no time takes for the next release.
    fn wake(&self) {
        *self.wakes.lock().unwrap() += 1;
        self.woken.notify_all();
    }
}

impl Parking for Threads {
    fn poll(&self) {}

    fn park(&self, _: Lock<'_>, still: impl Fn() -> bool) {
        let mut wakes = self.wakes.lock().unwrap();
        if !still() {
            return;
        }
        let before = *wakes;
        while *wakes == before {
            wakes = self.woken.wait(wakes).unwrap();
        }
    }

    fn announcements(&self) -> impl Iterator<Item = &Announcement> {
        self.announcements.iter()
    }
}

/// An object: its lock, and what that guards.
struct Object {
    state: AtomicU8,
    sleepers: AtomicU8,
    version: AtomicU32,
    threads: Threads,
    plain: loom::cell::UnsafeCell<u32>,
    left: AtomicU64,
    right: AtomicU64,
}

// SAFETY: what the model is about: `plain` is touched under the lock only.
unsafe impl Sync for Object {}
// SAFETY: as above.
unsafe impl Send for Object {}

impl Object {
    fn new() -> Object {
        Object {
            state: AtomicU8::new(0),
            sleepers: AtomicU8::new(0),
            version: AtomicU32::new(0),
            threads: Threads {
                announcements: [Announcement::new(0), Announcement::new(0)],
                wakes: Mutex::new(0),
                woken: Condvar::new(),
            },
            plain: loom::cell::UnsafeCell::new(0),
            left: AtomicU64::new(0),
            right: AtomicU64::new(0),
        }
    }

    fn guard(&self) -> Lock<'_> {
        Lock {
            state: &self.state,
            sleepers: &self.sleepers,
            version: &self.version,
        }
    }

    fn lock(&self) {
        if !self.guard().try_lock() {
            self.guard().lock_slowly(&self.threads);
        }
    }

    fn unlock(&self) {
        self.guard().unlock();
        self.threads.wake();
    }

    /// Opens the object and forgets that it was locked for that.
    fn open(&self) {
        self.lock();
        self.unlock_open();
    }

    fn unlock_open(&self) {
        self.guard().unlock_open();
        self.threads.wake();
    }

    /// As the runtime does it: under the lock, unless the object is open.
    fn store_in_place(&self, thread: usize, store: impl Fn()) {
        if self.guard().try_lock() {
            store();
            self.unlock();
            return;
        }
        let own = &self.threads.announcements[thread];
        if self.guard().announced(own, &store).is_err() {
            self.lock();
            store();
            self.unlock_open();
        }
    }

    fn increment(&self) {
        self.lock();
        // SAFETY: under the lock. Loom fails if another thread may be at it.
        self.plain.with_mut(|plain| unsafe { *plain += 1 });
        let now = self.left.load(Ordering::Relaxed) + 1;
        self.left.store(now, Ordering::Release);
        self.right.store(now, Ordering::Release);
        self.unlock();
    }
}

/// Mutual exclusion, and everybody's turn comes.
#[test]
fn the_lock_bit_excludes() {
    model(2, || {
        let object = Arc::new(Object::new());
        let others: Vec<_> = (0..2)
            .map(|_| {
                let object = object.clone();
                thread::spawn(move || object.increment())
            })
            .collect();
        object.increment();
        others.into_iter().for_each(|other| other.join().unwrap());
        assert_eq!(object.left.load(Ordering::Relaxed), 3);
        assert_eq!(object.state.load(Ordering::Relaxed), 0);
    });
}

/// Two places that change together under the lock are never seen apart by a reader whose stamp holds.
#[test]
fn unchanged_readers_see_one_moment() {
    model(3, || {
        let object = Arc::new(Object::new());
        let writer = {
            let object = object.clone();
            thread::spawn(move || {
                object.increment();
                object.increment();
            })
        };
        if let Some(stamp) = object.guard().stamp() {
            let left = object.left.load(Ordering::Acquire);
            let right = object.right.load(Ordering::Acquire);
            if object.guard().unchanged(stamp) {
                assert_eq!(left, right, "half of an operation was seen");
            }
        }
        writer.join().unwrap();
    });
}

/// A store in place is not lost to somebody who moves what the object holds elsewhere under the lock.
#[test]
fn stores_in_place_are_not_lost() {
    model(3, || {
        let object = Arc::new(Object::new());
        object.open();
        // Which of `left` and `right` holds the item.
        let current = Arc::new(AtomicU64::new(0));
        let mover = {
            let (object, current) = (object.clone(), current.clone());
            thread::spawn(move || {
                object.lock();
                let item = object.left.load(Ordering::Relaxed);
                object.right.store(item, Ordering::Release);
                current.store(1, Ordering::Release);
                object.unlock();
            })
        };
        object.store_in_place(0, || {
            let place = match current.load(Ordering::Acquire) {
                0 => &object.left,
                _ => &object.right,
            };
            place.store(7, Ordering::Release);
        });
        mover.join().unwrap();
        assert_eq!(
            object.right.load(Ordering::Relaxed),
            7,
            "the store was lost"
        );
    });
}

/// Stores in place move no version, so what was stamped before them counts as changed.
#[test]
fn stamps_end_where_stores_in_place_begin() {
    model(3, || {
        let object = Arc::new(Object::new());
        let writer = {
            let object = object.clone();
            thread::spawn(move || {
                object.open();
                object.store_in_place(0, || object.left.store(1, Ordering::Release));
                object.store_in_place(0, || object.right.store(1, Ordering::Release));
            })
        };
        if let Some(stamp) = object.guard().stamp() {
            let right = object.right.load(Ordering::Acquire);
            let left = object.left.load(Ordering::Acquire);
            if object.guard().unchanged(stamp) {
                assert_eq!((left, right), (0, 0), "a store was not noticed");
            }
        }
        writer.join().unwrap();
    });
}

/// A list of the shape that `publish` reads: a storage that is replaced whole, items 0 for absent.
struct List {
    count: Counted,
    /// Which of the storages is the current one, as nothing is freed in a collected heap.
    current: AtomicU64,
    storages: Vec<Vec<AtomicU64>>,
}

struct Items<'a>(&'a [AtomicU64]);

impl publish::Storage for Items<'_> {
    type Item = u64;

    fn capacity(&self) -> usize {
        self.0.len()
    }

    fn item(&self, index: usize) -> Option<u64> {
        match self.0[index].load(Ordering::Acquire) {
            0 => None,
            item => Some(item),
        }
    }
}

impl List {
    fn new(items: &[u64], capacities: &[usize]) -> List {
        let storages = capacities
            .iter()
            .enumerate()
            .map(|(number, capacity)| {
                (0..*capacity)
                    .map(|index| match items.get(index) {
                        Some(item) if number == 0 => AtomicU64::new(*item),
                        _ => AtomicU64::new(0),
                    })
                    .collect()
            })
            .collect();
        List {
            count: Counted::new(items.len()),
            current: AtomicU64::new(0),
            storages,
        }
    }

    fn storage(&self) -> &[AtomicU64] {
        &self.storages[self.current.load(Ordering::Acquire) as usize]
    }

    fn get(&self, index: usize) -> Option<u64> {
        publish::item(&self.count, index, || Some(Items(self.storage())))
    }

    // What the one writer does, which in the object model holds the lock.

    fn append(&self, item: u64) {
        let count = self.count.get();
        if count == self.storage().len() {
            let next = self.current.load(Ordering::Relaxed) as usize + 1;
            for (target, source) in self.storages[next].iter().zip(self.storage()) {
                target.store(source.load(Ordering::Relaxed), Ordering::Release);
            }
            self.current.store(next as u64, Ordering::Release);
        }
        self.storage()[count].store(item, Ordering::Release);
        self.count.set(count + 1);
    }

    fn pop(&self) {
        let count = self.count.get() - 1;
        self.count.set(count);
        self.storage()[count].store(0, Ordering::Release);
    }

    fn pop_first(&self) {
        let count = self.count.get();
        self.count.moving(|| {
            let items = self.storage();
            for index in 1..count {
                let item = items[index].load(Ordering::Relaxed);
                items[index - 1].store(item, Ordering::Release);
            }
            self.count.set(count - 1);
            items[count - 1].store(0, Ordering::Release);
        });
    }
}

/// Growing: whoever sees the count sees the items, in whichever storage.
#[test]
fn a_list_that_grows_shows_whole_items() {
    model(3, || {
        let list = Arc::new(List::new(&[1], &[1, 3]));
        let writer = {
            let list = list.clone();
            thread::spawn(move || {
                list.append(2);
                list.append(3);
            })
        };
        assert_eq!(list.get(0), Some(1));
        let (second, third) = (list.get(1), list.get(2));
        assert!(matches!(second, None | Some(2)) && matches!(third, None | Some(3)));
        writer.join().unwrap();
        assert_eq!((list.get(1), list.get(2)), (Some(2), Some(3)));
    });
}

/// Items that move are seen before or after: what was read later is never from before what was read first.
#[test]
fn items_that_move_are_seen_at_one_moment() {
    model(3, || {
        let list = Arc::new(List::new(&[1, 2, 3], &[3]));
        let writer = {
            let list = list.clone();
            thread::spawn(move || list.pop_first())
        };
        let first = list.get(0);
        let second = list.get(1);
        match first {
            Some(1) => assert!(matches!(second, Some(2 | 3)), "{second:?}"),
            Some(2) => assert_eq!(second, Some(3), "the item came back"),
            other => panic!("{other:?}"),
        }
        writer.join().unwrap();
    });
}

/// An item that was taken out is gone for good, whoever saw what of it.
#[test]
fn popped_items_do_not_come_back() {
    model(3, || {
        let list = Arc::new(List::new(&[1, 2], &[2]));
        let writer = {
            let list = list.clone();
            thread::spawn(move || {
                list.pop();
                list.append(4);
            })
        };
        let (first, second) = (list.get(1), list.get(1));
        assert!(matches!(first, None | Some(2 | 4)));
        assert!(
            second != Some(2) || first == Some(2),
            "{first:?} {second:?}"
        );
        assert!(
            first != Some(4) || second == Some(4),
            "{first:?} {second:?}"
        );
        writer.join().unwrap();
    });
}

/// Who has found a key, which is published before the count says so, counts it.
#[test]
fn the_count_includes_what_was_found() {
    model(3, || {
        let table = Arc::new((Counted::new(0), AtomicU64::new(0)));
        let writer = {
            let table = table.clone();
            thread::spawn(move || {
                table.0.begin_counting();
                table.1.store(7, Ordering::Release);
                table.0.set(1);
                table.0.begin_counting();
                table.1.store(0, Ordering::Release);
                table.0.set(0);
            })
        };
        let before = table.0.true_count();
        if before == 1 {
            // Put in; taken out again if it is not there, or soon.
            let found = table.1.load(Ordering::Acquire) == 7;
            assert!(found || table.0.true_count() == 0);
        } else if table.1.load(Ordering::Acquire) == 7 {
            // Found: the count says so, unless it is taken out by now.
            let count = table.0.true_count();
            assert!(count == 1 || table.1.load(Ordering::Acquire) == 0);
        }
        writer.join().unwrap();
    });
}

/// An instance: attribute 1 lies inline, 2 in an overflow array once shape 1 says so; shape 2 is the
/// dictionary's. The word holds nothing, the array, or the dict, which are there all the time, as nothing
/// is freed in a collected heap.
struct Instance {
    shape: AtomicU64,
    word: AtomicU64,
    inline: AtomicU64,
    overflow: AtomicU64,
    dict: [AtomicU64; 2],
}

const ARRAY: u64 = 1;
const DICT: u64 = 2;

impl Instance {
    fn get(&self, name: usize) -> Option<u64> {
        let present = |value| if value == 0 { None } else { Some(value) };
        described::part(
            || self.shape.load(Ordering::Acquire),
            |shape| match shape {
                2 => Place::Dictionary,
                shape if name <= shape as usize + 1 => Place::Slot(name),
                _ => Place::Nowhere,
            },
            |_, index| match index {
                1 => Some(present(self.inline.load(Ordering::Acquire))),
                _ if self.word.load(Ordering::Acquire) == ARRAY => {
                    Some(present(self.overflow.load(Ordering::Acquire)))
                }
                _ => None,
            },
            |_| match self.word.load(Ordering::Acquire) {
                DICT => present(self.dict[name - 1].load(Ordering::Acquire)),
                _ => None,
            },
        )
    }

    // What the one writer does, which in the object model holds the lock.

    fn add_second(&self) {
        self.word.store(ARRAY, Ordering::Release);
        self.overflow.store(20, Ordering::Release);
        self.shape.store(1, Ordering::Release);
    }

    fn move_to_dict(&self) {
        self.dict[0].store(10, Ordering::Release);
        self.dict[1].store(20, Ordering::Release);
        self.word.store(DICT, Ordering::Release);
        self.shape.store(2, Ordering::Release);
    }
}

/// An attribute that is there is found, whatever the object's shape is becoming.
#[test]
fn attributes_are_found_while_shapes_change() {
    model(3, || {
        let instance = Arc::new(Instance {
            shape: AtomicU64::new(0),
            word: AtomicU64::new(0),
            inline: AtomicU64::new(10),
            overflow: AtomicU64::new(0),
            dict: [AtomicU64::new(0), AtomicU64::new(0)],
        });
        let writer = {
            let instance = instance.clone();
            thread::spawn(move || {
                instance.add_second();
                instance.move_to_dict();
                instance.dict[0].store(11, Ordering::Release);
            })
        };
        let first = instance.get(1);
        let (second, third) = (instance.get(2), instance.get(2));
        assert!(matches!(first, Some(10 | 11)), "{first:?}");
        assert!(
            second.is_none() || third == Some(20),
            "{second:?} {third:?}"
        );
        writer.join().unwrap();
        assert_eq!((instance.get(1), instance.get(2)), (Some(11), Some(20)));
    });
}

/// A dict in the manner of `objects/src/table`: keys are small numbers and their own hashes, an index cell
/// is 0 for empty, 1 for a deleted entry, or an entry's number and 2.
struct Table {
    index: Vec<AtomicU64>,
    keys: Vec<AtomicU64>,
    values: Vec<AtomicU64>,
    appended: AtomicU64,
}

const DELETED: u64 = 99;

struct Dict {
    tables: Vec<Table>,
    current: AtomicU64,
    live: Counted,
}

impl Table {
    fn new(capacity: usize) -> Table {
        let cells = |count| (0..count).map(|_| AtomicU64::new(0)).collect();
        Table {
            index: cells(4),
            keys: cells(capacity),
            values: cells(capacity),
            appended: AtomicU64::new(0),
        }
    }

    fn find(&self, key: u64) -> Option<usize> {
        for step in 0..4 {
            let cell = self.index[(key as usize + step) % 4].load(Ordering::Acquire);
            match cell {
                0 => return None,
                1 => continue,
                _ => {}
            }
            let entry = cell as usize - 2;
            if self.keys[entry].load(Ordering::Acquire) == key {
                return Some(entry);
            }
        }
        None
    }

    // What the one writer does, which in the object model holds the lock.

    fn append(&self, key: u64, value: u64) {
        let entry = self.appended.load(Ordering::Relaxed) as usize;
        self.keys[entry].store(key, Ordering::Release);
        self.values[entry].store(value, Ordering::Release);
        let free = (0..4)
            .map(|step| (key as usize + step) % 4)
            .find(|&position| self.index[position].load(Ordering::Relaxed) == 0)
            .expect("the models insert little");
        self.index[free].store(entry as u64 + 2, Ordering::Release);
        self.appended.store(entry as u64 + 1, Ordering::Release);
    }

    fn delete(&self, entry: usize) {
        self.values[entry].store(0, Ordering::Release);
        self.keys[entry].store(DELETED, Ordering::Release);
        let cell = self
            .index
            .iter()
            .find(|cell| cell.load(Ordering::Relaxed) == entry as u64 + 2)
            .expect("a live entry has an index");
        cell.store(1, Ordering::Release);
    }
}

impl Dict {
    fn new(capacities: &[usize]) -> Dict {
        Dict {
            tables: capacities.iter().map(|&size| Table::new(size)).collect(),
            current: AtomicU64::new(0),
            live: Counted::new(0),
        }
    }

    fn table(&self) -> &Table {
        &self.tables[self.current.load(Ordering::Acquire) as usize]
    }

    fn get(&self, key: u64) -> Option<u64> {
        loop {
            let seen = self.live.settled();
            let table = self.table();
            let value = table
                .find(key)
                .map(|entry| table.values[entry].load(Ordering::Acquire))
                .filter(|&value| value != 0);
            if self.live.still(seen) {
                return value;
            }
            thread::yield_now();
        }
    }

    fn insert(&self, key: u64, value: u64) {
        let old = self.table();
        if old.appended.load(Ordering::Relaxed) as usize == old.keys.len() {
            let next = self.current.load(Ordering::Relaxed) as usize + 1;
            for (key, value) in old.keys.iter().zip(&old.values) {
                let value = value.load(Ordering::Relaxed);
                if value != 0 {
                    self.tables[next].append(key.load(Ordering::Relaxed), value);
                }
            }
            self.current.store(next as u64, Ordering::Release);
        }
        self.live.begin_counting();
        self.table().append(key, value);
        self.live.set(self.live.get() + 1);
    }

    fn remove(&self, key: u64) {
        let table = self.table();
        self.live.begin_counting();
        table.delete(table.find(key).expect("the models remove what is there"));
        self.live.set(self.live.get() - 1);
    }
}

/// Growing loses nothing, and a key that was seen stays.
#[test]
fn a_table_that_grows_keeps_its_keys() {
    model(3, || {
        let dict = Dict::new(&[1, 3]);
        dict.insert(1, 10);
        let dict = Arc::new(dict);
        let writer = {
            let dict = dict.clone();
            thread::spawn(move || dict.insert(5, 50))
        };
        let first = dict.get(5);
        assert_eq!(dict.get(1), Some(10));
        assert!(matches!(first, None | Some(50)));
        assert!(first.is_none() || dict.get(5) == first, "the key went away");
        writer.join().unwrap();
        assert_eq!((dict.get(1), dict.get(5)), (Some(10), Some(50)));
    });
}

/// Two threads that store a key which is not there: each looks for it without the lock first, and looks again
/// if something was appended meanwhile.
#[test]
fn a_key_is_appended_once() {
    model(3, || {
        let dict = Arc::new((Dict::new(&[3]), Mutex::new(())));
        let store = |dict: &(Dict, Mutex<()>), value| {
            loop {
                let (dict, lock) = dict;
                let table = dict.table();
                let appended = table.appended.load(Ordering::Acquire);
                let found = table.find(1);
                let _lock = lock.lock().unwrap();
                match found {
                    Some(entry) => table.values[entry].store(value, Ordering::Release),
                    None if table.appended.load(Ordering::Acquire) != appended => continue,
                    None => dict.insert(1, value),
                }
                return;
            }
        };
        let writer = {
            let dict = dict.clone();
            thread::spawn(move || store(&dict, 10))
        };
        store(&dict, 20);
        writer.join().unwrap();
        let keys = &dict.0.table().keys;
        let ones = keys.iter().filter(|key| key.load(Ordering::Relaxed) == 1);
        assert_eq!(ones.count(), 1);
    });
}

/// A key that goes and comes back has the old value, none, or the new one, in this order; one that probes
/// past it is found all the time.
#[test]
fn deleted_entries_do_not_come_back() {
    model(3, || {
        let dict = Dict::new(&[3]);
        dict.insert(1, 10);
        dict.insert(5, 50);
        let dict = Arc::new(dict);
        let writer = {
            let dict = dict.clone();
            thread::spawn(move || {
                dict.remove(1);
                dict.insert(1, 11);
            })
        };
        let first = dict.get(1);
        assert_eq!(dict.get(5), Some(50));
        let second = dict.get(1);
        let order = |value| match value {
            Some(10) => 0,
            None => 1,
            Some(11) => 2,
            other => panic!("{other:?}"),
        };
        assert!(order(first) <= order(second), "{first:?} {second:?}");
        writer.join().unwrap();
    });
}

/// An inline cache: entries are immutable, the word behind the instruction names one of them. An entry
/// made for one shape is never used for another, whoever replaces it when.
#[test]
fn inline_caches_never_go_back() {
    model(3, || {
        struct Cached {
            /// Which entry: 0 for none, 1 reads the slot of shape 0, 2 the dictionary of shape 1.
            word: AtomicU64,
            shape: AtomicU64,
            slot: AtomicU64,
            dict: AtomicU64,
        }
        impl Cached {
            fn read(&self) -> u64 {
                let entry = self.word.load(Ordering::Acquire);
                let shape = self.shape.load(Ordering::Acquire);
                match (entry, shape) {
                    (1, 0) => return self.slot.load(Ordering::Acquire),
                    (2, 1) => return self.dict.load(Ordering::Acquire),
                    _ => {}
                }
                self.word.store(shape + 1, Ordering::Release);
                match shape {
                    0 => self.slot.load(Ordering::Acquire),
                    _ => self.dict.load(Ordering::Acquire),
                }
            }
        }
        let cached = Arc::new(Cached {
            word: AtomicU64::new(1),
            shape: AtomicU64::new(0),
            slot: AtomicU64::new(10),
            dict: AtomicU64::new(0),
        });
        let writer = {
            let cached = cached.clone();
            thread::spawn(move || {
                cached.dict.store(10, Ordering::Release);
                cached.shape.store(1, Ordering::Release);
                cached.dict.store(11, Ordering::Release);
            })
        };
        let other = {
            let cached = cached.clone();
            thread::spawn(move || assert!(matches!(cached.read(), 10 | 11)))
        };
        let (first, second) = (cached.read(), cached.read());
        assert!(
            matches!(first, 10 | 11) && first <= second,
            "{first} {second}"
        );
        writer.join().unwrap();
        other.join().unwrap();
        assert_eq!(cached.read(), 11);
    });
}

/// A word lock, where its waiters sleep, and what it guards.
struct Parked {
    lot: Lot,
    lock: WordLock,
    plain: loom::cell::UnsafeCell<u32>,
}

// SAFETY: what the model is about: `plain` is touched under the lock only.
unsafe impl Sync for Parked {}
// SAFETY: as above.
unsafe impl Send for Parked {}

impl Parked {
    fn new() -> Arc<Parked> {
        Arc::new(Parked {
            lot: Lot::new(),
            lock: WordLock::new(),
            plain: loom::cell::UnsafeCell::new(0),
        })
    }

    /// Waits in sleeps that end at once, then in one that ends only when it is woken.
    fn increment(&self, short_sleeps: u32) {
        let over = std::time::Instant::now();
        let mut slept = 0;
        while self.lock.try_acquire().is_none() {
            slept += 1;
            let until = (slept <= short_sleeps).then_some(over);
            self.lock.sleep(&self.lot, until);
        }
        // SAFETY: under the lock. Loom fails if another thread may be at it.
        self.plain.with_mut(|plain| unsafe { *plain += 1 });
        assert!(self.lock.release(&self.lot));
    }

    /// Runs `increment` on further threads, and `meanwhile` on this one.
    fn run(threads: &[u32], meanwhile: impl FnOnce(&Parked)) {
        let parked = Parked::new();
        let others: Vec<_> = threads
            .iter()
            .map(|&short_sleeps| {
                let parked = parked.clone();
                thread::spawn(move || parked.increment(short_sleeps))
            })
            .collect();
        meanwhile(&parked);
        for other in others {
            other.join().unwrap();
        }
        assert!(!parked.lock.is_locked());
        // SAFETY: the other threads are gone.
        let sum = parked.plain.with(|plain| unsafe { *plain });
        assert_eq!(sum, threads.len() as u32 + 1);
    }
}

/// Whoever sleeps for a word lock is woken: a wake-up that got lost would end in a deadlock.
#[test]
fn sleepers_in_the_lot_are_woken() {
    model(2, || Parked::run(&[0, 0], |parked| parked.increment(0)));
}

/// Likewise beside one whose time comes while others sleep or wake it.
#[test]
fn sleepers_that_give_up_take_no_wake_up_along() {
    model(2, || Parked::run(&[1, 0], |parked| parked.increment(0)));
}

/// Likewise while all buckets are held for a fork. Whoever holds them finds the queue whole, and forgets
/// nobody in the parent.
#[test]
fn a_fork_holds_the_lot_still() {
    model(3, || {
        Parked::run(&[0], |parked| {
            drop(parked.lot.freeze());
            parked.increment(1);
        });
    });
}

/// The end of a thread: what the waiter looks at is no lock.
#[test]
fn who_waits_for_a_word_sees_it_change() {
    model(3, || {
        let shared = Arc::new((Lot::new(), AtomicU64::new(0)));
        let ending = {
            let shared = shared.clone();
            thread::spawn(move || {
                shared.1.store(1, Ordering::Release);
                shared.0.unpark_all(7);
            })
        };
        while shared.1.load(Ordering::Acquire) == 0 {
            let reason = || shared.1.load(Ordering::Relaxed) == 0;
            shared.0.park(7, None, reason, |_| ());
        }
        ending.join().unwrap();
    });
}
