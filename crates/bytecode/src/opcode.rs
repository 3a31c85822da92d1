//! The opcode table: one row an opcode. Everything that knows opcodes (interpreter, disassembler,
//! verifier, later the JIT) is generated from or checked against this table.
//!
//! An instruction is one 64-bit word: `op:8 | d:8 | a:16 | b:16 | c:16` from the low end.
//! Opcodes marked `cached` are followed by one more word, the inline cache, which the compiler
//! leaves zero. Jump targets are absolute instruction (word) indexes in `b | c << 16` ("target"),
//! or, in the fused compare-and-jump opcodes, a signed 16-bit distance in `c` from the *next*
//! instruction ("near"). Names are indexes into the code object's names: `c | d << 16` ("name").
//!
//! Registers: `R[i]` is the frame's i-th register; locals come first, in the order of
//! `Code::locals`. NULL in a register means unbound.
//!
//! Calls: the callee is put into `R[a]`, the following `FRAME_HEADER - 1` registers are left free
//! (the callee's frame header is built over `R[a] .. R[a + FRAME_HEADER]`), and the arguments follow
//! from `R[a + FRAME_HEADER]`. So a Python callee finds its arguments already in its first registers.
//! `LoadMethod` fills `R[a]` with the function and `R[a + FRAME_HEADER]` with `self`, or with NULL when
//! `R[a]` is to be called without it; the arguments then start at `R[a + FRAME_HEADER + 1]`.

/// Registers that a call leaves free between the callee and its first argument, plus the callee.
pub const FRAME_HEADER: u16 = 6;

macro_rules! opcodes {
    ($( $name:ident ( $($operand:ident),* ) $($flag:ident)* : $doc:literal ),* $(,)?) => {
        /// An operation of the register machine.
        #[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum Opcode { $( #[doc = $doc] $name ),* }

        /// What one row of the table says.
        pub struct Row {
            pub name: &'static str,
            pub operands: &'static [Operand],
            pub flags: &'static [Flag],
            pub doc: &'static str,
        }

        pub static TABLE: &[Row] = &[ $( Row {
            name: stringify!($name),
            operands: &[$(Operand::$operand),*],
            flags: &[$(Flag::$flag),*],
            doc: $doc,
        } ),* ];

        const ALL: &[Opcode] = &[ $( Opcode::$name ),* ];
    };
}

/// How an instruction's fields are to be read. Names say field and role: `DstA` is "field a names
/// the register that receives the result".
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Operand {
    /// Written register in field a.
    DstA,
    /// Written register in field b.
    DstB,
    /// Written register in field c.
    DstC,
    /// Read register in field a, b, c.
    A,
    B,
    C,
    /// First register of a run in field a, b, c (length given by another operand or the row's doc).
    RunA,
    RunB,
    RunC,
    /// A plain number in field b, c, d.
    CountB,
    CountC,
    D,
    /// Signed 16-bit number in field b, c.
    ImmediateB,
    ImmediateC,
    /// Signed 32-bit number in `b | c << 16`.
    Immediate,
    /// Constant index in `b | c << 16`, or in b alone.
    Constant,
    ConstantB,
    /// Name index in `c | d << 16`.
    Name,
    /// Absolute jump target in `b | c << 16`.
    Target,
    /// Signed distance in c from the next instruction.
    Near,
}

#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Flag {
    /// An inline-cache word follows.
    Cached,
    /// Control never falls through to the next instruction.
    Ends,
}

opcodes! {
    // Registers and constants.
    Nop(): "nothing",
    LoadConst(DstA, Constant): "R[a] = constants[k]",
    LoadInt(DstA, Immediate): "R[a] = the int of the immediate",
    LoadNone(DstA): "R[a] = None",
    LoadTrue(DstA): "R[a] = True",
    LoadFalse(DstA): "R[a] = False",
    LoadNull(DstA): "R[a] = NULL",
    Move(DstA, B): "R[a] = R[b]",
    CheckLocal(A, Name): "raise UnboundLocalError for the name if R[a] is NULL",
    DeleteLocal(A, Name): "UnboundLocalError if R[a] is NULL, else R[a] = NULL",

    // Cells: registers that hold a cell object shared with closures.
    MakeCell(DstA): "R[a] = a new cell holding R[a] (NULL: empty cell)",
    CopyFree(RunA, CountB): "R[a .. a+b] = the cells of the running function's closure",
    LoadCell(DstA, B, Name): "R[a] = content of cell R[b]; NameError or UnboundLocalError for the name if empty",
    StoreCell(A, B): "content of cell R[a] = R[b]",
    DeleteCell(A, Name): "empty the cell R[a]; NameError or UnboundLocalError if it is empty already",
    LoadClassCell(DstA, B, Name): "R[a] = the name in the frame's namespace, else the content of cell R[b]",

    // Globals, builtins, and the namespace of module and class bodies.
    LoadGlobal(DstA, Name) Cached: "R[a] = the name in globals, else in builtins, else NameError",
    StoreGlobal(A, Name) Cached: "globals[name] = R[a]",
    DeleteGlobal(Name): "del globals[name]",
    LoadName(DstA, Name) Cached: "R[a] = the name in the frame's namespace, globals, builtins",
    StoreName(A, Name) Cached: "namespace[name] = R[a]",
    DeleteName(Name): "del namespace[name]",
    LoadNamespace(DstA): "R[a] = the frame's namespace mapping (globals in a module)",
    LoadFromDictOrGlobal(DstA, B, Name): "R[a] = the name in mapping R[b], else globals, else builtins",
    LoadFromDictOrCell(DstA, B, Name): "R[a] holds a cell on entry: R[a] = the name in mapping R[b], else the cell's content",
    LoadBuildClass(DstA): "R[a] = builtins.__build_class__",
    LoadCommon(DstA, D): "R[a] = a constant object: d = 0 AssertionError, 1 NotImplementedError",
    SetupAnnotations(): "make sure that the namespace has __annotations__",

    // Attributes and items.
    LoadAttr(DstA, B, Name) Cached: "R[a] = R[b].name",
    StoreAttr(A, B, Name) Cached: "R[b].name = R[a]",
    DeleteAttr(A, Name): "del R[a].name",
    LoadMethod(RunA, B, Name) Cached: "callee R[a] and self-or-NULL R[a+FRAME_HEADER] for a call of R[b].name",
    LoadSuperAttr(DstA, RunB, Name): "R[a] = super(R[b+1], R[b+2]).name, where R[b] is what `super` names; with the cell of `__class__` in R[b+1] for super()",
    LoadSuperMethod(RunA, RunB, Name): "like LoadSuperAttr, with results as LoadMethod",
    LoadSpecial(RunA, B, D): "R[a], R[a+1] = callable and self-or-NULL of R[b]'s special method d (see SpecialMethod)",
    GetItem(DstA, B, C) Cached: "R[a] = R[b][R[c]]",
    SetItem(A, B, C): "R[a][R[b]] = R[c]",
    DeleteItem(A, B): "del R[a][R[b]]",

    // Binary operators; field d collects operand kinds seen. Cached, for user-defined operators.
    Add(DstA, B, C): "R[a] = R[b] + R[c]",
    Subtract(DstA, B, C): "R[a] = R[b] - R[c]",
    Multiply(DstA, B, C): "R[a] = R[b] * R[c]",
    MatrixMultiply(DstA, B, C): "R[a] = R[b] @ R[c]",
    TrueDivide(DstA, B, C): "R[a] = R[b] / R[c]",
    FloorDivide(DstA, B, C): "R[a] = R[b] // R[c]",
    Modulo(DstA, B, C): "R[a] = R[b] % R[c]",
    Power(DstA, B, C): "R[a] = R[b] ** R[c]",
    LeftShift(DstA, B, C): "R[a] = R[b] << R[c]",
    RightShift(DstA, B, C): "R[a] = R[b] >> R[c]",
    And(DstA, B, C): "R[a] = R[b] & R[c]",
    Or(DstA, B, C): "R[a] = R[b] | R[c]",
    Xor(DstA, B, C): "R[a] = R[b] ^ R[c]",
    InplaceAdd(DstA, B, C): "R[a] = (R[b] += R[c])",
    InplaceSubtract(DstA, B, C): "R[a] = (R[b] -= R[c])",
    InplaceMultiply(DstA, B, C): "R[a] = (R[b] *= R[c])",
    InplaceMatrixMultiply(DstA, B, C): "R[a] = (R[b] @= R[c])",
    InplaceTrueDivide(DstA, B, C): "R[a] = (R[b] /= R[c])",
    InplaceFloorDivide(DstA, B, C): "R[a] = (R[b] //= R[c])",
    InplaceModulo(DstA, B, C): "R[a] = (R[b] %= R[c])",
    InplacePower(DstA, B, C): "R[a] = (R[b] **= R[c])",
    InplaceLeftShift(DstA, B, C): "R[a] = (R[b] <<= R[c])",
    InplaceRightShift(DstA, B, C): "R[a] = (R[b] >>= R[c])",
    InplaceAnd(DstA, B, C): "R[a] = (R[b] &= R[c])",
    InplaceOr(DstA, B, C): "R[a] = (R[b] |= R[c])",
    InplaceXor(DstA, B, C): "R[a] = (R[b] ^= R[c])",
    AddImmediate(DstA, B, ImmediateC): "R[a] = R[b] + c; d = 1: in place",
    SubtractImmediate(DstA, B, ImmediateC): "R[a] = R[b] - c; d = 1: in place",
    Negative(DstA, B): "R[a] = -R[b]",
    Positive(DstA, B): "R[a] = +R[b]",
    Invert(DstA, B): "R[a] = ~R[b]",
    Not(DstA, B): "R[a] = not R[b]",
    Truth(DstA, B): "R[a] = bool(R[b])",

    // Comparisons.
    Less(DstA, B, C): "R[a] = R[b] < R[c]",
    LessEqual(DstA, B, C): "R[a] = R[b] <= R[c]",
    Equal(DstA, B, C): "R[a] = R[b] == R[c]",
    NotEqual(DstA, B, C): "R[a] = R[b] != R[c]",
    Greater(DstA, B, C): "R[a] = R[b] > R[c]",
    GreaterEqual(DstA, B, C): "R[a] = R[b] >= R[c]",
    Is(DstA, B, C): "R[a] = R[b] is R[c]; d = 1: is not",
    Contains(DstA, B, C): "R[a] = R[b] in R[c]; d = 1: not in",

    // Jumps. The fused ones jump when the comparison's truth equals d.
    Jump(Target) Ends: "go to target",
    JumpBack(Target) Ends: "go back to target, polling the safepoint word",
    JumpIfTrue(A, Target): "if R[a]: go to target",
    JumpIfFalse(A, Target): "if not R[a]: go to target",
    JumpIfNone(A, Target): "if R[a] is None: go to target",
    JumpIfNotNone(A, Target): "if R[a] is not None: go to target",
    JumpLess(A, B, Near): "if bool(R[a] < R[b]) == d: jump",
    JumpLessEqual(A, B, Near): "if bool(R[a] <= R[b]) == d: jump",
    JumpEqual(A, B, Near): "if bool(R[a] == R[b]) == d: jump",
    JumpNotEqual(A, B, Near): "if bool(R[a] != R[b]) == d: jump",
    JumpGreater(A, B, Near): "if bool(R[a] > R[b]) == d: jump",
    JumpGreaterEqual(A, B, Near): "if bool(R[a] >= R[b]) == d: jump",
    JumpLessImmediate(A, ImmediateB, Near): "if bool(R[a] < b) == d: jump",
    JumpLessEqualImmediate(A, ImmediateB, Near): "if bool(R[a] <= b) == d: jump",
    JumpEqualImmediate(A, ImmediateB, Near): "if bool(R[a] == b) == d: jump",
    JumpNotEqualImmediate(A, ImmediateB, Near): "if bool(R[a] != b) == d: jump",
    JumpGreaterImmediate(A, ImmediateB, Near): "if bool(R[a] > b) == d: jump",
    JumpGreaterEqualImmediate(A, ImmediateB, Near): "if bool(R[a] >= b) == d: jump",
    JumpIs(A, B, Near): "if (R[a] is R[b]) == d: jump",

    // Calls; see the head of this file for where callee and arguments lie.
    Call(RunA, CountB, DstC) Cached: "R[c] = R[a](b positional arguments)",
    CallKeywords(RunA, CountB, DstC): "like Call; b counts keyword values too; R[a+1] = tuple of keyword names",
    CallMethod(RunA, CountB, DstC) Cached: "Call after LoadMethod; b does not count self",
    CallMethodKeywords(RunA, CountB, DstC): "CallKeywords after LoadMethod; b does not count self",
    CallSpread(RunA, DstC): "R[c] = R[a](*R[a+FRAME_HEADER], **R[a+FRAME_HEADER+1]); a tuple, and a dict or NULL",
    Return(A) Ends: "return R[a]",

    // Building values.
    BuildTuple(DstA, RunB, CountC): "R[a] = tuple of R[b .. b+c]",
    BuildList(DstA, RunB, CountC): "R[a] = list of R[b .. b+c]",
    BuildSet(DstA, RunB, CountC): "R[a] = set of R[b .. b+c]",
    BuildMap(DstA, RunB, CountC): "R[a] = dict of c pairs from R[b]",
    BuildString(DstA, RunB, CountC): "R[a] = the strings R[b .. b+c] joined",
    BuildSlice(DstA, RunB, CountC): "R[a] = slice(R[b], R[b+1], R[b+2] if c == 3 else None)",
    BuildInterpolation(DstA, RunB, D): "R[a] = Interpolation(value R[b], expression text R[b+1], conversion d, format spec R[b+2] (NULL: \"\")); d = 0 or 's' 'r' 'a'",
    BuildTemplate(DstA, B, C): "R[a] = Template of tuple of strings R[b] and tuple of interpolations R[c]",
    FormatValue(DstA, B, C): "R[a] = format(R[b], R[c]); d & 3: conversion (1 str, 2 repr, 3 ascii); d & 4: R[c] is a format spec, else it is \"\"",
    ListAppend(A, B): "append R[b] to the list R[a]",
    ListExtend(A, B, C): "extend the list R[a] by the iterable R[b]; what is none is told with d = 1 as an argument of R[c]",
    ListToTuple(DstA, B): "R[a] = tuple of list R[b]",
    SetAdd(A, B): "add R[b] to the set R[a]",
    SetUpdate(A, B): "add all of iterable R[b] to the set R[a]",
    MapAdd(A, B, C): "dict R[a][R[b]] = R[c]",
    DictUpdate(A, B): "update the dict R[a] from mapping R[b] ({**x}); TypeError \"'X' object is not a mapping\"",
    DictMerge(A, B, C): "like DictUpdate for call keywords: duplicate keys are a TypeError naming the callee R[c]",
    MakeFunction(DstA, ConstantB, RunC, D): "R[a] = function of code constants[b]; d & 1: R[c] = tuple of defaults; d & 2: R[c+1] = dict of keyword defaults; d & 4: R[c+2] = annotate function; d & 8: R[c+3] = tuple of closure cells",

    // Unpacking.
    UnpackSequence(RunA, B, CountC): "R[a .. a+c] = exactly c items of R[b]",
    UnpackStar(RunA, B, CountC, D): "R[a .. ] = d items, a list of the middle, and c items of R[b]",

    // Iteration.
    GetIter(DstA, B): "R[a] = iter(R[b])",
    ForIter(A, DstB) Cached: "R[b] = next(R[a]) and skip the next instruction (a Jump); when exhausted, go on with it",
    GetYieldFromIter(DstA, B): "R[a] = what `yield from R[b]` iterates over",
    Yield(DstA, B): "suspend, giving R[b]; R[a] = what is sent in",
    YieldDelegate(DstA, B, C): "Yield of a value that came from sub-iterator R[c], to which throw() and close() are forwarded",
    Send(DstA, B, C): "R[a] = what iterator R[b] yields for R[c], and skip the next instruction; when it returns, R[a] = its result and go on",
    AsyncGenWrap(DstA, B): "R[a] = R[b] marked as a value of an async generator, to be yielded next",
    GetAwaitable(DstA, B, D): "R[a] = the iterator of awaitable R[b]; d = 1 in `async with` __aenter__, 2 in __aexit__, for the error text",
    GetAsyncIter(DstA, B): "R[a] = R[b].__aiter__()",
    GetAsyncNext(DstA, B): "R[a] = the iterator of awaitable R[b].__anext__(), ready for Send; TypeError \"'async for' received an invalid object from __anext__: X\"",
    EndAsyncFor(A): "R[a] is an exception: re-raise it unless it is StopAsyncIteration",

    // Exceptions. The handler table names the register that receives the exception.
    Raise(A, B, D) Ends: "d = 0: re-raise the handled exception; 1: raise R[a]; 2: raise R[a] from R[b]",
    Reraise(A) Ends: "raise exception R[a] again without a new traceback entry",
    PushHandled(DstA, B): "R[a] = the exception being handled before; now R[b] is",
    PopHandled(A): "the exception being handled is R[a] again",
    MatchException(DstA, B, C): "R[a] = whether exception R[b] matches class or tuple R[c]",
    MatchExceptionGroup(RunA, B, C): "R[a] = the part of R[b] that matches R[c] (or None), R[a+1] = the rest (or None)",
    PrepareReraiseStar(DstA, B, C): "R[a] = what to raise after except* (or None), from original R[b] and list of raised and unhandled R[c]",
    WithExceptStart(DstA, RunB, C): "R[a] = truth-testable result of calling the exit method R[b], self-or-NULL R[b+1], with exception R[c]",

    // Imports.
    ImportName(DstA, RunB, Name): "R[a] = __import__(name, globals, namespace, fromlist R[b+1], level R[b])",
    ImportFrom(DstA, B, Name): "R[a] = attribute or submodule of module R[b]; ImportError",
    ImportStar(A): "copy the public names of module R[a] into the namespace",

    // Pattern matching.
    MatchSequence(DstA, B): "R[a] = whether R[b] is a sequence in the sense of match",
    MatchMapping(DstA, B): "R[a] = whether R[b] is a mapping in the sense of match",
    GetLen(DstA, B): "R[a] = len(R[b])",
    MatchKeys(DstA, B, C): "R[a] = tuple of the values of R[b] at the keys in tuple R[c], or None",
    MatchClass(DstA, B, RunC, D): "R[a] = tuple of attributes (d positional, then names of tuple R[c+1]) if R[b] is an instance of R[c], else None",

    // Rare operations by number; see Intrinsic1 and Intrinsic2.
    Intrinsic1(DstA, B, D): "R[a] = intrinsic d of R[b]",
    Intrinsic2(DstA, B, C, D): "R[a] = intrinsic d of R[b] and R[c]",
}

/// Field d of `LoadSpecial`.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum SpecialMethod {
    Enter,
    Exit,
    AsyncEnter,
    AsyncExit,
}

/// Field d of `Intrinsic1`.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Intrinsic1 {
    /// The REPL's expression statement: sys.displayhook(value).
    Print,
    /// TypeVar(name), from a name.
    TypeVar,
    ParamSpec,
    TypeVarTuple,
    /// `Generic[params]` for a class with type parameters, from the tuple of parameters.
    SubscriptGeneric,
    /// TypeAliasType from a tuple (name, type parameters or None, function computing the value).
    TypeAlias,
}

/// Field d of `Intrinsic2`.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Intrinsic2 {
    /// TypeVar from a name and the function computing its bound.
    TypeVarWithBound,
    /// TypeVar from a name and the function computing its constraints.
    TypeVarWithConstraints,
    /// Sets the default of type parameter b, computed by function c; gives the parameter.
    SetTypeParameterDefault,
    /// Sets `__type_params__` of function b to tuple c; gives the function.
    SetFunctionTypeParameters,
}

impl Opcode {
    #[inline(always)]
    pub fn from_byte(byte: u8) -> Option<Opcode> {
        ALL.get(byte as usize).copied()
    }

    pub fn row(self) -> &'static Row {
        &TABLE[self as usize]
    }

    pub fn is_cached(self) -> bool {
        self.row().flags.contains(&Flag::Cached)
    }

    /// Words the instruction takes, its inline cache included.
    pub fn width(self) -> usize {
        if self.is_cached() { 2 } else { 1 }
    }

    pub fn all() -> &'static [Opcode] {
        ALL
    }
}

/// One instruction word.
#[derive(Copy, Clone, PartialEq, Eq)]
#[repr(transparent)]
pub struct Instruction(pub u64);

impl Instruction {
    #[inline(always)]
    pub const fn new(op: Opcode, a: u16, b: u16, c: u16, d: u8) -> Instruction {
        Instruction(
            op as u64 | (d as u64) << 8 | (a as u64) << 16 | (b as u64) << 32 | (c as u64) << 48,
        )
    }

    /// With a 32-bit constant, immediate or target in `b | c << 16`.
    #[inline(always)]
    pub const fn wide(op: Opcode, a: u16, wide: u32) -> Instruction {
        Instruction::new(op, a, wide as u16, (wide >> 16) as u16, 0)
    }

    /// With a name index in `c | d << 16`.
    #[inline(always)]
    pub const fn named(op: Opcode, a: u16, b: u16, name: u32) -> Instruction {
        Instruction::new(op, a, b, name as u16, (name >> 16) as u8)
    }

    #[inline(always)]
    pub const fn op_byte(self) -> u8 {
        self.0 as u8
    }

    #[inline(always)]
    pub const fn d(self) -> u8 {
        (self.0 >> 8) as u8
    }

    #[inline(always)]
    pub const fn a(self) -> usize {
        (self.0 >> 16) as u16 as usize
    }

    #[inline(always)]
    pub const fn b(self) -> usize {
        (self.0 >> 32) as u16 as usize
    }

    #[inline(always)]
    pub const fn c(self) -> usize {
        (self.0 >> 48) as usize
    }

    /// The 32 bits of `b | c << 16`.
    #[inline(always)]
    pub const fn wide_operand(self) -> u32 {
        (self.0 >> 32) as u32
    }

    #[inline(always)]
    pub const fn name(self) -> usize {
        self.c() | (self.d() as usize) << 16
    }

    /// Field b as a signed immediate.
    #[inline(always)]
    pub const fn immediate_b(self) -> i64 {
        (self.0 >> 32) as i16 as i64
    }

    /// Field c as a signed immediate or near distance.
    #[inline(always)]
    pub const fn immediate_c(self) -> i64 {
        (self.0 >> 48) as i16 as i64
    }
}
