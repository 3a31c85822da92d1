//! Filter chains of LZMA: from dicts to the library's structs, and the encoded form of their options.

use super::lzma::check;
use super::{LZMA_ERROR, raise};
use liblzma_sys as xz;
use typhon_objects::buffer::Buffer;
use typhon_objects::bytes::Bytes;
use typhon_objects::int;
use typhon_objects::prelude::*;

const MOST: usize = xz::LZMA_FILTERS_MAX as usize;

/// The options of one filter.
enum Options {
    Lzma(Box<xz::lzma_options_lzma>),
    Delta(Box<xz::lzma_options_delta>),
    Branch(Box<xz::lzma_options_bcj>),
}

impl Options {
    fn pointer(&mut self) -> *mut std::ffi::c_void {
        match self {
            Options::Lzma(options) => (&raw mut **options).cast(),
            Options::Delta(options) => (&raw mut **options).cast(),
            Options::Branch(options) => (&raw mut **options).cast(),
        }
    }
}

/// A filter chain as the library wants it. Invariant: the rows point into `options`, whose boxes stay.
pub(super) struct Chain {
    rows: Vec<xz::lzma_filter>,
    _options: Vec<Options>,
}

impl Chain {
    fn new(filters: Vec<(u64, Options)>) -> Chain {
        let (mut rows, mut kept) = (Vec::new(), Vec::new());
        for (id, mut options) in filters {
            rows.push(xz::lzma_filter {
                id,
                options: options.pointer(),
            });
            kept.push(options);
        }
        rows.push(END);
        Chain {
            rows,
            _options: kept,
        }
    }

    /// From a sequence of dicts.
    pub(super) fn read(thread: &Thread, specifiers: Value) -> Result<Chain> {
        if specifiers.is::<DictObject>() {
            return Err(errors::type_error(thread, "dict is not a sequence"));
        }
        let count = operations::len(thread, specifiers)?;
        if count > MOST {
            return Err(errors::value_error(
                thread,
                format!("Too many filters - liblzma supports a maximum of {MOST}"),
            ));
        }
        let mut filters = Vec::new();
        for index in 0..count {
            let index = Value::fixnum(index as i64);
            let specifier = operations::get_item(thread, specifiers, index)?;
            filters.push(read_filter(thread, specifier)?);
        }
        Ok(Chain::new(filters))
    }

    pub(super) fn as_ptr(&self) -> *const xz::lzma_filter {
        self.rows.as_ptr()
    }

    /// The options, if this is a single filter of the first LZMA.
    pub(super) fn only_lzma(&self) -> Option<*const xz::lzma_options_lzma> {
        match &self.rows[..] {
            [first, _end] if first.id == xz::LZMA_FILTER_LZMA1 => Some(first.options.cast()),
            _ => None,
        }
    }
}

const END: xz::lzma_filter = xz::lzma_filter {
    id: xz::LZMA_VLI_UNKNOWN,
    options: std::ptr::null_mut(),
};

pub(super) fn preset_options(thread: &Thread, preset: u32) -> Result<Box<xz::lzma_options_lzma>> {
    // SAFETY: plain numbers and pointers, all of which may be zero.
    let mut options: Box<xz::lzma_options_lzma> = Box::new(unsafe { std::mem::zeroed() });
    // SAFETY: a struct to be filled.
    if unsafe { xz::lzma_lzma_preset(&mut *options, preset) } != 0 {
        return Err(errors::new(
            thread,
            &LZMA_ERROR,
            format!("Invalid compression preset: {preset}"),
        ));
    }
    Ok(options)
}

/// The filter's ID as a number.
pub(super) fn unsigned(thread: &Thread, value: Value) -> Result<u64> {
    let value = operations::index_value(thread, value)?;
    if int::is_negative(value) {
        return Err(errors::value_error(thread, "Cannot convert negative int"));
    }
    u64::try_from(&int::big(value))
        .map_err(|_| errors::overflow_error(thread, "Python int too large for C uint64_t"))
}

pub(super) fn unsigned_32(thread: &Thread, value: Value) -> Result<u32> {
    let number = unsigned(thread, value)?;
    u32::try_from(number)
        .map_err(|_| errors::overflow_error(thread, "Python int too large for C uint32_t"))
}

fn invalid_id(thread: &Thread, id: u64) -> Raised {
    errors::value_error(thread, format!("Invalid filter ID: {id}"))
}

fn entry(thread: &Thread, specifier: Value, name: &str) -> Result<Option<Value>> {
    let key = intern_text(thread, name)?.value();
    match operations::get_item(thread, specifier, key) {
        Ok(value) => Ok(Some(value)),
        Err(raised) if raised.is(&tree::KEY_ERROR) => Ok(None),
        Err(raised) => Err(raised),
    }
}

fn read_filter(thread: &Thread, specifier: Value) -> Result<(u64, Options)> {
    if specifier
        .class()
        .lookup(intern_text(thread, "__getitem__")?)
        .is_none()
    {
        return Err(errors::type_error(
            thread,
            "Filter specifier must be a dict or dict-like object",
        ));
    }
    let Some(id) = entry(thread, specifier, "id")? else {
        return Err(errors::value_error(
            thread,
            "Filter specifier must have an \"id\" entry",
        ));
    };
    let id = unsigned(thread, id)?;
    let options = match id {
        xz::LZMA_FILTER_LZMA1 | xz::LZMA_FILTER_LZMA2 => lzma_options(thread, specifier)?,
        xz::LZMA_FILTER_DELTA => {
            let mut dist = 1;
            read_entries(thread, specifier, "delta", &mut [("dist", &mut dist)])?;
            // SAFETY: plain numbers and pointers, all of which may be zero.
            let mut options: Box<xz::lzma_options_delta> = Box::new(unsafe { std::mem::zeroed() });
            options.type_ = xz::lzma_delta_type_LZMA_DELTA_TYPE_BYTE;
            options.dist = dist;
            Options::Delta(options)
        }
        xz::LZMA_FILTER_X86..=xz::LZMA_FILTER_SPARC => {
            let mut start_offset = 0;
            read_entries(
                thread,
                specifier,
                "BCJ",
                &mut [("start_offset", &mut start_offset)],
            )?;
            Options::Branch(Box::new(xz::lzma_options_bcj { start_offset }))
        }
        _ => return Err(invalid_id(thread, id)),
    };
    Ok((id, options))
}

fn lzma_options(thread: &Thread, specifier: Value) -> Result<Options> {
    let preset = match entry(thread, specifier, "preset")? {
        Some(preset) => unsigned_32(thread, preset)?,
        None => xz::LZMA_PRESET_DEFAULT,
    };
    let mut options = preset_options(thread, preset)?;
    let o = &mut *options;
    let mut ignored = preset;
    read_entries(
        thread,
        specifier,
        "LZMA",
        &mut [
            ("preset", &mut ignored),
            ("dict_size", &mut o.dict_size),
            ("lc", &mut o.lc),
            ("lp", &mut o.lp),
            ("pb", &mut o.pb),
            ("mode", &mut o.mode),
            ("nice_len", &mut o.nice_len),
            ("mf", &mut o.mf),
            ("depth", &mut o.depth),
        ],
    )?;
    Ok(Options::Lzma(options))
}

/// Reads the numbers that are given; there may be no others.
fn read_entries(
    thread: &Thread,
    specifier: Value,
    kind: &str,
    fields: &mut [(&str, &mut u32)],
) -> Result<()> {
    let invalid = || {
        let message = format!("Invalid filter specifier for {kind} filter");
        errors::value_error(thread, message)
    };
    let mut found = 1;
    for (name, field) in fields {
        let given = entry(thread, specifier, name)?;
        if let Some(value) = given {
            **field = unsigned_32(thread, value).map_err(|_| invalid())?;
            found += 1;
        }
    }
    if operations::len(thread, specifier)? != found {
        return Err(invalid());
    }
    Ok(())
}

pub(super) fn encode_properties(thread: &Thread, args: &[Value]) -> Result {
    let chain = Chain::new(vec![read_filter(thread, args[0])?]);
    let mut size = 0;
    // SAFETY: a filter whose options are as its ID wants them.
    let code = unsafe { xz::lzma_properties_size(&mut size, chain.as_ptr()) };
    check(code).map_err(|failure| raise(thread, failure))?;
    let mut encoded = vec![0; size as usize];
    // SAFETY: as above, and room for what the library has asked for.
    let code = unsafe { xz::lzma_properties_encode(chain.as_ptr(), encoded.as_mut_ptr()) };
    check(code).map_err(|failure| raise(thread, failure))?;
    Ok(Bytes::new(thread, &encoded)?.value())
}

pub(super) fn decode_properties(thread: &Thread, args: &[Value]) -> Result {
    let id = unsigned(thread, args[0])?;
    let encoded = Buffer::acquire(thread, args[1], false)?.to_vec();
    let mut filter = xz::lzma_filter {
        id,
        options: std::ptr::null_mut(),
    };
    // SAFETY: the bytes are this many; the options come from malloc, as no allocator is given.
    let code = unsafe {
        xz::lzma_properties_decode(
            &mut filter,
            std::ptr::null(),
            encoded.as_ptr(),
            encoded.len(),
        )
    };
    check(code).map_err(|failure| raise(thread, failure))?;
    let fields = decoded_fields(&filter);
    // SAFETY: as above; nobody else has the pointer.
    unsafe { libc::free(filter.options) };
    let Some(fields) = fields else {
        return Err(invalid_id(thread, id));
    };
    let result = Dict::new(thread)?;
    let set = |name: &str, number: u64| {
        let value = int::from_u64(thread, number)?;
        result.set_str(thread, intern_text(thread, name)?, value)
    };
    set("id", id)?;
    for (name, number) in fields {
        set(name, number as u64)?;
    }
    Ok(result.value())
}

/// What the library has decoded; `None` for a filter that it should not know.
fn decoded_fields(filter: &xz::lzma_filter) -> Option<Vec<(&'static str, u32)>> {
    if filter.options.is_null() {
        return Some(Vec::new());
    }
    // SAFETY: the options are of the struct that belongs to the ID.
    unsafe {
        match filter.id {
            xz::LZMA_FILTER_LZMA1 => {
                let o = &*filter.options.cast::<xz::lzma_options_lzma>();
                Some(vec![
                    ("dict_size", o.dict_size),
                    ("lc", o.lc),
                    ("lp", o.lp),
                    ("pb", o.pb),
                ])
            }
            xz::LZMA_FILTER_LZMA2 => {
                let o = &*filter.options.cast::<xz::lzma_options_lzma>();
                Some(vec![("dict_size", o.dict_size)])
            }
            xz::LZMA_FILTER_DELTA => {
                let o = &*filter.options.cast::<xz::lzma_options_delta>();
                Some(vec![("dist", o.dist)])
            }
            xz::LZMA_FILTER_X86..=xz::LZMA_FILTER_SPARC => {
                let o = &*filter.options.cast::<xz::lzma_options_bcj>();
                Some(vec![("start_offset", o.start_offset)])
            }
            _ => None,
        }
    }
}
