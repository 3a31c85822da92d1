//! The `typhon` command.

use typhon_interp::{eval, runtime};
use typhon_objects::prelude::*;

fn main() {
    let worker = std::thread::Builder::new().stack_size(64 << 20).spawn(run).expect("a thread for Python");
    let code = worker.join().unwrap_or(70);
    std::process::exit(code);
}

fn run() -> i32 {
    let Some(thread) = Thread::attach(runtime::MAIN_STACK, true, 1) else {
        eprintln!("typhon: no memory for the Python stack");
        return 1;
    };
    match run_file(&thread) {
        Ok(()) => 0,
        Err(raised) => {
            let text = operations::repr(&thread, raised.value()).map(|text| text.to_string_lossy().into_owned());
            eprintln!("{}", text.unwrap_or_default());
            1
        }
    }
}

fn run_file(thread: &Thread) -> Result<()> {
    runtime::bootstrap(thread)?;
    let path = std::env::args().nth(1).unwrap_or_default();
    let source = std::fs::read(&path).unwrap_or_default();
    let options = typhon_compiler::Options::new(&path, typhon_compiler::Mode::Exec);
    let code = eval::compile_bytes(thread, &source, &options)?;
    let globals = Dict::new(thread)?;
    globals.set_str(thread, names().__name__, names().__main__.value())?;
    eval::run_code(thread, code, globals, Value::NULL, None)?;
    Ok(())
}
