//! Compares the engine's speed with what `tests/data/speed.py` measured; reads its table from stdin.

use std::time::Instant;
use typhon_sre::{Code, CodeUnit, Scratch, State};

fn once<U: CodeUnit>(code: &Code, operation: &str, subject: &[U], scratch: &mut Scratch) -> usize {
    let poll = &mut || Ok(());
    let memory = std::mem::take(scratch);
    let mut state = State::with_scratch(code, subject, 0, subject.len(), memory).expect("memory");
    let mut count = 0;
    match operation {
        "match" => count = usize::from(state.match_(poll).expect("match")),
        "search" => count = usize::from(state.search(poll).expect("search")),
        _ => {
            while state.search(poll).expect("search") {
                count += 1;
                state.advance();
            }
        }
    }
    *scratch = state.into_scratch();
    count
}

fn time<U: CodeUnit>(code: &Code, operation: &str, points: &[u32]) -> (usize, f64) {
    let subject: Vec<U> = points
        .iter()
        .map(|&ch| U::from_code(ch).expect("width"))
        .collect();
    let mut scratch = Scratch::default();
    let count = once(code, operation, &subject, &mut scratch);
    let mut runs = 1;
    loop {
        let started = Instant::now();
        for _ in 0..runs {
            std::hint::black_box(once(code, operation, &subject, &mut scratch));
        }
        let taken = started.elapsed().as_secs_f64();
        if taken > 0.05 {
            return (count, taken / f64::from(runs));
        }
        runs *= 2;
    }
}

fn main() {
    for line in std::io::stdin().lines() {
        let line = line.expect("a line");
        let fields: Vec<&str> = line.split('\t').collect();
        let numbers = |text: &str| -> Vec<u32> {
            text.split(' ')
                .map(|word| u32::from_str_radix(word, 16).expect("a number"))
                .collect()
        };
        let code = Code::new(numbers(fields[2]), fields[1].parse().expect("groups")).expect("code");
        let points = numbers(fields[4]).repeat(fields[5].parse().expect("times"));
        let widest = points.iter().max().copied().unwrap_or(0);
        let (count, taken) = match widest {
            0..256 => time::<u8>(&code, fields[3], &points),
            256..0x1_0000 => time::<u16>(&code, fields[3], &points),
            _ => time::<u32>(&code, fields[3], &points),
        };
        let theirs: f64 = fields[6].parse().expect("seconds");
        assert_eq!(count.to_string(), fields[7], "{line}");
        println!(
            "{:>10.1} us  CPython {:>10.1} us  ratio {:>5.2}  {} {}",
            taken * 1e6,
            theirs * 1e6,
            taken / theirs,
            fields[3],
            fields[0]
        );
    }
}
