//! Prints the code of a file as one Python literal, for tools written in Python.

use typhon_bytecode::{Code, Constant, Instruction, Opcode};
use typhon_compiler::{Mode, Options, compile_bytes};

fn constant(c: &Constant) -> String {
    let list = |items: &[Constant]| items.iter().map(|i| constant(i) + ",").collect::<String>();
    match c {
        Constant::None => "None".into(),
        Constant::True => "True".into(),
        Constant::False => "False".into(),
        Constant::Ellipsis => "Ellipsis".into(),
        Constant::Int(v) => format!("({v})"),
        Constant::BigInt(v) => format!("({v})"),
        Constant::Float(v) => format!("F({:?})", v.to_bits()),
        Constant::Complex(a, b) => format!("complex(F({:?}),F({:?}))", a.to_bits(), b.to_bits()),
        Constant::Str(v) => format!("S({:?})", v),
        Constant::Bytes(v) => format!("bytes({v:?})"),
        Constant::Tuple(i) => format!("({})", list(i)),
        Constant::FrozenSet(i) => format!("frozenset([{}])", list(i)),
        Constant::Code(c) => code(c),
        Constant::Packed(p) => code(&p.unpack().unwrap()),
    }
}

fn code(c: &Code) -> String {
    let mut ins = String::new();
    let mut at = 0;
    while at < c.instructions.len() {
        let w = Instruction(c.instructions[at]);
        let op = Opcode::from_byte(w.op_byte()).unwrap();
        ins += &format!(
            "{at}:({:?},{},{},{},{},{}),",
            op.row().name,
            w.a(),
            w.b(),
            w.c(),
            w.d(),
            op.width()
        );
        at += op.width();
    }
    format!(
        "Code(name={:?},qual={:?},file={:?},line={},flags={},argc={},posonly={},kwonly={},locals={:?},regs={},ins={{{ins}}},consts=[{}],names={:?},handlers={:?},positions={:?})",
        c.name,
        c.qualified_name,
        c.filename,
        c.first_line,
        c.flags.bits(),
        c.argument_count,
        c.positional_only_count,
        c.keyword_only_count,
        c.locals
            .iter()
            .map(|l| (l.name.clone(), l.kind as u8))
            .collect::<Vec<_>>(),
        c.register_count,
        c.constants
            .iter()
            .map(|k| constant(k) + ",")
            .collect::<String>(),
        c.names,
        c.handlers
            .iter()
            .map(|h| (h.start, h.end, h.target, h.register))
            .collect::<Vec<_>>(),
        c.positions
            .iter()
            .map(|p| (p.word, p.line, p.end_line, p.column, p.end_column))
            .collect::<Vec<_>>(),
    )
}

fn main() {
    let path = std::env::args().nth(1).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    match compile_bytes(&bytes, &Options::new(&path, Mode::Exec)) {
        Ok(c) => println!("{}", code(&c.code)),
        Err(e) => {
            eprintln!("{e}");
            std::process::exit(2);
        }
    }
}
