//! Modules `_md5`, `_sha1`, `_sha2`, `_sha3`, `_blake2` and `_hashlib`. `state` is the computation, `object`
//! what all hash objects share, `blake` the parameters of BLAKE2, `openssl` hashes by name and what is derived
//! from passwords, `hmac` hashes with a key.

mod blake;
mod hmac;
mod object;
mod openssl;
mod state;

pub use openssl::MODULE as HASHLIB;

use object::{constructor, hash_type};
use state::Algorithm;
use typhon_objects::prelude::*;

/// Data of this many bytes or more are hashed outside the runtime.
const LONG: i64 = 2048;

fn add_threshold(thread: &Thread, module: Module) -> Result<()> {
    module.set(thread, "_GIL_MINSIZE", Value::fixnum(LONG))
}

hash_type!(MD5_TYPE, "md5", "_md5", Algorithm::Md5);
hash_type!(SHA1_TYPE, "sha1", "_sha1", Algorithm::Sha1);
hash_type!(SHA224_TYPE, "SHA224Type", "_sha2", Algorithm::Sha224);
hash_type!(SHA256_TYPE, "SHA256Type", "_sha2", Algorithm::Sha256);
hash_type!(SHA384_TYPE, "SHA384Type", "_sha2", Algorithm::Sha384);
hash_type!(SHA512_TYPE, "SHA512Type", "_sha2", Algorithm::Sha512);

/// The name under which a module shows a type that is called otherwise.
fn add_type_as(thread: &Thread, module: Module, name: &str, spec: &'static TypeSpec) -> Result<()> {
    let class = spec.ready(thread)?;
    module.set(thread, name, class.value())?;
    add_threshold(thread, module)
}

pub static MD5: ModuleSpec = ModuleSpec {
    name: "_md5",
    doc: "",
    functions: &[constructor!("md5", MD5_TYPE, Algorithm::Md5)],
    types: &[],
    setup: Some(|thread, module| add_type_as(thread, module, "MD5Type", &MD5_TYPE)),
};

pub static SHA1: ModuleSpec = ModuleSpec {
    name: "_sha1",
    doc: "",
    functions: &[constructor!("sha1", SHA1_TYPE, Algorithm::Sha1)],
    types: &[],
    setup: Some(|thread, module| add_type_as(thread, module, "SHA1Type", &SHA1_TYPE)),
};

pub static SHA2: ModuleSpec = ModuleSpec {
    name: "_sha2",
    doc: "",
    functions: &[
        constructor!("sha224", SHA224_TYPE, Algorithm::Sha224),
        constructor!("sha256", SHA256_TYPE, Algorithm::Sha256),
        constructor!("sha384", SHA384_TYPE, Algorithm::Sha384),
        constructor!("sha512", SHA512_TYPE, Algorithm::Sha512),
    ],
    types: &[&SHA224_TYPE, &SHA256_TYPE, &SHA384_TYPE, &SHA512_TYPE],
    setup: Some(add_threshold),
};

pub static SHA3: ModuleSpec = ModuleSpec {
    name: "_sha3",
    doc: "",
    functions: &[],
    types: &[
        &object::SHA3_224,
        &object::SHA3_256,
        &object::SHA3_384,
        &object::SHA3_512,
        &object::SHAKE_128,
        &object::SHAKE_256,
    ],
    setup: Some(|thread, module| {
        let implementation = Str::new(thread, "RustCrypto")?;
        module.set(thread, "implementation", implementation.value())?;
        add_threshold(thread, module)
    }),
};

pub static BLAKE2: ModuleSpec = ModuleSpec {
    name: "_blake2",
    doc: "_blake2b provides BLAKE2b for hashlib\n",
    functions: &[],
    types: &[&blake::BLAKE2B, &blake::BLAKE2S],
    setup: Some(blake::setup),
};
