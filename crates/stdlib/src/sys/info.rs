//! What `sys` says of the implementation, the machine and the command line.

use typhon_interp::system::Config;
use typhon_objects::prelude::*;
use typhon_objects::struct_sequence::{Field, SequenceSpec};
use typhon_objects::{float, int};

/// The language version that Typhon implements.
pub const VERSION: (u8, u8, u8) = (3, 14, 0);
const HEXVERSION: i64 = 0x030e_00f0;

const fn field(name: &'static str, doc: &'static str) -> Field {
    Field { name, doc }
}

static VERSION_INFO: SequenceSpec = SequenceSpec::new(
    "sys",
    "version_info",
    "sys.version_info\n\nVersion information as a named tuple.",
    &[
        field("major", "Major release number"),
        field("minor", "Minor release number"),
        field("micro", "Patch release number"),
        field("releaselevel", "'alpha', 'beta', 'candidate', or 'final'"),
        field("serial", "Serial release number"),
    ],
    5,
)
.closed();

static FLAGS: SequenceSpec = SequenceSpec::new(
    "sys",
    "flags",
    "sys.flags\n\nFlags provided through command line arguments or environment vars.",
    &[
        field("debug", "-d"),
        field("inspect", "-i"),
        field("interactive", "-i"),
        field("optimize", "-O or -OO"),
        field("dont_write_bytecode", "-B"),
        field("no_user_site", "-s"),
        field("no_site", "-S"),
        field("ignore_environment", "-E"),
        field("verbose", "-v"),
        field("bytes_warning", "-b"),
        field("quiet", "-q"),
        field("hash_randomization", "-R"),
        field("isolated", "-I"),
        field("dev_mode", "-X dev"),
        field("utf8_mode", "-X utf8"),
        field("warn_default_encoding", "-X warn_default_encoding"),
        field("safe_path", "-P"),
        field("int_max_str_digits", "-X int_max_str_digits"),
        field("gil", "-X gil"),
        field("thread_inherit_context", "-X thread_inherit_context"),
        field("context_aware_warnings", "-X context_aware_warnings"),
    ],
    18,
)
.closed();

static FLOAT_INFO: SequenceSpec = SequenceSpec::new(
    "sys",
    "float_info",
    "sys.float_info\n\nA named tuple holding information about the float type.",
    &[
        field("max", "DBL_MAX"),
        field("max_exp", "DBL_MAX_EXP"),
        field("max_10_exp", "DBL_MAX_10_EXP"),
        field("min", "DBL_MIN"),
        field("min_exp", "DBL_MIN_EXP"),
        field("min_10_exp", "DBL_MIN_10_EXP"),
        field("dig", "DBL_DIG"),
        field("mant_dig", "DBL_MANT_DIG"),
        field("epsilon", "DBL_EPSILON"),
        field("radix", "FLT_RADIX"),
        field("rounds", "FLT_ROUNDS"),
    ],
    11,
);

static INT_INFO: SequenceSpec = SequenceSpec::new(
    "sys",
    "int_info",
    "sys.int_info\n\nA named tuple that holds information about Python's internal representation of integers.",
    &[
        field("bits_per_digit", "size of a digit in bits"),
        field("sizeof_digit", "size in bytes of a digit"),
        field(
            "default_max_str_digits",
            "maximum string conversion digits limitation",
        ),
        field(
            "str_digits_check_threshold",
            "minimum positive value for int_max_str_digits",
        ),
    ],
    4,
);

static HASH_INFO: SequenceSpec = SequenceSpec::new(
    "sys",
    "hash_info",
    "hash_info\n\nA named tuple providing parameters used for computing hashes.",
    &[
        field("width", "width of the type used for hashing, in bits"),
        field(
            "modulus",
            "prime number giving the modulus on which the hash function is based",
        ),
        field("inf", "value to be used for hash of a positive infinity"),
        field("nan", "value to be used for hash of a nan"),
        field(
            "imag",
            "multiplier used for the imaginary part of a complex number",
        ),
        field(
            "algorithm",
            "name of the algorithm for hashing of str, bytes and memoryviews",
        ),
        field("hash_bits", "internal output size of hash algorithm"),
        field("seed_bits", "seed size of hash algorithm"),
        field("cutoff", "small string optimization cutoff"),
    ],
    9,
);

static THREAD_INFO: SequenceSpec = SequenceSpec::new(
    "sys",
    "thread_info",
    "sys.thread_info\n\nA named tuple holding information about the thread implementation.",
    &[
        field("name", "name of the thread implementation"),
        field("lock", "name of the lock implementation"),
        field("version", "name and version of the thread library"),
    ],
    3,
);

fn number(value: i64) -> Value {
    Value::fixnum(value)
}

fn text(thread: &Thread, value: &str) -> Result {
    Ok(Str::new(thread, value)?.value())
}

pub fn add(thread: &Thread, module: Module) -> Result<()> {
    let (major, minor, micro) = VERSION;
    let version_info = VERSION_INFO.make(
        thread,
        &[
            number(major as i64),
            number(minor as i64),
            number(micro as i64),
            text(thread, "final")?,
            number(0),
        ],
    )?;
    module.set(thread, "version_info", version_info)?;
    module.set(thread, "hexversion", number(HEXVERSION))?;
    module.set(thread, "api_version", number(1013))?;
    let version = format!(
        "{major}.{minor}.{micro} (typhon {})",
        env!("CARGO_PKG_VERSION")
    );
    module.set(thread, "version", text(thread, &version)?)?;
    module.set(thread, "copyright", text(thread, COPYRIGHT)?)?;
    module.set(thread, "platform", text(thread, std::env::consts::OS)?)?;
    module.set(
        thread,
        "byteorder",
        text(
            thread,
            if cfg!(target_endian = "little") {
                "little"
            } else {
                "big"
            },
        )?,
    )?;
    module.set(thread, "maxsize", int::from_i64(thread, i64::MAX)?)?;
    module.set(thread, "maxunicode", number(0x10ffff))?;
    module.set(thread, "float_repr_style", text(thread, "short")?)?;
    module.set(thread, "abiflags", text(thread, "")?)?;
    let git = Tuple::new(
        thread,
        &[
            text(thread, "Typhon")?,
            text(thread, "")?,
            text(thread, "")?,
        ],
    )?;
    module.set(thread, "_git", git.value())?;
    module.set(thread, "_framework", text(thread, "")?)?;
    implementation(thread, module, version_info)?;
    numbers(thread, module)?;
    flags(thread, module)?;
    names_of_modules(thread, module)
}

const COPYRIGHT: &str = "Copyright (c) the Typhon developers.\nThe standard library is Copyright (c) Python Software Foundation.";

fn implementation(thread: &Thread, module: Module, version_info: Value) -> Result<()> {
    let namespace = simple_namespace(thread)?;
    let triple = format!("{}-{}-gnu", std::env::consts::ARCH, std::env::consts::OS);
    for (name, value) in [
        ("name", text(thread, "typhon")?),
        ("cache_tag", text(thread, "typhon-314")?),
        ("version", version_info),
        ("hexversion", number(HEXVERSION)),
        ("_multiarch", text(thread, &triple)?),
        ("supports_isolated_interpreters", Value::FALSE),
    ] {
        typhon_objects::attribute::set(thread, namespace, intern_text(thread, name)?, value)?;
    }
    module.set(thread, "implementation", namespace)
}

/// An empty `types.SimpleNamespace`.
fn simple_namespace(thread: &Thread) -> Result {
    call(
        thread,
        crate::simple_namespace::SIMPLE_NAMESPACE
            .ready(thread)?
            .value(),
        &[],
    )
}

fn numbers(thread: &Thread, module: Module) -> Result<()> {
    let real = |value: f64| float::from_f64(thread, value);
    let float_info = FLOAT_INFO.make(
        thread,
        &[
            real(f64::MAX)?,
            number(f64::MAX_EXP as i64),
            number(f64::MAX_10_EXP as i64),
            real(f64::MIN_POSITIVE)?,
            number(f64::MIN_EXP as i64),
            number(f64::MIN_10_EXP as i64),
            number(f64::DIGITS as i64),
            number(f64::MANTISSA_DIGITS as i64),
            real(f64::EPSILON)?,
            number(f64::RADIX as i64),
            number(1),
        ],
    )?;
    module.set(thread, "float_info", float_info)?;
    let int_info = INT_INFO.make(thread, &[number(30), number(4), number(4300), number(640)])?;
    module.set(thread, "int_info", int_info)?;
    let hash_info = HASH_INFO.make(
        thread,
        &[
            number(64),
            number((1 << 61) - 1),
            number(314159),
            number(0),
            number(1_000_003),
            text(thread, "siphash13")?,
            number(64),
            number(128),
            number(0),
        ],
    )?;
    module.set(thread, "hash_info", hash_info)?;
    let thread_info = THREAD_INFO.make(
        thread,
        &[
            text(thread, "pthread")?,
            text(thread, "mutex+cond")?,
            Value::NONE,
        ],
    )?;
    module.set(thread, "thread_info", thread_info)
}

fn flags(thread: &Thread, module: Module) -> Result<()> {
    let config = Config::get();
    let flag = |value: bool| number(value as i64);
    let values = [
        number(config.debug as i64),
        number(config.inspect as i64),
        number(config.interactive as i64),
        number(config.optimize as i64),
        flag(config.dont_write_bytecode),
        flag(config.no_user_site),
        flag(config.no_site),
        flag(config.ignore_environment),
        number(config.verbose as i64),
        number(config.bytes_warning as i64),
        flag(config.quiet),
        flag(config.hash_randomization),
        flag(config.isolated),
        Value::bool(config.dev_mode),
        number(1),
        number(0),
        Value::bool(config.safe_path),
        number(config.int_max_str_digits),
        number(i64::from(typhon_interp::gil::is_on())),
        number(1),
        number(0),
    ];
    module.set(thread, "flags", FLAGS.make(thread, &values)?)?;
    module.set(
        thread,
        "dont_write_bytecode",
        Value::bool(config.dont_write_bytecode),
    )?;
    let warn_options = List::new(thread)?;
    for option in &config.warn_options {
        warn_options.append(thread, text(thread, option)?)?;
    }
    module.set(thread, "warnoptions", warn_options.value())?;
    let x_options = Dict::new(thread)?;
    for (name, value) in &config.x_options {
        let value = match value {
            Some(value) => text(thread, value)?,
            None => Value::TRUE,
        };
        x_options.set(thread, text(thread, name)?, value)?;
    }
    module.set(thread, "_xoptions", x_options.value())
}

fn names_of_modules(thread: &Thread, module: Module) -> Result<()> {
    let mut native: Vec<&str> = crate::MODULES
        .iter()
        .map(|module| module.name)
        .chain(["builtins"])
        .collect();
    native.sort_unstable();
    let list = List::new(thread)?;
    for name in &native {
        list.append(thread, intern_text(thread, name)?.value())?;
    }
    module.set(
        thread,
        "builtin_module_names",
        Tuple::from_list(thread, list)?.value(),
    )?;
    let names = List::new(thread)?;
    for name in typhon_pylib::names()
        .filter(|name| !name.contains('.'))
        .chain(native)
    {
        names.append(thread, intern_text(thread, name)?.value())?;
    }
    let frozen = call(
        thread,
        typhon_objects::set::FROZENSET.get().value(),
        &[names.value()],
    )?;
    module.set(thread, "stdlib_module_names", frozen)
}
