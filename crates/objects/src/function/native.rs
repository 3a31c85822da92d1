//! Native functions as Python objects: module functions, methods of built-in types in their unbound
//! and bound forms. All are one layout; the role says how the receiver is passed.

use super::signature::Signature;
use crate::call::Arguments;
use crate::errors::{self, Result};
use crate::object::{Kind, Ref, ValueExt};
use crate::thread::Thread;
use crate::types::{GetSet, Method, MethodKind, Type, TypeSpec, type_flags};
use std::sync::atomic::{AtomicPtr, Ordering};
use typhon_heap::{Header, Slot, Value};

/// How a native function receives its first argument.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Role {
    /// A function of a module, or a static method: arguments as given.
    Function,
    /// `receiver` is put before the arguments.
    Bound,
    /// In the dict of `class`: the first argument must be an instance.
    Method,
    /// In the dict of `class`, bound to classes.
    ClassMethod,
    /// `__new__` of `class`: the first argument is a subclass to instantiate.
    New,
}

#[repr(C)]
pub struct NativeFunctionObject {
    pub header: Header,
    pub row: &'static Method,
    pub role: Role,
    signature: AtomicPtr<Signature>,
    /// The class the row belongs to, or NULL.
    class: Slot,
    receiver: Slot,
    /// `__module__`.
    module: Slot,
}

pub type NativeFunction = Ref<NativeFunctionObject>;

crate::heap_object!(
    NativeFunctionObject,
    NATIVE_FUNCTION_LAYOUT,
    "native function",
    Kind::NativeFunction,
    |object, tracer| {
        tracer.slot(&object.class);
        tracer.slot(&object.receiver);
        tracer.slot(&object.module);
    }
);

/// Most parameters that are bound without scratch space on the Python stack.
const FEW: usize = 12;

impl NativeFunction {
    fn make(
        thread: &Thread,
        spec: &TypeSpec,
        row: &'static Method,
        role: Role,
        class: Value,
        receiver: Value,
    ) -> Result<NativeFunction> {
        let shape = spec.root_shape();
        thread.allocate(
            shape,
            NativeFunctionObject {
                header: Header::new(shape.pointer().cast()),
                row,
                role,
                signature: AtomicPtr::new(std::ptr::null_mut()),
                class: Slot::new(class),
                receiver: Slot::new(receiver),
                module: Slot::new(Value::NULL),
            },
        )
    }

    /// A function of the module named `module`.
    pub fn for_module(
        thread: &Thread,
        row: &'static Method,
        module: Value,
    ) -> Result<NativeFunction> {
        let function = NativeFunction::make(
            thread,
            &super::descriptors::BUILTIN_FUNCTION,
            row,
            Role::Function,
            Value::NULL,
            Value::NULL,
        )?;
        function.module.set(function.header(), module);
        Ok(function)
    }

    /// The method bound to `receiver`.
    pub fn bind(self, thread: &Thread, receiver: Value) -> Result<NativeFunction> {
        let spec = if is_slot_name(self.row.name) && self.role == Role::Method {
            &super::descriptors::METHOD_WRAPPER
        } else {
            &super::descriptors::BUILTIN_FUNCTION
        };
        let bound = NativeFunction::make(
            thread,
            spec,
            self.row,
            Role::Bound,
            self.class.get(),
            receiver,
        )?;
        bound
            .signature
            .store(self.signature.load(Ordering::Acquire), Ordering::Release);
        Ok(bound)
    }

    #[inline(always)]
    pub fn is_method_descriptor(self) -> bool {
        self.role == Role::Method
    }

    pub fn owner(self) -> Option<Type> {
        Ref::from_slot(&self.class)
    }

    pub fn receiver(self) -> Value {
        self.receiver.get()
    }

    pub fn module(self) -> Value {
        self.module.get()
    }

    pub fn signature(self) -> &'static Signature {
        let known = self.signature.load(Ordering::Acquire);
        if !known.is_null() {
            // SAFETY: only leaked boxes are stored.
            return unsafe { &*known };
        }
        let fresh = Box::into_raw(Box::new(Signature::parse(self.row.signature)));
        // Acquire on failure: somebody else's signature is used, and ours, seen by nobody, is freed.
        match self.signature.compare_exchange(
            std::ptr::null_mut(),
            fresh,
            Ordering::AcqRel,
            Ordering::Acquire,
        ) {
            // SAFETY: leaked just now.
            Ok(_) => unsafe { &*fresh },
            // SAFETY: `found` was leaked by another thread; `fresh` is still ours alone.
            Err(found) => unsafe {
                drop(Box::from_raw(fresh));
                &*found
            },
        }
    }

    /// The name in messages: "list.append", "len", "math.cos".
    pub fn display_name(self) -> String {
        if self.row.name == "__new__" || self.row.name == "__init__" {
            // CPython names the class in errors about its arguments.
            return self
                .owner()
                .map_or(self.row.name.to_string(), |class| class.name_text());
        }
        if self.row.kind == MethodKind::Class
            && let Some(class) = self.receiver().downcast::<crate::types::TypeObject>()
        {
            let class = class.qualified_name().downcast::<crate::str::StrObject>();
            let class = class.map_or_else(|| "?".into(), |name| name.to_string_lossy());
            return format!("{class}.{}", self.row.name);
        }
        match self.owner() {
            // CPython names the class only where no keywords are taken.
            Some(_) if self.signature().takes_keywords() => self.row.name.to_string(),
            Some(class) => format!("{}.{}", class.name_text(), self.row.name),
            None => match self.module.get().downcast::<crate::str::StrObject>() {
                Some(module)
                    if !module.is_text("builtins") && !self.signature().takes_keywords() =>
                {
                    format!("{}.{}", module.to_string_lossy(), self.row.name)
                }
                _ => self.row.name.to_string(),
            },
        }
    }

    /// Calls with arguments that do not include the bound receiver.
    pub fn call(self, thread: &Thread, arguments: Arguments<'_>) -> Result {
        match self.role {
            Role::Bound => {
                crate::call::with_first(thread, self.receiver.get(), arguments, |arguments| {
                    self.call_unbound(thread, arguments)
                })
            }
            Role::Function => self.call_unbound(thread, arguments),
            Role::Method => {
                self.check_receiver(thread, arguments.positional())?;
                self.call_unbound(thread, arguments)
            }
            Role::ClassMethod => {
                self.check_class(thread, arguments.positional())?;
                self.call_unbound(thread, arguments)
            }
            Role::New => {
                self.check_new(thread, arguments.positional())?;
                self.call_unbound(thread, arguments)
            }
        }
    }

    /// Calls with all arguments, the receiver among them and known to be right.
    #[inline]
    pub fn call_unbound(self, thread: &Thread, arguments: Arguments<'_>) -> Result {
        let signature = self.signature();
        let result = if arguments.names.is_empty()
            && signature.is_simple()
            && arguments.values.len() == signature.parameters.len()
        {
            (self.row.function)(thread, arguments.values)?
        } else {
            self.bind_and_call(thread, signature, arguments)?
        };
        if result.is_null() {
            // An exhausted native iterator says so by NULL; Python hears it as an exception.
            return Err(errors::stop_iteration(thread, Value::NULL));
        }
        Ok(result)
    }

    fn bind_and_call(
        self,
        thread: &Thread,
        signature: &Signature,
        arguments: Arguments<'_>,
    ) -> Result {
        let count = signature.parameters.len();
        let run = |values: &mut [Value]| {
            if arguments.names.is_empty()
                && signature.is_simple()
                && arguments.values.len() >= signature.required
                && arguments.values.len() <= count
            {
                values[..arguments.values.len()].copy_from_slice(arguments.values);
            } else {
                signature.bind(thread, &|| self.display_name(), arguments, values)?;
            }
            (self.row.function)(thread, values)
        };
        if count <= FEW {
            run(&mut [Value::NULL; FEW][..count])
        } else {
            thread.with_scratch(count, run)
        }
    }

    fn check_receiver(self, thread: &Thread, positional: &[Value]) -> Result<()> {
        let class = Type::of(self.class.get());
        let name = self.row.name;
        let Some(receiver) = positional.first() else {
            let kind = if is_slot_name(name) {
                "descriptor"
            } else {
                "unbound method"
            };
            let class = class.name_text();
            let message = if kind == "descriptor" {
                format!("descriptor '{name}' of '{class}' object needs an argument")
            } else {
                format!("unbound method {class}.{name}() needs an argument")
            };
            return Err(errors::type_error(thread, message));
        };
        if receiver.class().is_subtype(class) {
            return Ok(());
        }
        let (class, got) = (class.name_text(), receiver.class().name_text());
        let message = if is_slot_name(name) {
            format!("descriptor '{name}' requires a '{class}' object but received a '{got}'")
        } else {
            format!("descriptor '{name}' for '{class}' objects doesn't apply to a '{got}' object")
        };
        Err(errors::type_error(thread, message))
    }

    fn check_class(self, thread: &Thread, positional: &[Value]) -> Result<()> {
        let class = Type::of(self.class.get());
        let name = self.row.name;
        match positional
            .first()
            .map(|first| first.downcast::<crate::types::TypeObject>())
        {
            Some(Some(given)) if given.is_subtype(class) => Ok(()),
            Some(Some(given)) => Err(errors::type_error(
                thread,
                format!(
                    "descriptor '{name}' requires a subtype of '{}' but received '{}'",
                    class.name_text(),
                    given.name_text()
                ),
            )),
            _ => Err(errors::type_error(
                thread,
                format!(
                    "descriptor '{name}' of '{}' object needs an argument",
                    class.name_text()
                ),
            )),
        }
    }

    fn check_new(self, thread: &Thread, positional: &[Value]) -> Result<()> {
        let class = Type::of(self.class.get());
        let name = class.name_text();
        let Some(first) = positional.first() else {
            return Err(errors::type_error(
                thread,
                format!("{name}.__new__(): not enough arguments"),
            ));
        };
        let Some(given) = first.downcast::<crate::types::TypeObject>() else {
            return Err(errors::type_error(
                thread,
                format!(
                    "{name}.__new__(X): X is not a type object ({})",
                    first.class().name_text()
                ),
            ));
        };
        let other = given.name_text();
        if !given.is_subtype(class) {
            return Err(errors::type_error(
                thread,
                format!("{name}.__new__({other}): {other} is not a subtype of {name}"),
            ));
        }
        let base = given.built_in_base();
        if base.has(type_flags::NO_NEW) {
            return Err(errors::type_error(
                thread,
                format!("cannot create '{}' instances", base.full_name()),
            ));
        }
        let allocates = given.has(type_flags::ALLOCATES) && class == crate::types::OBJECT.get();
        if base != class && !allocates && !std::ptr::eq(base.layout(), class.layout()) {
            let safe = base.name_text();
            return Err(errors::type_error(
                thread,
                format!("{name}.__new__({other}) is not safe, use {safe}.__new__()"),
            ));
        }
        Ok(())
    }
}

/// Names whose native methods CPython shows as slot wrappers.
pub fn is_slot_name(name: &str) -> bool {
    name.len() > 4
        && name.starts_with("__")
        && name.ends_with("__")
        && !matches!(
            name,
            "__reduce__"
                | "__reduce_ex__"
                | "__sizeof__"
                | "__dir__"
                | "__format__"
                | "__getnewargs__"
                | "__class_getitem__"
                | "__init_subclass__"
                | "__subclasshook__"
                | "__getstate__"
                | "__setstate__"
                | "__reversed__"
                | "__length_hint__"
                | "__copy__"
                | "__deepcopy__"
                | "__enter__"
                | "__exit__"
                | "__round__"
                | "__trunc__"
                | "__floor__"
                | "__ceil__"
                | "__complex__"
                | "__bytes__"
                | "__fspath__"
                | "__prepare__"
                | "__instancecheck__"
                | "__subclasscheck__"
                | "__subclasses__"
                | "__missing__"
        )
}

/// The object that stands for a method row in the dict of `class`.
pub fn new_method(thread: &Thread, row: &'static Method, class: Type) -> Result {
    use super::descriptors::{
        BUILTIN_FUNCTION, CLASS_METHOD_DESCRIPTOR, METHOD_DESCRIPTOR, WRAPPER_DESCRIPTOR,
    };
    let owner = class.value();
    let (spec, role) = match row.kind {
        MethodKind::Instance if is_slot_name(row.name) => (&WRAPPER_DESCRIPTOR, Role::Method),
        MethodKind::Instance => (&METHOD_DESCRIPTOR, Role::Method),
        MethodKind::Class => (&CLASS_METHOD_DESCRIPTOR, Role::ClassMethod),
        MethodKind::Static if row.name == "__new__" => {
            let function =
                NativeFunction::make(thread, &BUILTIN_FUNCTION, row, Role::New, owner, owner)?;
            return Ok(function.value());
        }
        MethodKind::Static => {
            let function = NativeFunction::make(
                thread,
                &BUILTIN_FUNCTION,
                row,
                Role::Function,
                owner,
                Value::NULL,
            )?;
            return super::descriptors::new_static_method(thread, function.value());
        }
    };
    Ok(NativeFunction::make(thread, spec, row, role, owner, Value::NULL)?.value())
}

/// The object that stands for a computed attribute in the dict of `class`.
pub fn new_getset(thread: &Thread, row: &'static GetSet, class: Type) -> Result {
    super::descriptors::new_getset(thread, row, class)
}

/// Makes the types that every class dict needs; their own dicts are filled by `fill`.
pub(crate) fn bootstrap(thread: &Thread) -> Result<()> {
    for spec in super::descriptors::EARLY {
        spec.make(thread)?;
    }
    Ok(())
}

pub(crate) fn fill(thread: &Thread) -> Result<()> {
    for spec in super::descriptors::EARLY {
        spec.fill(thread, spec.get())?;
    }
    Ok(())
}
