//! Module `_json`: the fast paths of `json`. `scan` reads documents, `write` makes them, `escape` has the
//! strings in between.

mod escape;
mod scan;
mod write;

use typhon_objects::prelude::*;

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_json",
    doc: "json speedups\n",
    functions: &[
        function(
            "encode_basestring_ascii",
            escape::encode_ascii,
            "(string, /)",
            "encode_basestring_ascii(string) -> string\n\nReturn an ASCII-only JSON representation of a Python string",
        ),
        function(
            "encode_basestring",
            escape::encode,
            "(string, /)",
            "encode_basestring(string) -> string\n\nReturn a JSON representation of a Python string",
        ),
        function(
            "scanstring",
            scan::scan_string,
            "(string, end, strict=True, /)",
            "scanstring(string, end, strict=True) -> (string, end)\n\nScan the string s for a JSON string. End is the index of the\ncharacter in s after the quote that started the JSON string.\nUnescapes all valid JSON string escape sequences and raises ValueError\non attempt to decode an invalid string. If strict is False then literal\ncontrol characters are allowed in the string.\n\nReturns a tuple of the decoded string and the index of the character in s\nafter the end quote.",
        ),
    ],
    types: &[],
    setup: Some(setup),
};

fn setup(thread: &Thread, module: Module) -> Result<()> {
    let scanner = scan::SCANNER.ready(thread)?;
    module.set(thread, "make_scanner", scanner.value())?;
    let encoder = write::ENCODER.ready(thread)?;
    module.set(thread, "make_encoder", encoder.value())
}

/// The string argument of a function here.
fn expect_string(thread: &Thread, value: Value) -> Result<Str> {
    match value.downcast::<StrObject>() {
        Some(string) => Ok(string),
        None => Err(errors::type_error(
            thread,
            format!(
                "first argument must be a string, not {}",
                value.class().name_text()
            ),
        )),
    }
}
