//! The layout of complex numbers. Immutable.

use crate::errors::Result;
use crate::object::{Kind, Ref};
use crate::thread::Thread;
use crate::types::Shape;
use typhon_heap::Header;

#[repr(C)]
pub struct ComplexObject {
    pub header: Header,
    pub real: f64,
    pub imaginary: f64,
}

pub type Complex = Ref<ComplexObject>;

crate::heap_object!(
    ComplexObject,
    COMPLEX_LAYOUT,
    "complex",
    Kind::Complex,
    |object, tracer| ()
);

impl Complex {
    pub fn with_shape(
        thread: &Thread,
        shape: Ref<Shape>,
        real: f64,
        imaginary: f64,
    ) -> Result<Complex> {
        thread.allocate(
            shape,
            ComplexObject {
                header: Header::new(shape.pointer().cast()),
                real,
                imaginary,
            },
        )
    }
}

/// The exact complex number of its parts.
pub fn from_parts(thread: &Thread, real: f64, imaginary: f64) -> Result {
    Ok(Complex::with_shape(thread, super::COMPLEX.root_shape(), real, imaginary)?.value())
}
