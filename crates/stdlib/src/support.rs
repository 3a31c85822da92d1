//! What native modules share: objects that are a few slots, rows that many types have, and checks of
//! arguments.

use typhon_objects::object::HeapObject;
use typhon_objects::prelude::*;

/// Declares a heap object of slots and plain fields, the latter atomics or locks:
/// `slots_object!(PairObject, PAIR_LAYOUT, "pair", { first, second }, { index: AtomicUsize });`
#[macro_export]
macro_rules! slots_object {
    ($type:ident, $layout:ident, $name:literal, { $($slot:ident),* $(,)? }) => {
        $crate::slots_object!($type, $layout, $name, { $($slot),* }, {});
    };
    ($type:ident, $layout:ident, $name:literal, { $($slot:ident),* $(,)? }, { $($field:ident : $kind:ty),* $(,)? } $(, $drop:ident)?) => {
        #[repr(C)]
        pub struct $type {
            pub header: typhon_objects::heap::Header,
            $( pub $slot: typhon_objects::heap::Slot, )*
            $( pub $field: $kind, )*
        }
        typhon_objects::heap_object!(
            $type,
            $layout,
            $name,
            typhon_objects::object::Kind::Other,
            |object, tracer| { $( tracer.slot(&object.$slot); )* }
            $(, $drop)?
        );
    };
}

/// A fresh instance of `class`, which is the type of layout `T` or a subclass.
pub fn make<T: HeapObject>(
    thread: &Thread,
    class: Type,
    build: impl FnOnce(Header) -> T,
) -> Result<Ref<T>> {
    let shape = class.root_shape();
    let object = thread.allocate(shape, build(Header::new(shape.pointer().cast())))?;
    if class.has(type_flags::DEL) {
        typhon_objects::heap::register_finalizable(object.value());
    }
    Ok(object)
}

/// A fresh exact instance of a native type.
pub fn make_exact<T: HeapObject>(
    thread: &Thread,
    spec: &TypeSpec,
    build: impl FnOnce(Header) -> T,
) -> Result<Ref<T>> {
    make(thread, spec.get(), build)
}

fn itself(_thread: &Thread, args: &[Value]) -> Result {
    Ok(args[0])
}

fn generic(thread: &Thread, args: &[Value]) -> Result {
    typhon_objects::union::generic_alias(thread, args[0], args[1])
}

/// `__iter__` of iterators.
pub const ITER_SELF: Method = method("__iter__", itself, "(self, /)", "Implement iter(self).");

/// `__class_getitem__` of generic classes.
pub const CLASS_GETITEM: Method = class_method(
    "__class_getitem__",
    generic,
    "(cls, object, /)",
    "See PEP 585",
);

/// Whether an optional argument is absent or None.
pub fn is_missing(value: Value) -> bool {
    value.is_null() || value.is_none()
}

/// An optional argument, with None for its absence.
pub fn or_none(value: Value) -> Value {
    value.present().unwrap_or(Value::NONE)
}

/// Integer arguments as C types, OverflowError where they are too big.
pub use typhon_objects::operations::{to_c_int, to_ssize};

/// The text of a value's repr.
pub fn repr_text(thread: &Thread, value: Value) -> Result<String> {
    Ok(operations::repr(thread, value)?
        .to_string_lossy()
        .into_owned())
}

/// A new `str` as a value.
pub fn text(thread: &Thread, text: impl AsRef<str>) -> Result {
    Ok(Str::new(thread, text.as_ref())?.value())
}

/// A new exact tuple as a value.
pub fn tuple(thread: &Thread, items: &[Value]) -> Result {
    Ok(Tuple::new(thread, items)?.value())
}

/// What subclasses with their own `__init__` may take, and the native types themselves do not.
pub fn refuse_keywords(
    thread: &Thread,
    class: Type,
    spec: &TypeSpec,
    keywords: Value,
) -> Result<()> {
    let none = keywords
        .downcast::<DictObject>()
        .is_none_or(|dict| dict.is_empty());
    let own_init = class.lookup(names().__init__) != spec.get().lookup(names().__init__);
    if none || own_init {
        return Ok(());
    }
    Err(errors::type_error(
        thread,
        format!("{}() takes no keyword arguments", spec.get().name_text()),
    ))
}

/// Bytes of the system's random source.
pub fn system_random(thread: &Thread, target: &mut [u8]) -> Result<()> {
    let mut filled = 0;
    while filled < target.len() {
        let rest = &mut target[filled..];
        // SAFETY: the buffer is this long.
        let count = unsafe { libc::getrandom(rest.as_mut_ptr().cast(), rest.len(), 0) };
        if count > 0 {
            filled += count as usize;
        } else if std::io::Error::last_os_error().raw_os_error() == Some(libc::EINTR) {
            thread.poll()?;
        } else {
            return Err(errors::last_os_error(thread, None));
        }
    }
    Ok(())
}

/// Declares an exception class of a native module.
#[macro_export]
macro_rules! exception_type {
    ($spec:ident, $name:literal, $module:literal, $base:ident, $doc:literal) => {
        pub static $spec: typhon_objects::types::TypeSpec = typhon_objects::types::TypeSpec::new(
            $name,
            <typhon_objects::exceptions::ExceptionObject as typhon_objects::object::HeapObject>::LAYOUT,
        )
        .module($module)
        .bases(&[&typhon_objects::exceptions::$base])
        .flags(typhon_objects::types::type_flags::BASE | typhon_objects::types::type_flags::DICT)
        .mutable()
        .doc($doc);
    };
}

/// An attribute of a module, which is imported if need be.
pub fn import_attribute(thread: &Thread, module: &str, name: &str) -> Result {
    let importer = typhon_objects::module::builtin(thread, "__import__")?;
    let name = intern_text(thread, name)?;
    // With a list of names, it is the submodule that comes back, and not its package.
    let names = List::from_values(thread, &[name.value()])?;
    let module = text(thread, module)?;
    let none = Value::NONE;
    let module = call(thread, importer, &[module, none, none, names.value()])?;
    typhon_objects::attribute::get(thread, module, name)
}
