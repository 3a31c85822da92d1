//! Native modules of the standard library: one file or folder a module, and the table of them.
//! Invariant: a module's state is in its objects or in registered roots, never in plain statics.

pub mod abc;
pub mod array;
pub mod atexit;
pub mod binascii;
pub mod bisect;
pub mod cmath;
pub mod codecs_module;
pub mod collections;
pub mod compression;
pub mod contextvars;
pub mod csv;
pub mod east_asian;
pub mod errno;
pub mod faulthandler;
pub mod fcntl;
pub mod functools;
pub mod gc;
pub mod hashes;
pub mod heapq;
pub mod imp;
pub mod io;
pub mod itertools;
pub mod json;
pub mod locale_module;
pub mod marshal;
pub mod math;
pub mod mmap;
pub mod multiprocessing;
pub mod opcode;
pub mod operator;
pub mod posix;
pub mod posixsubprocess;
pub mod queue;
pub mod random;
pub mod resource;
pub mod select_module;
pub mod signal_module;
pub mod simple_namespace;
pub mod socket_module;
pub mod sre;
pub mod stat_module;
pub mod string_module;
pub mod struct_module;
pub mod suggestions_module;
pub mod support;
pub mod syntax_tree;
pub mod sys;
pub mod syslog;
pub mod system_calls;
pub mod termios;
pub mod thread_module;
pub mod time;
pub mod tokenize;
pub mod typing_module;
pub mod unicodedata;
pub mod user_database;
pub mod warnings_module;
pub mod weakref_module;
pub mod zlib_module;

use typhon_interp::system::Config;
use typhon_objects::errors::Result;
use typhon_objects::module::ModuleSpec;
use typhon_objects::thread::Thread;

/// Every native module, in alphabetical order.
pub static MODULES: &[&ModuleSpec] = &[
    // One line each.
    &array::MODULE,
    &binascii::MODULE,
    &bisect::MODULE,
    &abc::MODULE,
    &atexit::MODULE,
    &errno::MODULE,
    &suggestions_module::MODULE,
    &typing_module::TYPES,
    &typing_module::TYPING,
    &weakref_module::MODULE,
    &cmath::MODULE,
    &codecs_module::MODULE,
    &collections::MODULE,
    &compression::BZ2,
    &compression::LZMA,
    &contextvars::MODULE,
    &csv::MODULE,
    &east_asian::MODULE,
    &faulthandler::MODULE,
    &fcntl::MODULE,
    &functools::MODULE,
    &gc::MODULE,
    &hashes::BLAKE2,
    &hashes::HASHLIB,
    &hashes::MD5,
    &hashes::SHA1,
    &hashes::SHA2,
    &hashes::SHA3,
    &heapq::MODULE,
    &imp::MODULE,
    &io::MODULE,
    &itertools::MODULE,
    &json::MODULE,
    &math::MODULE,
    &locale_module::MODULE,
    &marshal::MODULE,
    &mmap::MODULE,
    &multiprocessing::MODULE,
    &multiprocessing::SHARED_MEMORY,
    &opcode::MODULE,
    &operator::MODULE,
    &posix::MODULE,
    &resource::MODULE,
    &time::MODULE,
    &posixsubprocess::MODULE,
    &queue::MODULE,
    &socket_module::MODULE,
    &select_module::MODULE,
    &random::MODULE,
    &signal_module::MODULE,
    &sre::MODULE,
    &stat_module::MODULE,
    &string_module::MODULE,
    &unicodedata::MODULE,
    &struct_module::MODULE,
    &syntax_tree::MODULE,
    &sys::MODULE,
    &syslog::MODULE,
    &termios::MODULE,
    &thread_module::MODULE,
    &user_database::GRP,
    &user_database::PWD,
    &tokenize::MODULE,
    &warnings_module::MODULE,
    &zlib_module::MODULE,
];

/// The native module of this name.
pub fn find(name: &str) -> Option<&'static ModuleSpec> {
    MODULES.iter().copied().find(|module| module.name == name)
}

/// Brings `sys` and the import system to life, on the main thread, after `runtime::bootstrap`.
pub fn start(thread: &Thread) -> Result<()> {
    thread_module::MAIN_IDENT.store(thread.ident, std::sync::atomic::Ordering::Relaxed);
    typhon_interp::import::native_module(thread, "sys")?;
    typhon_interp::import::native_module(thread, "_signal")?;
    if Config::get().verbose > 0 {
        io::make_first_stderr(thread)?;
    }
    // Codecs written in Python can be asked for from the environment.
    imp::start_importlib(thread)?;
    io::make_standard_streams(thread)?;
    if !typhon_interp::system::Config::get().warn_options.is_empty() {
        // It says which of them are wrong.
        typhon_interp::import::import_module(thread, "warnings")?;
    }
    faulthandler::start(thread)
}
