//! `enumerate`: an iterator's items with their numbers.

use crate::errors::Result;
use crate::int;
use crate::object::{Kind, Ref, ValueExt};
use crate::operations;
use crate::rows;
use crate::thread::Thread;
use crate::tuple::Tuple;
use crate::types::{TypeSpec, static_method, type_flags};
use dashu_int::IBig;
use typhon_heap::{Header, Slot, Value};

#[repr(C)]
pub struct EnumerateObject {
    pub header: Header,
    iterator: Slot,
    /// The next item's number: an int of any size.
    number: Slot,
}

pub type Enumerate = Ref<EnumerateObject>;

crate::heap_object!(
    EnumerateObject,
    ENUMERATE_LAYOUT,
    "enumerate",
    Kind::Other,
    |object, tracer| {
        tracer.slot(&object.iterator);
        tracer.slot(&object.number);
    }
);

pub static ENUMERATE: TypeSpec = TypeSpec::new("enumerate", &ENUMERATE_LAYOUT)
    .flags(type_flags::BASE)
    .doc("enumerate(iterable, start=0) iterates over pairs (number, item), numbered from start.")
    .construct(|thread, args| {
        let class = ENUMERATE.get().value();
        match *args {
            [iterable] => new(thread, &[class, iterable, Value::NULL]),
            [iterable, start] => new(thread, &[class, iterable, start]),
            _ => Ok(Value::NULL),
        }
    })
    .methods(&[
        static_method(
            "__new__",
            new,
            "(cls, iterable, start=0)",
            "Create and return a new object.  See help(type) for accurate signature.",
        ),
        rows::iter_self(),
        rows::next(|thread, args| Ok(own(args[0]).next(thread)?.unwrap_or(Value::NULL))),
        rows::reduce(|thread, args| {
            let own = own(args[0]);
            let state = Tuple::new(thread, &[own.iterator.get(), own.number.get()])?;
            let class = args[0].class().value();
            Ok(Tuple::new(thread, &[class, state.value()])?.value())
        }),
        rows::class_get_item(),
    ]);

fn own(value: Value) -> Enumerate {
    Ref::of(value)
}

fn new(thread: &Thread, args: &[Value]) -> Result {
    let number = match args[2].present() {
        Some(start) => {
            let start = operations::index_value(thread, start)?;
            if start.is_fixnum() {
                start
            } else {
                // A plain int even for bools and subclasses.
                int::from_big(thread, &int::big(start))?
            }
        }
        None => Value::fixnum(0),
    };
    let iterator = operations::iter(thread, args[1])?;
    let shape = rows::class_of_new(args).root_shape();
    let made = thread.allocate(
        shape,
        EnumerateObject {
            header: Header::new(shape.pointer().cast()),
            iterator: Slot::new(iterator),
            number: Slot::new(number),
        },
    )?;
    Ok(rows::created(made.value()))
}

impl Enumerate {
    /// The next number and item, without the pair around them.
    #[inline]
    pub fn next_pair(self, thread: &Thread) -> Result<Option<(Value, Value)>> {
        let Some(item) = operations::next(thread, self.iterator.get())? else {
            return Ok(None);
        };
        let number = self.number.get();
        let following = match number.as_fixnum() {
            Some(small) => int::from_i64(thread, small + 1)?,
            None => int::from_big(thread, &(int::big(number) + IBig::from(1)))?,
        };
        self.number.set(self.header(), following);
        Ok(Some((number, item)))
    }

    #[inline]
    pub fn next(self, thread: &Thread) -> Result<Option<Value>> {
        match self.next_pair(thread)? {
            Some((number, item)) => Ok(Some(Tuple::new(thread, &[number, item])?.value())),
            None => Ok(None),
        }
    }
}
