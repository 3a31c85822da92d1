//! Functions, classes and what is generic, each with a use.

use super::{ATTRIBUTES, BINARY, COMPARISONS, NAMES, Place, Writer};

impl Writer {
    pub(super) fn parameters(&mut self) -> (String, Vec<String>) {
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

    pub(super) fn arguments(&mut self) -> String {
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

    pub(super) fn function(&mut self, place: Place, depth: usize) {
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

    pub(super) fn random_decorator(&self) -> &'static str {
        "@(lambda function: function)"
    }

    pub(super) fn class(&mut self, depth: usize) {
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

    pub(super) fn generic_definition(&mut self, _depth: usize) {
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
}
