//! Module `_syntax_tree`: the grammar that `_ast` makes its classes from.

use typhon_objects::prelude::*;

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_syntax_tree",
    doc: "The kinds of nodes of a syntax tree.",
    functions: &[],
    types: &[],
    setup: Some(setup),
};

fn setup(thread: &Thread, module: Module) -> Result<()> {
    let text = Str::new(thread, typhon_interp::syntax_tree::GRAMMAR)?;
    module.set(thread, "GRAMMAR", text.value())
}
