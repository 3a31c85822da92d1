//! Module `_suggestions`: the closest of some names.

use typhon_objects::prelude::*;
use typhon_objects::traceback_print::closest;

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_suggestions",
    doc: "",
    functions: &[function(
        "_generate_suggestions",
        generate,
        "(candidates, item, /)",
        "Returns the candidate in candidates that's closest to item",
    )],
    types: &[],
    setup: None,
};

fn generate(thread: &Thread, args: &[Value]) -> Result {
    let Some(list) = args[0].downcast::<ListObject>() else {
        return Err(errors::type_error(thread, "candidates must be a list"));
    };
    let Some(item) = args[1].downcast::<StrObject>() else {
        return Err(errors::bad_argument(
            thread,
            "_generate_suggestions()",
            "argument 2",
            "str",
            args[1],
        ));
    };
    let mut names = Vec::new();
    for index in 0..list.len() {
        let Some(name) = list.get(index) else { break };
        let Some(name) = name.downcast::<StrObject>() else {
            return Err(errors::type_error(
                thread,
                "all elements in 'candidates' must be strings",
            ));
        };
        names.push(name.to_string_lossy().into_owned());
    }
    match closest(&item.to_string_lossy(), &names) {
        Some(found) => Ok(Str::new(thread, found)?.value()),
        None => Ok(Value::NONE),
    }
}
