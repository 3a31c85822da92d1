//! The shape of viewed memory: where it is, and how items lie in it.
//! Invariant: every index within `dimensions` leads to `item_size` bytes inside the exporter's memory.

use std::borrow::Cow;

/// One dimension: how many items, and how many bytes apart.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Dimension {
    pub length: usize,
    pub stride: isize,
}

#[derive(Clone, Debug)]
enum Dimensions {
    One([Dimension; 1]),
    Many(Box<[Dimension]>),
}

#[derive(Clone, Debug)]
pub struct View {
    /// Address of the item whose indexes are all zero.
    pub pointer: *mut u8,
    pub item_size: usize,
    pub readonly: bool,
    /// As in module `struct`.
    pub format: Cow<'static, str>,
    dimensions: Dimensions,
}

impl View {
    /// Plain bytes.
    pub fn bytes(pointer: *mut u8, length: usize, readonly: bool) -> View {
        View::items(pointer, length, 1, Cow::Borrowed("B"), readonly)
    }

    /// One dimension of `length` items without gaps.
    pub fn items(
        pointer: *mut u8,
        length: usize,
        item_size: usize,
        format: Cow<'static, str>,
        readonly: bool,
    ) -> View {
        let stride = item_size as isize;
        View {
            pointer,
            item_size,
            readonly,
            format,
            dimensions: Dimensions::One([Dimension { length, stride }]),
        }
    }

    /// Any dimensions; none at all is one single item.
    pub fn with_dimensions(mut self, dimensions: &[Dimension]) -> View {
        self.dimensions = match dimensions {
            [one] => Dimensions::One([*one]),
            many => Dimensions::Many(many.into()),
        };
        self
    }

    /// Dimensions in C order without gaps.
    pub fn with_lengths(self, lengths: &[usize]) -> View {
        let mut stride = self.item_size as isize;
        let mut dimensions = vec![
            Dimension {
                length: 0,
                stride: 0
            };
            lengths.len()
        ];
        for (dimension, &length) in dimensions.iter_mut().zip(lengths).rev() {
            *dimension = Dimension { length, stride };
            stride *= length as isize;
        }
        self.with_dimensions(&dimensions)
    }

    pub fn dimensions(&self) -> &[Dimension] {
        match &self.dimensions {
            Dimensions::One(one) => one,
            Dimensions::Many(many) => many,
        }
    }

    /// Number of items.
    pub fn count(&self) -> usize {
        self.dimensions()
            .iter()
            .map(|dimension| dimension.length)
            .product()
    }

    /// Bytes that the items take when they are laid out without gaps.
    pub fn byte_length(&self) -> usize {
        self.count() * self.item_size
    }

    fn is_contiguous<'a>(&'a self, from_inner: impl Iterator<Item = &'a Dimension>) -> bool {
        if self.count() == 0 {
            return true;
        }
        let mut expected = self.item_size as isize;
        for dimension in from_inner {
            if dimension.length > 1 && dimension.stride != expected {
                return false;
            }
            expected *= dimension.length as isize;
        }
        true
    }

    pub fn is_c_contiguous(&self) -> bool {
        self.is_contiguous(self.dimensions().iter().rev())
    }

    pub fn is_f_contiguous(&self) -> bool {
        self.is_contiguous(self.dimensions().iter())
    }

    /// Calls `f` with the address of every item, the last index running fastest.
    pub fn for_each_item(&self, mut f: impl FnMut(*mut u8)) {
        walk(self.pointer, self.dimensions(), &mut f);
    }

    /// All items one after another, in C order or, if `fortran`, with the first index fastest.
    pub fn to_vec(&self, fortran: bool) -> Vec<u8> {
        let length = self.byte_length();
        let mut output = Vec::with_capacity(length);
        let mut append = |pointer: *mut u8, size: usize| {
            // SAFETY: the view's invariant; a racing writer can only change what the bytes are.
            output.extend_from_slice(unsafe { std::slice::from_raw_parts(pointer, size) });
        };
        let direct = if fortran {
            self.is_f_contiguous()
        } else {
            self.is_c_contiguous()
        };
        if length == 0 {
            return output;
        }
        if direct {
            append(self.pointer, length);
        } else if fortran {
            let mut reversed = self.dimensions().to_vec();
            reversed.reverse();
            walk(self.pointer, &reversed, &mut |pointer| {
                append(pointer, self.item_size)
            });
        } else {
            self.for_each_item(|pointer| append(pointer, self.item_size));
        }
        output
    }
}

fn walk(pointer: *mut u8, dimensions: &[Dimension], f: &mut dyn FnMut(*mut u8)) {
    let Some((first, rest)) = dimensions.split_first() else {
        return f(pointer);
    };
    for index in 0..first.length {
        // SAFETY: an index within the dimension stays inside the exporter's memory.
        let item = unsafe { pointer.offset(index as isize * first.stride) };
        if rest.is_empty() {
            f(item);
        } else {
            walk(item, rest, f);
        }
    }
}
