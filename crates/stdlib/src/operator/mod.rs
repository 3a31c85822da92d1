//! Module `_operator`: the operators as functions, and callables that fetch items and attributes.

mod digest;
mod getters;
mod method_caller;

pub(crate) use digest::compare_digest;
use typhon_objects::operations::{Comparison, Operator, Unary};
use typhon_objects::prelude::*;
use typhon_objects::types::Special;

macro_rules! binary {
    ($name:literal, $operator:ident, $symbol:literal) => {
        function(
            $name,
            |thread, args| operations::binary(thread, Operator::$operator, args[0], args[1]),
            "(a, b, /)",
            concat!("Same as a ", $symbol, " b."),
        )
    };
}

macro_rules! inplace {
    ($name:literal, $operator:ident, $symbol:literal) => {
        function(
            $name,
            |thread, args| operations::inplace(thread, Operator::$operator, args[0], args[1]),
            "(a, b, /)",
            concat!("Same as a ", $symbol, " b."),
        )
    };
}

macro_rules! comparison {
    ($name:literal, $comparison:ident, $symbol:literal) => {
        function(
            $name,
            |thread, args| operations::compare(thread, Comparison::$comparison, args[0], args[1]),
            "(a, b, /)",
            concat!("Same as a ", $symbol, " b."),
        )
    };
}

macro_rules! unary {
    ($name:literal, $operator:ident, $text:literal) => {
        function(
            $name,
            |thread, args| operations::unary(thread, Unary::$operator, args[0]),
            "(a, /)",
            concat!("Same as ", $text, "."),
        )
    };
}

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_operator",
    doc: "Operator interface.\n\nThis module exports a set of functions implemented in C corresponding\nto the intrinsic operators of Python.  For example, operator.add(x, y)\nis equivalent to the expression x+y.",
    functions: &[
        binary!("add", Add, "+"),
        binary!("sub", Subtract, "-"),
        binary!("mul", Multiply, "*"),
        binary!("matmul", MatrixMultiply, "@"),
        binary!("truediv", TrueDivide, "/"),
        binary!("floordiv", FloorDivide, "//"),
        binary!("mod", Modulo, "%"),
        binary!("pow", Power, "**"),
        binary!("lshift", LeftShift, "<<"),
        binary!("rshift", RightShift, ">>"),
        binary!("and_", And, "&"),
        binary!("xor", Xor, "^"),
        binary!("or_", Or, "|"),
        inplace!("iadd", Add, "+="),
        inplace!("isub", Subtract, "-="),
        inplace!("imul", Multiply, "*="),
        inplace!("imatmul", MatrixMultiply, "@="),
        inplace!("itruediv", TrueDivide, "/="),
        inplace!("ifloordiv", FloorDivide, "//="),
        inplace!("imod", Modulo, "%="),
        inplace!("ipow", Power, "**="),
        inplace!("ilshift", LeftShift, "<<="),
        inplace!("irshift", RightShift, ">>="),
        inplace!("iand", And, "&="),
        inplace!("ixor", Xor, "^="),
        inplace!("ior", Or, "|="),
        comparison!("lt", Less, "<"),
        comparison!("le", LessEqual, "<="),
        comparison!("eq", Equal, "=="),
        comparison!("ne", NotEqual, "!="),
        comparison!("gt", Greater, ">"),
        comparison!("ge", GreaterEqual, ">="),
        unary!("neg", Negative, "-a"),
        unary!("pos", Positive, "+a"),
        unary!("inv", Invert, "~a"),
        unary!("invert", Invert, "~a"),
        unary!("abs", Absolute, "abs(a)"),
        function(
            "truth",
            |thread, args| Ok(Value::bool(operations::truth(thread, args[0])?)),
            "(a, /)",
            "Return True if a is true, False otherwise.",
        ),
        function(
            "not_",
            |thread, args| Ok(Value::bool(!operations::truth(thread, args[0])?)),
            "(a, /)",
            "Same as not a.",
        ),
        function(
            "is_",
            |_, args| Ok(Value::bool(args[0] == args[1])),
            "(a, b, /)",
            "Same as a is b.",
        ),
        function(
            "is_not",
            |_, args| Ok(Value::bool(args[0] != args[1])),
            "(a, b, /)",
            "Same as a is not b.",
        ),
        function(
            "is_none",
            |_, args| Ok(Value::bool(args[0].is_none())),
            "(a, /)",
            "Same as a is None.",
        ),
        function(
            "is_not_none",
            |_, args| Ok(Value::bool(!args[0].is_none())),
            "(a, /)",
            "Same as a is not None.",
        ),
        function(
            "index",
            |thread, args| operations::index_value(thread, args[0]),
            "(a, /)",
            "Same as a.__index__()",
        ),
        function(
            "concat",
            concat,
            "(a, b, /)",
            "Same as a + b, for a and b sequences.",
        ),
        function(
            "iconcat",
            inplace_concat,
            "(a, b, /)",
            "Same as a += b, for a and b sequences.",
        ),
        function(
            "contains",
            |thread, args| Ok(Value::bool(operations::contains(thread, args[0], args[1])?)),
            "(a, b, /)",
            "Same as b in a (note reversed operands).",
        ),
        function(
            "countOf",
            count_of,
            "(a, b, /)",
            "Return the number of items in a which are, or which equal, b.",
        ),
        function(
            "indexOf",
            index_of,
            "(a, b, /)",
            "Return the first index of b in a.",
        ),
        function(
            "getitem",
            |thread, args| operations::get_item(thread, args[0], args[1]),
            "(a, b, /)",
            "Same as a[b].",
        ),
        function("setitem", set_item, "(a, b, c, /)", "Same as a[b] = c."),
        function("delitem", delete_item, "(a, b, /)", "Same as del a[b]."),
        function(
            "length_hint",
            length_hint,
            "(obj, default=0, /)",
            "Return an estimate of the number of items in obj.\n\nThis is useful for presizing containers when building from an iterable.\n\nIf the object supports len(), the result will be exact.\nOtherwise, it may over- or under-estimate by an arbitrary amount.\nThe result will be an integer >= 0.",
        ),
        function(
            "call",
            call_object,
            "(obj, /, *args, **kwargs)",
            "Same as obj(*args, **kwargs).",
        ),
        function(
            "_compare_digest",
            compare_digest,
            "(a, b, /)",
            "Return 'a == b'.\n\nThis function uses an approach designed to prevent\ntiming analysis, making it appropriate for cryptography.\n\na and b must both be of the same type: either str (ASCII only),\nor any bytes-like object.\n\nNote: If a and b are of different lengths, or if an error occurs,\na timing attack could theoretically reveal information about the\ntypes and lengths of a and b--but not their values.",
        ),
    ],
    types: &[
        &getters::ITEM_GETTER,
        &getters::ATTRIBUTE_GETTER,
        &method_caller::METHOD_CALLER,
    ],
    setup: None,
};

/// Whether the value is indexed by positions, as far as its class tells.
fn is_sequence(value: Value) -> bool {
    !value.is::<DictObject>() && value.class().special(Special::GetItem).is_some()
}

fn check_sequences(thread: &Thread, args: &[Value]) -> Result<()> {
    if !is_sequence(args[0]) {
        let class = args[0].class().name_text();
        return Err(errors::type_error(
            thread,
            format!("'{class}' object can't be concatenated"),
        ));
    }
    Ok(())
}

fn concat(thread: &Thread, args: &[Value]) -> Result {
    check_sequences(thread, args)?;
    operations::binary(thread, Operator::Add, args[0], args[1])
}

fn inplace_concat(thread: &Thread, args: &[Value]) -> Result {
    check_sequences(thread, args)?;
    operations::inplace(thread, Operator::Add, args[0], args[1])
}

fn iterate(thread: &Thread, value: Value) -> Result {
    match operations::iter(thread, value) {
        Err(raised) if raised.is(&tree::TYPE_ERROR) => Err(errors::type_error(
            thread,
            format!(
                "argument of type '{}' is not iterable",
                value.class().name_text()
            ),
        )),
        iterator => iterator,
    }
}

fn count_of(thread: &Thread, args: &[Value]) -> Result {
    let iterator = iterate(thread, args[0])?;
    let mut count = 0;
    while let Some(item) = operations::next(thread, iterator)? {
        if operations::equal_or_identical(thread, item, args[1])? {
            count += 1;
        }
        thread.poll()?;
    }
    Ok(Value::fixnum(count))
}

fn index_of(thread: &Thread, args: &[Value]) -> Result {
    let iterator = iterate(thread, args[0])?;
    let mut index = 0;
    while let Some(item) = operations::next(thread, iterator)? {
        if operations::equal_or_identical(thread, item, args[1])? {
            return Ok(Value::fixnum(index));
        }
        index += 1;
        thread.poll()?;
    }
    Err(errors::value_error(
        thread,
        "sequence.index(x): x not in sequence",
    ))
}

fn set_item(thread: &Thread, args: &[Value]) -> Result {
    operations::set_item(thread, args[0], args[1], args[2])?;
    Ok(Value::NONE)
}

fn delete_item(thread: &Thread, args: &[Value]) -> Result {
    operations::delete_item(thread, args[0], args[1])?;
    Ok(Value::NONE)
}

fn length_hint(thread: &Thread, args: &[Value]) -> Result {
    let default = match args[1].present() {
        Some(default) => crate::support::to_ssize(thread, default)?,
        None => 0,
    };
    // A default below zero is given back as it is.
    let missing = usize::MAX;
    match operations::len_hint(thread, args[0], missing)? {
        hint if hint == missing => typhon_objects::int::from_i64(thread, default),
        hint => typhon_objects::int::from_i64(thread, hint as i64),
    }
}

fn call_object(thread: &Thread, args: &[Value]) -> Result {
    typhon_objects::call::call_spread(thread, args[0], Ref::of(args[1]), args[2])
}
