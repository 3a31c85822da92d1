//! Bytecode: the opcode table, code as plain data, its serialised form, disassembler and verifier.
//! Invariant: nothing here knows the heap; the compiler and the build script use it without one.

#![deny(unsafe_code)]

pub mod code;
pub mod disassemble;
pub mod liveness;
pub mod marshal;
pub mod opcode;
pub mod verify;

pub use code::{Code, CodeFlags, Constant, Handler, Local, LocalKind, Position};
pub use disassemble::{Names, disassemble, operands};
pub use marshal::{MarshalError, PackedCode};
pub use opcode::{
    FRAME_HEADER, Flag, Instruction, Intrinsic1, Intrinsic2, Opcode, Operand, SpecialMethod,
};
pub use verify::{VerifyError, verify};
