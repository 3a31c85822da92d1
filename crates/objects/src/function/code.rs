//! Code objects: bytecode made ready to run. Invariants: everything is immutable but the inline-cache
//! words, which are single-word values (a heap object that describes what was seen, or NULL), stored
//! with Release and loaded with Acquire; field d of arithmetic instructions likewise.

use crate::errors::Result;
use crate::int;
use crate::object::{Kind, Ref, ValueExt};
use crate::set::Set;
use crate::str::{Str, intern_bytes, intern_text};
use crate::thread::Thread;
use crate::tuple::Tuple;
use std::collections::HashSet;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU64, Ordering};
use typhon_bytecode::liveness::Liveness;
use typhon_bytecode::{Code, CodeFlags, Constant, Instruction, Opcode, Position};
use typhon_heap::{ArrayRef, BufferRef, Header, Slot, Value};
use typhon_sync::mutex::{Mutex, MutexGuard};

#[repr(C)]
pub struct CodeObject {
    pub header: Header,
    /// The instruction words, within `buffer`.
    words: AtomicPtr<AtomicU64>,
    word_count: u32,
    pub register_count: u32,
    pub argument_count: u32,
    pub positional_only_count: u32,
    pub keyword_only_count: u32,
    pub self_attributes: u32,
    /// The number of arguments with which a call by position needs no binding; `u32::MAX` if none does.
    pub plain_arguments: u32,
    pub flags: CodeFlags,
    buffer: Slot,
    constants: Slot,
    names: Slot,
    /// Tuple of names of the locals, by register.
    locals: Slot,
    pub name: Slot,
    pub qualified_name: Slot,
    pub filename: Slot,
    /// Indexes of the inline-cache words.
    cache_words: Box<[u32]>,
    /// What running needs only rarely: handlers, positions, kinds of locals. Its instructions,
    /// constants and names are emptied, as they live above.
    pub source: Box<Code>,
    /// What debuggers and monitoring tools want of the code, worked out when first asked for.
    lazy: OnceLock<Box<Lazy>>,
}

/// The rarely used side of a code object.
struct Lazy {
    /// The index of each instruction.
    starts: Vec<u32>,
    liveness: OnceLock<Liveness>,
    monitors: Mutex<Monitors>,
}

/// What monitoring tools have asked for on one code object.
#[derive(Default)]
pub struct Monitors {
    /// The events of each tool, and the tool's generation that they are of.
    pub events: [(u32, u32); 8],
    /// Tool, event and word of what a callback disabled, since the restart counted in `restarts`.
    pub disabled: HashSet<(u8, u8, u32)>,
    pub restarts: u32,
}

pub type CodeRef = Ref<CodeObject>;

/// `-X no_debug_ranges`: code knows its lines only. Set before there is any code.
pub static WITHOUT_COLUMNS: AtomicBool = AtomicBool::new(false);

crate::heap_object!(
    CodeObject,
    CODE_LAYOUT,
    "code",
    Kind::Code,
    |object, tracer| {
        for slot in [
            &object.buffer,
            &object.constants,
            &object.names,
            &object.locals,
            &object.name,
            &object.qualified_name,
            &object.filename,
        ] {
            tracer.slot(slot);
        }
        let words = object.words.load(Ordering::Relaxed);
        if !words.is_null() {
            for &index in object.cache_words.iter() {
                // SAFETY: the indexes are within the buffer, by `CodeRef::new`.
                let word = unsafe { (*words.add(index as usize)).load(Ordering::Relaxed) };
                tracer.value(Value::from_bits(word));
            }
        }
    },
    drop
);

/// What `code.replace` can change. Everything is of the kind and length that the code had.
pub struct Replacement {
    pub flags: CodeFlags,
    pub first_line: u32,
    pub positions: Vec<Position>,
    pub has_handlers: bool,
    pub name: Value,
    pub qualified_name: Value,
    pub filename: Value,
    pub constants: ArrayRef,
    pub names: ArrayRef,
    pub locals: Tuple,
}

impl CodeRef {
    /// Makes a code object, and those of nested functions.
    pub fn new(thread: &Thread, mut code: Code) -> Result<CodeRef> {
        if WITHOUT_COLUMNS.load(Ordering::Relaxed) {
            super::location_table::drop_columns(&mut code.positions);
        }
        let instructions = std::mem::take(&mut code.instructions);
        let buffer = thread.allocate_buffer(instructions.len() * 8)?;
        let words = buffer.as_ptr() as *mut AtomicU64;
        let mut cache_words = Vec::new();
        let mut index = 0;
        while index < instructions.len() {
            let word = instructions[index];
            // SAFETY: the buffer is this long, and nobody else sees it yet.
            unsafe { (*words.add(index)).store(word, Ordering::Relaxed) };
            let opcode = Opcode::from_byte(Instruction(word).op_byte()).unwrap_or(Opcode::Nop);
            if opcode.is_cached() {
                cache_words.push(index as u32 + 1);
            }
            index += opcode.width();
        }
        let constants_in = std::mem::take(&mut code.constants);
        let constants = thread.allocate_array(constants_in.len())?;
        for (i, constant) in constants_in.into_iter().enumerate() {
            constants.set(i, make_constant(thread, constant)?);
        }
        let names_in = std::mem::take(&mut code.names);
        let names = thread.allocate_array(names_in.len())?;
        for (i, name) in names_in.iter().enumerate() {
            names.set(i, intern_text(thread, name)?.value());
        }
        let locals = Tuple::unfilled(thread, crate::tuple::TUPLE.root_shape(), code.locals.len())?;
        for (i, local) in code.locals.iter().enumerate() {
            locals.set_initial(i, intern_text(thread, &local.name)?.value());
        }
        let shape = CODE.root_shape();
        let name = intern_text(thread, &code.name)?;
        let qualified_name = intern_text(thread, &code.qualified_name)?;
        let filename = intern_text(thread, &code.filename)?;
        thread.allocate(
            shape,
            CodeObject {
                header: Header::new(shape.pointer().cast()),
                words: AtomicPtr::new(words),
                word_count: instructions.len() as u32,
                register_count: code.register_count,
                argument_count: code.argument_count,
                positional_only_count: code.positional_only_count,
                keyword_only_count: code.keyword_only_count,
                self_attributes: code.self_attributes,
                plain_arguments: if is_plain(&code) {
                    code.argument_count
                } else {
                    u32::MAX
                },
                flags: code.flags,
                buffer: Slot::new(buffer.as_value()),
                constants: Slot::new(constants.as_value()),
                names: Slot::new(names.as_value()),
                locals: Slot::new(locals.value()),
                name: Slot::new(name.value()),
                qualified_name: Slot::new(qualified_name.value()),
                filename: Slot::new(filename.value()),
                cache_words: cache_words.into_boxed_slice(),
                source: Box::new(code),
                lazy: OnceLock::new(),
            },
        )
    }

    /// A code object with the same instructions, and what `changes` says.
    pub fn replaced(self, thread: &Thread, changes: &Replacement) -> Result<CodeRef> {
        let instructions = self.instructions();
        let buffer = thread.allocate_buffer(instructions.len() * 8)?;
        let words = buffer.as_ptr() as *mut AtomicU64;
        for (index, word) in instructions.iter().enumerate() {
            // SAFETY: the buffer is this long, and nobody else sees it yet.
            unsafe { (*words.add(index)).store(*word, Ordering::Relaxed) };
        }
        let mut source = self.source.clone();
        source.flags = changes.flags;
        source.first_line = changes.first_line;
        source.positions.clone_from(&changes.positions);
        if !changes.has_handlers {
            source.handlers.clear();
        }
        let shape = CODE.root_shape();
        thread.allocate(
            shape,
            CodeObject {
                header: Header::new(shape.pointer().cast()),
                words: AtomicPtr::new(words),
                word_count: self.word_count,
                register_count: self.register_count,
                argument_count: self.argument_count,
                positional_only_count: self.positional_only_count,
                keyword_only_count: self.keyword_only_count,
                self_attributes: self.self_attributes,
                plain_arguments: if is_plain(&source) {
                    self.argument_count
                } else {
                    u32::MAX
                },
                flags: changes.flags,
                buffer: Slot::new(buffer.as_value()),
                constants: Slot::new(changes.constants.as_value()),
                names: Slot::new(changes.names.as_value()),
                locals: Slot::new(changes.locals.value()),
                name: Slot::new(changes.name),
                qualified_name: Slot::new(changes.qualified_name),
                filename: Slot::new(changes.filename),
                cache_words: self.cache_words.clone(),
                source,
                lazy: OnceLock::new(),
            },
        )
    }

    /// The first instruction word.
    #[inline(always)]
    pub fn words(self) -> *const AtomicU64 {
        self.words.load(Ordering::Relaxed)
    }

    pub fn word_count(self) -> usize {
        self.word_count as usize
    }

    /// The instruction words as the compiler made them, caches empty.
    pub fn instructions(self) -> Vec<u64> {
        let caches: std::collections::HashSet<u32> = self.cache_words.iter().copied().collect();
        (0..self.word_count)
            .map(|index| {
                if caches.contains(&index) {
                    return 0;
                }
                // SAFETY: within the buffer.
                unsafe { (*self.words().add(index as usize)).load(Ordering::Relaxed) }
            })
            .collect()
    }

    /// The instruction at `word`.
    pub fn instruction(self, word: usize) -> Instruction {
        debug_assert!(word < self.word_count());
        // SAFETY: words of frames and of `instruction_starts` lie within the buffer.
        Instruction(unsafe { (*self.words().add(word)).load(Ordering::Relaxed) })
    }

    fn lazy(&self) -> &'static Lazy {
        let lazy = self.lazy.get_or_init(|| {
            let mut starts = Vec::new();
            let mut at = 0;
            while at < self.word_count() {
                starts.push(at as u32);
                let opcode = Opcode::from_byte(self.instruction(at).op_byte());
                at += opcode.unwrap_or(Opcode::Nop).width();
            }
            Box::new(Lazy {
                starts,
                liveness: OnceLock::new(),
                monitors: Mutex::default(),
            })
        });
        // SAFETY: it lives as long as the code object, which the caller keeps alive.
        unsafe { &*std::ptr::from_ref(lazy.as_ref()) }
    }

    /// The word index of each instruction.
    pub fn instruction_starts(self) -> &'static [u32] {
        &self.lazy().starts
    }

    pub fn liveness(self) -> &'static Liveness {
        self.lazy().liveness.get_or_init(|| {
            Liveness::of(
                &self.instructions(),
                &self.source.handlers,
                self.source.locals.len(),
                self.register_count as usize,
            )
        })
    }

    /// Forgets what inline caches have learnt. The world is stopped.
    pub fn clear_caches(self) {
        for &index in self.cache_words.iter() {
            // SAFETY: the indexes are within the buffer, by `CodeRef::new`. Relaxed: the world is stopped.
            unsafe { (*self.words().add(index as usize)).store(0, Ordering::Relaxed) };
        }
    }

    /// What monitoring tools have asked for. No Python code may run while it is locked.
    pub fn monitors(self) -> MutexGuard<'static, Monitors> {
        self.lazy().monitors.lock()
    }

    /// Whether anybody has asked for `monitors`.
    pub fn has_monitors(self) -> bool {
        self.lazy.get().is_some()
    }

    /// Stores what an inline cache has learnt.
    #[inline]
    pub fn set_cache(self, word: usize, entry: Value) {
        debug_assert!(self.cache_words.binary_search(&(word as u32)).is_ok());
        // SAFETY: a cache word of this code, checked above in debug builds, and the verifier makes sure
        // that the interpreter only asks for the word behind a cached instruction.
        unsafe { (*self.words().add(word)).store(entry.bits(), Ordering::Release) };
        typhon_heap::store_barrier(self.header());
    }

    #[inline(always)]
    pub fn constants(self) -> ArrayRef {
        // SAFETY: set at creation.
        unsafe { ArrayRef::from_value_unchecked(self.constants.get()) }
    }

    #[inline(always)]
    pub fn names(self) -> ArrayRef {
        // SAFETY: set at creation.
        unsafe { ArrayRef::from_value_unchecked(self.names.get()) }
    }

    #[inline]
    pub fn name_at(self, index: usize) -> Str {
        Ref::of(self.names().slot(index).get())
    }

    /// Names of the locals, by register.
    pub fn locals(self) -> Tuple {
        Ref::of(self.locals.get())
    }

    pub fn buffer(self) -> Option<BufferRef> {
        BufferRef::from_value(self.buffer.get())
    }

    /// For code that has not run yet: says what its source is called, also to nested code.
    pub fn set_filename(self, filename: Value) {
        self.filename.set(self.header(), filename);
        let constants = self.constants();
        for index in 0..constants.len() {
            let constant = constants.slot(index).get();
            if let Some(code) = constant.downcast::<CodeObject>() {
                code.set_filename(filename);
            }
        }
    }

    /// The offset by which Python knows an instruction word: two a word, so that it indexes
    /// `co_positions()` as it does in CPython. Offset 0 is where a frame stands that has not begun.
    pub fn offset_of(word: usize) -> i64 {
        (word as i64 + 1) * 2
    }

    /// The line of a frame that has not begun; 0 in a module.
    pub fn opening_line(self) -> u32 {
        let is_module = self.source.name == "<module>" && !self.has(CodeFlags::OPTIMIZED);
        if is_module { 0 } else { self.source.first_line }
    }

    /// The operation of the instruction at `word`.
    pub fn opcode(self, word: usize) -> Opcode {
        Opcode::from_byte(self.instruction(word).op_byte()).unwrap_or(Opcode::Nop)
    }

    /// The position of the instruction at `word`.
    pub fn position(self, word: usize) -> Position {
        let positions = &self.source.positions;
        match positions.partition_point(|position| position.word as usize <= word) {
            0 => Position::default(),
            index => positions[index - 1],
        }
    }

    /// The line of the instruction at `word`; what only cleans up belongs to the line before it.
    pub fn line(self, word: usize) -> u32 {
        let positions = &self.source.positions;
        let end = positions.partition_point(|position| position.word as usize <= word);
        let lines = positions[..end].iter().rev().map(|position| position.line);
        lines.into_iter().find(|&line| line > 0).unwrap_or(0)
    }

    pub fn has(self, flag: CodeFlags) -> bool {
        self.flags.contains(flag)
    }
}

/// Whether a call by position with as many arguments as there are parameters is only a jump.
fn is_plain(code: &Code) -> bool {
    let special = CodeFlags::VARARGS
        | CodeFlags::VARKEYWORDS
        | CodeFlags::GENERATOR
        | CodeFlags::COROUTINE
        | CodeFlags::ASYNC_GENERATOR;
    code.keyword_only_count == 0
        && !code.flags.intersects(special)
        && code.flags.contains(CodeFlags::NEWLOCALS)
}

/// A constant as a value.
pub fn make_constant(thread: &Thread, constant: Constant) -> Result {
    Ok(match constant {
        Constant::None => Value::NONE,
        Constant::True => Value::TRUE,
        Constant::False => Value::FALSE,
        Constant::Ellipsis => Value::ELLIPSIS,
        Constant::Int(value) => int::from_i64(thread, value)?,
        Constant::BigInt(value) => int::from_big(thread, &value)?,
        Constant::Float(value) => crate::float::from_f64(thread, value)?,
        Constant::Complex(real, imaginary) => crate::complex::from_parts(thread, real, imaginary)?,
        // Interned, as they are often compared with names.
        Constant::Str(bytes) if bytes.len() <= 64 => intern_bytes(thread, &bytes)?.value(),
        Constant::Str(bytes) => Str::from_wtf8(thread, &bytes)?.value(),
        Constant::Bytes(bytes) => crate::bytes::Bytes::new(thread, &bytes)?.value(),
        Constant::Tuple(items) => make_tuple(thread, items)?.value(),
        Constant::FrozenSet(items) => {
            let items = make_tuple(thread, items)?;
            let set = Set::with_shape(thread, crate::set::FROZENSET.root_shape())?;
            for item in items.iter() {
                set.add(thread, item)?;
            }
            set.value()
        }
        Constant::Code(code) => CodeRef::new(thread, *code)?.value(),
        Constant::Packed(packed) => match packed.unpack() {
            Ok(code) => CodeRef::new(thread, code)?.value(),
            Err(_) => return Err(crate::errors::value_error(thread, "bad marshal data")),
        },
    })
}

fn make_tuple(thread: &Thread, items: Vec<Constant>) -> Result<Tuple> {
    let tuple = Tuple::unfilled(thread, crate::tuple::TUPLE.root_shape(), items.len())?;
    for (i, item) in items.into_iter().enumerate() {
        tuple.set_initial(i, make_constant(thread, item)?);
    }
    Ok(tuple)
}

pub use super::code_methods::CODE;
