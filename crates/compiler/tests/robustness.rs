//! No bytes make the compiler panic: programs that were cut, doubled, swapped and spoilt, and noise.

use typhon_compiler::{Mode, Options, Source, compile_bytes, nodes, parse};

/// What the mutants are made of: most of the grammar.
const PROGRAMS: &[&str] = &[
    "def f(a, /, b=1, *c, d, **e) -> int:\n    global g\n    return (yield a) if b else lambda *x: x\n",
    "class C[T: int, *Ts, **P](B, metaclass=M):\n    x: int = 1\n    @property\n    def y(self): return super().y\n",
    "match x:\n    case [1, *r] | {'k': C(a, b=2), **s} if r:\n        pass\n    case -1.5 + 2j | None | (str() as t):\n        pass\n",
    "try:\n    with a as b, (c as d, e):\n        raise X from Y\nexcept* (A, B) as g:\n    del h[1:2, ...], i.j\nelse:\n    pass\nfinally:\n    assert k, 'l'\n",
    "async def f():\n    async with a: return [x async for y in z if await y]\n    async for i in j: continue\n",
    "x = f'a{b!r:>{c}}{d=}' t'{e}' rb'\\x00' '\\N{BULLET}' 0x1F 1_0.5e-3j\n",
    "while (n := next(i)) not in {**a, 'b': [*c, {d for d in e}]}:\n\tif x < y <= z is not w: break\n\telif ~x ** -y @ z: print(*a, **b, c=d)\n",
    "type A[T] = list[T]\nfrom .a import (b as c, d)\nimport e.f as g\nfor x, *y in z: nonlocal_ = x; y += 1\n",
];

/// A fixed sequence: failures can be had again.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}

fn mutate(random: &mut Random) -> Vec<u8> {
    let mut bytes = PROGRAMS[random.below(PROGRAMS.len())].as_bytes().to_vec();
    for _ in 0..1 + random.below(4) {
        let at = random.below(bytes.len() + 1);
        let to = (at + random.below(12)).min(bytes.len());
        match random.below(6) {
            0 => drop(bytes.drain(at..to)),
            1 => bytes.truncate(at),
            2 => {
                let copy = bytes[at..to].to_vec();
                let place = random.below(bytes.len() + 1);
                bytes.splice(place..place, copy);
            }
            3 => {
                let tokens = b"()[]{}:,.=*@\\\n\t '\"#;!<>-";
                bytes.insert(at, tokens[random.below(tokens.len())]);
            }
            4 => bytes.insert(at, random.below(256) as u8),
            _ => {
                let other = PROGRAMS[random.below(PROGRAMS.len())].as_bytes();
                let from = random.below(other.len());
                let end = (from + random.below(30)).min(other.len());
                bytes.splice(at..at, other[from..end].iter().copied());
            }
        }
    }
    bytes
}

fn noise(random: &mut Random) -> Vec<u8> {
    (0..random.below(60))
        .map(|_| random.below(256) as u8)
        .collect()
}

/// Compiles, and takes what parses to nodes and back.
fn feed(bytes: &[u8], mode: Mode) {
    let options = Options::new("<fuzz>", mode);
    let _ = compile_bytes(bytes, &options);
    let Ok(source) = Source::from_bytes(bytes, "<fuzz>") else {
        return;
    };
    let Ok(tree) = parse(&source, &options) else {
        return;
    };
    let Ok((mut node, _)) = nodes::export(&tree, &source, &options) else {
        return;
    };
    nodes::optimise_nodes(&mut node, 2);
    if let Ok((tree, source)) = nodes::import(&node, "<fuzz>") {
        let _ = typhon_compiler::compile_ast(&tree, &source, &options);
    }
}

#[test]
fn no_bytes_make_the_compiler_panic() {
    let mut random = Random(0x5EED_1234_ABCD_0001);
    for round in 0..20_000 {
        let bytes = if round % 10 == 0 {
            noise(&mut random)
        } else {
            mutate(&mut random)
        };
        let mode = [Mode::Exec, Mode::Eval, Mode::Single][round % 3];
        let fed = std::panic::catch_unwind(|| feed(&bytes, mode));
        assert!(
            fed.is_ok(),
            "panic in {mode:?} for {:?}",
            String::from_utf8_lossy(&bytes)
        );
    }
}
