//! Random programs: valid Python 3.14 over the whole grammar, which end, print what they compute, and
//! print the same everywhere. What they do makes little sense: most operations meet operands of some
//! other type, and the message is part of what is compared.

mod definition;
mod expression;
mod scenario;

use super::random::Random;

const NAMES: &[&str] = &["a", "b", "c", "d", "x", "y", "z"];
const ATTRIBUTES: &[&str] = &["p", "q", "r", "real", "value"];
const BINARY: &[&str] = &[
    "+", "-", "*", "/", "//", "%", "@", "&", "|", "^", "<<", ">>", "**",
];
/// Those that cannot make something huge of itself in a few rounds of a loop.
const AUGMENTED: &[&str] = &["-", "/", "//", "%", "@", "&", "|", "^", ">>"];
const COMPARISONS: &[&str] = &[
    "==", "!=", "<", "<=", ">", ">=", "in", "not in", "is", "is not",
];
const ERRORS: &[&str] = &[
    "ValueError",
    "TypeError",
    "KeyError",
    "IndexError",
    "ZeroDivisionError",
    "NameError",
    "AttributeError",
    "Exception",
];

/// Where a statement stands, as far as that decides what it may be.
#[derive(Copy, Clone, Default)]
struct Place {
    in_loop: bool,
    in_function: bool,
    is_async: bool,
    /// `except*` and `finally` blocks take no jumps out.
    no_jumps: bool,
}

pub struct Writer {
    random: Random,
    out: String,
    indent: usize,
    /// Numbers for names that must differ.
    fresh: usize,
    /// Statements left, so that programs stay small.
    budget: usize,
}

/// The program of a seed.
pub fn program(seed: u64) -> String {
    let mut writer = Writer {
        random: Random::new(seed),
        out: String::new(),
        indent: 0,
        fresh: 0,
        budget: 40,
    };
    let count = 3 + writer.random.below(8);
    for _ in 0..count {
        writer.guarded();
    }
    writer.line("show(a, b)");
    writer.out
}

impl Writer {
    fn line(&mut self, text: &str) {
        self.out.extend(std::iter::repeat_n("    ", self.indent));
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn fresh(&mut self, prefix: &str) -> String {
        self.fresh += 1;
        format!("{prefix}{}", self.fresh)
    }

    fn name(&mut self) -> &'static str {
        self.random.pick(NAMES)
    }

    /// A statement whose exception is shown, so that the next one runs.
    fn guarded(&mut self) {
        self.line("try:");
        self.indent += 1;
        self.statement(Place::default(), 3);
        self.indent -= 1;
        self.line("except Exception as error:");
        self.line("    show(told(error))");
    }

    fn block(&mut self, place: Place, depth: usize) {
        self.indent += 1;
        let count = 1 + self.random.below(3);
        for _ in 0..count {
            self.statement(place, depth);
        }
        self.indent -= 1;
    }

    fn statement(&mut self, place: Place, depth: usize) {
        if self.budget == 0 || depth == 0 {
            return self.simple(place);
        }
        self.budget -= 1;
        match self.random.below(30) {
            0..=8 => self.simple(place),
            9 | 10 => self.conditional(place, depth - 1),
            11 | 12 => self.loop_statement(place, depth - 1),
            13 | 14 => self.try_statement(place, depth - 1),
            15 => self.with_statement(place, depth - 1),
            16..=18 => self.function(place, depth - 1),
            19 | 20 => self.class(depth - 1),
            21 | 22 => self.match_statement(place, depth - 1),
            23 => self.generic_definition(depth - 1),
            _ => self.scenario(),
        }
    }

    fn simple(&mut self, place: Place) {
        let text = match self.random.below(22) {
            0..=4 => {
                let target = self.target(1);
                format!("{target} = {}", self.expression(3))
            }
            5 => format!("{} = {} = {}", self.name(), self.name(), self.expression(2)),
            6 => {
                let target = self.single_target();
                let operator = self.random.pick(AUGMENTED);
                format!("{target} {operator}= {}", self.operand(operator, 2))
            }
            7 => format!("{}: {} = {}", self.name(), self.atom(), self.expression(2)),
            8 => format!("del {}", self.single_target()),
            9 => format!("assert {}, {}", self.expression(2), self.expression(1)),
            10 if !place.no_jumps => {
                let error = self.random.pick(ERRORS);
                let cause = match self.random.below(4) {
                    0 => format!(" from {}({})", self.random.pick(ERRORS), self.expression(0)),
                    1 => " from None".into(),
                    _ => String::new(),
                };
                format!("raise {error}({}){cause}", self.expression(1))
            }
            11 if place.in_loop && !place.no_jumps => {
                self.random.pick(&["break", "continue"]).into()
            }
            12 if place.in_function && !place.no_jumps => {
                if place.is_async {
                    format!("return {}", self.expression(1))
                } else {
                    format!("return {}", self.expression(2))
                }
            }
            13 => "pass".into(),
            14 => format!("({} := {})", self.name(), self.expression(2)),
            15 => format!("import math as {}", self.name()),
            _ => {
                let count = 1 + self.random.below(2);
                let shown: Vec<String> = (0..count).map(|_| self.expression(3)).collect();
                format!("show({})", shown.join(", "))
            }
        };
        self.line(&text);
    }

    fn conditional(&mut self, place: Place, depth: usize) {
        let test = self.expression(2);
        self.line(&format!("if {test}:"));
        self.block(place, depth);
        while self.random.one_in(3) {
            let test = self.expression(2);
            self.line(&format!("elif {test}:"));
            self.block(place, depth);
        }
        if self.random.one_in(2) {
            self.line("else:");
            self.block(place, depth);
        }
    }

    fn loop_statement(&mut self, place: Place, depth: usize) {
        let inner = Place {
            in_loop: true,
            no_jumps: false,
            ..place
        };
        if self.random.one_in(4) {
            // Counts by itself, so that it ends.
            let counter = self.fresh("n");
            let limit = 1 + self.random.below(4);
            self.line(&format!("{counter} = 0"));
            let test = self.expression(1);
            self.line(&format!("while {counter} < {limit} and ({test}, True)[1]:"));
            self.line(&format!("    {counter} += 1"));
            self.block(inner, depth);
        } else {
            let target = self.target(1);
            let iterable = self.iterable();
            self.line(&format!("for {target} in {iterable}:"));
            self.block(inner, depth);
        }
        if self.random.one_in(3) {
            self.line("else:");
            self.block(place, depth);
        }
    }

    fn iterable(&mut self) -> String {
        match self.random.below(6) {
            0..=2 => format!("range({})", self.random.below(4)),
            3 => format!("({}, {})", self.expression(1), self.expression(1)),
            4 => format!(
                "[{}, *{}][:4]",
                self.expression(1),
                self.random.pick(&["'xy'", "(1, 2)", "range(3)", "None"])
            ),
            _ => format!(
                "enumerate({})",
                self.random.pick(&["'ab'", "[1, 2]", "5", "{1: 2}"])
            ),
        }
    }

    fn try_statement(&mut self, place: Place, depth: usize) {
        self.line("try:");
        self.block(place, depth);
        let star = self.random.one_in(4);
        let handlers = self.random.below(3);
        let word = if star { "except*" } else { "except" };
        let inside = Place {
            no_jumps: place.no_jumps || star,
            in_loop: place.in_loop && !star,
            in_function: place.in_function && !star,
            ..place
        };
        for _ in 0..handlers {
            let errors = match self.random.below(3) {
                0 => self.random.pick(ERRORS).to_owned(),
                1 => format!("{}, {}", self.random.pick(ERRORS), self.random.pick(ERRORS)),
                _ => format!(
                    "({}, {})",
                    self.random.pick(ERRORS),
                    self.random.pick(ERRORS)
                ),
            };
            let named = self.random.one_in(2) && (!errors.contains(',') || errors.starts_with('('));
            if named {
                self.line(&format!("{word} {errors} as error:"));
                self.line("    show(told(error))");
            } else {
                self.line(&format!("{word} {errors}:"));
            }
            self.block(inside, depth);
        }
        if handlers > 0 && self.random.one_in(3) {
            self.line("else:");
            self.block(place, depth);
        }
        if handlers == 0 || self.random.one_in(3) {
            self.line("finally:");
            let place = Place {
                no_jumps: true,
                in_loop: false,
                in_function: false,
                ..place
            };
            self.block(place, depth);
        }
    }

    fn with_statement(&mut self, place: Place, depth: usize) {
        let class = self.fresh("Manager");
        let swallow = self.random.pick(&["True", "False", "None", "0"]);
        self.line(&format!("class {class}:"));
        self.line("    def __init__(self, n): self.n = n");
        self.line("    def __enter__(self): show('enter', self.n); return self.n");
        self.line("    def __exit__(self, kind, error, traceback):");
        self.line("        show('exit', self.n, kind)");
        self.line(&format!("        return {swallow}"));
        let (one, two) = (self.expression(1), self.expression(1));
        let target = self.target(1);
        match self.random.below(3) {
            0 => self.line(&format!("with {class}({one}):")),
            1 => {
                let text = format!(
                    "with {class}({one}) as {}, {class}({two}):",
                    self.random.pick(NAMES)
                );
                self.line(&text)
            }
            _ => self.line(&format!(
                "with ({class}({one}), {class}({two}) as {target},):"
            )),
        }
        self.block(place, depth);
    }

    fn match_statement(&mut self, place: Place, depth: usize) {
        let subject = self.expression(2);
        self.line(&format!("match {subject}:"));
        self.indent += 1;
        for _ in 0..1 + self.random.below(3) {
            let mut captured = 0;
            let pattern = self.pattern(2, &mut captured);
            let guard = if self.random.one_in(4) {
                format!(" if {}", self.expression(1))
            } else {
                String::new()
            };
            self.line(&format!("case {pattern}{guard}:"));
            self.indent += 1;
            let names: Vec<String> = (0..captured).map(|index| format!("m{index}")).collect();
            self.line(&format!("show('matched', {})", names.join(", ")));
            self.indent -= 1;
            self.block(place, depth);
        }
        if self.random.one_in(2) {
            self.line("case _:");
            self.line("    show('no match')");
        }
        self.indent -= 1;
    }

    fn capture(&mut self, captured: &mut usize) -> String {
        *captured += 1;
        format!("m{}", *captured - 1)
    }

    fn pattern(&mut self, depth: usize, captured: &mut usize) -> String {
        if depth == 0 || self.random.one_in(4) {
            return match self.random.below(4) {
                // A bare capture must not make later cases unreachable.
                0 => format!("int() as {}", self.capture(captured)),
                1 => self
                    .random
                    .pick(&["1", "-1.5", "1 + 2j", "'a'", "b'a'"])
                    .into(),
                2 => self.random.pick(&["None", "True", "False"]).into(),
                _ => self
                    .random
                    .pick(&["[]", "()", "{}", "str()", "list()"])
                    .into(),
            };
        }
        match self.random.below(7) {
            0 => {
                let (one, two) = (self.capture(captured), self.pattern(depth - 1, captured));
                format!("[{one}, {two}]")
            }
            1 => {
                let (one, rest) = (self.pattern(depth - 1, captured), self.capture(captured));
                format!("({one}, *{rest})")
            }
            2 => {
                let inner = self.capture(captured);
                format!("[*_, {inner}]")
            }
            3 => {
                let (one, rest) = (self.pattern(depth - 1, captured), self.capture(captured));
                format!("{{'a': {one}, **{rest}}}")
            }
            4 => "1 | 2 | 'a' | None".into(),
            5 => {
                let inner = self.pattern(depth - 1, captured);
                format!(
                    "{}({inner})",
                    self.random.pick(&["int", "str", "list", "tuple", "dict"])
                )
            }
            _ => {
                let inner = self.capture(captured);
                format!("object({}={inner})", self.random.pick(ATTRIBUTES))
            }
        }
    }
}
