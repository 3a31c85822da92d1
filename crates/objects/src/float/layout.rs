//! Floats: most are immediate, the others one word in an object. Immutable.

use crate::errors::Result;
use crate::object::{Kind, Ref, ValueExt};
use crate::thread::Thread;
use crate::types::Shape;
use typhon_heap::{Header, Value};

#[repr(C)]
pub struct FloatObject {
    pub header: Header,
    pub value: f64,
}

pub type Float = Ref<FloatObject>;

crate::heap_object!(
    FloatObject,
    FLOAT_LAYOUT,
    "float",
    Kind::Float,
    |object, tracer| ()
);

impl Float {
    pub fn with_shape(thread: &Thread, shape: Ref<Shape>, value: f64) -> Result<Float> {
        thread.allocate(
            shape,
            FloatObject {
                header: Header::new(shape.pointer().cast()),
                value,
            },
        )
    }
}

/// The exact float of a machine float.
#[inline(always)]
pub fn from_f64(thread: &Thread, value: f64) -> Result {
    match Value::flonum(value) {
        Some(immediate) => Ok(immediate),
        None => boxed(thread, value),
    }
}

#[cold]
fn boxed(thread: &Thread, value: f64) -> Result {
    Ok(Float::with_shape(thread, super::FLOAT.root_shape(), value)?.value())
}

/// The machine float of a value that is a float (or of a subclass).
#[inline(always)]
pub fn to_f64(value: Value) -> Option<f64> {
    if value.is_flonum() {
        return Some(value.flonum_value());
    }
    value.downcast::<FloatObject>().map(|float| float.value)
}
