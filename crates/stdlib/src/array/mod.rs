//! Module `array`: sequences of machine numbers. `item` converts, `storage` has the layout, `methods` the
//! type, `pickling` the exchange format.

mod edit;
mod item;
mod iterator;
mod methods;
mod pickling;
mod storage;

use crate::support::import_attribute;
use typhon_objects::prelude::*;

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "array",
    doc: "This module defines an object type which can efficiently represent\nan array of basic values: characters, integers, floating-point\nnumbers.  Arrays are sequence types and behave very much like lists,\nexcept that the type of objects stored in them is constrained.\n",
    functions: &[function(
        "_array_reconstructor",
        pickling::reconstruct,
        "(arraytype, typecode, mformat_code, items, /)",
        "Internal. Used for pickling support.",
    )],
    types: &[&methods::ARRAY],
    setup: Some(setup),
};

fn setup(thread: &Thread, module: Module) -> Result<()> {
    iterator::ARRAY_ITERATOR.ready(thread)?;
    storage::register_exporter();
    let class = methods::ARRAY.get().value();
    module.set(thread, "ArrayType", class)?;
    let codes: String = item::CODES.iter().map(|&code| code as char).collect();
    module.set(thread, "typecodes", Str::new(thread, &codes)?.value())?;
    let sequences = import_attribute(thread, "collections.abc", "MutableSequence")?;
    let name = intern_text(thread, "register")?;
    call_method(thread, sequences, name, &[class])?;
    Ok(())
}
