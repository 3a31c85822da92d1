//! A readable listing of code, for snapshots, debugging and `dis`.
//! Invariant: never panics, whatever the words hold; unknown bytes are shown as such.

use std::fmt::Write;

use crate::{Code, Constant, Instruction, Opcode, Operand};

/// The listing of `code` and of all code nested in it.
pub fn disassemble(code: &Code) -> String {
    let mut out = String::new();
    listing(code, &mut out);
    out
}

fn listing(code: &Code, out: &mut String) {
    let _ = writeln!(
        out,
        "code {} ({} arguments, {} registers, flags {:#x})",
        code.qualified_name,
        code.argument_count,
        code.register_count,
        code.flags.bits()
    );
    if !code.locals.is_empty() {
        let names = code
            .locals
            .iter()
            .enumerate()
            .map(|(index, local)| match local.kind {
                crate::LocalKind::Plain => format!("r{index}={}", local.name),
                crate::LocalKind::Cell => format!("r{index}=cell {}", local.name),
                crate::LocalKind::Free => format!("r{index}=free {}", local.name),
                crate::LocalKind::Passing => format!("r{index}=passing cell {}", local.name),
            });
        let _ = writeln!(out, "  locals: {}", names.collect::<Vec<_>>().join(", "));
    }
    let names = Names {
        local: &|register| code.locals.get(register).map(|local| local.name.clone()),
        name: &|index| code.names.get(index).cloned(),
        constant: &|index| code.constants.get(index).map(show),
    };
    let targets = jump_targets(code);
    let mut at = 0;
    let mut line = u32::MAX;
    while at < code.instructions.len() {
        let word = Instruction(code.instructions[at]);
        let here = line_at(code, at);
        if here != line {
            line = here;
            let _ = writeln!(out, "  line {line}");
        }
        let mark = if targets.contains(&at) { ">" } else { " " };
        let Some(op) = Opcode::from_byte(word.op_byte()) else {
            let _ = writeln!(out, " {mark} {at:4} ?{:#018x}", word.0);
            at += 1;
            continue;
        };
        let text = operands(&names, op, word, at);
        let name = op.row().name;
        let _ = writeln!(
            out,
            " {mark} {at:4} {}",
            format!("{name} {text}").trim_end()
        );
        at += op.width();
    }
    for handler in &code.handlers {
        let _ = writeln!(
            out,
            "  handler {}..{} -> {} in r{}",
            handler.start, handler.end, handler.target, handler.register
        );
    }
    for constant in &code.constants {
        match constant {
            Constant::Code(inner) => {
                out.push('\n');
                listing(inner, out);
            }
            Constant::Packed(packed) => {
                out.push('\n');
                match packed.unpack() {
                    Ok(inner) => listing(&inner, out),
                    Err(error) => {
                        let _ = writeln!(out, "code that cannot be read: {error}");
                    }
                }
            }
            _ => {}
        }
    }
}

/// What operands mean in some code.
pub struct Names<'a> {
    pub local: &'a dyn Fn(usize) -> Option<String>,
    pub name: &'a dyn Fn(usize) -> Option<String>,
    pub constant: &'a dyn Fn(usize) -> Option<String>,
}

/// The operands of the instruction at `at` as text.
pub fn operands(names: &Names<'_>, op: Opcode, word: Instruction, at: usize) -> String {
    let local = |register: usize| match (names.local)(register) {
        Some(local) => format!("r{register}:{local}"),
        None => format!("r{register}"),
    };
    let constant =
        |index: usize| (names.constant)(index).unwrap_or_else(|| format!("constant {index}?"));
    let next = at + op.width();
    let mut shown_d = false;
    let mut parts = Vec::new();
    for operand in op.row().operands {
        parts.push(match operand {
            Operand::DstA | Operand::A | Operand::RunA => local(word.a()),
            Operand::DstB | Operand::B | Operand::RunB => local(word.b()),
            Operand::DstC | Operand::C | Operand::RunC => local(word.c()),
            Operand::CountB => format!("#{}", word.b()),
            Operand::CountC => format!("#{}", word.c()),
            Operand::D => {
                shown_d = true;
                format!("d={}", word.d())
            }
            Operand::ImmediateB => format!("{}", word.immediate_b()),
            Operand::ImmediateC => format!("{}", word.immediate_c()),
            Operand::Immediate => format!("{}", word.wide_operand() as i32),
            Operand::Constant => constant(word.wide_operand() as usize),
            Operand::ConstantB => constant(word.b()),
            Operand::Name => {
                (names.name)(word.name()).unwrap_or_else(|| format!("name {}?", word.name()))
            }
            Operand::Target => format!("-> {}", word.wide_operand()),
            Operand::Near => format!("-> {}", next as i64 + word.immediate_c()),
        });
    }
    let named = op.row().operands.contains(&Operand::Name);
    if word.d() != 0 && !shown_d && !named {
        parts.push(format!("d={}", word.d()));
    }
    parts.join(", ")
}

fn jump_targets(code: &Code) -> Vec<usize> {
    let mut targets: Vec<usize> = code
        .handlers
        .iter()
        .map(|handler| handler.target as usize)
        .collect();
    let mut at = 0;
    while at < code.instructions.len() {
        let word = Instruction(code.instructions[at]);
        let Some(op) = Opcode::from_byte(word.op_byte()) else {
            at += 1;
            continue;
        };
        for operand in op.row().operands {
            match operand {
                Operand::Target => targets.push(word.wide_operand() as usize),
                Operand::Near => targets
                    .push((at as i64 + op.width() as i64 + word.immediate_c()).max(0) as usize),
                _ => {}
            }
        }
        at += op.width();
    }
    targets
}

fn line_at(code: &Code, word: usize) -> u32 {
    let index = code
        .positions
        .partition_point(|position| position.word as usize <= word);
    if index == 0 {
        0
    } else {
        code.positions[index - 1].line
    }
}

/// A constant as Python would write it, nearly.
pub fn show(constant: &Constant) -> String {
    let list = |items: &[Constant]| items.iter().map(show).collect::<Vec<_>>().join(", ");
    match constant {
        Constant::None => "None".into(),
        Constant::True => "True".into(),
        Constant::False => "False".into(),
        Constant::Ellipsis => "Ellipsis".into(),
        Constant::Int(value) => value.to_string(),
        Constant::BigInt(value) => value.to_string(),
        Constant::Float(value) => format!("{value:?}"),
        Constant::Complex(real, imaginary) => format!("({real:?}, {imaginary:?}j)"),
        Constant::Str(value) => format!("{:?}", String::from_utf8_lossy(value)),
        Constant::Bytes(value) => format!("b\"{}\"", value.escape_ascii()),
        Constant::Tuple(items) => format!("({})", list(items)),
        Constant::FrozenSet(items) => format!("frozenset({})", list(items)),
        Constant::Code(code) => format!("<code {}>", code.qualified_name),
        Constant::Packed(packed) => match packed.unpack() {
            Ok(code) => format!("<code {}>", code.qualified_name),
            Err(error) => format!("<{error}>"),
        },
    }
}
