//! Writing JSON documents. The text grows in a native buffer, which holds no references.

use super::escape;
use crate::slots_object;
use crate::support::{make, tuple};
use typhon_objects::function::NativeFunctionObject;
use typhon_objects::prelude::*;
use typhon_objects::{float, int};

slots_object!(EncoderObject, ENCODER_LAYOUT, "_json.Encoder", {
    markers, default, encoder, indent, key_separator, item_separator, sort_keys, skip_keys, allow_nan,
});

pub(super) static ENCODER: TypeSpec = TypeSpec::new("Encoder", &ENCODER_LAYOUT)
    .module("_json")
    .flags(type_flags::BASE)
    .mutable()
    .doc("Encoder(markers, default, encoder, indent, key_separator, item_separator, sort_keys, skipkeys, allow_nan)")
    .methods(&[
        static_method("__new__", new, "(cls, markers, default, encoder, indent, key_separator, item_separator, sort_keys, skipkeys, allow_nan)", ""),
        method("__call__", call_encoder, "(self, obj, _current_indent_level)", "Call self as a function."),
    ])
    .attributes(&[
        member("markers", |_, object| Ok(encoder(object).markers.get()), "markers"),
        member("default", |_, object| Ok(encoder(object).default.get()), "default"),
        member("encoder", |_, object| Ok(encoder(object).encoder.get()), "encoder"),
        member("indent", |_, object| Ok(encoder(object).indent.get()), "indent"),
        member("key_separator", |_, object| Ok(encoder(object).key_separator.get()), "key_separator"),
        member("item_separator", |_, object| Ok(encoder(object).item_separator.get()), "item_separator"),
        member("sort_keys", |_, object| Ok(encoder(object).sort_keys.get()), "sort_keys"),
        member("skipkeys", |_, object| Ok(encoder(object).skip_keys.get()), "skipkeys"),
    ]);

fn encoder(value: Value) -> Ref<EncoderObject> {
    Ref::of(value)
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    let &[
        class,
        markers,
        default,
        encode,
        indent,
        key_separator,
        item_separator,
        sort,
        skip,
        nan,
    ] = args
    else {
        return Err(errors::type_error(
            thread,
            "make_encoder() takes 9 arguments",
        ));
    };
    if !markers.is_none() && !markers.is::<DictObject>() {
        return Err(errors::type_error(
            thread,
            format!(
                "make_encoder() argument 1 must be dict or None, not {}",
                markers.class().name_text()
            ),
        ));
    }
    for (number, separator) in [(5, key_separator), (6, item_separator)] {
        if !separator.is::<StrObject>() {
            return Err(errors::type_error(
                thread,
                format!(
                    "make_encoder() argument {number} must be str, not {}",
                    separator.class().name_text()
                ),
            ));
        }
    }
    let sort = Value::bool(operations::truth(thread, sort)?);
    let skip = Value::bool(operations::truth(thread, skip)?);
    let nan = Value::bool(operations::truth(thread, nan)?);
    let encoder = make(thread, Type::of(class), |header| EncoderObject {
        header,
        markers: Slot::new(markers),
        default: Slot::new(default),
        encoder: Slot::new(encode),
        indent: Slot::new(indent),
        key_separator: Slot::new(key_separator),
        item_separator: Slot::new(item_separator),
        sort_keys: Slot::new(sort),
        skip_keys: Slot::new(skip),
        allow_nan: Slot::new(nan),
    })?;
    Ok(encoder.value())
}

/// Who turns strings into JSON.
#[derive(Copy, Clone)]
enum Strings {
    Ascii,
    Plain,
    Python,
}

fn strings(encode: Value) -> Strings {
    match encode.downcast::<NativeFunctionObject>() {
        Some(native)
            if std::ptr::fn_addr_eq(
                native.row.function,
                escape::encode_ascii as typhon_objects::types::NativeFn,
            ) =>
        {
            Strings::Ascii
        }
        Some(native)
            if std::ptr::fn_addr_eq(
                native.row.function,
                escape::encode as typhon_objects::types::NativeFn,
            ) =>
        {
            Strings::Plain
        }
        _ => Strings::Python,
    }
}

/// One document in the making. A stack value, as it holds references.
struct Writer<'a> {
    thread: &'a Thread,
    encoder: Ref<EncoderObject>,
    strings: Strings,
    markers: Option<Dict>,
    indent: Option<&'static [u8]>,
    key_separator: &'static [u8],
    item_separator: &'static [u8],
    output: Vec<u8>,
}

fn call_encoder(thread: &Thread, args: &[Value]) -> Result {
    let encoder = encoder(args[0]);
    let level = operations::index(thread, args[2])?.max(0) as usize;
    let indent = match encoder.indent.get() {
        Value::NONE => None,
        indent => match indent.downcast::<StrObject>() {
            Some(indent) => Some(indent.bytes()),
            None => {
                return Err(errors::type_error(
                    thread,
                    format!(
                        "can only concatenate str (not \"{}\") to str",
                        indent.class().name_text()
                    ),
                ));
            }
        },
    };
    let bytes = |slot: &Slot| Ref::<StrObject>::of(slot.get()).bytes();
    let mut writer = Writer {
        thread,
        encoder,
        strings: strings(encoder.encoder.get()),
        markers: encoder.markers.get().downcast::<DictObject>(),
        indent,
        key_separator: bytes(&encoder.key_separator),
        item_separator: bytes(&encoder.item_separator),
        output: Vec::new(),
    };
    writer.value(args[1], level)?;
    let document = Str::from_wtf8(thread, &writer.output)?;
    tuple(thread, &[document.value()])
}

impl Writer<'_> {
    fn push(&mut self, text: &str) {
        self.output.extend_from_slice(text.as_bytes());
    }

    fn value(&mut self, value: Value, level: usize) -> Result<()> {
        let thread = self.thread;
        match value.kind() {
            Kind::None => self.push("null"),
            Kind::Bool => self.push(if value == Value::TRUE {
                "true"
            } else {
                "false"
            }),
            Kind::Str => self.string(Ref::of(value))?,
            Kind::Int => self.int(value)?,
            Kind::Float => self.float(value)?,
            Kind::List | Kind::Tuple => self.marked(value, |writer| writer.list(value, level))?,
            Kind::Dict => self.marked(value, |writer| writer.dict(value, level))?,
            _ => self.marked(value, |writer| {
                let replacement = call(thread, writer.encoder.default.get(), &[value])?;
                thread.check_native_stack()?;
                writer.value(replacement, level).map_err(|raised| {
                    let class = value.class().full_name();
                    note(thread, raised, &format!("when serializing {class} object"))
                })
            })?,
        }
        Ok(())
    }

    /// Runs `write` while `value` is noted as being written, against circles.
    fn marked(&mut self, value: Value, write: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        let thread = self.thread;
        thread.check_native_stack()?;
        thread.poll()?;
        let Some(markers) = self.markers else {
            return write(self);
        };
        let identity = int::from_u64(thread, value.bits())?;
        if markers.get(thread, identity)?.is_some() {
            return Err(errors::value_error(thread, "Circular reference detected"));
        }
        markers.set(thread, identity, value)?;
        write(self)?;
        markers.remove(thread, identity)?;
        Ok(())
    }

    fn string(&mut self, string: Str) -> Result<()> {
        match self.strings {
            Strings::Ascii | Strings::Plain => {
                let (bytes, output) = (string.bytes(), &mut self.output);
                let push = match self.strings {
                    Strings::Ascii => escape::push_ascii,
                    _ => escape::push,
                };
                self.thread
                    .aside_if_long(bytes.len(), || push(output, bytes));
            }
            Strings::Python => {
                let encode = self.encoder.encoder.get();
                let encoded = call(self.thread, encode, &[string.value()])?;
                let Some(encoded) = encoded.downcast::<StrObject>() else {
                    return Err(errors::type_error(
                        self.thread,
                        format!(
                            "encoder() must return a string, not {}",
                            encoded.class().name_text()
                        ),
                    ));
                };
                self.output.extend_from_slice(encoded.bytes());
            }
        }
        Ok(())
    }

    fn int(&mut self, value: Value) -> Result<()> {
        if value.is_fixnum() {
            let mut buffer = [0; 20];
            let text = int::small_decimal(value.fixnum_value(), &mut buffer);
            self.output.extend_from_slice(text.as_bytes());
            return Ok(());
        }
        let text = int::decimal(self.thread, value)?;
        self.output.extend_from_slice(text.bytes());
        Ok(())
    }

    fn float(&mut self, value: Value) -> Result<()> {
        let text = self.float_text(value)?;
        self.push(&text);
        Ok(())
    }

    fn float_text(&self, value: Value) -> Result<String> {
        let number = float::to_f64(value).unwrap_or(f64::NAN);
        if number.is_finite() {
            return Ok(typhon_text::number::float_repr(number));
        }
        if self.encoder.allow_nan.get() != Value::TRUE {
            return Err(errors::value_error(
                self.thread,
                format!(
                    "Out of range float values are not JSON compliant: {}",
                    typhon_text::number::float_repr(number)
                ),
            ));
        }
        Ok(if number.is_nan() {
            "NaN"
        } else if number > 0.0 {
            "Infinity"
        } else {
            "-Infinity"
        }
        .to_string())
    }

    fn new_line(&mut self, level: usize) {
        if let Some(indent) = self.indent {
            self.output.push(b'\n');
            for _ in 0..level {
                self.output.extend_from_slice(indent);
            }
        }
    }

    fn separate(&mut self, level: usize) {
        self.output.extend_from_slice(self.item_separator);
        self.new_line(level);
    }

    fn list(&mut self, value: Value, level: usize) -> Result<()> {
        let thread = self.thread;
        // A list may change meanwhile, so every item is asked for anew.
        let item_at = |index: usize| match value.downcast::<ListObject>() {
            Some(list) => list.get(index),
            None => Ref::<TupleObject>::of(value).values().get(index).copied(),
        };
        if item_at(0).is_none() {
            self.push("[]");
            return Ok(());
        }
        self.output.push(b'[');
        self.new_line(level + 1);
        let mut index = 0;
        while let Some(item) = item_at(index) {
            if index > 0 {
                self.separate(level + 1);
            }
            self.value(item, level + 1).map_err(|raised| {
                let class = value.class().full_name();
                let text = format!("when serializing {class} item {index}");
                note(thread, raised, &text)
            })?;
            index += 1;
            thread.poll()?;
        }
        self.new_line(level);
        self.output.push(b']');
        Ok(())
    }

    fn dict(&mut self, value: Value, level: usize) -> Result<()> {
        let thread = self.thread;
        let dict: Dict = Ref::of(value);
        if dict.is_empty() {
            self.push("{}");
            return Ok(());
        }
        self.output.push(b'{');
        let mut first = true;
        if value.exact_kind() == Kind::Dict && self.encoder.sort_keys.get() != Value::TRUE {
            for (key, item) in dict.entries() {
                self.pair(value, key, item, &mut first, level + 1)?;
            }
        } else {
            let items = call_method(thread, value, names().items, &[])?;
            let items = if self.encoder.sort_keys.get() == Value::TRUE {
                operations::sorted_list(thread, items)?
            } else {
                operations::list_from(thread, items)?
            };
            let mut index = 0;
            while let Some(item) = items.get(index) {
                let pair = item.downcast::<TupleObject>().map(|pair| pair.values());
                let Some(&[key, item]) = pair else {
                    return Err(errors::value_error(thread, "items must return 2-tuples"));
                };
                self.pair(value, key, item, &mut first, level + 1)?;
                index += 1;
            }
        }
        if !first {
            self.new_line(level);
        }
        self.output.push(b'}');
        Ok(())
    }

    fn pair(
        &mut self,
        dict: Value,
        key: Value,
        item: Value,
        first: &mut bool,
        level: usize,
    ) -> Result<()> {
        let thread = self.thread;
        let text = match key.kind() {
            Kind::Str => Ref::of(key),
            Kind::Float => Str::new(thread, &self.float_text(key)?)?,
            Kind::None => Str::new(thread, "null")?,
            Kind::Bool => Str::new(thread, if key == Value::TRUE { "true" } else { "false" })?,
            Kind::Int => int::decimal(thread, key)?,
            _ if self.encoder.skip_keys.get() == Value::TRUE => return Ok(()),
            _ => {
                return Err(errors::type_error(
                    thread,
                    format!(
                        "keys must be str, int, float, bool or None, not {}",
                        key.class().name_text()
                    ),
                ));
            }
        };
        if *first {
            *first = false;
            self.new_line(level);
        } else {
            self.separate(level);
        }
        self.string(text)?;
        self.output.extend_from_slice(self.key_separator);
        self.value(item, level).map_err(|raised| {
            let class = dict.class().full_name();
            match crate::support::repr_text(thread, key) {
                Ok(key) => {
                    let text = format!("when serializing {class} item {key}");
                    note(thread, raised, &text)
                }
                Err(raised) => raised,
            }
        })
    }
}

/// Adds a note to an exception on its way.
#[cold]
fn note(thread: &Thread, raised: Raised, text: &str) -> Raised {
    let add = || -> Result {
        let text = Str::new(thread, text)?;
        let name = intern_text(thread, "add_note")?;
        call_method(thread, raised.value(), name, &[text.value()])
    };
    match add() {
        Ok(_) => raised,
        Err(other) => other,
    }
}
