//! Random programs: valid Python 3.14 over the whole grammar, which end, print what they compute, and
//! print the same everywhere. What they do makes little sense: most operations meet operands of some
//! other type, and the message is part of what is compared.

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
        match self.random.below(24) {
            0..=8 => self.simple(place),
            9 | 10 => self.conditional(place, depth - 1),
            11 | 12 => self.loop_statement(place, depth - 1),
            13 | 14 => self.try_statement(place, depth - 1),
            15 => self.with_statement(place, depth - 1),
            16..=18 => self.function(place, depth - 1),
            19 | 20 => self.class(depth - 1),
            21 | 22 => self.match_statement(place, depth - 1),
            _ => self.generic_definition(depth - 1),
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

    fn parameters(&mut self) -> (String, Vec<String>) {
        let mut parts = Vec::new();
        let mut names = Vec::new();
        let mut with_default = false;
        let positional = self.random.below(4);
        let only = self.random.below(positional + 1);
        for index in 0..positional {
            let name = format!("p{index}");
            with_default |= self.random.one_in(3);
            if with_default {
                parts.push(format!("{name}={}", self.expression(1)));
            } else {
                parts.push(name.clone());
            }
            names.push(name);
            if only > 0 && index + 1 == only && self.random.one_in(3) {
                parts.push("/".into());
            }
        }
        let star = self.random.below(3);
        if star == 0 {
            parts.push("*rest".into());
            names.push("rest".into());
        }
        if self.random.one_in(3) {
            if star != 0 {
                parts.push("*".into());
            }
            parts.push("k1".into());
            parts.push(format!("k2={}", self.expression(0)));
            names.extend(["k1".into(), "k2".into()]);
        }
        if self.random.one_in(3) {
            parts.push("**more".into());
            names.push("more".into());
        }
        (parts.join(", "), names)
    }

    fn arguments(&mut self) -> String {
        let mut parts: Vec<String> = (0..self.random.below(4))
            .map(|_| self.expression(1))
            .collect();
        if self.random.one_in(4) {
            parts.push(format!(
                "*{}",
                self.random.pick(&["(1, 2)", "'ab'", "[]", "None", "a"])
            ));
        }
        if self.random.one_in(3) {
            parts.push(format!(
                "{}={}",
                self.random.pick(&["k1", "k2", "p0", "p1", "other"]),
                self.expression(1)
            ));
        }
        if self.random.one_in(5) {
            parts.push(format!(
                "**{}",
                self.random
                    .pick(&["{'k1': 1}", "{'p0': 2}", "{}", "{1: 2}", "None", "b"])
            ));
        }
        parts.join(", ")
    }

    fn function(&mut self, place: Place, depth: usize) {
        let name = self.fresh("f");
        let (parameters, names) = self.parameters();
        let kind = self.random.below(8);
        let is_async = kind == 0;
        let is_generator = kind == 1 || kind == 2;
        if self.random.one_in(6) {
            self.line(self.random_decorator());
        }
        let word = if is_async { "async def" } else { "def" };
        self.line(&format!("{word} {name}({parameters}):"));
        self.indent += 1;
        if self.random.one_in(6) && !parameters.contains("a") {
            let scope = self.random.pick(&["global", "nonlocal"]);
            let target = self.name();
            // `nonlocal` needs a function around that binds the name.
            if scope == "global" || !place.in_function {
                self.line(&format!("global {target}"));
            }
        }
        self.line(&format!(
            "show({})",
            if names.is_empty() {
                "'called'".into()
            } else {
                names.join(", ")
            }
        ));
        self.indent -= 1;
        let inner = Place {
            in_function: true,
            is_async,
            ..Place::default()
        };
        self.block(inner, depth);
        if is_generator {
            self.indent += 1;
            let value = self.expression(1);
            match self.random.below(3) {
                0 => self.line(&format!("show((yield {value}))")),
                1 => {
                    let text = format!(
                        "{} = yield from {}",
                        self.random.pick(NAMES),
                        self.random.pick(&["(1, 2)", "'ab'", "range(2)", "5"])
                    );
                    self.line(&text)
                }
                _ => self.line(&format!("yield {value}")),
            }
            let text = format!("return {}", self.random.below(9));
            self.line(&text);
            self.indent -= 1;
        } else {
            let value = self.expression(2);
            self.line(&format!("    return {value}"));
        }
        for _ in 0..1 + self.random.below(2) {
            let arguments = self.arguments();
            let call = match (is_async, is_generator) {
                (true, _) => format!("awaited({name}({arguments}))"),
                (_, true) => format!("list({name}({arguments}))"),
                _ => format!("{name}({arguments})"),
            };
            self.line("try:");
            self.line(&format!("    show({call})"));
            self.line("except Exception as error:");
            self.line("    show(told(error))");
        }
    }

    fn random_decorator(&self) -> &'static str {
        "@(lambda function: function)"
    }

    fn class(&mut self, depth: usize) {
        let name = self.fresh("C");
        let base = match self.random.below(7) {
            0 => "(int)",
            1 => "(list)",
            2 => "(dict)",
            3 => "(Exception)",
            4 => "(str)",
            _ => "",
        };
        self.line(&format!("class {name}{base}:"));
        self.indent += 1;
        let value = self.expression(1);
        self.line(&format!("p = {value}"));
        let methods = [
            "def __repr__(self): return 'repr'",
            "def __eq__(self, other): return NotImplemented",
            "def __add__(self, other): return ('add', other)",
            "def __radd__(self, other): return ('radd', other)",
            "def __iadd__(self, other): return 'iadd'",
            "def __len__(self): return 2",
            "def __getitem__(self, key): return ('zero', 'one')[key]",
            "def __setitem__(self, key, value): show('set', key, value)",
            "def __delitem__(self, key): show('del', key)",
            "def __contains__(self, item): return item",
            "def __iter__(self): return iter((1, 2))",
            "def __call__(self, *args, **kwargs): return args, kwargs",
            "def __getattr__(self, name): raise AttributeError(name)",
            "def __bool__(self): return False",
            "def __lt__(self, other): return True",
            "def __neg__(self): return 'neg'",
            "def __index__(self): return 1",
            "def __hash__(self): return 7",
            "def __format__(self, spec): return 'format:' + spec",
            "__slots__ = ()",
            "__match_args__ = ('p', 'q')",
            "@property\n    def q(self): return 'q'",
            "@classmethod\n    def r(cls, *args): return cls.__name__, args",
            "@staticmethod\n    def value(*args): return args",
        ];
        for _ in 0..self.random.below(5) {
            let method = self.random.pick(&methods);
            let indent = "    ".repeat(self.indent - 1);
            self.line(&method.replace("\n", &format!("\n{indent}")));
        }
        if self.random.one_in(2) {
            self.statement(Place::default(), depth.min(1));
        }
        self.indent -= 1;
        let target = self.name();
        let arguments = if base.is_empty() {
            String::new()
        } else {
            self.expression(0)
        };
        self.line(&format!("{target} = {name}({arguments})"));
        for _ in 0..2 {
            self.line("try:");
            let text = match self.random.below(8) {
                0 => format!("show({target}.{})", self.random.pick(ATTRIBUTES)),
                1 => format!(
                    "show({target} {} {})",
                    self.random.pick(BINARY),
                    self.expression(1)
                ),
                2 => format!("show({target}[{}])", self.expression(1)),
                3 => format!("{target}[{}] = {}", self.expression(1), self.expression(1)),
                4 => format!("show({target}({}))", self.arguments()),
                5 => format!("show([*{target}], len({target}))"),
                6 => format!(
                    "{target}.{} = {}",
                    self.random.pick(ATTRIBUTES),
                    self.expression(1)
                ),
                _ => format!(
                    "show({} {} {target})",
                    self.expression(1),
                    self.random.pick(COMPARISONS)
                ),
            };
            self.line(&format!("    {text}"));
            self.line("except Exception as error:");
            self.line("    show(told(error))");
        }
    }

    fn generic_definition(&mut self, _depth: usize) {
        let name = self.fresh("G");
        match self.random.below(3) {
            0 => {
                let value = self.atom();
                self.line(&format!("type {name}[T, *Ts, **P] = {value}"));
                self.line("try:");
                self.line(&format!(
                    "    show({name}, {name}.__type_params__, {name}.__value__)"
                ));
                self.line("except Exception as error:");
                self.line("    show(told(error))");
            }
            1 => {
                self.line(&format!("class {name}[T: int = bool]:"));
                self.line("    def method[U](self, value: T) -> U: return value");
                self.line(&format!(
                    "show({name}[str], {name}.__type_params__, {name}().method(3))"
                ));
            }
            _ => {
                let value = self.atom();
                self.line(&format!(
                    "def {name}[T: (int, str)](value: T = {value}) -> T: return value"
                ));
                self.line(&format!(
                    "show({name}(), {name}.__type_params__[0].__constraints__)"
                ));
            }
        }
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

    fn single_target(&mut self) -> String {
        match self.random.below(6) {
            0..=2 => self.name().into(),
            3 => format!("{}[{}]", self.name(), self.expression(1)),
            4 => format!("{}.{}", self.name(), self.random.pick(ATTRIBUTES)),
            _ => format!(
                "{}[{}:{}]",
                self.name(),
                self.random.below(3),
                self.random.below(5)
            ),
        }
    }

    fn target(&mut self, depth: usize) -> String {
        if depth == 0 || self.random.below(5) > 0 {
            return self.single_target();
        }
        match self.random.below(3) {
            0 => format!("{}, {}", self.single_target(), self.single_target()),
            1 => format!("[{}, *{}]", self.single_target(), self.name()),
            _ => format!("({}, ({}, *{}))", self.name(), self.name(), self.name()),
        }
    }

    fn atom(&mut self) -> String {
        match self.random.below(16) {
            0..=3 => self.name().into(),
            4 | 5 => self
                .random
                .pick(&["0", "1", "2", "-3", "7", "255", "10**20", "0x1f", "True"])
                .into(),
            6 => self
                .random
                .pick(&[
                    "0.5",
                    "-2.25",
                    "1e100",
                    "3.0",
                    "float('inf')",
                    "2j",
                    "1.5e-7",
                ])
                .into(),
            7 | 8 => self
                .random
                .pick(&[
                    "''",
                    "'abc'",
                    "\"é€\"",
                    "'%s|%d'",
                    "'{}'",
                    "b'xyz'",
                    "'1'",
                    "r'\\n'",
                ])
                .into(),
            9 => self
                .random
                .pick(&["None", "...", "True", "False", "NotImplemented"])
                .into(),
            10 => self
                .random
                .pick(&["[]", "()", "{}", "set()", "frozenset({1})"])
                .into(),
            11 => format!("[{}, {}]", self.random.below(5), self.random.below(5)),
            12 => format!("({}, 'a')", self.random.below(5)),
            13 => format!("{{'a': {}, 1: 'b'}}", self.random.below(5)),
            14 => format!("range({})", self.random.below(5)),
            _ => self
                .random
                .pick(&[
                    "int", "str", "len", "list", "tuple", "sorted", "abs", "repr",
                ])
                .into(),
        }
    }

    fn expression(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.atom();
        }
        let depth = depth - 1;
        match self.random.below(26) {
            0..=3 => self.atom(),
            4..=7 => {
                let operator = self.random.pick(BINARY);
                let left = self.expression(depth);
                let right = self.operand(operator, depth);
                format!("({left} {operator} {right})")
            }
            8 | 9 => {
                let operator = self.random.pick(COMPARISONS);
                format!(
                    "({} {operator} {})",
                    self.expression(depth),
                    self.expression(depth)
                )
            }
            10 => format!(
                "({} {} {} {} {})",
                self.expression(depth),
                self.random.pick(&COMPARISONS[..8]),
                self.expression(0),
                self.random.pick(&COMPARISONS[..8]),
                self.expression(0)
            ),
            11 => format!(
                "({} {} {})",
                self.expression(depth),
                self.random.pick(&["and", "or"]),
                self.expression(depth)
            ),
            12 => format!(
                "({}{})",
                self.random.pick(&["not ", "-", "+", "~"]),
                self.expression(depth)
            ),
            13 => format!(
                "({} if {} else {})",
                self.expression(depth),
                self.expression(depth),
                self.expression(depth)
            ),
            14 => format!("{}[{}]", self.expression(depth), self.expression(depth)),
            15 => format!(
                "{}[{}:{}:{}]",
                self.expression(depth),
                self.random.pick(&["", "1", "-2", "None", "'a'"]),
                self.random.pick(&["", "3", "-1", "100"]),
                self.random.pick(&["", "2", "-1", "0"])
            ),
            16 => format!("{}.{}", self.name(), self.random.pick(ATTRIBUTES)),
            17 | 18 => self.call(depth),
            19 => self.comprehension(depth),
            20 => {
                let (parameters, names) = self.parameters();
                let body = self.expression(depth);
                let shown = names.join(", ");
                let arguments = self.arguments();
                format!(
                    "(lambda {parameters}: ({shown}{} {body}))({arguments})",
                    if shown.is_empty() { "0," } else { "," }
                )
            }
            21 => self.formatted(depth),
            22 => format!(
                "[{}, *{}, {}]",
                self.expression(depth),
                self.random.pick(&["(1, 2)", "'ab'", "5", "a"]),
                self.expression(0)
            ),
            23 => format!(
                "{{{}: {}, **{}}}",
                self.expression(0),
                self.expression(depth),
                self.random.pick(&["{}", "{'k': 1}", "None", "b"])
            ),
            24 => format!("({} := {})", self.name(), self.expression(depth)),
            _ => format!("({}, {})", self.expression(depth), self.expression(depth)),
        }
    }

    /// What stands behind an operator: large powers, shifts and repetitions would take for ever.
    fn operand(&mut self, operator: &str, depth: usize) -> String {
        match operator {
            "**" | "<<" => self
                .random
                .pick(&["2", "0", "-1", "3", "'a'", "0.5"])
                .into(),
            "*" => self
                .random
                .pick(&["2", "0", "-1", "1.5", "'ab'", "[1]", "None", "3"])
                .into(),
            _ => self.expression(depth),
        }
    }

    fn call(&mut self, depth: usize) -> String {
        let argument = format!("({})", self.expression(depth));
        match self.random.below(10) {
            0 => format!(
                "{}({argument})",
                self.random.pick(&[
                    "int", "str", "float", "bool", "list", "tuple", "set", "dict", "complex",
                    "bytes"
                ])
            )
            .replace("bytes(", "bytes(() and "),
            1 => format!(
                "{}({argument})",
                self.random.pick(&[
                    "len", "abs", "sum", "min", "max", "any", "all", "repr", "ascii", "hex", "ord",
                    "callable", "type"
                ])
            ),
            2 => format!(
                "sorted({argument}, key={})",
                self.random.pick(&["None", "str", "len", "lambda v: 0"])
            ),
            3 => format!(
                "isinstance({argument}, {})",
                self.random
                    .pick(&["int", "(int, str)", "int | str", "5", "list[int]"])
            ),
            4 => format!(
                "{argument}.{}()",
                self.random.pick(&[
                    "upper",
                    "copy",
                    "keys",
                    "items",
                    "pop",
                    "clear",
                    "bit_length",
                    "split",
                    "title",
                    "values"
                ])
            ),
            5 => format!(
                "{argument}.{}({})",
                self.random.pick(&[
                    "append",
                    "join",
                    "get",
                    "index",
                    "count",
                    "find",
                    "add",
                    "update",
                    "extend",
                    "startswith"
                ]),
                self.expression(0)
            ),
            6 => format!(
                "[*map({}, {argument})]",
                self.random.pick(&["str", "int", "len", "lambda v: (v, v)"])
            ),
            7 => format!("dict(zip({argument}, {}))", self.expression(0)),
            8 => format!(
                "getattr({argument}, {}, {})",
                self.random.pick(&["'p'", "'real'", "5"]),
                self.expression(0)
            ),
            _ => format!("{}({})", self.name(), self.arguments()),
        }
    }

    fn comprehension(&mut self, depth: usize) -> String {
        let target = self.random.pick(&["v", "(v, w)", "v, *w"]);
        let iterable = self.random.pick(&[
            "range(3)",
            "range(0)",
            "((1, 2), (3, 4))",
            "'ab'",
            "('xy', [1, 2, 3])",
            "5",
            "a",
            "{1: 2}",
        ]);
        let mut tail = format!("for {target} in {iterable}");
        if self.random.one_in(3) {
            tail.push_str(&format!(" if {}", self.expression(depth.min(1))));
        }
        if self.random.one_in(4) {
            tail.push_str(" for u in (1, v)");
        }
        let element = match self.random.below(3) {
            0 => "v".to_owned(),
            1 => format!("(v, {})", self.expression(depth.min(1))),
            _ => format!("(lambda: {})()", self.random.pick(&["v", "a", "(v, a)"])),
        };
        match self.random.below(4) {
            0 => format!("{{{element} {tail}}}"),
            1 => format!("{{v: {element} {tail}}}"),
            2 => format!("list({element} {tail})"),
            _ => format!("[{element} {tail}]"),
        }
    }

    fn formatted(&mut self, depth: usize) -> String {
        let value = format!("({})", self.atom());
        let inner = self.expression(depth.min(1));
        match self.random.below(7) {
            0 => format!("f'{{{value}!r}}'")
                .replace("f'", "f'''")
                .replacen("}'", "}'''", 1),
            1 => format!(
                "f'''<{{({inner}):{}}}>'''",
                self.random.pick(&[
                    "", ">8", "^10", "05d", ".2f", "x", "e", "_<6", ",", "{1}", "+", "#x", "%"
                ])
            ),
            2 => format!("f'''{{{value}=}} {{({inner})!s:>{{4 + 3}}}}'''"),
            3 => format!(
                "t'''a{{{value}}}b{{({inner})!r:>5}}'''.{}",
                self.random.pick(&["strings", "values", "interpolations"])
            ),
            4 => format!("'%s %r' % ({inner},)"),
            5 => format!(
                "'{}' % ({inner})",
                self.random
                    .pick(&["%d", "%s", "%5.1f", "%x", "%c", "%(a)s", "%%"])
            ),
            _ => format!(
                "'{}'.format({inner}, k={value})",
                self.random
                    .pick(&["{}", "{0!r:>6}", "{k}", "{0.real}", "{1}", "{0[0]}", "{:d}"])
            ),
        }
    }
}
