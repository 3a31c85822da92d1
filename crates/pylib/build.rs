//! Compiles the pure-Python library and packs it: bytecode as it is, sources compressed, and one index.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use typhon_bytecode::marshal;
use typhon_compiler::{Mode, Options, compile_bytes};

// `PREFIX`, shared with the library.
include!("src/prefix.rs");

/// Modules that need a screen, or install things, or only make sense elsewhere.
const LEFT_OUT: &[&str] = &[
    "idlelib",
    "tkinter",
    "turtledemo",
    "turtle",
    "ensurepip",
    "lib2to3",
    "test",
    "_aix_support",
    "_apple_support",
];

/// What is changed in files of the library: words that are about another interpreter, and where CPython has
/// a native part that is in Python here.
const CHANGES: &[(&str, &str, &str)] = &[
    (
        "pickle.py",
        "from _pickle import PickleBuffer",
        "from _pickle_buffer import PickleBuffer",
    ),
    (
        "importlib/_bootstrap.py",
        "        info = _call_with_frames_removed(_imp.find_frozen, fullname)\n",
        concat!(
            "        if not _imp._comes_first(fullname, path):\n",
            "            return None\n",
            "        return cls._find_embedded(fullname)\n\n",
            "    @classmethod\n",
            "    def _find_embedded(cls, fullname):\n",
            "        info = _call_with_frames_removed(_imp.find_frozen, fullname)\n",
        ),
    ),
    // Modules of the embedded library look as if they came from its folder.
    (
        "importlib/_bootstrap.py",
        "        assert not spec.has_location\n",
        "",
    ),
    ("site.py", "return 'RustPython'", "return 'Python'"),
    ("site.py", "/lib/rustpython{", "/lib/python{"),
    (
        "sysconfig/__init__.py",
        "return 'RustPython'",
        "return 'Python'",
    ),
];

/// A file of the library as it is embedded.
fn read_changed(relative: &str, path: &Path) -> Result<Vec<u8>, String> {
    let mut source = std::fs::read(path).map_err(|error| error.to_string())?;
    for (file, from, to) in CHANGES {
        if *file == relative {
            let text = String::from_utf8(source).map_err(|error| error.to_string())?;
            assert!(text.contains(from), "{file} has no {from}");
            source = text.replace(from, to).into_bytes();
        }
    }
    Ok(source)
}

fn main() {
    let own = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let overlay = own.join("Lib");
    let additions = own.join("Additions");
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=src/prefix.rs");
    println!("cargo:rerun-if-changed={}", overlay.display());
    println!("cargo:rerun-if-changed={}", additions.display());
    // Relative path inside the library -> file; the overlay comes second and so wins.
    let mut files = BTreeMap::new();
    collect(Path::new(rustpython_pylib::LIB_PATH), "", &mut files);
    collect(&overlay, "", &mut files);
    let packer = Packer {
        additions,
        ..Packer::default()
    };
    packer.pack(&files);
}

fn collect(folder: &Path, prefix: &str, files: &mut BTreeMap<String, PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = entry.path();
        let stem = name.strip_suffix(".py").unwrap_or(&name);
        if name == "__pycache__" || prefix.is_empty() && LEFT_OUT.contains(&stem) {
            continue;
        }
        if path.is_dir() {
            collect(&path, &format!("{prefix}{name}/"), files);
        } else if name.ends_with(".py") {
            println!("cargo:rerun-if-changed={}", path.display());
            files.insert(format!("{prefix}{name}"), path);
        }
    }
}

/// What `sysconfig` makes of the names in `sys` for the platform that is built for.
fn sysconfig_data_name() -> String {
    let of_target =
        |part: &str| std::env::var(format!("CARGO_CFG_TARGET_{part}")).expect("cargo sets it");
    let (system, machine) = (of_target("OS"), of_target("ARCH"));
    format!("_sysconfigdata__{system}_{machine}-{system}-gnu")
}

#[derive(Default)]
struct Packer {
    /// Where code lies that is appended to modules of the library.
    additions: PathBuf,
    names: String,
    paths: String,
    code: Vec<u8>,
    sources: Vec<u8>,
    rows: BTreeMap<String, String>,
}

impl Packer {
    fn pack(mut self, files: &BTreeMap<String, PathBuf>) {
        for (relative, path) in files {
            if let Err(message) = self.add(relative, path) {
                println!("cargo:warning={relative} is left out of the library: {message}");
            }
        }
        let output = PathBuf::from(std::env::var("OUT_DIR").expect("cargo sets it"));
        let mut table = String::from("[\n");
        for row in self.rows.values() {
            table.push_str(row);
        }
        table.push_str("]\n");
        let write = |name: &str, bytes: &[u8]| {
            std::fs::write(output.join(name), bytes)
                .unwrap_or_else(|error| panic!("{name}: {error}"));
        };
        write("index.rs", table.as_bytes());
        write("names.txt", self.names.as_bytes());
        write("paths.txt", self.paths.as_bytes());
        write("code.bin", &self.code);
        write("sources.bin", &self.sources);
    }

    fn add(&mut self, relative: &str, path: &Path) -> Result<(), String> {
        let stem = relative
            .strip_suffix(".py")
            .expect("only such files are collected");
        let (stem, is_package) = match stem.strip_suffix("/__init__") {
            Some(package) => (package, true),
            None => (stem, false),
        };
        let name = match stem {
            "_sysconfigdata" => sysconfig_data_name(),
            _ => stem.replace('/', "."),
        };
        let mut source = read_changed(relative, path)?;
        if let Ok(addition) = std::fs::read(self.additions.join(relative)) {
            source.extend(addition);
        }
        let full = format!("{PREFIX}/{relative}");
        let compiled = compile_bytes(&source, &Options::new(&full, Mode::Exec))
            .map_err(|error| error.to_string())?;
        let code = marshal::write(&compiled.code);
        // Kept aligned, for the words inside.
        while !self.code.len().is_multiple_of(8) {
            self.code.push(0);
        }
        let packed = miniz_oxide::deflate::compress_to_vec(&source, 8);
        let mut row = String::new();
        let _ = writeln!(
            row,
            "Entry {{ name: ({}, {}), path: ({}, {}), code: ({}, {}), source: ({}, {}), is_package: {is_package} }},",
            self.names.len(),
            name.len(),
            self.paths.len(),
            full.len(),
            self.code.len(),
            code.len(),
            self.sources.len(),
            packed.len(),
        );
        self.names.push_str(&name);
        self.paths.push_str(&full);
        self.code.extend(code);
        self.sources.extend(packed);
        self.rows.insert(name, row);
        Ok(())
    }
}
