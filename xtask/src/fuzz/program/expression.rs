//! Expressions, and what can be assigned to.

use super::{ATTRIBUTES, BINARY, COMPARISONS, Writer};

impl Writer {
    pub(super) fn single_target(&mut self) -> String {
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

    pub(super) fn target(&mut self, depth: usize) -> String {
        if depth == 0 || self.random.below(5) > 0 {
            return self.single_target();
        }
        match self.random.below(3) {
            0 => format!("{}, {}", self.single_target(), self.single_target()),
            1 => format!("[{}, *{}]", self.single_target(), self.name()),
            _ => format!("({}, ({}, *{}))", self.name(), self.name(), self.name()),
        }
    }

    pub(super) fn atom(&mut self) -> String {
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

    pub(super) fn expression(&mut self, depth: usize) -> String {
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
    pub(super) fn operand(&mut self, operator: &str, depth: usize) -> String {
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

    pub(super) fn call(&mut self, depth: usize) -> String {
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

    pub(super) fn comprehension(&mut self, depth: usize) -> String {
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

    pub(super) fn formatted(&mut self, depth: usize) -> String {
        let value = format!("({})", self.atom());
        let inner = self.expression(depth.min(1));
        match self.random.below(7) {
            0 => format!("f'''{{{value}!r}}'''"),
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
