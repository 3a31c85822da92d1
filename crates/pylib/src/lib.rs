//! The pure-Python standard library, compiled at build time and part of the binary.
//!
//! Most of it comes from the crate `rustpython-pylib` (PSF licence); `Lib/` holds our own modules, which
//! win. Nothing is done at start-up: the index is a sorted table of offsets, bytecode is used in place,
//! sources are decompressed when somebody asks for them.
//! Invariant: the tables are built together by `build.rs`, so every offset in them is right.

#![deny(unsafe_code)]

include!("prefix.rs");

/// Offsets and lengths into the blobs.
struct Entry {
    name: (u32, u32),
    path: (u32, u32),
    code: (u32, u32),
    source: (u32, u32),
    is_package: bool,
}

static INDEX: &[Entry] = &include!(concat!(env!("OUT_DIR"), "/index.rs"));
static NAMES: &str = include_str!(concat!(env!("OUT_DIR"), "/names.txt"));
static PATHS: &str = include_str!(concat!(env!("OUT_DIR"), "/paths.txt"));
static CODE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/code.bin"));
static SOURCES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/sources.bin"));

/// One module of the embedded library.
#[derive(Copy, Clone)]
pub struct Module {
    entry: &'static Entry,
}

impl Module {
    /// The dotted name, e.g. `collections.abc`.
    pub fn name(&self) -> &'static str {
        text(NAMES, self.entry.name)
    }

    pub fn is_package(&self) -> bool {
        self.entry.is_package
    }

    /// The bytecode, for `typhon_bytecode::marshal::read_static`.
    pub fn code(&self) -> &'static [u8] {
        bytes(CODE, self.entry.code)
    }

    /// The virtual file, `PREFIX` included.
    pub fn path(&self) -> &'static str {
        text(PATHS, self.entry.path)
    }

    /// The bytes of the source file.
    pub fn source_bytes(&self) -> Vec<u8> {
        miniz_oxide::inflate::decompress_to_vec(bytes(SOURCES, self.entry.source))
            .unwrap_or_default()
    }

    /// The source as text; the library is all UTF-8.
    pub fn source(&self) -> String {
        String::from_utf8(self.source_bytes())
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
    }
}

fn bytes(blob: &'static [u8], (start, length): (u32, u32)) -> &'static [u8] {
    &blob[start as usize..(start + length) as usize]
}

fn text(blob: &'static str, (start, length): (u32, u32)) -> &'static str {
    &blob[start as usize..(start + length) as usize]
}

/// The module of that name, if the library has it.
pub fn find(name: &str) -> Option<Module> {
    let index = INDEX
        .binary_search_by(|entry| text(NAMES, entry.name).cmp(name))
        .ok()?;
    Some(Module {
        entry: &INDEX[index],
    })
}

/// All modules, sorted by name.
pub fn modules() -> impl Iterator<Item = Module> {
    INDEX.iter().map(|entry| Module { entry })
}

/// The names of all modules, sorted.
pub fn names() -> impl Iterator<Item = &'static str> {
    modules().map(|module| module.name())
}

/// The module whose virtual file is `path`.
pub fn find_path(path: &str) -> Option<Module> {
    let stem = path
        .strip_prefix(PREFIX)?
        .strip_prefix('/')?
        .strip_suffix(".py")?;
    let stem = stem.strip_suffix("/__init__").unwrap_or(stem);
    find(&stem.replace('/', "."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_are_found() {
        let os = find("os").unwrap();
        assert_eq!(
            (os.name(), os.is_package(), os.path()),
            ("os", false, "/typhon/lib/python3.14/os.py")
        );
        assert!(os.source().contains("def makedirs"));
        assert!(find("collections").unwrap().is_package());
        assert!(find("no.such").is_none());
        assert_eq!(find_path(os.path()).unwrap().name(), "os");
    }

    #[test]
    fn all_code_reads_and_verifies() {
        let mut count = 0;
        for module in modules() {
            let code = typhon_bytecode::marshal::read_static(module.code()).unwrap();
            assert_eq!(code.filename, module.path());
            typhon_bytecode::verify(&code).unwrap();
            count += 1;
        }
        assert!(count > 500);
    }
}
