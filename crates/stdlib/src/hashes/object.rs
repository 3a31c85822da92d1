//! Hash objects: one layout for all. The state is behind a lock outside the heap, because long data are
//! hashed while the thread is out of the runtime.

use super::LONG;
use super::state::{Algorithm, State};
use crate::slots_object;
use crate::support::{make, text};
use std::sync::Arc;
use typhon_objects::buffer::{Buffer, has_buffer};
use typhon_objects::bytes::Bytes;
use typhon_objects::int;
use typhon_objects::prelude::*;
use typhon_sync::mutex::Mutex;

slots_object!(HashObject, HASH_LAYOUT, "hash", {}, { state: Option<Arc<Mutex<State>>> }, drop);

/// Declares the type of a hash that a function of its module makes.
macro_rules! hash_type {
    ($spec:ident, $name:literal, $module:literal, $algorithm:expr) => {
        static $spec: TypeSpec = TypeSpec::new($name, &object::HASH_LAYOUT)
            .module($module)
            .flags(type_flags::NO_NEW)
            .methods(object::METHODS)
            .attributes(object::ATTRIBUTES);
    };
}
pub(super) use hash_type;

/// The row of the function that makes such a hash.
macro_rules! constructor {
    ($name:literal, $spec:ident, $algorithm:expr) => {
        function(
            $name,
            |thread, args| object::create(thread, $spec.get(), $algorithm, args[0], args[2]),
            "(data=b'', *, usedforsecurity=True, string=None)",
            concat!(
                "Return a new ",
                $name,
                " hash object; optionally initialized with a string."
            ),
        )
    };
}
pub(super) use constructor;

pub(super) const UPDATE: Method = method(
    "update",
    update,
    "(self, obj, /)",
    "Update this hash object's state with the provided string.",
);
pub(super) const DIGEST: Method = method(
    "digest",
    digest,
    "(self, /)",
    "Return the digest value as a bytes object.",
);
pub(super) const HEX_DIGEST: Method = method(
    "hexdigest",
    hex_digest,
    "(self, /)",
    "Return the digest value as a string of hexadecimal digits.",
);
pub(super) const COPY: Method = method(
    "copy",
    copy,
    "(self, /)",
    "Return a copy of the hash object.",
);

const REPR: Method = method("__repr__", repr, "(self, /)", "Return repr(self).");

pub(super) const METHODS: &[Method] = &[UPDATE, DIGEST, HEX_DIGEST, COPY];
pub(super) const METHODS_WITH_REPR: &[Method] = &[REPR, UPDATE, DIGEST, HEX_DIGEST, COPY];
/// Of hashes whose digest may be of any length.
pub(super) const XOF_METHODS: &[Method] = &[
    method(
        "digest",
        shake_digest,
        "(self, length)",
        "Return the digest value as a bytes object.",
    ),
    method(
        "hexdigest",
        shake_hex_digest,
        "(self, length)",
        "Return the digest value as a string of hexadecimal digits.",
    ),
];

pub(super) const ATTRIBUTES: &[GetSet] = &[
    getter("name", |thread, object| text(thread, facts(object).0), ""),
    getter(
        "digest_size",
        |_, object| Ok(Value::fixnum(facts(object).1 as i64)),
        "",
    ),
    getter(
        "block_size",
        |_, object| Ok(Value::fixnum(facts(object).2 as i64)),
        "",
    ),
];

const SPONGE_ATTRIBUTES: &[GetSet] = &[
    getter("name", |thread, object| text(thread, facts(object).0), ""),
    getter(
        "digest_size",
        |_, object| Ok(Value::fixnum(facts(object).1 as i64)),
        "",
    ),
    getter(
        "block_size",
        |_, object| Ok(Value::fixnum(facts(object).2 as i64)),
        "",
    ),
    getter(
        "_rate_bits",
        |_, object| Ok(Value::fixnum(facts(object).2 as i64 * 8)),
        "",
    ),
    getter(
        "_capacity_bits",
        |_, object| Ok(Value::fixnum(1600 - facts(object).2 as i64 * 8)),
        "",
    ),
    getter(
        "_suffix",
        |thread, object| {
            let suffix: &[u8] = if facts(object).0.starts_with("shake") {
                b"\x1f"
            } else {
                b"\x06"
            };
            Ok(Bytes::new(thread, suffix)?.value())
        },
        "",
    ),
];

macro_rules! sponge_type {
    ($spec:ident, $name:literal, $algorithm:expr, $digest:ident, $hex_digest:ident, $signature:literal) => {
        pub(super) static $spec: TypeSpec = TypeSpec::new($name, &HASH_LAYOUT)
            .module("_sha3")
            .doc(concat!(
                $name,
                "([data], *, usedforsecurity=True) -> SHA3 object\n\nReturn a new SHA3 hash object."
            ))
            .methods(&[
                static_method(
                    "__new__",
                    |thread, args| create(thread, Type::of(args[0]), $algorithm, args[1], args[3]),
                    "(cls, data=b'', *, usedforsecurity=True, string=None)",
                    "",
                ),
                UPDATE,
                method(
                    "digest",
                    $digest,
                    $signature,
                    "Return the digest value as a bytes object.",
                ),
                method(
                    "hexdigest",
                    $hex_digest,
                    $signature,
                    "Return the digest value as a string of hexadecimal digits.",
                ),
                COPY,
            ])
            .attributes(SPONGE_ATTRIBUTES);
    };
}

sponge_type!(
    SHA3_224,
    "sha3_224",
    Algorithm::Sha3x224,
    digest,
    hex_digest,
    "(self, /)"
);
sponge_type!(
    SHA3_256,
    "sha3_256",
    Algorithm::Sha3x256,
    digest,
    hex_digest,
    "(self, /)"
);
sponge_type!(
    SHA3_384,
    "sha3_384",
    Algorithm::Sha3x384,
    digest,
    hex_digest,
    "(self, /)"
);
sponge_type!(
    SHA3_512,
    "sha3_512",
    Algorithm::Sha3x512,
    digest,
    hex_digest,
    "(self, /)"
);
sponge_type!(
    SHAKE_128,
    "shake_128",
    Algorithm::Shake128,
    shake_digest,
    shake_hex_digest,
    "(self, length)"
);
sponge_type!(
    SHAKE_256,
    "shake_256",
    Algorithm::Shake256,
    shake_digest,
    shake_hex_digest,
    "(self, length)"
);

fn state_of(object: Value) -> Arc<Mutex<State>> {
    match &Ref::<HashObject>::of(object).state {
        Some(state) => state.clone(),
        None => unreachable!("hash objects are made with a state"),
    }
}

fn facts(object: Value) -> (&'static str, usize, usize) {
    // Which hash it is never changes, but the lock is short anyhow, unless somebody hashes much data.
    state_of(object).lock().facts()
}

/// Runs `f` on the state; waits outside the runtime if another thread is at it.
fn with_state<R>(thread: &Thread, object: Value, f: impl FnOnce(&mut State) -> R) -> R {
    let state = state_of(object);
    if let Some(mut state) = state.try_lock() {
        return f(&mut state);
    }
    thread.blocked(|| f(&mut state.lock()))
}

pub(super) fn new_object(thread: &Thread, class: Type, state: State) -> Result {
    let object = make(thread, class, |header| HashObject {
        header,
        state: Some(Arc::new(Mutex::new(state))),
    })?;
    Ok(object.value())
}

/// The data to start with, given under one of two names; NULL for none.
pub(super) fn initial_data(thread: &Thread, data: Value, string: Value) -> Result {
    if !data.is_null() && !string.is_null() {
        return Err(errors::type_error(
            thread,
            "'data' and 'string' are mutually exclusive and support for 'string' keyword parameter is slated for removal in a future version.",
        ));
    }
    Ok(data.present().unwrap_or(string))
}

pub(super) fn create(
    thread: &Thread,
    class: Type,
    algorithm: Algorithm,
    data: Value,
    string: Value,
) -> Result {
    let data = initial_data(thread, data, string)?;
    let object = new_object(thread, class, State::new(algorithm))?;
    if !data.is_null() {
        feed(thread, object, data)?;
    }
    Ok(object)
}

/// An argument that is to be hashed.
pub(super) fn hashable(thread: &Thread, data: Value) -> Result<Buffer> {
    if data.is::<StrObject>() {
        return Err(errors::type_error(
            thread,
            "Strings must be encoded before hashing",
        ));
    }
    if !has_buffer(data) {
        return Err(errors::type_error(
            thread,
            "object supporting the buffer API required",
        ));
    }
    Buffer::acquire(thread, data, false)
}

/// Hashes a bytes-like argument.
pub(super) fn feed(thread: &Thread, object: Value, data: Value) -> Result<()> {
    let data = hashable(thread, data)?;
    if data.len() as i64 >= LONG {
        let state = state_of(object);
        thread.blocked(|| state.lock().update(data.bytes()));
    } else {
        with_state(thread, object, |state| state.update(data.bytes()));
    }
    Ok(())
}

pub(super) fn update(thread: &Thread, args: &[Value]) -> Result {
    feed(thread, args[0], args[1])?;
    Ok(Value::NONE)
}

pub(super) fn hex(thread: &Thread, digest: &[u8]) -> Result {
    let digits = typhon_text::hexadecimal::to_hex(digest, None, 0);
    Ok(Str::from_wtf8(thread, &digits)?.value())
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let class = args[0].class().full_name();
    let address = args[0].bits();
    text(
        thread,
        format!("<{} {class} object @ {address:#x}>", facts(args[0]).0),
    )
}

fn digest(thread: &Thread, args: &[Value]) -> Result {
    let digest = with_state(thread, args[0], |state| state.digest(0));
    Ok(Bytes::new(thread, &digest)?.value())
}

fn hex_digest(thread: &Thread, args: &[Value]) -> Result {
    let digest = with_state(thread, args[0], |state| state.digest(0));
    hex(thread, &digest)
}

fn shake(thread: &Thread, args: &[Value]) -> Result<Vec<u8>> {
    let length = operations::index_value(thread, args[1])?;
    if int::is_negative(length) {
        return Err(errors::value_error(thread, "Cannot convert negative int"));
    }
    match int::to_i64(length) {
        Some(length) if length < 1 << 29 => Ok(with_state(thread, args[0], |state| {
            state.digest(length as usize)
        })),
        Some(_) => Err(errors::value_error(thread, "length is too large")),
        None => Err(errors::overflow_error(
            thread,
            "Python int too large for C unsigned long",
        )),
    }
}

fn shake_digest(thread: &Thread, args: &[Value]) -> Result {
    let digest = shake(thread, args)?;
    Ok(Bytes::new(thread, &digest)?.value())
}

fn shake_hex_digest(thread: &Thread, args: &[Value]) -> Result {
    let digest = shake(thread, args)?;
    hex(thread, &digest)
}

fn copy(thread: &Thread, args: &[Value]) -> Result {
    let state = with_state(thread, args[0], |state| state.clone());
    new_object(thread, args[0].class(), state)
}
