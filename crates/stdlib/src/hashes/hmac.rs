//! HMAC (RFC 2104) on the hashes of `state`: objects, and in one go.

use super::object::hex;
use super::openssl::{algorithm_of, unsupported};
use super::state::State;
use crate::slots_object;
use crate::support::{make_exact, text};
use std::sync::Arc;
use typhon_objects::buffer::Buffer;
use typhon_objects::bytes::Bytes;
use typhon_objects::prelude::*;
use typhon_sync::mutex::Mutex;

/// The hash of the padded key and the message so far, and that of the key padded otherwise.
#[derive(Clone)]
pub struct Keyed {
    inner: State,
    outer: State,
}

impl Keyed {
    fn new(fresh: State, key: &[u8]) -> Keyed {
        let (_, _, block) = fresh.facts();
        let mut padded = vec![0; block];
        if key.len() > block {
            let mut hash = fresh.clone();
            hash.update(key);
            let digest = hash.digest(0);
            padded[..digest.len()].copy_from_slice(&digest);
        } else {
            padded[..key.len()].copy_from_slice(key);
        }
        let keyed = |pad: u8| {
            let mut state = fresh.clone();
            let block: Vec<u8> = padded.iter().map(|byte| byte ^ pad).collect();
            state.update(&block);
            state
        };
        Keyed {
            inner: keyed(0x36),
            outer: keyed(0x5c),
        }
    }

    fn digest(&self) -> Vec<u8> {
        let mut outer = self.outer.clone();
        outer.update(&self.inner.digest(0));
        outer.digest(0)
    }
}

slots_object!(HmacObject, HMAC_LAYOUT, "hmac", {}, { state: Option<Arc<Mutex<Keyed>>> }, drop);

pub(super) static HMAC: TypeSpec = TypeSpec::new("HMAC", &HMAC_LAYOUT)
    .module("_hashlib")
    .flags(type_flags::NO_NEW)
    .doc("The object used to calculate HMAC of a message.\n\nMethods:\n\nupdate() -- updates the current digest with an additional string\ndigest() -- return the current digest value\nhexdigest() -- return the current digest as a string of hexadecimal digits\ncopy() -- return a copy of the current hash object\n\nAttributes:\n\nname -- the name, including the hash algorithm used by this object\ndigest_size -- number of bytes in digest() output\n")
    .methods(&[
        method("__repr__", repr, "(self, /)", "Return repr(self)."),
        method("update", update, "(self, msg)", "Update the HMAC object with msg."),
        method(
            "digest",
            |thread, args| Ok(Bytes::new(thread, &with(thread, args[0], |keyed| keyed.digest()))?.value()),
            "(self, /)",
            "Return the digest of the bytes passed to the update() method so far.",
        ),
        method(
            "hexdigest",
            |thread, args| hex(thread, &with(thread, args[0], |keyed| keyed.digest())),
            "(self, /)",
            "Return hexadecimal digest of the bytes passed to the update() method so far.\n\nThis may be used to exchange the value safely in email or other non-binary\nenvironments.",
        ),
        method("copy", copy, "(self, /)", "Return a copy (\"clone\") of the HMAC object."),
    ])
    .attributes(&[
        getter("name", |thread, object| text(thread, format!("hmac-{}", facts(thread, object).0)), ""),
        getter("digest_size", |thread, object| Ok(Value::fixnum(facts(thread, object).1 as i64)), ""),
        getter("block_size", |thread, object| Ok(Value::fixnum(facts(thread, object).2 as i64)), ""),
    ]);

/// Looks at or changes the state; waits outside the runtime if another thread is at it.
fn with<R>(thread: &Thread, object: Value, work: impl FnOnce(&mut Keyed) -> R) -> R {
    let Some(state) = Ref::<HmacObject>::of(object).state.clone() else {
        unreachable!("HMAC objects are made with a state");
    };
    if let Some(mut state) = state.try_lock() {
        return work(&mut state);
    }
    thread.blocked(|| work(&mut state.lock()))
}

fn facts(thread: &Thread, object: Value) -> (&'static str, usize, usize) {
    with(thread, object, |keyed| keyed.inner.facts())
}

fn repr(thread: &Thread, args: &[Value]) -> Result {
    let (name, ..) = facts(thread, args[0]);
    text(
        thread,
        format!("<{name} HMAC object @ {:#x}>", args[0].bits()),
    )
}

fn message(thread: &Thread, value: Value) -> Result<Vec<u8>> {
    Ok(super::object::hashable(thread, value)?.copied(thread))
}

/// The state after the key, of the digest that is given by name or by the function that makes it.
fn keyed(thread: &Thread, key: Value, digest: Value) -> Result<Keyed> {
    let algorithm = algorithm_of(thread, digest)?;
    let state = State::new(algorithm);
    if state.facts().1 == 0 {
        return Err(unsupported(thread, state.facts().0));
    }
    let key = Buffer::acquire(thread, key, false)?.copied(thread);
    Ok(Keyed::new(state, &key))
}

fn new_object(thread: &Thread, keyed: Keyed) -> Result {
    let object = make_exact(thread, &HMAC, |header| HmacObject {
        header,
        state: Some(Arc::new(Mutex::new(keyed))),
    })?;
    Ok(object.value())
}

pub(super) fn hmac_new(thread: &Thread, args: &[Value]) -> Result {
    let Some(digest) = args[2].present() else {
        return Err(errors::type_error(
            thread,
            "Missing required parameter 'digestmod'.",
        ));
    };
    let mut keyed = keyed(thread, args[0], digest)?;
    if let Some(value) = args[1].present()
        && !value.is_none()
    {
        let message = message(thread, value)?;
        thread.blocked(|| keyed.inner.update(&message));
    }
    new_object(thread, keyed)
}

pub(super) fn hmac_digest(thread: &Thread, args: &[Value]) -> Result {
    let mut keyed = keyed(thread, args[0], args[2])?;
    let message = Buffer::acquire(thread, args[1], false)?.copied(thread);
    let digest = thread.blocked(|| {
        keyed.inner.update(&message);
        keyed.digest()
    });
    Ok(Bytes::new(thread, &digest)?.value())
}

fn update(thread: &Thread, args: &[Value]) -> Result {
    let message = message(thread, args[1])?;
    with(thread, args[0], |keyed| keyed.inner.update(&message));
    Ok(Value::NONE)
}

fn copy(thread: &Thread, args: &[Value]) -> Result {
    let copy = with(thread, args[0], |keyed| keyed.clone());
    new_object(thread, copy)
}
