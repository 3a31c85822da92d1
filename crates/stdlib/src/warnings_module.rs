//! The module `_warnings`: the fast half of `warnings`. Filters, the default action and the registry of
//! "once" warnings are the Python module's own objects, so both halves see one state.

use typhon_interp::frame::Frame;
use typhon_objects::attribute;
use typhon_objects::prelude::*;
use typhon_objects::thread::Global;

pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_warnings",
    doc: "_warnings provides basic warning filtering support.\nIt is a helper module to speed up interpreter start-up.",
    functions: &[
        function(
            "warn",
            warn,
            "(message, category=None, stacklevel=1, source=None, *, skip_file_prefixes=())",
            "Issue a warning, or maybe ignore it or raise an exception.",
        ),
        function(
            "warn_explicit",
            warn_explicit,
            "(message, category, filename, lineno, module=None, registry=None, module_globals=None, source=None)",
            "Issue a warning, or maybe ignore it or raise an exception.",
        ),
        function("_filters_mutated_lock_held", filters_mutated, "()", ""),
        function("_filters_mutated", filters_mutated, "()", ""),
        function(
            "_acquire_lock",
            |thread, _| lock(thread, "acquire"),
            "()",
            "",
        ),
        function(
            "_release_lock",
            |thread, _| lock(thread, "release"),
            "()",
            "",
        ),
    ],
    types: &[],
    setup: Some(setup),
};

static STATE: Global = Global::new();

fn setup(thread: &Thread, module: Module) -> Result<()> {
    let filters = List::new(thread)?;
    let add = |action: &str, category: &TypeSpec, module: Option<&str>| -> Result<()> {
        let module = match module {
            Some(module) => Str::new(thread, module)?.value(),
            None => Value::NONE,
        };
        let action = intern_text(thread, action)?.value();
        let row = Tuple::new(
            thread,
            &[
                action,
                Value::NONE,
                category.get().value(),
                module,
                Value::fixnum(0),
            ],
        )?;
        filters.append(thread, row.value())
    };
    add("default", &tree::DEPRECATION_WARNING, Some("__main__"))?;
    for category in [
        &tree::DEPRECATION_WARNING,
        &tree::PENDING_DEPRECATION_WARNING,
        &tree::IMPORT_WARNING,
        &tree::RESOURCE_WARNING,
    ] {
        add("ignore", category, None)?;
    }
    module.set(thread, "filters", filters.value())?;
    module.set(
        thread,
        "_defaultaction",
        intern_text(thread, "default")?.value(),
    )?;
    module.set(thread, "_onceregistry", Dict::new(thread)?.value())?;
    let lock = typhon_interp::import::native_module(thread, "_thread")?;
    if let Some(lock) = lock {
        let make = attribute::get(thread, lock, intern_text(thread, "RLock")?)?;
        module.set(thread, "_lock", call(thread, make, &[])?)?;
    }
    let context = typhon_interp::import::native_module(thread, "_contextvars")?;
    if let Some(context) = context {
        let make = attribute::get(thread, context, intern_text(thread, "ContextVar")?)?;
        let name = Str::new(thread, "warnings_context")?;
        module.set(
            thread,
            "_warnings_context",
            call(thread, make, &[name.value()])?,
        )?;
    }
    module.set(thread, "_filters_version", Value::fixnum(1))?;
    STATE.set(module.value());
    Ok(())
}

/// The lock that guards changes of the filters.
fn lock(thread: &Thread, method: &str) -> Result {
    let lock = attribute::get(thread, STATE.get(), intern_text(thread, "_lock")?)?;
    call_method(thread, lock, intern_text(thread, method)?, &[])
}

fn state(thread: &Thread, name: &str) -> Result {
    // The Python module may have replaced these.
    let modules: Dict = Ref::of(typhon_objects::module::MODULES.get());
    if let Some(module) = modules.get_str(intern_text(thread, "warnings")?)
        && let Some(found) = attribute::get_optional(
            thread,
            module,
            intern_text(thread, name.trim_start_matches('_'))?,
        )?
    {
        return Ok(found);
    }
    attribute::get(thread, STATE.get(), intern_text(thread, name)?)
}

/// After the filters changed, what registries remember is out of date.
fn filters_mutated(thread: &Thread, _args: &[Value]) -> Result {
    let module: Dict = typhon_objects::module::dict_of(STATE.get());
    let name = intern_text(thread, "_filters_version")?;
    let version = module
        .get_str(name)
        .and_then(|version| version.as_fixnum())
        .unwrap_or(0);
    module.set_str(thread, name, Value::fixnum(version + 1))?;
    Ok(Value::NONE)
}

fn category_of(thread: &Thread, message: Value, category: Value) -> Result<Type> {
    if message.class().is_subtype(tree::WARNING.get()) {
        return Ok(message.class());
    }
    if category.is_null() || category.is_none() {
        return Ok(tree::USER_WARNING.get());
    }
    match category.downcast::<TypeObject>() {
        Some(class) if class.is_subtype(tree::WARNING.get()) => Ok(class),
        _ => Err(errors::type_error(
            thread,
            format!(
                "category must be a Warning subclass, not '{}'",
                category.class().name_text()
            ),
        )),
    }
}

fn is_internal(frame: Frame) -> bool {
    let file = Str::of(frame.code().filename.get()).to_string_lossy();
    file.contains("importlib") && file.contains("_bootstrap")
}

fn is_skipped(frame: Frame, prefixes: Option<Tuple>) -> bool {
    let file = Str::of(frame.code().filename.get());
    prefixes.is_some_and(|prefixes| {
        prefixes
            .iter()
            .filter_map(|prefix| prefix.downcast::<StrObject>())
            .any(|prefix| file.bytes().starts_with(prefix.bytes()))
    })
}

fn warn(thread: &Thread, args: &[Value]) -> Result {
    let [message, category, stack_level, source, prefixes] = args else {
        unreachable!("bound to the row")
    };
    let category = category_of(thread, *message, *category)?;
    let mut level = if stack_level.is_null() {
        1
    } else {
        operations::index(thread, *stack_level)?
    };
    let prefixes = match prefixes.present() {
        None => None,
        Some(given) => match given.downcast::<TupleObject>() {
            Some(tuple) => Some(tuple),
            None => {
                return Err(errors::type_error(
                    thread,
                    format!(
                        "warn() argument 'skip_file_prefixes' must be tuple, not {}",
                        given.class().name_text()
                    ),
                ));
            }
        },
    }
    .filter(|prefixes| !prefixes.is_empty());
    let mut items = prefixes.iter().flat_map(|prefixes| prefixes.values());
    if let Some(wrong) = items.find(|prefix| !prefix.is::<StrObject>()) {
        let class = wrong.class().name_text();
        let message = format!("Found non-str '{class}' in skip_file_prefixes.");
        return Err(errors::type_error(thread, message));
    }
    if prefixes.is_some() {
        level = level.max(2);
    }
    let mut frame = Frame::current(thread);
    if level <= 0 || frame.is_some_and(is_internal) {
        for _ in 1..level {
            frame = frame.and_then(|frame| frame.caller());
        }
    } else {
        for _ in 1..level {
            frame = frame.and_then(|frame| frame.caller());
            while frame.is_some_and(|frame| is_internal(frame) || is_skipped(frame, prefixes)) {
                frame = frame.and_then(|frame| frame.caller());
            }
        }
    }
    let (globals, filename, line) = match frame {
        Some(frame) => (
            frame.globals(),
            frame.code().filename.get(),
            frame.code().position(frame.pc()).line as i64,
        ),
        None => (
            typhon_objects::module::dict_of(typhon_interp::system::SYS.get()),
            Str::new(thread, "<sys>")?.value(),
            0,
        ),
    };
    let registry_name = intern_text(thread, "__warningregistry__")?;
    let registry =
        globals.set_default(thread, registry_name.value(), Dict::new(thread)?.value())?;
    let module = globals
        .get_str(names().__name__)
        .unwrap_or(Str::new(thread, "<string>")?.value());
    let place = Place {
        filename,
        line,
        module,
        registry,
        source: *source,
        text: Value::NONE,
    };
    show_or_raise(thread, *message, category, &place)
}

/// Where a warning belongs.
struct Place {
    filename: Value,
    line: i64,
    /// The line itself, or None.
    text: Value,
    module: Value,
    registry: Value,
    source: Value,
}

fn warn_explicit(thread: &Thread, args: &[Value]) -> Result {
    let [
        message,
        category,
        filename,
        line,
        module,
        registry,
        globals,
        source,
    ] = args
    else {
        unreachable!("bound to the row")
    };
    let line = operations::index(thread, *line)?;
    let is_warning = message.class().is_subtype(tree::WARNING.get());
    if category.is_none() && !is_warning {
        let message = "category must be a Warning subclass, not 'NoneType'";
        return Err(errors::type_error(thread, message));
    }
    let category = category_of(thread, *message, *category)?;
    let module = match module.present().filter(|module| !module.is_none()) {
        Some(module) => module,
        None => {
            let text = operations::str(thread, *filename)?.to_string_lossy();
            let module = match text.strip_suffix(".py").unwrap_or(&text) {
                "" => "<unknown>",
                module => module,
            };
            Str::new(thread, module)?.value()
        }
    };
    let registry = registry.present().unwrap_or(Value::NONE);
    if !registry.is_none() && !registry.is::<DictObject>() {
        return Err(errors::type_error(
            thread,
            "'registry' must be a dict or None",
        ));
    }
    let text = match globals.present().filter(|globals| !globals.is_none()) {
        Some(globals) => source_line(thread, globals, line)?,
        None => Value::NONE,
    };
    let place = Place {
        filename: *filename,
        line,
        text,
        module,
        registry,
        source: *source,
    };
    show_or_raise(thread, *message, category, &place)
}

/// A line of the source that the loader of a module gives for it, or None.
fn source_line(thread: &Thread, globals: Value, line: i64) -> Result {
    let Some(namespace) = globals.downcast::<DictObject>() else {
        let class = globals.class().name_text();
        let message = format!("module_globals must be a dict, not '{class}'");
        return Err(errors::type_error(thread, message));
    };
    let external = typhon_interp::import::import_module(thread, "importlib._bootstrap_external")?;
    let bless = intern_text(thread, "_bless_my_loader")?;
    let loader = call_method(thread, external, bless, &[globals])?;
    let get_source = attribute::get_optional(thread, loader, intern_text(thread, "get_source")?)?;
    let name = namespace.get_str(names().__name__);
    let (Some(get_source), Some(name)) = (get_source, name) else {
        return Ok(Value::NONE);
    };
    let source = match call(thread, get_source, &[name]) {
        // The loader of `__main__` may know nothing of it.
        Err(raised) if raised.is(&tree::IMPORT_ERROR) => return Ok(Value::NONE),
        source => source?,
    };
    let Some(source) = source.downcast::<StrObject>() else {
        return Ok(Value::NONE);
    };
    let source = source.to_string_lossy();
    let line = usize::try_from(line - 1)
        .ok()
        .and_then(|at| source.lines().nth(at));
    line.map_or(Ok(Value::NONE), |line| Ok(Str::new(thread, line)?.value()))
}

/// Applies the filters.
fn show_or_raise(thread: &Thread, message: Value, category: Type, place: &Place) -> Result {
    let (text, instance) = if message.class().is_subtype(tree::WARNING.get()) {
        (operations::str(thread, message)?.value(), message)
    } else {
        (message, call(thread, category.value(), &[message])?)
    };
    let line = Value::fixnum(place.line);
    let key = Tuple::new(thread, &[text, category.value(), line])?.value();
    let registry: Option<Dict> = place.registry.downcast();
    if let Some(registry) = registry {
        let version_name = intern_text(thread, "version")?;
        let version = typhon_objects::module::dict_of(STATE.get())
            .get_str(intern_text(thread, "_filters_version")?);
        if registry.get_str(version_name) != version {
            registry.clear(thread);
            registry.set_str(thread, version_name, version.unwrap_or(Value::NONE))?;
        } else if let Some(seen) = registry.get(thread, key)?
            && operations::truth(thread, seen)?
        {
            return Ok(Value::NONE);
        }
    }
    let action = find_action(thread, text, category, place)?;
    match &*action {
        "error" => return Err(Raised::new(instance)),
        "ignore" => return Ok(Value::NONE),
        "always" | "all" => {}
        "once" => {
            let once: Dict = Ref::of(state(thread, "_onceregistry")?);
            let key = Tuple::new(thread, &[text, category.value()])?.value();
            if once.get(thread, key)?.is_some() {
                return Ok(Value::NONE);
            }
            once.set(thread, key, Value::TRUE)?;
        }
        "module" => {
            if let Some(registry) = registry {
                let key = Tuple::new(thread, &[text, category.value(), Value::fixnum(0)])?.value();
                if registry.get(thread, key)?.is_some() {
                    return Ok(Value::NONE);
                }
                registry.set(thread, key, Value::TRUE)?;
            }
        }
        "default" => {
            if let Some(registry) = registry {
                registry.set(thread, key, Value::TRUE)?;
            }
        }
        other => {
            return Err(errors::runtime_error(
                thread,
                format!("Unrecognized action ('{other}') in warnings.filters"),
            ));
        }
    }
    show(thread, instance, category, place)
}

fn find_action(thread: &Thread, text: Value, category: Type, place: &Place) -> Result<String> {
    let filters = state(thread, "filters")?;
    let context_filters = context_filters(thread)?;
    for source in [context_filters, Some(filters)].into_iter().flatten() {
        let filters = operations::list_from(thread, source)?;
        for index in 0..filters.len() {
            let Some(row) = filters
                .get(index)
                .and_then(|row| row.downcast::<TupleObject>())
                .filter(|row| row.len() == 5)
            else {
                return Err(errors::value_error(
                    thread,
                    format!("_warnings.filters item {index} isn't a 5-tuple"),
                ));
            };
            let line = operations::index(thread, row.get(4))?;
            if (line == 0 || line == place.line)
                && matches(thread, row.get(1), text)?
                && operations::is_subclass(thread, category.value(), row.get(2))?
                && matches(thread, row.get(3), place.module)?
            {
                return Ok(operations::str(thread, row.get(0))?
                    .to_string_lossy()
                    .into_owned());
            }
        }
    }
    let action = state(thread, "_defaultaction")?;
    Ok(operations::str(thread, action)?
        .to_string_lossy()
        .into_owned())
}

/// The filters of the current `warnings.catch_warnings` context, if those are context-local.
fn context_filters(thread: &Thread) -> Result<Option<Value>> {
    let modules: Dict = Ref::of(typhon_objects::module::MODULES.get());
    let Some(module) = modules.get_str(intern_text(thread, "warnings")?) else {
        return Ok(None);
    };
    let Some(get) = attribute::get_optional(thread, module, intern_text(thread, "_get_filters")?)?
    else {
        return Ok(None);
    };
    let filters = call(thread, get, &[])?;
    Ok((!filters.is_none()).then_some(filters))
}

/// A filter's pattern: None matches all, a string itself, anything else by its `match` method.
fn matches(thread: &Thread, pattern: Value, text: Value) -> Result<bool> {
    if pattern.is_none() {
        return Ok(true);
    }
    if pattern.is::<StrObject>() {
        return operations::equal(thread, pattern, text);
    }
    let found = call_method(thread, pattern, intern_text(thread, "match")?, &[text])?;
    operations::truth(thread, found)
}

fn show(thread: &Thread, instance: Value, category: Type, place: &Place) -> Result {
    let modules: Dict = Ref::of(typhon_objects::module::MODULES.get());
    let line = Value::fixnum(place.line);
    let source = place.source.present().unwrap_or(Value::NONE);
    if let Some(module) = modules.get_str(intern_text(thread, "warnings")?)
        && let Some(function) =
            attribute::get_optional(thread, module, intern_text(thread, "_showwarnmsg")?)?
    {
        let make = attribute::get(thread, module, intern_text(thread, "WarningMessage")?)?;
        let arguments = [
            instance,
            category.value(),
            place.filename,
            line,
            Value::NONE,
            place.text,
            source,
        ];
        let message = call(thread, make, &arguments)?;
        return call(thread, function, &[message]);
    }
    let text = operations::str(thread, instance)?.to_string_lossy();
    let file = operations::str(thread, place.filename)?.to_string_lossy();
    let mut shown = format!("{file}:{}: {}: {text}\n", place.line, category.name_text());
    let given = place.text.downcast::<StrObject>();
    let line = match given {
        Some(line) => Some(line.to_string_lossy().into_owned()),
        None => typhon_interp::syntax::file_line(&file, place.line as u32),
    };
    if let Some(line) = line {
        shown.push_str(&format!("  {}\n", line.trim()));
    }
    typhon_interp::system::write_stderr(thread, &shown);
    Ok(Value::NONE)
}
