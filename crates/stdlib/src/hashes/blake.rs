//! The parameters of BLAKE2 (RFC 7693, and the tree mode of the BLAKE2 paper).

use super::object::{
    ATTRIBUTES, COPY, DIGEST, HASH_LAYOUT, HEX_DIGEST, UPDATE, feed, initial_data, new_object,
};
use super::state::State;
use typhon_objects::buffer::Buffer;
use typhon_objects::int;
use typhon_objects::prelude::*;

macro_rules! blake_type {
    ($spec:ident, $name:literal, $title:literal, $new:ident) => {
        pub(super) static $spec: TypeSpec = TypeSpec::new($name, &HASH_LAYOUT)
            .module("_blake2")
            .flags(type_flags::BASE)
            .doc(concat!("Return a new ", $title, " hash object."))
            .methods(&[
                static_method(
                    "__new__",
                    $new,
                    "(cls, data=b'', *, digest_size=64, key=b'', salt=b'', person=b'', fanout=1, depth=1, leaf_size=0, node_offset=0, node_depth=0, inner_size=0, last_node=False, usedforsecurity=True, string=None)",
                    "",
                ),
                UPDATE,
                DIGEST,
                HEX_DIGEST,
                COPY,
            ])
            .attributes(ATTRIBUTES);
    };
}

blake_type!(BLAKE2B, "blake2b", "BLAKE2b", new_b);
blake_type!(BLAKE2S, "blake2s", "BLAKE2s", new_s);

/// What the two variants differ in.
struct Variant {
    title: &'static str,
    most_digest: i64,
    most_key: usize,
    salt: usize,
    person: usize,
    /// Bits of a node's offset.
    offset_bits: u32,
}

static B: Variant = Variant {
    title: "Blake2b",
    most_digest: 64,
    most_key: 64,
    salt: 16,
    person: 16,
    offset_bits: 64,
};

static S: Variant = Variant {
    title: "Blake2s",
    most_digest: 32,
    most_key: 32,
    salt: 8,
    person: 8,
    offset_bits: 48,
};

/// The parameters as given, checked.
struct Parameters {
    digest_size: usize,
    key: Vec<u8>,
    salt: Vec<u8>,
    person: Vec<u8>,
    fanout: u8,
    depth: u8,
    leaf_size: u32,
    node_offset: u64,
    node_depth: u8,
    inner_size: usize,
    last_node: bool,
}

fn small(thread: &Thread, value: Value, default: i64) -> Result<i64> {
    match value.present() {
        Some(value) => Ok(crate::support::to_c_int(thread, value)? as i64),
        None => Ok(default),
    }
}

fn wide(thread: &Thread, value: Value, bits: u32, name: &str) -> Result<u64> {
    let Some(value) = value.present() else {
        return Ok(0);
    };
    let value = operations::index_value(thread, value)?;
    if int::is_negative(value) {
        return Err(errors::value_error(thread, "Cannot convert negative int"));
    }
    let Ok(number) = u64::try_from(&int::big(value)) else {
        let kind = if bits == 32 {
            "unsigned long"
        } else {
            "unsigned long long"
        };
        return Err(errors::overflow_error(
            thread,
            format!("Python int too large for C {kind}"),
        ));
    };
    if bits < 64 && number >= 1 << bits {
        return Err(errors::overflow_error(
            thread,
            format!("{name} is too large"),
        ));
    }
    Ok(number)
}

fn data(thread: &Thread, value: Value, most: usize, name: &str) -> Result<Vec<u8>> {
    let Some(value) = value.present() else {
        return Ok(Vec::new());
    };
    let bytes = Buffer::acquire(thread, value, false)?.to_vec();
    if bytes.len() > most {
        return Err(errors::value_error(
            thread,
            format!("maximum {name} length is {most} bytes"),
        ));
    }
    Ok(bytes)
}

impl Parameters {
    /// From the arguments of `__new__`.
    fn read(thread: &Thread, variant: &Variant, args: &[Value]) -> Result<Parameters> {
        let refuse = |message: String| Err(errors::value_error(thread, message));
        let digest_size = small(thread, args[2], variant.most_digest)?;
        if !(1..=variant.most_digest).contains(&digest_size) {
            return refuse(format!(
                "digest_size for {} must be between 1 and {} bytes, here it is {digest_size}",
                variant.title, variant.most_digest
            ));
        }
        let salt = data(thread, args[4], variant.salt, "salt")?;
        let person = data(thread, args[5], variant.person, "person")?;
        let fanout = small(thread, args[6], 1)?;
        if !(0..=255).contains(&fanout) {
            return refuse("fanout must be between 0 and 255".into());
        }
        let depth = small(thread, args[7], 1)?;
        if !(1..=255).contains(&depth) {
            return refuse("depth must be between 1 and 255".into());
        }
        let leaf_size = wide(thread, args[8], 32, "leaf_size")?;
        let node_offset = wide(thread, args[9], variant.offset_bits, "node_offset")?;
        let node_depth = small(thread, args[10], 0)?;
        if !(0..=255).contains(&node_depth) {
            return refuse("node_depth must be between 0 and 255".into());
        }
        let inner_size = small(thread, args[11], 0)?;
        if !(0..=variant.most_digest).contains(&inner_size) {
            return refuse(format!(
                "inner_size must be between 0 and is {}",
                variant.most_digest
            ));
        }
        let key = data(thread, args[3], variant.most_key, "key")?;
        let last_node = match args[12].present() {
            Some(last) => operations::truth(thread, last)?,
            None => false,
        };
        Ok(Parameters {
            digest_size: digest_size as usize,
            key,
            salt,
            person,
            fanout: fanout as u8,
            depth: depth as u8,
            leaf_size: leaf_size as u32,
            node_offset,
            node_depth: node_depth as u8,
            inner_size: inner_size as usize,
            last_node,
        })
    }
}

macro_rules! build {
    ($library:ident, $parameters:expr) => {{
        let p = $parameters;
        $library::Params::new()
            .hash_length(p.digest_size)
            .key(&p.key)
            .salt(&p.salt)
            .personal(&p.person)
            .fanout(p.fanout)
            .max_depth(p.depth)
            .max_leaf_length(p.leaf_size)
            .node_offset(p.node_offset)
            .node_depth(p.node_depth)
            .inner_hash_length(p.inner_size)
            .last_node(p.last_node)
            .to_state()
    }};
}

fn new(
    thread: &Thread,
    args: &[Value],
    variant: &Variant,
    build: fn(&Parameters) -> State,
) -> Result {
    let data = initial_data(thread, args[1], args[14])?;
    let parameters = Parameters::read(thread, variant, args)?;
    let object = new_object(thread, Type::of(args[0]), build(&parameters))?;
    if !data.is_null() {
        feed(thread, object, data)?;
    }
    Ok(object)
}

fn new_b(thread: &Thread, args: &[Value]) -> Result {
    new(thread, args, &B, |parameters| {
        let state = build!(blake2b_simd, parameters);
        State::Blake2b(Box::new(state), parameters.digest_size)
    })
}

fn new_s(thread: &Thread, args: &[Value]) -> Result {
    new(thread, args, &S, |parameters| {
        let state = build!(blake2s_simd, parameters);
        State::Blake2s(Box::new(state), parameters.digest_size)
    })
}

pub(super) fn setup(thread: &Thread, module: Module) -> Result<()> {
    for (spec, variant, prefix) in [(&BLAKE2B, &B, "BLAKE2B"), (&BLAKE2S, &S, "BLAKE2S")] {
        let class = spec.ready(thread)?;
        for (name, size) in [
            ("SALT_SIZE", variant.salt),
            ("PERSON_SIZE", variant.person),
            ("MAX_KEY_SIZE", variant.most_key),
            ("MAX_DIGEST_SIZE", variant.most_digest as usize),
        ] {
            let size = Value::fixnum(size as i64);
            class
                .dict()
                .set_str(thread, intern_text(thread, name)?, size)?;
            module.set(thread, &format!("{prefix}_{name}"), size)?;
        }
        class.changed(thread);
    }
    module.set(thread, "_GIL_MINSIZE", Value::fixnum(super::LONG))
}
