//! Stand-ins until the object model has them.
use typhon_objects::prelude::*;

pub fn slice(thread: &Thread, _a: Value, _b: Value, _c: Value) -> Result {
    Err(errors::missing_feature(thread, "slices"))
}
pub fn new_interpolation(thread: &Thread, _a: Value, _b: Value, _c: Value, _d: Value) -> Result {
    Err(errors::missing_feature(thread, "t-strings"))
}
pub fn new_template(thread: &Thread, _a: Value, _b: Value) -> Result {
    Err(errors::missing_feature(thread, "t-strings"))
}
fn print(thread: &Thread, args: &[Value]) -> Result {
    let items: Tuple = Ref::of(args[0]);
    for item in items.iter() {
        print!("{} ", operations::str(thread, item)?.to_string_lossy());
    }
    println!();
    Ok(Value::NONE)
}
static FUNCTIONS: &[Method] = &[function("print", print, "(*args)", "")];
pub fn make_module(thread: &Thread) -> Result<Module> {
    let module = Module::new(thread, "builtins", Value::NONE)?;
    module.add_functions(thread, FUNCTIONS)?;
    for spec in typhon_objects::core_types::VISIBLE.iter().chain(tree::ALL) {
        module.add_type(thread, spec)?;
    }
    Ok(module)
}
