//! Runs the table that `data/cases.py` writes: every answer must be CPython's, at every unit width, and
//! whatever the subject is not, the engine must not care. `TYPHON_SRE_CASES` names another table.

use typhon_sre::{Code, CodeUnit, MAXREPEAT, MatchError, State, Stop};

struct Case<'a> {
    line: &'a str,
    operation: &'a str,
    position: usize,
    end: usize,
    expected: &'a str,
}

fn describe<U: CodeUnit>(state: &State<'_, U>) -> String {
    let mut text = String::new();
    for group in 0..=state.code().groups() {
        match state.group(group) {
            Some((start, end)) => text.push_str(&format!("{start},{end} ")),
            None => text.push_str("- "),
        }
    }
    match state.last_index() {
        Some(index) => text.push_str(&format!("@{index}")),
        None => text.push_str("@-"),
    }
    text
}

fn answer<U: CodeUnit>(code: &Code, case: &Case<'_>, subject: &[U]) -> Result<String, MatchError> {
    let mut polls = 0u32;
    let mut poll = || {
        polls += 1;
        if polls > 1_000_000 { Err(Stop) } else { Ok(()) }
    };
    let mut state = State::new(code, subject, case.position, case.end)?;
    let mut found = Vec::new();
    match case.operation {
        "match" if state.match_(&mut poll)? => found.push(describe(&state)),
        "fullmatch" if state.fullmatch(&mut poll)? => found.push(describe(&state)),
        "search" if state.search(&mut poll)? => found.push(describe(&state)),
        "finditer" => {
            while state.search(&mut poll)? {
                found.push(describe(&state));
                state.advance();
            }
        }
        _ => {}
    }
    Ok(if found.is_empty() {
        "-".to_string()
    } else {
        found.join("/")
    })
}

fn check<U: CodeUnit>(code: &Code, case: &Case<'_>, points: &[u32], failures: &mut Vec<String>) {
    let Some(subject) = points
        .iter()
        .map(|&ch| U::from_code(ch))
        .collect::<Option<Vec<U>>>()
    else {
        return;
    };
    let got = answer(code, case, &subject);
    if got.as_deref() != Ok(case.expected) {
        failures.push(format!(
            "{}-byte units, got {got:?}: {}",
            size_of::<U>(),
            case.line
        ));
    }
}

fn run_table(table: &str) {
    let mut failures = Vec::new();
    let mut count = 0;
    for line in table.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let [
            _,
            _,
            groups,
            words,
            operation,
            position,
            end,
            subject,
            expected,
        ] = fields[..]
        else {
            panic!("malformed line: {line}");
        };
        let numbers = |text: &str| -> Vec<u32> {
            text.split_whitespace()
                .map(|word| u32::from_str_radix(word, 16).unwrap())
                .collect()
        };
        let code = Code::new(numbers(words), groups.parse().unwrap())
            .unwrap_or_else(|error| panic!("{error}: {line}"));
        let position = position.parse().unwrap();
        let case = Case {
            line,
            operation,
            position,
            end: end.parse().unwrap(),
            expected,
        };
        let points = numbers(subject);
        check::<u8>(&code, &case, &points, &mut failures);
        check::<u16>(&code, &case, &points, &mut failures);
        check::<u32>(&code, &case, &points, &mut failures);
        count += 1;
    }
    println!("{count} cases, {} failures", failures.len());
    assert!(
        failures.is_empty(),
        "{}",
        failures[..failures.len().min(20)].join("\n")
    );
}

#[test]
fn answers_are_those_of_cpython() {
    run_table(include_str!("data/cases.txt"));
}

#[test]
fn answers_of_another_table() {
    if let Ok(path) = std::env::var("TYPHON_SRE_CASES") {
        run_table(&std::fs::read_to_string(path).unwrap());
    }
}

// Numbers from `re._constants`, for programs written by hand.
const SUCCESS: u32 = 1;
const BRANCH: u32 = 7;
const JUMP: u32 = 15;
const LITERAL: u32 = 16;
const MAX_UNTIL: u32 = 18;
const REPEAT: u32 = 23;
const FAILURE: u32 = 0;

/// `(?:a|a|...)*b`, which takes exponential time on `aaa...`.
fn explosive() -> Code {
    let words = vec![
        REPEAT, 15, 0, MAXREPEAT, BRANCH, 5, LITERAL, 97, JUMP, 7, 5, LITERAL, 97, JUMP, 2,
        FAILURE, MAX_UNTIL, LITERAL, 98, SUCCESS,
    ];
    Code::new(words, 0).unwrap()
}

#[test]
fn polling_stops_an_explosion() {
    let code = explosive();
    let mut state = State::new(&code, &[b'a'; 200], 0, 200).unwrap();
    let mut left = 100;
    let result = state.match_(&mut || {
        left -= 1;
        if left == 0 { Err(Stop) } else { Ok(()) }
    });
    assert_eq!(result, Err(MatchError::Stopped(Stop)));
}

#[test]
fn the_stack_has_a_limit() {
    let code = explosive();
    let text = vec![b'a'; 1_000_000];
    let mut state = State::new(&code, &text, 0, usize::MAX).unwrap();
    state.set_stack_bytes(1 << 20);
    assert_eq!(state.match_(&mut || Ok(())), Err(MatchError::Memory));
    // The default is enough for a long text, and the state can be used again.
    let scratch = state.into_scratch();
    let text = [text, vec![b'b']].concat();
    let mut state = State::with_scratch(&code, &text, 0, usize::MAX, scratch).unwrap();
    assert_eq!(state.match_(&mut || Ok(())), Ok(true));
    assert_eq!(state.group(0), Some((0, 1_000_001)));
}

#[test]
fn a_region_the_wrong_way_round_matches_nothing() {
    let code = Code::new(vec![SUCCESS], 0).unwrap();
    let mut state = State::new(&code, b"abc", 3, 1).unwrap();
    assert_eq!(state.match_(&mut || Ok(())), Ok(false));
    assert_eq!(state.search(&mut || Ok(())), Ok(false));
}

/// Neither lowering nor matching nor dropping may recurse on the native stack.
#[test]
fn nesting_needs_no_native_stack() {
    const ATOMIC_GROUP: u32 = 27;
    const DEPTH: usize = 100_000;
    let mut words = Vec::new();
    for level in 0..DEPTH {
        words.push(ATOMIC_GROUP);
        // Two words of each level inside come before, one after.
        words.push((3 * (DEPTH - 1 - level) + 2 + 2) as u32);
    }
    words.extend([LITERAL, 97]);
    words.extend(vec![SUCCESS; DEPTH + 1]);
    let code = Code::new(words, 0).unwrap();
    let mut state = State::new(&code, b"a", 0, 1).unwrap();
    assert_eq!(state.match_(&mut || Ok(())), Ok(true));

    // Branches inside branches, each with an alternative that may be empty.
    let mut words = vec![LITERAL, 97];
    for _ in 0..2_000 {
        let mut outer = vec![BRANCH, words.len() as u32 + 3];
        outer.append(&mut words);
        outer.extend([JUMP, 5, 3, JUMP, 2, FAILURE]);
        words = outer;
    }
    words.push(SUCCESS);
    let code = Code::new(words, 0).unwrap();
    let mut state = State::new(&code, b"b", 0, 1).unwrap();
    assert_eq!(state.fullmatch(&mut || Ok(())), Ok(false));
    assert_eq!(state.match_(&mut || Ok(())), Ok(true));
}

#[test]
fn a_thousand_words_are_searched_by_their_first_letters() {
    let mut words = vec![BRANCH];
    let count = 5_000u32;
    for index in 0..count {
        let jump = (count - 1 - index) * 7 + 2;
        words.extend([
            7,
            LITERAL,
            98 + index % 20,
            LITERAL,
            97 + index % 23,
            JUMP,
            jump,
        ]);
    }
    words.extend([FAILURE, SUCCESS]);
    let code = Code::new(words, 0).unwrap();
    let text = [vec![b'a'; 100_000], b"ca".to_vec()].concat();
    let mut state = State::new(&code, &text, 0, text.len()).unwrap();
    assert_eq!(state.search(&mut || Ok(())), Ok(true));
    assert_eq!(state.start, 100_000);
}

/// A generator good enough to disturb words (xorshift).
struct Noise(u64);

impl Noise {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % below as u64) as usize
    }
}

/// Whatever the words are, they are refused or they run and end.
#[test]
fn disturbed_words_are_harmless() {
    let subject: Vec<u32> = "ab\u{e4}Kk\u{4e2d}\n -1aab"
        .chars()
        .map(u32::from)
        .collect();
    let mut noise = Noise(0x9e37_79b9_7f4a_7c15);
    let mut accepted = 0;
    let rounds = std::env::var("TYPHON_SRE_ROUNDS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(20);
    for line in include_str!("data/cases.txt").lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        if fields[4] != "search" {
            continue;
        }
        let words: Vec<u32> = fields[3]
            .split(' ')
            .map(|word| u32::from_str_radix(word, 16).unwrap())
            .collect();
        for _ in 0..rounds {
            let mut words = words.clone();
            for _ in 0..=noise.next(3) {
                let index = noise.next(words.len());
                words[index] = match noise.next(4) {
                    0 => noise.next(44) as u32,
                    1 => words[index].wrapping_add(1),
                    2 => words[index].wrapping_sub(1),
                    _ => words[noise.next(words.len())],
                };
            }
            if noise.next(8) == 0 {
                words.truncate(noise.next(words.len() + 1));
            }
            let Ok(code) = Code::new(words, fields[2].parse().unwrap()) else {
                continue;
            };
            accepted += 1;
            let mut polls = 0;
            let mut poll = || {
                polls += 1;
                if polls > 50 { Err(Stop) } else { Ok(()) }
            };
            let mut state = State::new(&code, &subject, 0, subject.len()).unwrap();
            state.set_stack_bytes(1 << 22);
            let _ = state.search(&mut poll);
            let _ = describe(&state);
            let _ = state.fullmatch(&mut poll);
        }
    }
    assert!(accepted > 100, "{accepted}");
}
