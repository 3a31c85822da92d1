//! Module `_hashlib`: hashes by name, and what is built on them. CPython has it from OpenSSL; here it is the
//! same code as in the other modules of hashes.

use super::hmac::HMAC;
use super::object::{self, HASH_LAYOUT, constructor};
use super::state::{Algorithm, State};
use crate::exception_type;
use crate::support::{is_missing, repr_text, to_ssize};
use pbkdf2::hmac::SimpleHmac;
use typhon_objects::buffer::Buffer;
use typhon_objects::bytes::Bytes;
use typhon_objects::function::NativeFunctionObject;
use typhon_objects::int;
use typhon_objects::prelude::*;

static HASH: TypeSpec = TypeSpec::new("HASH", &HASH_LAYOUT)
    .module("_hashlib")
    .flags(type_flags::NO_NEW | type_flags::BASE)
    .doc("A hash is an object used to calculate a checksum of a string of information.")
    .methods(object::METHODS_WITH_REPR)
    .attributes(object::ATTRIBUTES);

static HASHXOF: TypeSpec = TypeSpec::new("HASHXOF", &HASH_LAYOUT)
    .module("_hashlib")
    .bases(&[&HASH])
    .flags(type_flags::NO_NEW)
    .doc("A hash is an object used to calculate a checksum of a string of information.")
    .methods(object::XOF_METHODS);

exception_type!(
    UNSUPPORTED,
    "UnsupportedDigestmodError",
    "_hashlib",
    VALUE_ERROR,
    ""
);

/// Every algorithm by its name.
const ALGORITHMS: &[(&str, Algorithm)] = &[
    ("md5", Algorithm::Md5),
    ("sha1", Algorithm::Sha1),
    ("sha224", Algorithm::Sha224),
    ("sha256", Algorithm::Sha256),
    ("sha384", Algorithm::Sha384),
    ("sha512", Algorithm::Sha512),
    ("sha3_224", Algorithm::Sha3x224),
    ("sha3_256", Algorithm::Sha3x256),
    ("sha3_384", Algorithm::Sha3x384),
    ("sha3_512", Algorithm::Sha3x512),
    ("shake_128", Algorithm::Shake128),
    ("shake_256", Algorithm::Shake256),
];

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_hashlib",
    doc: "",
    functions: &[
        function(
            "new",
            new,
            "(name, data=b'', *, usedforsecurity=True, string=None)",
            "Return a new hash object using the named algorithm.\n\nAn optional string argument may be provided and will be\nautomatically hashed.\n\nThe MD5 and SHA1 algorithms are always supported.",
        ),
        constructor!("openssl_md5", HASH, Algorithm::Md5),
        constructor!("openssl_sha1", HASH, Algorithm::Sha1),
        constructor!("openssl_sha224", HASH, Algorithm::Sha224),
        constructor!("openssl_sha256", HASH, Algorithm::Sha256),
        constructor!("openssl_sha384", HASH, Algorithm::Sha384),
        constructor!("openssl_sha512", HASH, Algorithm::Sha512),
        constructor!("openssl_sha3_224", HASH, Algorithm::Sha3x224),
        constructor!("openssl_sha3_256", HASH, Algorithm::Sha3x256),
        constructor!("openssl_sha3_384", HASH, Algorithm::Sha3x384),
        constructor!("openssl_sha3_512", HASH, Algorithm::Sha3x512),
        constructor!("openssl_shake_128", HASHXOF, Algorithm::Shake128),
        constructor!("openssl_shake_256", HASHXOF, Algorithm::Shake256),
        function(
            "compare_digest",
            crate::operator::compare_digest,
            "(a, b, /)",
            "Return 'a == b'.\n\nThis function uses an approach designed to prevent\ntiming analysis, making it appropriate for cryptography.",
        ),
        function(
            "get_fips_mode",
            |_, _| Ok(Value::fixnum(0)),
            "()",
            "Determine the OpenSSL FIPS mode of operation.",
        ),
        function(
            "hmac_new",
            super::hmac::hmac_new,
            "(key, msg=b'', digestmod=None)",
            "Return a new hmac object.",
        ),
        function(
            "hmac_digest",
            super::hmac::hmac_digest,
            "(key, msg, digest)",
            "Single-shot HMAC.",
        ),
        function(
            "pbkdf2_hmac",
            pbkdf2_hmac,
            "(hash_name, password, salt, iterations, dklen=None)",
            "Password based key derivation function 2 (PKCS #5 v2.0) with HMAC as pseudorandom function.",
        ),
        function(
            "scrypt",
            scrypt_function,
            "(password, *, salt, n, r, p, maxmem=0, dklen=64)",
            "scrypt password-based key derivation function.",
        ),
    ],
    types: &[&HASH, &HASHXOF, &HMAC, &UNSUPPORTED],
    setup: Some(|thread, module| {
        let names = List::new(thread)?;
        for (name, _) in ALGORITHMS {
            names.append(thread, intern_text(thread, name)?.value())?;
        }
        let frozenset = typhon_objects::set::FROZENSET.get().value();
        let names = call(thread, frozenset, &[names.value()])?;
        module.set(thread, "openssl_md_meth_names", names)?;
        super::add_threshold(thread, module)
    }),
};

pub(super) fn unsupported(thread: &Thread, name: &str) -> Raised {
    errors::new(
        thread,
        &UNSUPPORTED,
        format!("Unsupported digestmod {name}"),
    )
}

fn by_name(name: &str) -> Option<Algorithm> {
    // OpenSSL does not mind how the name is written, and knows some by two names.
    let name = name.to_ascii_lowercase().replace('-', "_");
    let name = match name.strip_prefix("sha_") {
        Some(size) => format!("sha{size}"),
        None => name
            .replace("shake1", "shake_1")
            .replace("shake2", "shake_2"),
    };
    let row = ALGORITHMS.iter().find(|(known, _)| *known == name);
    row.map(|(_, algorithm)| *algorithm)
}

/// The algorithm that is given by its name, or by the function that makes such a hash.
pub(super) fn algorithm_of(thread: &Thread, digest: Value) -> Result<Algorithm> {
    if let Some(name) = digest.downcast::<StrObject>() {
        let name = name.to_string_lossy();
        return by_name(&name).ok_or_else(|| unsupported(thread, &name));
    }
    if let Some(function) = digest.downcast::<NativeFunctionObject>()
        && let Some(name) = function.row.name.strip_prefix("openssl_")
        && let Some(algorithm) = by_name(name)
    {
        return Ok(algorithm);
    }
    Err(unsupported(thread, &repr_text(thread, digest)?))
}

fn name_argument(thread: &Thread, function: &str, argument: &str, value: Value) -> Result<String> {
    match value.downcast::<StrObject>() {
        Some(name) => Ok(name.to_string_lossy().into_owned()),
        None => Err(errors::bad_argument(
            thread,
            &format!("{function}()"),
            &format!("argument '{argument}'"),
            "str",
            value,
        )),
    }
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    let name = name_argument(thread, "new", "name", args[0])?;
    let Some(algorithm) = by_name(&name) else {
        return Err(errors::new(
            thread,
            &UNSUPPORTED,
            format!("unsupported hash type {name}"),
        ));
    };
    let class = match algorithm {
        Algorithm::Shake128 | Algorithm::Shake256 => HASHXOF.get(),
        _ => HASH.get(),
    };
    object::create(thread, class, algorithm, args[1], args[3])
}

fn derive(algorithm: Algorithm, password: &[u8], salt: &[u8], rounds: u32, key: &mut [u8]) -> bool {
    use pbkdf2::pbkdf2_hmac as quick;
    // For hashes that cannot go on from a state in the middle.
    macro_rules! plain {
        ($hash:ty) => {
            return pbkdf2::pbkdf2::<SimpleHmac<$hash>>(password, salt, rounds, key).is_ok()
        };
    }
    match algorithm {
        Algorithm::Md5 => quick::<md5::Md5>(password, salt, rounds, key),
        Algorithm::Sha1 => quick::<sha1::Sha1>(password, salt, rounds, key),
        Algorithm::Sha224 => quick::<sha2::Sha224>(password, salt, rounds, key),
        Algorithm::Sha256 => quick::<sha2::Sha256>(password, salt, rounds, key),
        Algorithm::Sha384 => quick::<sha2::Sha384>(password, salt, rounds, key),
        Algorithm::Sha512 => quick::<sha2::Sha512>(password, salt, rounds, key),
        Algorithm::Sha3x224 => plain!(sha3::Sha3_224),
        Algorithm::Sha3x256 => plain!(sha3::Sha3_256),
        Algorithm::Sha3x384 => plain!(sha3::Sha3_384),
        Algorithm::Sha3x512 => plain!(sha3::Sha3_512),
        Algorithm::Shake128 | Algorithm::Shake256 => return false,
    }
    true
}

fn pbkdf2_hmac(thread: &Thread, args: &[Value]) -> Result {
    let name = name_argument(thread, "pbkdf2_hmac", "hash_name", args[0])?;
    let password = Buffer::acquire(thread, args[1], false)?.to_vec();
    let salt = Buffer::acquire(thread, args[2], false)?.to_vec();
    let iterations = to_ssize(thread, args[3])?;
    let Some(algorithm) = by_name(&name) else {
        return Err(errors::new(
            thread,
            &UNSUPPORTED,
            format!("unsupported hash type {name}"),
        ));
    };
    if iterations < 1 {
        return Err(errors::value_error(
            thread,
            "iteration value must be greater than 0.",
        ));
    }
    let Some(iterations) = u32::try_from(iterations).ok().filter(|n| *n < 1 << 31) else {
        return Err(errors::overflow_error(
            thread,
            "iteration value is too great.",
        ));
    };
    let length = match is_missing(args[4]) {
        true => State::new(algorithm).facts().1 as i64,
        false => to_ssize(thread, args[4])?,
    };
    if length < 1 {
        return Err(errors::value_error(
            thread,
            "key length must be greater than 0.",
        ));
    }
    if length > i32::MAX as i64 {
        return Err(errors::overflow_error(thread, "key length is too great."));
    }
    let mut key = vec![0; length as usize];
    let derived = thread.blocked(|| derive(algorithm, &password, &salt, iterations, &mut key));
    if !derived {
        return Err(unsupported(thread, &name));
    }
    Ok(Bytes::new(thread, &key)?.value())
}

fn scrypt_function(thread: &Thread, args: &[Value]) -> Result {
    let refuse = |message: &str| Err(errors::value_error(thread, message));
    let password = Buffer::acquire(thread, args[0], false)?.to_vec();
    let salt = Buffer::acquire(thread, args[1], false)?.to_vec();
    let number = |value: Value| -> Result<u64> {
        let index = operations::index_value(thread, value)?;
        if int::is_negative(index) {
            return Err(errors::value_error(thread, "Cannot convert negative int"));
        }
        u64::try_from(&int::big(index))
            .map_err(|_| errors::overflow_error(thread, "Python int too large for C unsigned long"))
    };
    let (n, r, p) = (number(args[2])?, number(args[3])?, number(args[4])?);
    let memory = args[5]
        .present()
        .map_or(Ok(0), |value| to_ssize(thread, value))?;
    let length = args[6]
        .present()
        .map_or(Ok(64), |value| to_ssize(thread, value))?;
    if n < 2 || !n.is_power_of_two() {
        return refuse("n must be a power of 2");
    }
    if !(0..=i32::MAX as i64).contains(&memory) {
        return refuse("maxmem must be positive and smaller than 2147483647");
    }
    if !(1..=i32::MAX as i64).contains(&length) {
        return refuse("dklen must be greater than 0 and smaller than 2147483647");
    }
    // As much as OpenSSL allows unless it is told otherwise.
    let most = if memory == 0 {
        32 << 20
    } else {
        memory as u128
    };
    let needed = 128 * r as u128 * (n as u128 + p as u128 + 2);
    let within = r >= 1 && p >= 1 && r as u128 * (p as u128) < 1 << 30;
    let parameters = match (u32::try_from(r), u32::try_from(p)) {
        (Ok(r), Ok(p)) if within && needed <= most => {
            scrypt::Params::new(n.trailing_zeros() as u8, r, p).ok()
        }
        _ => None,
    };
    let Some(parameters) = parameters else {
        return refuse(if within && needed > most {
            "memory limit exceeded"
        } else {
            "Invalid parameter combination for n, r, p, maxmem."
        });
    };
    let mut key = vec![0; length as usize];
    let derived = thread.blocked(|| scrypt::scrypt(&password, &salt, &parameters, &mut key));
    match derived {
        Ok(()) => Ok(Bytes::new(thread, &key)?.value()),
        Err(_) => refuse("Invalid parameter combination for n, r, p, maxmem."),
    }
}
