//! The `typhon` command.

use typhon_interp::system::Config;
use typhon_interp::{eval, import, runtime, threads};
use typhon_objects::prelude::*;

fn main() {
    let worker = std::thread::Builder::new().stack_size(64 << 20).spawn(run).expect("a thread for Python");
    let code = worker.join().unwrap_or(70);
    std::process::exit(code);
}

fn run() -> i32 {
    let ident = threads::own_ident();
    let Some(thread) = Thread::attach(runtime::MAIN_STACK, true, ident) else {
        eprintln!("typhon: no memory for the Python stack");
        return 1;
    };
    threads::enter(&thread);
    let arguments: Vec<std::ffi::OsString> = std::env::args_os().skip(1).collect();
    let config = Config {
        path: vec![
            arguments
                .first()
                .and_then(|file| std::path::Path::new(file).parent())
                .map(|folder| folder.as_os_str().to_owned())
                .unwrap_or_default(),
        ],
        original_arguments: std::env::args_os().collect(),
        arguments,
        executable: std::env::current_exe().unwrap_or_default().into_os_string(),
        int_max_str_digits: 4300,
        ..Config::default()
    };
    config.install();
    match run_file(&thread) {
        Ok(()) => 0,
        Err(raised) => {
            typhon_stdlib::sys::exception_hook(&thread, raised);
            1
        }
    }
}

fn run_file(thread: &Thread) -> Result<()> {
    runtime::bootstrap(thread)?;
    let _ = import::NATIVE_MODULES.set(typhon_stdlib::find);
    typhon_stdlib::start(thread)?;
    let path = std::env::args().nth(1).unwrap_or_default();
    let source = std::fs::read(&path).unwrap_or_default();
    let options = typhon_compiler::Options::new(&path, typhon_compiler::Mode::Exec);
    let code = eval::compile_bytes(thread, &source, &options)?;
    let main = Module::new(thread, "__main__", Value::NONE)?;
    Dict::of(typhon_objects::module::MODULES.get()).set_str(thread, names().__main__, main.value())?;
    eval::run_code(thread, code, main.dict(), Value::NULL, None)?;
    Ok(())
}
