//! Asking an object for its memory: natively where its layout has an exporter, else by `__buffer__`.
//! Invariant: whatever an exporter counted is given back exactly once, when the `Export` or the memoryview
//! made from it ends.

use super::exports::{Exports, Lease};
use super::{View, not_bytes_like, request};
use crate::bytearray::BytearrayObject;
use crate::bytes::BytesObject;
use crate::call::call_special;
use crate::errors::{self, Result};
use crate::function::NativeFunctionObject;
use crate::memoryview::{MemoryView, MemoryViewObject};
use crate::object::{Kind, Ref, ValueExt};
use crate::thread::Thread;
use crate::types::{Method, Special, TypeSpec, method, type_flags};
use std::sync::atomic::{AtomicBool, Ordering};
use typhon_heap::{Header, Layout, Slot, Value};
use typhon_sync::mutex::RwLock;

/// Memory handed out. A stack value, as it holds references.
pub struct Export {
    pub view: View,
    /// The object whose memory it is (`memoryview.obj`).
    pub owner: Value,
    /// What else must stay alive, such as the storage of a resizable owner; NULL for nothing.
    pub keep: Value,
    pub lease: Option<Lease>,
    /// The bytes never change.
    pub stable: bool,
    hold: Hold,
}

impl Export {
    /// For exporters.
    pub fn new(view: View, owner: Value, keep: Value, lease: Option<Lease>) -> Export {
        Export {
            stable: false,
            view,
            owner,
            keep,
            lease,
            hold: Hold::Nothing,
        }
    }

    /// Says that the exporter's bytes never change.
    pub fn stable(mut self) -> Export {
        self.stable = true;
        self
    }

    /// Hands the duty to release over to the caller.
    pub(crate) fn disarm(&mut self) {
        std::mem::forget(std::mem::replace(&mut self.hold, Hold::Nothing));
    }
}

/// What is to be done when an export ends.
enum Hold {
    Nothing,
    View(MemoryView),
    Wrapper(Wrapper),
}

impl Drop for Hold {
    fn drop(&mut self) {
        match *self {
            Hold::Nothing => {}
            Hold::View(view) => view.end_export(),
            Hold::Wrapper(wrapper) => {
                if let Some(thread) = Thread::current() {
                    wrapper.release(thread);
                }
            }
        }
    }
}

/// How a native layout hands out its memory. `export` raises BufferError where it cannot.
pub struct Exporter {
    pub layout: &'static Layout,
    pub export: fn(&Thread, Value) -> Result<Export>,
}

static EXPORTERS: RwLock<Vec<&'static Exporter>> = RwLock::new(Vec::new());

/// Makes a layout known as an exporter; once, when its module is initialised.
pub fn register(exporter: &'static Exporter) {
    EXPORTERS.write().push(exporter);
}

/// Rows of every type with a native exporter.
pub const BUFFER_METHODS: [Method; 2] = [
    method(
        "__buffer__",
        buffer_method,
        "(self, flags, /)",
        "A memoryview of the object's memory, fit for the requested flags.",
    ),
    method(
        "__release_buffer__",
        release_method,
        "(self, buffer, /)",
        "Ends the use of a memoryview that __buffer__ gave.",
    ),
];

/// Whether `value` can be asked for its memory.
pub fn has_buffer(value: Value) -> bool {
    matches!(value.exact_kind(), Kind::Bytes | Kind::Bytearray)
        || value.class().special(Special::Buffer).is_some()
}

/// The memory of `value` under the flags of `request`.
pub fn export(thread: &Thread, value: Value, flags: i64) -> Result<Export> {
    if matches!(value.exact_kind(), Kind::Bytes | Kind::Bytearray) {
        return export_native(thread, value, flags);
    }
    match value.class().special(Special::Buffer) {
        None | Some(Value::NONE) => return Err(not_bytes_like(thread, value)),
        Some(method) if !method.is::<NativeFunctionObject>() => {
            return export_python(thread, value, method, flags);
        }
        Some(_) => {}
    }
    let export = export_native(thread, value, flags)?;
    let releases = value
        .class()
        .special(Special::ReleaseBuffer)
        .is_some_and(|method| !method.is::<NativeFunctionObject>());
    if releases && !value.is::<MemoryViewObject>() {
        return wrapped(thread, value, export);
    }
    Ok(export)
}

/// An export of a native object whose class has a `__release_buffer__` of its own.
fn wrapped(thread: &Thread, value: Value, export: Export) -> Result<Export> {
    let (view, stable) = (export.view.clone(), export.stable);
    let memory = MemoryView::from_export(thread, export)?;
    let wrapper = Wrapper::new(thread, value, memory)?;
    Ok(Export {
        view,
        owner: wrapper.value(),
        keep: Value::NULL,
        lease: Some(wrapper.exports.lease()),
        stable,
        hold: Hold::Wrapper(wrapper),
    })
}

fn export_native(thread: &Thread, value: Value, flags: i64) -> Result<Export> {
    if let Some(bytes) = value.downcast::<BytesObject>() {
        if flags & request::WRITABLE != 0 {
            return Err(not_writable(thread));
        }
        let data = bytes.data();
        let view = View::bytes(data.as_ptr().cast_mut(), data.len(), true);
        return Ok(Export::new(view, value, Value::NULL, None).stable());
    }
    if let Some(bytearray) = value.downcast::<BytearrayObject>() {
        return Ok(bytearray.export(thread));
    }
    if let Some(view) = value.downcast::<MemoryViewObject>() {
        return export_view(thread, view, flags);
    }
    let layout = value.layout();
    let exporter = EXPORTERS
        .read()
        .iter()
        .copied()
        .find(|exporter| layout.is_some_and(|layout| std::ptr::eq(layout, exporter.layout)));
    let Some(exporter) = exporter else {
        return Err(not_bytes_like(thread, value));
    };
    let export = (exporter.export)(thread, value)?;
    if flags & request::WRITABLE != 0 && export.view.readonly {
        return Err(not_writable(thread));
    }
    if flags & request::STRIDES != request::STRIDES && !export.view.is_c_contiguous() {
        return Err(errors::buffer_error(
            thread,
            "the buffer is not C-contiguous",
        ));
    }
    Ok(export)
}

#[cold]
fn not_writable(thread: &Thread) -> errors::Raised {
    errors::buffer_error(thread, "Object is not writable.")
}

fn export_view(thread: &Thread, memory: MemoryView, flags: i64) -> Result<Export> {
    memory.check_usable(thread)?;
    let view = &memory.view;
    let refuse = |what: &str| {
        Err(errors::buffer_error(
            thread,
            format!("memoryview: underlying buffer is not {what}"),
        ))
    };
    let asks = |what: i64| flags & what == what;
    if asks(request::WRITABLE) && view.readonly {
        return refuse("writable");
    }
    if asks(request::C_CONTIGUOUS) && !view.is_c_contiguous() {
        return refuse("C-contiguous");
    }
    if asks(request::F_CONTIGUOUS) && !view.is_f_contiguous() {
        return refuse("Fortran contiguous");
    }
    if asks(request::ANY_CONTIGUOUS) && !view.is_c_contiguous() && !view.is_f_contiguous() {
        return refuse("contiguous");
    }
    if !asks(request::STRIDES) && !view.is_c_contiguous() {
        return refuse("C-contiguous");
    }
    if !asks(request::ND) && asks(request::FORMAT) {
        return Err(errors::buffer_error(
            thread,
            "memoryview: cannot cast to unsigned bytes if the format flag is present",
        ));
    }
    memory.begin_export(thread)?;
    Ok(Export {
        view: view.clone(),
        owner: memory.value(),
        keep: Value::NULL,
        lease: memory.hard_lease(),
        stable: memory.stable,
        hold: Hold::View(memory),
    })
}

fn export_python(thread: &Thread, value: Value, method: Value, flags: i64) -> Result<Export> {
    let result = call_special(thread, method, value, &[Value::fixnum(flags)])?;
    let Some(memory) = result.downcast::<MemoryViewObject>() else {
        return Err(errors::type_error(
            thread,
            "__buffer__ returned non-memoryview object",
        ));
    };
    let inner = export_view(thread, memory, flags)?;
    let wrapper = Wrapper::new(thread, value, memory)?;
    let export = Export {
        view: inner.view.clone(),
        owner: wrapper.value(),
        keep: Value::NULL,
        lease: Some(wrapper.exports.lease()),
        stable: inner.stable,
        hold: Hold::Wrapper(wrapper),
    };
    Ok(export)
}

/// What stands between a Python object with `__buffer__` and the views of its memory: it sees to it that
/// `__release_buffer__` is called once, after the last of them.
#[repr(C)]
pub struct WrapperObject {
    pub header: Header,
    object: Slot,
    view: Slot,
    pub(crate) exports: Exports,
    released: AtomicBool,
}

pub type Wrapper = Ref<WrapperObject>;

crate::heap_object!(
    WrapperObject,
    WRAPPER_LAYOUT,
    "buffer wrapper",
    Kind::Other,
    |object, tracer| {
        tracer.slot(&object.object);
        tracer.slot(&object.view);
    },
    drop
);

pub static BUFFER_WRAPPER: TypeSpec = TypeSpec::new("_buffer_wrapper", &WRAPPER_LAYOUT)
    .flags(type_flags::NO_NEW)
    .methods(&[method(
        "__del__",
        |thread, args| {
            Wrapper::of(args[0]).release(thread);
            Ok(Value::NONE)
        },
        "(self, /)",
        "Gives the memory back.",
    )]);

impl Wrapper {
    fn new(thread: &Thread, object: Value, view: MemoryView) -> Result<Wrapper> {
        let shape = BUFFER_WRAPPER.ready(thread)?.root_shape();
        let wrapper = thread.allocate(
            shape,
            WrapperObject {
                header: Header::new(shape.pointer().cast()),
                object: Slot::new(object),
                view: Slot::new(view.value()),
                exports: Exports::new(),
                released: AtomicBool::new(false),
            },
        )?;
        if wrapper.python_release().is_some() {
            typhon_heap::register_finalizable(wrapper.value());
        }
        Ok(wrapper)
    }

    /// The object's own `__release_buffer__`, if it is written in Python.
    fn python_release(self) -> Option<Value> {
        self.object
            .get()
            .class()
            .special(Special::ReleaseBuffer)
            .filter(|method| !method.is::<NativeFunctionObject>())
    }

    pub(crate) fn release(self, thread: &Thread) {
        if self.released.swap(true, Ordering::AcqRel) {
            return;
        }
        let view = MemoryView::of(self.view.get());
        let object = self.object.get();
        let Some(method) = self.python_release() else {
            return;
        };
        let called = (|| -> Result<()> {
            if view.object() != object {
                // The very view that `__buffer__` gave; who wants to keep it may.
                return call_special(thread, method, object, &[view.value()]).map(|_| ());
            }
            // A view of the object's own memory: it may be looked at, but a view made of it must not
            // outlive the call.
            let temporary = view.restricted_copy(thread)?;
            view.end();
            let result = call_special(thread, method, object, &[temporary.value()]);
            temporary.end();
            result.map(|_| ())
        })();
        if let Err(raised) = called {
            crate::exceptions::unraisable::report(
                thread,
                raised,
                "Exception ignored in __release_buffer__ of",
                object,
            );
        }
    }
}

/// Called when a view of `owner`'s memory was released.
pub(crate) fn last_view_ended(thread: &Thread, owner: Value) {
    if let Some(wrapper) = owner
        .present()
        .and_then(|owner| owner.downcast::<WrapperObject>())
        && wrapper.exports.count() == 0
    {
        wrapper.release(thread);
    }
}

/// `object.__buffer__(flags)` of native exporters.
pub fn buffer_method(thread: &Thread, args: &[Value]) -> Result {
    let flags = crate::operations::to_c_int(thread, args[1])? as i64;
    let export = export_native(thread, args[0], flags)?;
    let view = MemoryView::from_export(thread, export)?;
    Ok(view.value())
}

/// `object.__release_buffer__(view)` of native exporters.
pub fn release_method(thread: &Thread, args: &[Value]) -> Result {
    let Some(view) = args[1].downcast::<MemoryViewObject>() else {
        return Err(errors::type_error(thread, "expected a memoryview object"));
    };
    if view.check_usable(thread).is_err() {
        return Ok(Value::NONE);
    }
    if view.object() != args[0] {
        return Err(errors::value_error(
            thread,
            "memoryview's buffer is not this object",
        ));
    }
    crate::call::call_method(
        thread,
        view.value(),
        crate::str::intern_text(thread, "release")?,
        &[],
    )?;
    Ok(Value::NONE)
}
