//! The module `_stat`: constants of file modes and flags, and tests of modes.

use typhon_objects::prelude::*;

macro_rules! file_type {
    ($name:literal, $bits:expr, $what:literal) => {
        function(
            $name,
            |thread, args| Ok(Value::bool(mode(thread, args[0])? & libc::S_IFMT == $bits)),
            "(mode, /)",
            concat!(
                $name,
                "(mode) -> bool\n\nReturn True if mode is from ",
                $what,
                "."
            ),
        )
    };
}

macro_rules! never {
    ($name:literal, $what:literal) => {
        function(
            $name,
            |thread, args| {
                mode(thread, args[0])?;
                Ok(Value::FALSE)
            },
            "(mode, /)",
            concat!(
                $name,
                "(mode) -> bool\n\nReturn True if mode is from ",
                $what,
                "."
            ),
        )
    };
}

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_stat",
    doc: "Constants of file types, permissions and flags, and functions that test file modes.",
    functions: &[
        file_type!("S_ISDIR", libc::S_IFDIR, "a directory"),
        file_type!("S_ISCHR", libc::S_IFCHR, "a character special device file"),
        file_type!("S_ISBLK", libc::S_IFBLK, "a block special device file"),
        file_type!("S_ISREG", libc::S_IFREG, "a regular file"),
        file_type!("S_ISFIFO", libc::S_IFIFO, "a FIFO (named pipe)"),
        file_type!("S_ISLNK", libc::S_IFLNK, "a symbolic link"),
        file_type!("S_ISSOCK", libc::S_IFSOCK, "a socket"),
        never!("S_ISDOOR", "a door"),
        never!("S_ISPORT", "an event port"),
        never!("S_ISWHT", "a whiteout"),
        function(
            "S_IMODE",
            permissions,
            "(mode, /)",
            "Return the portion of the file's mode that can be set by os.chmod().",
        ),
        function(
            "S_IFMT",
            format_bits,
            "(mode, /)",
            "Return the portion of the file's mode that describes the file type.",
        ),
        function(
            "filemode",
            file_mode,
            "(mode, /)",
            "Convert a file's mode to a string of the form '-rwxrwxrwx'",
        ),
    ],
    types: &[],
    setup: Some(setup),
};

static NUMBERS: &[(&str, i64)] = &[
    ("S_IFDIR", 0o040000),
    ("S_IFCHR", 0o020000),
    ("S_IFBLK", 0o060000),
    ("S_IFREG", 0o100000),
    ("S_IFIFO", 0o010000),
    ("S_IFLNK", 0o120000),
    ("S_IFSOCK", 0o140000),
    ("S_IFDOOR", 0),
    ("S_IFPORT", 0),
    ("S_IFWHT", 0),
    ("S_ISUID", 0o4000),
    ("S_ISGID", 0o2000),
    ("S_ISVTX", 0o1000),
    ("S_ENFMT", 0o2000),
    ("S_IREAD", 0o400),
    ("S_IWRITE", 0o200),
    ("S_IEXEC", 0o100),
    ("S_IRWXU", 0o700),
    ("S_IRUSR", 0o400),
    ("S_IWUSR", 0o200),
    ("S_IXUSR", 0o100),
    ("S_IRWXG", 0o070),
    ("S_IRGRP", 0o040),
    ("S_IWGRP", 0o020),
    ("S_IXGRP", 0o010),
    ("S_IRWXO", 0o007),
    ("S_IROTH", 0o004),
    ("S_IWOTH", 0o002),
    ("S_IXOTH", 0o001),
    ("UF_SETTABLE", 0x0000_ffff),
    ("UF_NODUMP", 0x01),
    ("UF_IMMUTABLE", 0x02),
    ("UF_APPEND", 0x04),
    ("UF_OPAQUE", 0x08),
    ("UF_NOUNLINK", 0x10),
    ("UF_COMPRESSED", 0x20),
    ("UF_TRACKED", 0x40),
    ("UF_DATAVAULT", 0x80),
    ("UF_HIDDEN", 0x8000),
    ("SF_SETTABLE", 0xffff_0000),
    ("SF_ARCHIVED", 0x0001_0000),
    ("SF_IMMUTABLE", 0x0002_0000),
    ("SF_APPEND", 0x0004_0000),
    ("SF_NOUNLINK", 0x0010_0000),
    ("SF_SNAPSHOT", 0x0020_0000),
    ("SF_FIRMLINK", 0x0080_0000),
    ("SF_DATALESS", 0x4000_0000),
    ("ST_MODE", 0),
    ("ST_INO", 1),
    ("ST_DEV", 2),
    ("ST_NLINK", 3),
    ("ST_UID", 4),
    ("ST_GID", 5),
    ("ST_SIZE", 6),
    ("ST_ATIME", 7),
    ("ST_MTIME", 8),
    ("ST_CTIME", 9),
];

fn setup(thread: &Thread, module: Module) -> Result<()> {
    for (name, number) in NUMBERS {
        module.set(thread, name, Value::fixnum(*number))?;
    }
    Ok(())
}

/// An argument as `mode_t`.
fn mode(thread: &Thread, value: Value) -> Result<u32> {
    let int = operations::index_value(thread, value)?;
    if typhon_objects::int::is_negative(int) {
        return Err(errors::overflow_error(
            thread,
            "can't convert negative value to unsigned int",
        ));
    }
    match typhon_objects::int::to_i64(int).map(u32::try_from) {
        Some(Ok(mode)) => Ok(mode),
        Some(Err(_)) => Err(errors::overflow_error(thread, "mode out of range")),
        None => Err(errors::overflow_error(
            thread,
            "Python int too large to convert to C unsigned long",
        )),
    }
}

fn permissions(thread: &Thread, args: &[Value]) -> Result {
    Ok(Value::fixnum((mode(thread, args[0])? & 0o7777) as i64))
}

fn format_bits(thread: &Thread, args: &[Value]) -> Result {
    Ok(Value::fixnum(
        (mode(thread, args[0])? & libc::S_IFMT) as i64,
    ))
}

fn file_mode(thread: &Thread, args: &[Value]) -> Result {
    let mode = mode(thread, args[0])?;
    let kind = match mode & libc::S_IFMT {
        libc::S_IFREG => '-',
        libc::S_IFDIR => 'd',
        libc::S_IFLNK => 'l',
        libc::S_IFBLK => 'b',
        libc::S_IFCHR => 'c',
        libc::S_IFIFO => 'p',
        libc::S_IFSOCK => 's',
        _ => '?',
    };
    let mut text = String::from(kind);
    for (shift, special, letter) in [
        (6, libc::S_ISUID, 's'),
        (3, libc::S_ISGID, 's'),
        (0, libc::S_ISVTX, 't'),
    ] {
        let bits = mode >> shift;
        text.push(if bits & 4 != 0 { 'r' } else { '-' });
        text.push(if bits & 2 != 0 { 'w' } else { '-' });
        text.push(match (mode & special != 0, bits & 1 != 0) {
            (true, true) => letter,
            (true, false) => letter.to_ascii_uppercase(),
            (false, true) => 'x',
            (false, false) => '-',
        });
    }
    crate::support::text(thread, text)
}
