//! The wrapper that `lru_cache` puts around a function.
//!
//! The cache is one dict, whose order is the order of use: a hit moves its entry to the end, and what
//! is dropped is at the front. Each of these is one atomic step on the dict; two threads that miss the
//! same key at once both call the function, and the first result stays.

use super::bind_as_method;
use crate::slots_object;
use crate::support::{make, tuple};
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};
use typhon_objects::attribute;
use typhon_objects::call::call_spread;
use typhon_objects::int;
use typhon_objects::prelude::*;
use typhon_objects::thread::Global;
use typhon_objects::types::Special;

slots_object!(CacheObject, CACHE_LAYOUT, "functools._lru_cache_wrapper", { function, cache, info_type }, {
    most: i64,
    typed: bool,
    hits: AtomicI64,
    misses: AtomicI64,
});

/// Of `most`: the cache never drops anything.
const UNBOUNDED: i64 = -1;

pub(super) static LRU_CACHE_WRAPPER: TypeSpec =
    TypeSpec::new("_lru_cache_wrapper", &CACHE_LAYOUT)
        .module("functools")
        .flags(type_flags::BASE | type_flags::DICT | type_flags::WEAKREF)
        .mutable()
        .doc("Create a cached callable that wraps another function.\n\nuser_function:      the function being cached\n\nmaxsize:  0         for no caching\n          None      for unlimited cache size\n          n         for a bounded cache\n\ntyped:    False     cache f(3) and f(3.0) as identical calls\n          True      cache f(3) and f(3.0) as distinct calls\n\ncache_info_type:    namedtuple class with the fields:\n                        hits misses currsize maxsize\n")
        .methods(&[
            static_method("__new__", new, "(cls, user_function, maxsize, typed, cache_info_type)", ""),
            method("__call__", call_cached, "(self, /, *args, **kwargs)", "Call self as a function."),
            method("__get__", bind_as_method, "(self, instance, owner=None, /)", "Return an attribute of instance, which is of type owner."),
            method("cache_info", cache_info, "(self, /)", "Report cache statistics"),
            method("cache_clear", cache_clear, "(self, /)", "Clear the cache and cache statistics"),
            method("__reduce__", |thread, args| attribute::get(thread, args[0], names().__qualname__), "(self, /)", ""),
            method("__copy__", |_, args| Ok(args[0]), "(self, /)", ""),
            method("__deepcopy__", |_, args| Ok(args[0]), "(self, memo, /)", ""),
        ]);

/// Separates positional from keyword arguments in keys.
static KEYWORD_MARK: Global = Global::new();

pub(super) fn prepare(thread: &Thread) -> Result<()> {
    if KEYWORD_MARK.get().is_null() {
        let object = call(thread, typhon_objects::types::OBJECT.get().value(), &[])?;
        KEYWORD_MARK.set(object);
    }
    Ok(())
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    if !operations::is_callable(args[1]) {
        return Err(errors::type_error(
            thread,
            "the first argument must be callable",
        ));
    }
    let most = if args[2].is_none() {
        UNBOUNDED
    } else if int::is_int(args[2]) || args[2].class().special(Special::Index).is_some() {
        operations::index_clamped(thread, args[2])?.max(0)
    } else {
        return Err(errors::type_error(
            thread,
            "maxsize should be integer or None",
        ));
    };
    let typed = operations::truth(thread, args[3])?;
    let cache = Dict::new(thread)?;
    let wrapper = make(thread, Type::of(args[0]), |header| CacheObject {
        header,
        function: Slot::new(args[1]),
        cache: Slot::new(cache.value()),
        info_type: Slot::new(args[4]),
        most,
        typed,
        hits: AtomicI64::new(0),
        misses: AtomicI64::new(0),
    })?;
    Ok(wrapper.value())
}

/// The key of a call's arguments.
fn make_key(thread: &Thread, positional: Tuple, keywords: Option<Dict>, typed: bool) -> Result {
    if keywords.is_none() && !typed {
        if let [single] = positional.values()
            && matches!(single.exact_kind(), Kind::Int | Kind::Str)
        {
            return Ok(*single);
        }
        return Ok(positional.value());
    }
    let parts = List::with_capacity(thread, 2 * positional.len() + 4)?;
    for value in positional.iter() {
        parts.append(thread, value)?;
    }
    if let Some(keywords) = keywords {
        parts.append(thread, KEYWORD_MARK.get())?;
        for (name, value) in keywords.entries() {
            parts.append(thread, name)?;
            parts.append(thread, value)?;
        }
    }
    if typed {
        for value in positional.iter() {
            parts.append(thread, value.class().value())?;
        }
        for (_, value) in keywords.into_iter().flat_map(|dict| dict.entries()) {
            parts.append(thread, value.class().value())?;
        }
    }
    Ok(Tuple::from_list(thread, parts)?.value())
}

fn call_cached(thread: &Thread, args: &[Value]) -> Result {
    let wrapper = Ref::<CacheObject>::of(args[0]);
    let positional: Tuple = Ref::of(args[1]);
    let keywords = args[2]
        .downcast::<DictObject>()
        .filter(|dict| !dict.is_empty());
    let function = wrapper.function.get();
    if wrapper.most == 0 {
        wrapper.misses.fetch_add(1, Relaxed);
        return call_spread(thread, function, positional, args[2]);
    }
    let key = make_key(thread, positional, keywords, wrapper.typed)?;
    let hash = operations::hash(thread, key)?;
    let cache: Dict = Ref::of(wrapper.cache.get());
    let (table, owner) = (&cache.table, cache.header());
    if let Some(result) = table.get_hashed(thread, key, hash)? {
        if wrapper.most != UNBOUNDED {
            table.move_to_end(thread, owner, key, hash, true)?;
        }
        wrapper.hits.fetch_add(1, Relaxed);
        return Ok(result);
    }
    wrapper.misses.fetch_add(1, Relaxed);
    let result = call_spread(thread, function, positional, args[2])?;
    table.update(thread, owner, key, hash, |old| {
        old.is_null().then_some(result)
    })?;
    if wrapper.most != UNBOUNDED {
        while table.len() as i64 > wrapper.most {
            if table.pop_first(thread, owner).is_none() {
                break;
            }
        }
    }
    Ok(result)
}

fn cache_info(thread: &Thread, args: &[Value]) -> Result {
    let wrapper = Ref::<CacheObject>::of(args[0]);
    let cache: Dict = Ref::of(wrapper.cache.get());
    let count = |value: i64| int::from_i64(thread, value);
    let most = match wrapper.most {
        UNBOUNDED => Value::NONE,
        most => count(most)?,
    };
    let fields = tuple(
        thread,
        &[
            count(wrapper.hits.load(Relaxed))?,
            count(wrapper.misses.load(Relaxed))?,
            most,
            count(cache.len() as i64)?,
        ],
    )?;
    let fields: Tuple = Ref::of(fields);
    call(thread, wrapper.info_type.get(), fields.values())
}

fn cache_clear(thread: &Thread, args: &[Value]) -> Result {
    let wrapper = Ref::<CacheObject>::of(args[0]);
    let cache: Dict = Ref::of(wrapper.cache.get());
    cache.clear(thread);
    wrapper.hits.store(0, Relaxed);
    wrapper.misses.store(0, Relaxed);
    Ok(Value::NONE)
}
