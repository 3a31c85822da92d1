//! Running code objects: modules, class bodies, `exec`, `eval`, `compile`, and the built-in functions
//! that look at the caller's frame.

use crate::frame::{self, Exit, Frame};
use crate::frame_object;
use crate::ops::calls;
use typhon_bytecode::{CodeFlags, LocalKind};
use typhon_compiler as compiler;
use typhon_objects::attribute;
use typhon_objects::cell::CellObject;
use typhon_objects::function::code::{CodeObject, CodeRef};
use typhon_objects::function::{Function, FunctionObject};
use typhon_objects::int;
use typhon_objects::prelude::*;
use typhon_objects::types::{Special, TYPE};

/// Runs code as a module body or an expression: globals, and a namespace other than globals or NULL.
pub fn run_code(
    thread: &Thread,
    code: CodeRef,
    globals: Dict,
    namespace: Value,
    closure: Option<Tuple>,
) -> Result {
    if globals.get_str(names().__builtins__).is_none() {
        let builtins = typhon_objects::module::BUILTINS.get();
        globals.set_str(thread, names().__builtins__, builtins)?;
    }
    let namespace = if namespace == globals.value() {
        Value::NULL
    } else {
        namespace
    };
    let callee = match closure {
        Some(cells) => {
            let function = Function::new(thread, code, globals)?;
            function.set_closure(cells.value());
            function.value()
        }
        None => globals.value(),
    };
    thread.check_native_stack()?;
    if code
        .flags
        .intersects(CodeFlags::COROUTINE | CodeFlags::GENERATOR | CodeFlags::ASYNC_GENERATOR)
    {
        let function = Function::new(thread, code, globals)?;
        return crate::generator::new(thread, function, code, &[]);
    }
    let base = frame::enter_base(thread, callee, &[])?;
    let frame = frame::push(thread, base, code, 0, Exit::Native, namespace)?;
    calls::finish(thread, frame)
}

/// `__build_class__(function, name, *bases, metaclass=..., **keywords)`
fn build_class(thread: &Thread, args: &[Value]) -> Result {
    let Some(body) = args[0].downcast::<FunctionObject>() else {
        return Err(errors::type_error(
            thread,
            "__build_class__: func must be a function",
        ));
    };
    let Some(name) = args[1].downcast::<StrObject>() else {
        return Err(errors::type_error(
            thread,
            "__build_class__: name is not a string",
        ));
    };
    let original_bases: Tuple = Ref::of(args[2]);
    let keywords = match args[3].downcast::<DictObject>() {
        Some(keywords) => keywords.copy(thread)?,
        None => Dict::new(thread)?,
    };
    let bases = resolve_bases(thread, original_bases)?;
    let mut metaclass = match keywords.remove(thread, names().metaclass.value())? {
        Some(metaclass) => metaclass,
        None if bases.is_empty() => TYPE.get().value(),
        None => bases.get(0).class().value(),
    };
    if let Some(class) = metaclass.downcast::<TypeObject>() {
        metaclass =
            typhon_objects::types::class::calculate_metaclass(thread, class, bases)?.value();
    }
    let keywords_value = if keywords.is_empty() {
        Value::NULL
    } else {
        keywords.value()
    };
    let arguments = Tuple::new(thread, &[name.value(), bases.value()])?;
    let namespace = match attribute::get_optional(thread, metaclass, names().__prepare__)? {
        Some(prepare) => {
            let namespace =
                typhon_objects::call::call_spread(thread, prepare, arguments, keywords_value)?;
            if namespace.class().special(Special::GetItem).is_none() {
                let class = metaclass
                    .downcast::<TypeObject>()
                    .map_or("<metaclass>".to_string(), |class| class.name_text());
                return Err(errors::type_error(
                    thread,
                    format!(
                        "{class}.__prepare__() must return a mapping, not {}",
                        namespace.class().name_text()
                    ),
                ));
            }
            namespace
        }
        None => Dict::new(thread)?.value(),
    };
    let cell = run_class_body(thread, body, namespace)?;
    if bases != original_bases {
        operations::set_item(
            thread,
            namespace,
            names().__orig_bases__.value(),
            original_bases.value(),
        )?;
    }
    let arguments = Tuple::new(thread, &[name.value(), bases.value(), namespace])?;
    let class = typhon_objects::call::call_spread(thread, metaclass, arguments, keywords_value)?;
    if let Some(cell) = cell.downcast::<CellObject>()
        && class.is::<TypeObject>()
    {
        let content = cell.get();
        if content.is_null() {
            return Err(errors::runtime_error(
                thread,
                format!(
                    "__class__ not set defining {} as {}. Was __classcell__ propagated to type.__new__?",
                    operations::repr(thread, name.value())?.to_string_lossy(),
                    operations::repr(thread, class)?.to_string_lossy()
                ),
            ));
        }
        if content != class {
            return Err(errors::type_error(
                thread,
                format!(
                    "__class__ set to {} defining {} as {}",
                    operations::repr(thread, content)?.to_string_lossy(),
                    operations::repr(thread, name.value())?.to_string_lossy(),
                    operations::repr(thread, class)?.to_string_lossy()
                ),
            ));
        }
    }
    Ok(class)
}

fn run_class_body(thread: &Thread, body: Function, namespace: Value) -> Result {
    let base = frame::enter_base(thread, body.value(), &[])?;
    let frame = frame::push(thread, base, body.code(), 0, Exit::Native, namespace)?;
    calls::finish(thread, frame)
}

/// Replaces bases that are no classes by what their `__mro_entries__` says (PEP 560).
fn resolve_bases(thread: &Thread, bases: Tuple) -> Result<Tuple> {
    let mut resolved: Option<List> = None;
    for (index, base) in bases.iter().enumerate() {
        if !base.is::<TypeObject>()
            && let Some(method) = attribute::get_optional(thread, base, names().__mro_entries__)?
        {
            let entries = call(thread, method, &[bases.value()])?;
            let Some(entries) = entries.downcast::<TupleObject>() else {
                return Err(errors::type_error(
                    thread,
                    "__mro_entries__ must return a tuple",
                ));
            };
            let list = match resolved {
                Some(list) => list,
                None => List::from_values(thread, &bases.values()[..index])?,
            };
            for entry in entries.iter() {
                list.append(thread, entry)?;
            }
            resolved = Some(list);
        } else if let Some(list) = resolved {
            list.append(thread, base)?;
        }
    }
    match resolved {
        Some(list) => Tuple::from_list(thread, list),
        None => Ok(bases),
    }
}

/// The SyntaxError of a failed compilation.
pub fn raise_syntax_error(thread: &Thread, error: &compiler::SyntaxError) -> Raised {
    crate::syntax::raise(thread, error)
}

/// The number of bytes that are looked at in the time in which the text is compiled.
pub(crate) fn weight(text: &str) -> usize {
    text.len().saturating_mul(16)
}

/// Compiles text; warnings are issued through the `warnings` module.
pub fn compile_text(thread: &Thread, text: &str, options: &compiler::Options) -> Result<CodeRef> {
    let compiled = thread.aside_if_long(weight(text), || compiler::compile(text, options));
    match compiled {
        Ok(compiled) => crate::syntax::finish(thread, compiled, options),
        Err(error) => Err(raise_syntax_error(thread, &error)),
    }
}

pub fn compile_bytes(
    thread: &Thread,
    source: &[u8],
    options: &compiler::Options,
) -> Result<CodeRef> {
    let source = decode_source(thread, source, &options.filename)?;
    finish_source(thread, &source, options)
}

/// The running code's future flags, which `compile` and its like inherit.
fn inherited_flags(thread: &Thread) -> CodeFlags {
    Frame::current(thread).map_or(CodeFlags::empty(), |frame| {
        frame.code().flags & compiler::FUTURE_FLAGS
    })
}

/// Source given as str or bytes-like.
fn read_source(
    thread: &Thread,
    source: Value,
    filename: &str,
    what: &str,
) -> Result<compiler::Source> {
    if let Some(text) = source.downcast::<StrObject>() {
        let Some(text) = text.as_str() else {
            // Encoding says exactly which surrogate is in the way.
            call_method(thread, source, names().encode, &[])?;
            return Err(errors::value_error(
                thread,
                "source code string cannot be encoded",
            ));
        };
        return compiler::Source::from_text(text, filename)
            .map_err(|error| raise_syntax_error(thread, &error));
    }
    let is_bytes = source.is::<typhon_objects::bytes::BytesObject>();
    let bytearray = typhon_objects::module::builtin(thread, "bytearray")?;
    let view = |spec: &TypeSpec| spec.name == "memoryview";
    let bytes = if is_bytes {
        source
    } else if operations::is_instance(thread, source, bytearray)?
        || source.class().spec().is_some_and(view)
    {
        call(
            thread,
            typhon_objects::bytes::BYTES.get().value(),
            &[source],
        )?
    } else {
        return Err(errors::type_error(
            thread,
            format!("{what} must be a string, bytes or code object"),
        ));
    };
    match bytes.downcast::<typhon_objects::bytes::BytesObject>() {
        Some(bytes) => decode_source(thread, bytes.data(), filename),
        None => Err(errors::type_error(thread, "bytes() gave no bytes")),
    }
}

fn compile_source(
    thread: &Thread,
    source: Value,
    options: &compiler::Options,
    what: &str,
) -> Result<CodeRef> {
    let source = read_source(thread, source, &options.filename, what)?;
    finish_source(thread, &source, options)
}

fn finish_source(
    thread: &Thread,
    source: &compiler::Source,
    options: &compiler::Options,
) -> Result<CodeRef> {
    match compiler::compile_source(source, options) {
        Ok(compiled) => crate::syntax::finish(thread, compiled, options),
        Err(error) => Err(raise_syntax_error(thread, &error)),
    }
}

/// The text of a file's bytes; encodings that the compiler does not know are left to the codecs.
fn decode_source(thread: &Thread, bytes: &[u8], filename: &str) -> Result<compiler::Source> {
    let raise = |error| raise_syntax_error(thread, &error);
    let encoding = match compiler::decode_source(bytes, filename).map_err(raise)? {
        compiler::Decoded::Text(text) => {
            return compiler::Source::from_text(&text, filename).map_err(raise);
        }
        compiler::Decoded::Other(encoding) => encoding,
    };
    let object = typhon_objects::bytes::Bytes::new(thread, bytes)?.value();
    let decode = intern_text(thread, "decode")?;
    let name = Str::new(thread, &encoding)?.value();
    match call_method(thread, object, decode, &[name]) {
        Ok(text) => read_source(thread, text, filename, "source"),
        Err(raised) => {
            if !raised.is(&tree::LOOKUP_ERROR) && !raised.is(&tree::UNICODE_ERROR) {
                return Err(raised);
            }
            let message = operations::str(thread, raised.value())?.to_string_lossy();
            let kind = compiler::ErrorKind::Syntax;
            Err(raise(compiler::SyntaxError::without_location(
                kind, message, filename,
            )))
        }
    }
}

const ONLY_AST: i64 = 0x400;
const DONT_IMPLY_DEDENT: i64 = 0x200;
const ALLOW_INCOMPLETE: i64 = 0x4000;
const TYPE_COMMENTS: i64 = 0x1000;
const TOP_LEVEL_AWAIT: i64 = 0x2000;
const OPTIMIZED_AST: i64 = 0x8000 | ONLY_AST;

fn compile_function(thread: &Thread, args: &[Value]) -> Result {
    let [
        source,
        filename,
        mode,
        flags,
        dont_inherit,
        optimize,
        feature,
    ] = args
    else {
        unreachable!("bound to the row")
    };
    let filename = crate::system::path_text(thread, *filename)?;
    let mode = operations::expect_str(thread, "compile", "argument 'mode'", *mode)?;
    let flags = if flags.is_null() {
        0
    } else {
        i64::from(operations::to_c_int(thread, *flags)?)
    };
    let known = ONLY_AST
        | DONT_IMPLY_DEDENT
        | ALLOW_INCOMPLETE
        | TYPE_COMMENTS
        | TOP_LEVEL_AWAIT
        | OPTIMIZED_AST;
    if flags & !(known | compiler::FUTURE_FLAGS.bits() as i64 | 0x10) != 0 {
        return Err(errors::value_error(thread, "compile(): unrecognised flags"));
    }
    let optimize = if optimize.is_null() {
        -1
    } else {
        operations::to_c_int(thread, *optimize)?
    };
    if !(-1..=2).contains(&optimize) {
        return Err(errors::value_error(
            thread,
            "compile(): invalid optimize value",
        ));
    }
    let only_ast = flags & ONLY_AST != 0;
    let parsed_mode = match &*mode.to_string_lossy() {
        "exec" => compiler::Mode::Exec,
        "eval" => compiler::Mode::Eval,
        "single" => compiler::Mode::Single,
        "func_type" if only_ast => compiler::Mode::Eval,
        "func_type" => {
            return Err(errors::value_error(
                thread,
                "compile() mode 'func_type' requires flag PyCF_ONLY_AST",
            ));
        }
        _ => {
            let modes = if only_ast {
                "'exec', 'eval', 'single' or 'func_type'"
            } else {
                "'exec', 'eval' or 'single'"
            };
            return Err(errors::value_error(
                thread,
                format!("compile() mode must be {modes}"),
            ));
        }
    };
    let mut options = compiler::Options::new(&filename, parsed_mode);
    options.optimize = if optimize < 0 {
        crate::system::optimize_level()
    } else {
        optimize as u8
    };
    options.flags = CodeFlags::from_bits_truncate(flags as u32) & compiler::FUTURE_FLAGS;
    if dont_inherit.is_null() || !operations::truth(thread, *dont_inherit)? {
        options.flags |= inherited_flags(thread);
    }
    options.allow_top_level_await = flags & TOP_LEVEL_AWAIT != 0;
    options.dont_imply_dedent = flags & DONT_IMPLY_DEDENT != 0;
    options.allow_incomplete = flags & ALLOW_INCOMPLETE != 0;
    options.type_comments = flags & TYPE_COMMENTS != 0;
    options.integer_digits = int::max_str_digits();
    if let Some(feature) = feature.present().filter(|_| only_ast) {
        let minor = operations::index(thread, feature)?;
        if minor >= 0 {
            options.feature_version = u8::try_from(minor).unwrap_or(u8::MAX);
        }
    }
    if source.is::<CodeObject>() {
        return Err(errors::type_error(
            thread,
            "compile() arg 1 must be a string, bytes or AST object",
        ));
    }
    let optimised = flags & OPTIMIZED_AST == OPTIMIZED_AST;
    if crate::syntax_tree::is_node(thread, *source)? {
        if only_ast {
            let function_type = mode.is_text("func_type");
            let wanted = (!function_type).then_some(parsed_mode);
            return crate::syntax_tree::passed_through(
                thread, *source, &options, wanted, optimised,
            );
        }
        return Ok(crate::syntax_tree::compile(thread, *source, &options)?.value());
    }
    if only_ast {
        let source = read_source(thread, *source, &filename, "compile() arg 1")?;
        if mode.is_text("func_type") {
            return crate::syntax_tree::parse_function_type(thread, &source, &options);
        }
        return crate::syntax_tree::parse(thread, &source, &options, optimised);
    }
    Ok(compile_source(thread, *source, &options, "compile() arg 1")?.value())
}

/// `breakpoint(*args, **kwargs)`: whatever `sys.breakpointhook` is.
fn breakpoint(thread: &Thread, args: &[Value]) -> Result {
    let name = intern_text(thread, "breakpointhook")?;
    match crate::system::sys_attribute(thread, name)? {
        Some(hook) => typhon_objects::call::call_spread(thread, hook, Ref::of(args[0]), args[1]),
        None => Err(errors::runtime_error(thread, "lost sys.breakpointhook")),
    }
}

/// `input(prompt)`: a line of `sys.stdin` without its end, after showing the prompt on `sys.stdout`.
fn input(thread: &Thread, args: &[Value]) -> Result {
    let file = |name: Str, text: &str| -> Result {
        match crate::system::sys_attribute(thread, name)?.filter(|file| !file.is_none()) {
            Some(file) => Ok(file),
            None => Err(errors::runtime_error(
                thread,
                format!("input(): lost sys.{text}"),
            )),
        }
    };
    let stdin = file(names().stdin, "stdin")?;
    let stdout = file(names().stdout, "stdout")?;
    let stderr = file(names().stderr, "stderr")?;
    // Whatever they are: what cannot be flushed need not be.
    let _ = call_method(thread, stderr, names().flush, &[]);
    if let Some(prompt) = args[0].present() {
        let text = operations::str(thread, prompt)?;
        call_method(thread, stdout, names().write, &[text.value()])?;
    }
    let _ = call_method(thread, stdout, names().flush, &[]);
    let line = call_method(thread, stdin, names().readline, &[])?;
    let Some(line) = line.downcast::<StrObject>() else {
        return Err(errors::type_error(
            thread,
            "object.readline() returned non-string",
        ));
    };
    if line.is_empty() {
        return Err(errors::eof_error(thread, "EOF when reading a line"));
    }
    let bytes = line.bytes();
    Ok(Str::from_wtf8(thread, bytes.strip_suffix(b"\n").unwrap_or(bytes))?.value())
}

/// Globals and namespace for `exec` and `eval`.
fn scopes(thread: &Thread, globals: Value, locals: Value, what: &str) -> Result<(Dict, Value)> {
    let given = |value: Value| value.present().filter(|value| !value.is_none());
    let locals = given(locals);
    if let Some(globals) = given(globals) {
        let Some(dict) = globals.downcast::<DictObject>() else {
            let hint = if what == "eval" && globals.class().special(Special::GetItem).is_some() {
                "globals must be a real dict; try eval(code, {}, mapping)".to_string()
            } else if what == "eval" {
                "globals must be a dict".to_string()
            } else {
                format!(
                    "exec() globals must be a dict, not {}",
                    globals.class().name_text()
                )
            };
            return Err(errors::type_error(thread, hint));
        };
        let namespace = locals.unwrap_or(globals);
        check_namespace(thread, namespace, what)?;
        return Ok((dict, namespace));
    }
    let Some(frame) = Frame::current(thread) else {
        return Err(errors::system_error(
            thread,
            format!("{what}() without a frame"),
        ));
    };
    let namespace = match locals {
        Some(locals) => locals,
        None => current_locals(thread)?,
    };
    check_namespace(thread, namespace, what)?;
    Ok((frame.globals(), namespace))
}

fn check_namespace(thread: &Thread, namespace: Value, what: &str) -> Result<()> {
    if namespace.class().special(Special::GetItem).is_none() || namespace.is::<TupleObject>() {
        let message = if what == "eval" {
            "locals must be a mapping".to_string()
        } else {
            format!(
                "locals must be a mapping or None, not {}",
                namespace.class().name_text()
            )
        };
        return Err(errors::type_error(thread, message));
    }
    Ok(())
}

fn exec(thread: &Thread, args: &[Value]) -> Result {
    let (globals, namespace) = scopes(thread, args[1], args[2], "exec")?;
    let closure = args[3].present().filter(|closure| !closure.is_none());
    if let Some(code) = args[0].downcast::<CodeObject>() {
        let free = code
            .source
            .locals
            .iter()
            .filter(|local| local.kind == LocalKind::Free)
            .count();
        let cells = match closure {
            None if free > 0 => {
                return Err(errors::type_error(
                    thread,
                    format!("code object requires a closure of exactly length {free}"),
                ));
            }
            None => None,
            Some(_) if free == 0 => {
                return Err(errors::type_error(
                    thread,
                    "cannot use a closure with this code object",
                ));
            }
            Some(closure) => match closure.downcast::<TupleObject>() {
                Some(cells)
                    if cells.len() == free && cells.iter().all(|cell| cell.is::<CellObject>()) =>
                {
                    Some(cells)
                }
                _ => {
                    return Err(errors::type_error(
                        thread,
                        format!("code object requires a closure of exactly length {free}"),
                    ));
                }
            },
        };
        run_code(thread, code, globals, namespace, cells)?;
        return Ok(Value::NONE);
    }
    if closure.is_some() {
        return Err(errors::type_error(
            thread,
            "closure can only be used when source is a code object",
        ));
    }
    let mut options = compiler::Options::new("<string>", compiler::Mode::Exec);
    options.integer_digits = int::max_str_digits();
    options.flags = inherited_flags(thread);
    options.optimize = crate::system::optimize_level();
    let code = compile_source(thread, args[0], &options, "exec() arg 1")?;
    run_code(thread, code, globals, namespace, None)?;
    Ok(Value::NONE)
}

fn eval(thread: &Thread, args: &[Value]) -> Result {
    let (globals, namespace) = scopes(thread, args[1], args[2], "eval")?;
    if let Some(code) = args[0].downcast::<CodeObject>() {
        if code
            .source
            .locals
            .iter()
            .any(|local| local.kind == LocalKind::Free)
        {
            return Err(errors::type_error(
                thread,
                "code object passed to eval() may not contain free variables",
            ));
        }
        return run_code(thread, code, globals, namespace, None);
    }
    let mut options = compiler::Options::new("<string>", compiler::Mode::Eval);
    options.integer_digits = int::max_str_digits();
    options.flags = inherited_flags(thread);
    options.optimize = crate::system::optimize_level();
    let code = match args[0]
        .downcast::<StrObject>()
        .and_then(|text| text.as_str())
    {
        // Leading blanks are no indentation here.
        Some(text) => compile_text(thread, text.trim_start_matches([' ', '\t']), &options)?,
        None => compile_source(thread, args[0], &options, "eval() arg 1")?,
    };
    run_code(thread, code, globals, namespace, None)
}

/// The locals of the running Python frame.
pub fn current_locals(thread: &Thread) -> Result {
    let Some(frame) = Frame::current(thread) else {
        return Err(errors::system_error(thread, "frame does not exist"));
    };
    // A class or module body has registers for what its comprehensions bind.
    if frame.code().has(CodeFlags::OPTIMIZED) || !frame.code().source.locals.is_empty() {
        let object = frame_object::of_frame(thread, frame)?;
        return frame_object::locals(thread, object);
    }
    Ok(crate::ops::names::namespace_or_globals(frame))
}

fn globals_function(thread: &Thread, _args: &[Value]) -> Result {
    match Frame::current(thread) {
        Some(frame) => Ok(frame.globals().value()),
        None => Ok(Value::NONE),
    }
}

fn locals_function(thread: &Thread, _args: &[Value]) -> Result {
    current_locals(thread)
}

fn vars(thread: &Thread, args: &[Value]) -> Result {
    match args[0].present() {
        None => current_locals(thread),
        Some(object) => match attribute::get_optional(thread, object, names().__dict__)? {
            Some(dict) => Ok(dict),
            None => Err(errors::type_error(
                thread,
                "vars() argument must have __dict__ attribute",
            )),
        },
    }
}

fn dir(thread: &Thread, args: &[Value]) -> Result {
    let found = match args[0].present() {
        None => {
            let locals = current_locals(thread)?;
            call_method(thread, locals, names().keys, &[])?
        }
        Some(object) => {
            let Some(method) = object.class().special(Special::Dir) else {
                return Err(errors::type_error(
                    thread,
                    "object does not provide __dir__",
                ));
            };
            typhon_objects::call::call_special(thread, method, object, &[])?
        }
    };
    Ok(operations::sorted_list(thread, found)?.value())
}

/// `__import__`, by importlib once that runs.
fn import(thread: &Thread, args: &[Value]) -> Result {
    crate::import::import_function(thread, args)
}

/// The functions of `builtins` that need the interpreter.
pub static FUNCTIONS: &[Method] = &[
    function(
        "__build_class__",
        build_class,
        "(func, name, /, *bases, **kwds)",
        "Internal helper function used by the class statement.",
    ),
    function(
        "__import__",
        import,
        "(name, globals=None, locals=None, fromlist=(), level=0)",
        "Import a module.",
    ),
    function(
        "compile",
        compile_function,
        "(source, filename, mode, flags=0, dont_inherit=False, optimize=-1, *, _feature_version=-1)",
        "Compile source into a code object that can be executed by exec() or eval().",
    ),
    function(
        "exec",
        exec,
        "(source, /, globals=None, locals=None, *, closure=None)",
        "Execute the given source in the context of globals and locals.",
    ),
    function(
        "eval",
        eval,
        "(source, /, globals=None, locals=None)",
        "Evaluate the given source in the context of globals and locals.",
    ),
    function(
        "globals",
        globals_function,
        "()",
        "Return the dictionary containing the current scope's global variables.",
    ),
    function(
        "locals",
        locals_function,
        "()",
        "Return a dictionary containing the current scope's local variables.",
    ),
    function(
        "vars",
        vars,
        "(object=None, /)",
        "Without arguments, equivalent to locals().",
    ),
    function(
        "dir",
        dir,
        "(object=None, /)",
        "Show attributes of an object.",
    ),
    function(
        "breakpoint",
        breakpoint,
        "(*args, **kws)",
        "Call sys.breakpointhook(*args, **kws).",
    ),
    function(
        "input",
        input,
        "(prompt='', /)",
        "Read a string from standard input.",
    ),
];
