//! The hooks of `sys`: how results and uncaught exceptions are shown; `sys.exit`; auditing.

use typhon_interp::system::{sys_attribute, write_stderr};
use typhon_objects::attribute;
use typhon_objects::prelude::*;
use typhon_objects::struct_sequence::{Field, SequenceSpec};
use typhon_objects::thread::Global;
use typhon_objects::traceback_print::{self, Options};

pub static FUNCTIONS: &[Method] = &[
    function(
        "displayhook",
        |thread, args| display_hook(thread, args[0]),
        "(object, /)",
        "Print an object to sys.stdout and also save it in builtins._",
    ),
    function(
        "excepthook",
        except_hook,
        "(exctype, value, traceback, /)",
        "Handle an exception by displaying it with a traceback on sys.stderr.",
    ),
    function(
        "unraisablehook",
        unraisable_hook,
        "(unraisable, /)",
        "Handle an unraisable exception.",
    ),
    function(
        "breakpointhook",
        breakpoint_hook,
        "(*args, **kwargs)",
        "This hook function is called by built-in breakpoint().",
    ),
    function(
        "exit",
        exit,
        "(status=None, /)",
        "Exit the interpreter by raising SystemExit(status).",
    ),
    function(
        "audit",
        audit,
        "(event, /, *args)",
        "Passes the event to any hooks that are attached.",
    ),
    function(
        "addaudithook",
        add_audit_hook,
        "(hook)",
        "Adds a new audit hook callback.",
    ),
];

/// `sys.displayhook`: prints the repr and keeps the value as `builtins._`.
pub fn display_hook(thread: &Thread, value: Value) -> Result {
    if value.is_none() {
        return Ok(Value::NONE);
    }
    let builtins = typhon_objects::module::builtins_dict();
    let underscore = intern_text(thread, "_")?;
    builtins.set_str(thread, underscore, Value::NONE)?;
    let Some(out) = sys_attribute(thread, names().stdout)?.filter(|out| !out.is_none()) else {
        return Err(errors::runtime_error(thread, "lost sys.stdout"));
    };
    let text = operations::repr(thread, value)?;
    let write = attribute::get(thread, out, names().write)?;
    if let Err(raised) = call(thread, write, &[text.value()]) {
        if !raised.is(&tree::UNICODE_ENCODE_ERROR) {
            return Err(raised);
        }
        let escaped = operations::ascii(thread, value)?;
        call(thread, write, &[escaped.value()])?;
    }
    call(thread, write, &[intern_text(thread, "\n")?.value()])?;
    builtins.set_str(thread, underscore, value)?;
    Ok(Value::NONE)
}

fn except_hook(thread: &Thread, args: &[Value]) -> Result {
    let exception = args[1];
    if exception.kind() == Kind::Exception {
        if !args[2].is_none() && Raised::new(exception).exception().traceback.get().is_null() {
            Raised::new(exception).exception().set_traceback(args[2]);
        }
        print_exception(thread, exception);
    } else {
        write_stderr(
            thread,
            "TypeError: print_exception(): Exception expected for value, ",
        );
        write_stderr(
            thread,
            &format!("{} found\n", exception.class().name_text()),
        );
    }
    Ok(Value::NONE)
}

/// Shows an exception with its traceback on `sys.stderr`, by the `traceback` module if that works.
pub fn print_exception(thread: &Thread, exception: Value) {
    let by_module = || -> Result<()> {
        let module = typhon_interp::import::import_module(thread, "traceback")?;
        let function = attribute::get(
            thread,
            module,
            intern_text(thread, "_print_exception_bltin")?,
        )?;
        call(thread, function, &[exception])?;
        Ok(())
    };
    if typhon_interp::import::IMPORTLIB.get().is_null() || by_module().is_err() {
        let options = Options::for_stderr();
        traceback_print::print_exception(thread, exception, &options, &mut |text| {
            write_stderr(thread, text)
        });
    }
}

/// What happens with an exception that nobody caught: `sys.excepthook` is called.
pub fn exception_hook(thread: &Thread, raised: Raised) {
    let value = raised.value();
    let traceback = raised
        .exception()
        .traceback
        .get()
        .present()
        .unwrap_or(Value::NONE);
    let hook = sys_attribute(thread, names().excepthook).unwrap_or(None);
    match hook {
        Some(hook) if !hook.is_none() => {
            if let Err(second) = call(thread, hook, &[value.class().value(), value, traceback]) {
                write_stderr(thread, "Error in sys.excepthook:\n");
                print_exception(thread, second.value());
                write_stderr(thread, "\nOriginal exception was:\n");
                print_exception(thread, value);
            }
        }
        _ => {
            write_stderr(thread, "sys.excepthook is missing\n");
            print_exception(thread, value);
        }
    }
}

/// What `sys.unraisablehook` gets.
pub static UNRAISABLE: SequenceSpec = SequenceSpec::new(
    "sys",
    "UnraisableHookArgs",
    "Type used to pass arguments to sys.unraisablehook.",
    &[
        Field {
            name: "exc_type",
            doc: "Exception type",
        },
        Field {
            name: "exc_value",
            doc: "Exception value",
        },
        Field {
            name: "exc_traceback",
            doc: "Exception traceback",
        },
        Field {
            name: "err_msg",
            doc: "Error message",
        },
        Field {
            name: "object",
            doc: "Object causing the exception",
        },
    ],
    5,
);

/// An instance of an exception class that is known by class and value apart.
pub fn instance_of(thread: &Thread, class: Value, value: Value) -> Option<Raised> {
    let arguments: &[Value] = if value.is_none() {
        &[]
    } else {
        std::slice::from_ref(&value)
    };
    let made = call(thread, class, arguments).ok()?;
    (made.kind() == Kind::Exception).then(|| Raised::new(made))
}

fn unraisable_hook(thread: &Thread, args: &[Value]) -> Result {
    let part =
        |name: &str| -> Result { attribute::get(thread, args[0], intern_text(thread, name)?) };
    let (message, object, value) = (part("err_msg")?, part("object")?, part("exc_value")?);
    let mut text = if message.is_none() {
        "Exception ignored in".to_string()
    } else {
        operations::str(thread, message)?
            .to_string_lossy()
            .into_owned()
    };
    if !object.is_none() {
        let shown = match operations::repr(thread, object) {
            Ok(shown) => shown.to_string_lossy().into_owned(),
            Err(_) => "<object repr() failed>".to_string(),
        };
        text.push_str(&format!(": {shown}"));
    }
    write_stderr(thread, &format!("{text}:\n").replace("in:\n", "in:\n"));
    print_exception(thread, value);
    Ok(Value::NONE)
}

fn breakpoint_hook(thread: &Thread, args: &[Value]) -> Result {
    let target = std::env::var("PYTHONBREAKPOINT").unwrap_or_default();
    let target = match target.as_str() {
        "0" => return Ok(Value::NONE),
        "" => "pdb.set_trace",
        other => other,
    };
    let (module, name) = target.rsplit_once('.').unwrap_or(("builtins", target));
    let hook = match (module, name) {
        ("", _) | (_, "") => None,
        _ => match typhon_interp::import::import_module(thread, module) {
            Ok(module) => attribute::get_optional(thread, module, intern_text(thread, name)?)?,
            Err(raised) if raised.is(&tree::IMPORT_ERROR) || raised.is(&tree::VALUE_ERROR) => None,
            Err(raised) => return Err(raised),
        },
    };
    let Some(hook) = hook else {
        let message = format!("Ignoring unimportable $PYTHONBREAKPOINT: \"{target}\"");
        typhon_interp::warning::warn(thread, &tree::RUNTIME_WARNING, &message, 1)?;
        return Ok(Value::NONE);
    };
    typhon_objects::call::call_spread(thread, hook, Ref::of(args[0]), args[1])
}

fn exit(thread: &Thread, args: &[Value]) -> Result {
    let class = tree::SYSTEM_EXIT.get().value();
    let made = match args[0].present() {
        None => call(thread, class, &[])?,
        Some(status) => match status.downcast::<TupleObject>() {
            Some(tuple) => call(thread, class, tuple.values())?,
            None => call(thread, class, &[status])?,
        },
    };
    Err(Raised::new(made))
}

static AUDIT_HOOKS: Global = Global::new();

fn audit(thread: &Thread, args: &[Value]) -> Result {
    if !args[0].is::<StrObject>() {
        return Err(errors::bad_argument(
            thread,
            "audit()",
            "argument 1",
            "str",
            args[0],
        ));
    }
    let Some(hooks) = AUDIT_HOOKS.get().downcast::<ListObject>() else {
        return Ok(Value::NONE);
    };
    let mut index = 0;
    while let Some(hook) = hooks.get(index) {
        call(thread, hook, &[args[0], args[1]])?;
        index += 1;
    }
    Ok(Value::NONE)
}

fn add_audit_hook(thread: &Thread, args: &[Value]) -> Result {
    let hooks = match AUDIT_HOOKS.get().downcast::<ListObject>() {
        Some(hooks) => hooks,
        None => {
            let hooks = List::new(thread)?;
            AUDIT_HOOKS.set(hooks.value());
            hooks
        }
    };
    hooks.append(thread, args[0])?;
    Ok(Value::NONE)
}
