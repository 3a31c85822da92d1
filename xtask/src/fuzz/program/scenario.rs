//! Statements that only make sense together: a definition in which all of a feature's protocol is called,
//! with random values and random places where it goes wrong.

use super::Writer;

impl Writer {
    pub(super) fn scenario(&mut self) {
        match self.random.below(12) {
            0 => self.descriptor(),
            1 | 2 => self.driven_generator(),
            3 => self.delegation(),
            4 => self.asynchronous(),
            5 => self.metaclass(),
            6 => self.inheritance(),
            7 => self.slice_assignment(),
            8 => self.numbers(),
            9 => self.closures(),
            10 => self.exception_groups(),
            _ => self.decorated(),
        }
    }

    /// Shows an expression or the exception it ends in.
    fn tried(&mut self, expression: &str) {
        self.line("try:");
        self.line(&format!("    show({expression})"));
        self.line("except BaseException as error:");
        self.line("    show(told(error))");
    }

    /// The same for a statement.
    fn attempted(&mut self, statement: &str) {
        self.line("try:");
        self.line(&format!("    {statement}"));
        self.line("except BaseException as error:");
        self.line("    show(told(error))");
    }

    /// Ends a generator: when one that is left behind ends is not the same everywhere.
    fn end(&mut self) {
        self.tried("it.close(), it.close()");
    }

    fn raises(&mut self) -> &'static str {
        self.random.pick(&[
            "ValueError('v')",
            "KeyError(1)",
            "StopIteration(2)",
            "GeneratorExit",
            "TypeError",
            "ZeroDivisionError('z', 1)",
            "5",
        ])
    }

    fn descriptor(&mut self) {
        let (data, owner) = (self.fresh("D"), self.fresh("O"));
        let value = self.atom();
        self.line(&format!("class {data}:"));
        self.line("    def __set_name__(self, owner, name): self.name = name");
        self.line("    def __get__(self, one, owner=None):");
        self.line(&format!("        return (self.name, one is None, {value})"));
        if self.random.one_in(2) {
            self.line(
                "    def __set__(self, one, value): one.__dict__[self.name] = ('set', value)",
            );
        }
        if self.random.one_in(2) {
            self.line("    def __delete__(self, one): del one.__dict__[self.name]");
        }
        self.line(&format!("class {owner}:"));
        self.line(&format!("    x = {data}()"));
        if self.random.one_in(3) {
            self.line("    __slots__ = ('y', '__dict__')");
        }
        if self.random.one_in(3) {
            self.line(
                "    def __getattribute__(self, name): return super().__getattribute__(name)",
            );
        }
        if self.random.one_in(3) {
            self.line("    def __getattr__(self, name): return 'missing ' + name");
        }
        self.line(&format!("one = {owner}()"));
        for _ in 0..4 {
            let value = self.atom();
            match self.random.below(6) {
                0 => self.attempted(&format!("one.x = {value}")),
                1 => self.attempted("del one.x"),
                2 => self.attempted(&format!("one.y = {value}; show(one.y)")),
                3 => self.tried("one.__dict__"),
                4 => self.tried(&format!("{owner}.x, vars({owner}).get('y', 0) is not 0")),
                _ => self.tried("one.x, one.z"),
            }
        }
    }

    /// A generator with try blocks, under send, throw and close.
    fn driven_generator(&mut self) {
        let name = self.fresh("g");
        let error = self.random.pick(&[
            "ValueError",
            "GeneratorExit",
            "Exception",
            "(KeyError, TypeError)",
            "BaseException",
        ]);
        let (first, second) = (self.expression(1), self.atom());
        let inside = self.random.pick(&[
            "got = yield 'again'",
            "raise",
            "return 'handled'",
            "raise RuntimeError('r') from error",
            "pass",
            "yield from (1, 2)",
        ]);
        let last = self.random.pick(&[
            "show('finally')",
            "yield 'in finally'",
            "return 'override'",
            "raise KeyError('late')",
        ]);
        self.line(&format!("def {name}():"));
        self.line("    got = None");
        self.line("    try:");
        self.line("        try:");
        self.line(&format!("            got = yield {first}"));
        self.line("            show('got', got)");
        self.line(&format!("            got = yield {second}"));
        self.line(&format!("        except {error} as error:"));
        self.line("            show('caught', told(error))");
        self.line(&format!("            {inside}"));
        self.line("        else:");
        self.line("            yield 'else'");
        self.line("    finally:");
        self.line(&format!("        {last}"));
        self.line("    return got");
        self.line(&format!("it = {name}()"));
        for _ in 0..2 + self.random.below(4) {
            let raised = self.raises();
            let value = self.atom();
            let step = match self.random.below(7) {
                0..=2 => "next(it)".into(),
                3 => format!("it.send({value})"),
                4 | 5 => format!("it.throw({raised})"),
                _ => "it.close()".into(),
            };
            self.tried(&step);
        }
        self.tried("it.gi_frame is None, it.gi_running, it.gi_suspended");
        self.end();
    }

    fn delegation(&mut self) {
        let (inner, outer) = (self.fresh("inner"), self.fresh("outer"));
        let wrong = self
            .random
            .pick(&["ValueError", "KeyError", "GeneratorExit"]);
        self.line(&format!("def {inner}(n):"));
        self.line("    try:");
        self.line("        for i in range(n):");
        self.line("            show('inner', (yield i))");
        self.line(&format!("    except {wrong} as error:"));
        self.line("        show(told(error))");
        let after = self
            .random
            .pick(&["return 'mended'", "yield 'more'", "raise"]);
        self.line(&format!("        {after}"));
        self.line("    return n");
        self.line(&format!("def {outer}():"));
        self.line("    try:");
        let source = self.random.pick(&["2", "0", "3"]);
        self.line(&format!(
            "        show('result', (yield from {inner}({source})))"
        ));
        self.line("        show('list', (yield from [7, 8]))");
        self.line("    finally:");
        self.line("        show('outer done')");
        self.line(&format!("it = {outer}()"));
        for _ in 0..4 {
            let raised = self.random.pick(&[
                "ValueError(1)",
                "KeyError",
                "StopIteration(2)",
                "GeneratorExit",
            ]);
            let step = match self.random.below(5) {
                0 | 1 => "next(it)".to_owned(),
                2 => "it.send('sent')".to_owned(),
                3 => format!("it.throw({raised})"),
                _ => "it.close()".to_owned(),
            };
            self.tried(&step);
        }
        self.end();
    }

    fn asynchronous(&mut self) {
        let (source, user, manager) = (self.fresh("agen"), self.fresh("user"), self.fresh("M"));
        let value = self.expression(1);
        let swallow = self.random.pick(&["True", "False"]);
        self.line(&format!("async def {source}(n):"));
        self.line("    try:");
        self.line("        for i in range(n):");
        self.line("            yield i");
        self.line("    finally:");
        self.line("        show('closed')");
        self.line(&format!("class {manager}:"));
        self.line("    async def __aenter__(self): return 'entered'");
        self.line(&format!(
            "    async def __aexit__(self, *about): show('left', about[0]); return {swallow}"
        ));
        self.line("    def __await__(self): return (yield from ()) or 'awaited'");
        self.line(&format!("async def {user}():"));
        let wrong = self
            .random
            .pick(&["1 / 0", "await 5", "pass", "return 'early'"]);
        self.line(&format!(
            "    async with {manager}() as entered, {manager}():"
        ));
        self.line("        show(entered)");
        self.line(&format!(
            "        show([i async for i in {source}(3) if i != 1])"
        ));
        self.line(&format!(
            "        show({{i: await {manager}() async for i in {source}(2)}})"
        ));
        self.line(&format!("        {wrong}"));
        self.line(&format!("    async for i in {source}(2):"));
        self.line("        show(i)");
        let jump = self.random.pick(&["show('on')", "continue", "pass"]);
        self.line(&format!("        {jump}"));
        self.line("    else:");
        self.line("        show('else')");
        self.line(&format!("    return {value}"));
        self.tried(&format!("awaited({user}())"));
        self.line(&format!("it = {source}(2)"));
        for _ in 0..3 {
            let step = self.random.pick(&[
                "awaited(it.__anext__())",
                "awaited(it.asend(None))",
                "awaited(it.athrow(ValueError('a')))",
                "awaited(it.aclose())",
                "awaited(anext(it, 'default'))",
            ]);
            self.tried(step);
        }
        self.tried("awaited(it.aclose())");
    }

    fn metaclass(&mut self) {
        let (meta, class) = (self.fresh("Meta"), self.fresh("K"));
        self.line(&format!("class {meta}(type):"));
        let rows = [
            "    @classmethod\n    def __prepare__(cls, name, bases, **more): show('prepare', name, more); return {'ready': 1}",
            "    def __new__(cls, name, bases, space, **more): show('new', sorted(k for k in space if k[0] != '_')); return super().__new__(cls, name, bases, space)",
            "    def __init__(self, *arguments, **more): show('init', len(arguments), more)",
            "    def __call__(self, *arguments): show('call', arguments); return super().__call__(*arguments)",
            "    def __getitem__(self, key): return key",
            "    def __contains__(self, item): return item == 1",
            "    def __instancecheck__(self, one): return one == 1",
            "    def __len__(self): return 3",
            "    def __getattr__(self, name): return 'meta ' + name",
        ];
        self.line("    pass");
        for row in rows {
            if self.random.one_in(2) {
                let indent = "    ".repeat(self.indent);
                self.line(&row.replace('\n', &format!("\n{indent}")));
            }
        }
        let more = self.random.pick(&["", ", flag=1", ", flag=1, other='o'"]);
        self.line("try:");
        self.line(&format!("    class {class}(metaclass={meta}{more}):"));
        self.line("        a = 1");
        self.line("        def __init_subclass__(cls, **more): show('subclass', more)");
        self.line("        def __class_getitem__(cls, key): return ('generic', key)");
        self.line(&format!("    class {class}s({class}{more}): pass"));
        self.line("except Exception as error:");
        self.line("    show(told(error))");
        self.line("else:");
        self.indent += 1;
        for _ in 0..3 {
            let use_of = self.random.pick(&[
                "{}[2]",
                "1 in {}",
                "len({})",
                "isinstance(1, {})",
                "{}.nothing",
                "{}()",
                "{}(1)",
                "type({}).__mro__",
                "{}.__bases__",
                "issubclass({}s, {})",
            ]);
            let use_of = use_of.replace("{}", &class);
            self.tried(&use_of);
        }
        self.indent -= 1;
    }

    fn inheritance(&mut self) {
        let [one, two, three] = ["A", "B", "E"].map(|prefix| self.fresh(prefix));
        let value = self.atom();
        self.line(&format!("class {one}:"));
        self.line("    def f(self, *a): return ('one', a)");
        self.line(&format!("    p = property(lambda self: {value})"));
        self.line(&format!("class {two}({one}):"));
        self.line("    def f(self, *a): return ('two', super().f(*a, 2))");
        self.line("    @classmethod");
        self.line(
            "    def c(cls): return cls.__name__, super().__name__ if 0 else __class__.__name__",
        );
        let bases = self
            .random
            .pick(&["{two}, {one}", "{one}, {two}", "{two}", "{two}, dict"]);
        let bases = bases.replace("{one}", &one).replace("{two}", &two);
        self.line("try:");
        self.line(&format!("    class {three}({bases}):"));
        self.line("        def f(self, *a): return ('three', super().f(*a, 3), super(type(self), self).f())");
        let missing = self
            .random
            .pick(&["pass", "__missing__ = lambda self, key: ('missing', key)"]);
        self.line(&format!("        {missing}"));
        self.line(&format!(
            "    show([k.__name__[0] for k in {three}.__mro__])"
        ));
        self.line(&format!(
            "    show({three}().f(1), {three}.c(), {three}().p)"
        ));
        let last = self.random.pick(&[
            "show(K()[5])",
            "K().p = 1",
            "K.f(5)",
            "K().g",
            "show(K.__bases__[0].__subclasses__()[0].__name__)",
            "K().__class__ = int",
            "show(super(K, K).f)",
            "show(super(K, 5))",
        ]);
        self.line(&format!("    {}", last.replace('K', &three)));
        self.line("except Exception as error:");
        self.line("    show(told(error))");
    }

    fn slice_assignment(&mut self) {
        let start = self.random.pick(&[
            "list(range(8))",
            "bytearray(b'abcdefgh')",
            "memoryview(bytearray(b'abcdefgh'))",
            "[[1], [2], [3]]",
            "'immutable'",
            "(1, 2, 3)",
        ]);
        self.line(&format!("s = {start}"));
        for _ in 0..4 {
            let mut bound = || {
                self.random
                    .pick(&["", "0", "1", "3", "-1", "-3", "100", "-100", "None"])
            };
            let (from, to) = (bound(), bound());
            let step = self
                .random
                .pick(&["", "", ":1", ":2", ":-1", ":-2", ":0", ":None"]);
            let slice = format!("s[{from}:{to}{step}]");
            let value = self.random.pick(&[
                "[7, 8]",
                "()",
                "b'xy'",
                "'ab'",
                "range(3)",
                "s",
                "5",
                "None",
                "(i for i in (1, 2, 3))",
                "[1, 2, 3, 4]",
                "b'1234'",
                "[300]",
            ]);
            match self.random.below(4) {
                0 => self.attempted(&format!("del {slice}")),
                1 => self.attempted(&format!("{slice} += {value}")),
                2 => self.tried(&slice),
                _ => self.attempted(&format!("{slice} = {value}")),
            }
        }
        self.tried("s if type(s) is not memoryview else bytes(s)");
    }

    fn number(&mut self) -> String {
        let sign = self.random.pick(&["", "-"]);
        let size = self.random.pick(&[
            "0",
            "1",
            "3",
            "7",
            "10",
            "2**31",
            "2**62 - 1",
            "2**62",
            "2**63",
            "2**64 + 1",
            "10**25",
            "3**200",
            "0.1",
            "1e16",
            "1e308",
            "5e-324",
            "2.5",
            "1e22",
            "float('nan')",
            "float('inf')",
            "1j",
            "True",
            "0.0",
        ]);
        format!("({sign}({size}))")
    }

    fn numbers(&mut self) {
        for _ in 0..4 {
            let (one, two) = (self.number(), self.number());
            let operator = self.random.pick(&[
                "+", "-", "*", "/", "//", "%", "==", "<", ">=", "&", "|", "^",
            ]);
            let spec = self.random.pick(&[
                ".3f", ",", "e", ".0e", "x", "#b", "_", "010", "+.2g", "%", "n", ".17g", "c", "_x",
                "<12", "=+15", "z.1f", "_.3f", ",.2%",
            ]);
            let step = match self.random.below(9) {
                0..=2 => format!("{one} {operator} {two}"),
                3 => format!("divmod({one}, {two})"),
                4 => format!("f'{{{one}:{spec}}}'"),
                5 => format!(
                    "{one} {} {}",
                    self.random.pick(&["**", "<<", ">>"]),
                    self.random.pick(&["2", "0", "-1", "0.5", "70", "-70"])
                ),
                6 => format!(
                    "round({one}, {})",
                    self.random
                        .pick(&["0", "1", "-1", "-20", "None", "400", "20"])
                ),
                7 => format!("pow({one}, 3, {two})"),
                _ => {
                    let call = self.random.pick(&[
                        "int(N)",
                        "float(N)",
                        "hash(N) if N == N else 0",
                        "complex(N)",
                        "bool(N)",
                        "(N).is_integer()",
                        "(N).as_integer_ratio()",
                        "(N).hex()",
                        "(N).bit_length()",
                        "(N).to_bytes(9, 'big', signed=True)",
                        "math.floor(N)",
                        "math.isqrt(N)",
                        "math.gcd(N, 12)",
                        "math.frexp(N)",
                        "abs(N)",
                        "(N).conjugate()",
                        "repr(N)",
                    ]);
                    call.replace('N', &one)
                }
            };
            self.line("import math");
            self.tried(&step);
        }
    }

    fn closures(&mut self) {
        let name = self.fresh("make");
        let value = self.expression(1);
        self.line(&format!("def {name}(n):"));
        self.line("    def step():");
        self.line("        nonlocal n");
        let change = self
            .random
            .pick(&["n += 1", "n = [n]", "del n", "n = (lambda: n)()"]);
        self.line(&format!("        {change}"));
        self.line("        return n");
        self.line("    fs = [lambda k=k: (k, n) for k in range(3)]");
        self.line("    gs = [lambda: (k, n) for k in range(3)]");
        self.line("    class Inner:");
        self.line("        m = n");
        self.line("        both = [(lambda: n)() for _ in range(2)]");
        self.line("    return step, fs, gs, Inner");
        self.line("try:");
        self.line(&format!("    step, fs, gs, Inner = {name}({value})"));
        self.line("    show(step(), [f() for f in fs], [g() for g in gs], Inner.m, Inner.both)");
        self.line("    show(step(), step.__closure__[0].cell_contents)");
        self.line("except Exception as error:");
        self.line("    show(told(error))");
        self.tried("[(lambda: [x for _ in (0,)])() for x in (y := 3, 4)], y");
        self.tried("{k: v for k, v in zip('ab', (x * 2 for x in range(2)))}, [*map(lambda a, /, b=1, *c: (a, b, c), 'xy')]");
    }

    fn exception_groups(&mut self) {
        let member = |writer: &mut Writer| {
            writer
                .random
                .pick(&[
                    "ValueError(1)",
                    "TypeError('t')",
                    "KeyError('k')",
                    "ExceptionGroup('in', [OSError(2, 'o'), ValueError(3)])",
                    "ZeroDivisionError()",
                ])
                .to_owned()
        };
        let (one, two) = (member(self), member(self));
        let kinds = [
            "ValueError",
            "TypeError",
            "(KeyError, OSError)",
            "Exception",
        ];
        let (first, second) = (self.random.pick(&kinds), self.random.pick(&kinds));
        let inside = self
            .random
            .pick(&["pass", "raise", "raise IndexError('new')", "1 / 0"]);
        self.line("try:");
        self.line("    try:");
        let raised = match self.random.below(4) {
            0 => one.clone(),
            _ => format!("ExceptionGroup('out', [{one}, {two}])"),
        };
        self.line(&format!("        raise {raised}"));
        self.line(&format!("    except* {first} as group:"));
        self.line("        show('first', told(group))");
        self.line(&format!("        {inside}"));
        self.line(&format!("    except* {second} as group:"));
        self.line("        show('second', told(group))");
        self.line("    finally:");
        self.line("        show('finally')");
        self.line("except BaseException as error:");
        self.line("    show(told(error), told(error.__context__) if error.__context__ else None)");
        let split = self.random.pick(&["split", "subgroup"]);
        let kind = self.random.pick(&kinds);
        self.tried(&format!(
            "ExceptionGroup('g', [{one}, {two}]).{split}({kind}), ExceptionGroup('g', [{two}]).derive([{one}])"
        ));
    }

    fn decorated(&mut self) {
        let (decorator, name) = (self.fresh("deco"), self.fresh("f"));
        self.line(&format!("def {decorator}(*marks, **more):"));
        self.line("    def wrap(function):");
        self.line("        def inner(*a, **k):");
        self.line("            return (marks, more, function(*a, **k))");
        let keep = self.random.pick(&[
            "pass",
            "inner.__wrapped__ = function",
            "inner.__name__ = 'other'",
        ]);
        self.line(&format!("        {keep}"));
        self.line("        return inner");
        self.line("    return wrap");
        let (parameters, names) = self.parameters();
        let (value, arguments) = (self.atom(), self.arguments());
        self.line(&format!("@{decorator}({value})"));
        self.line(&format!("@{decorator}(1, k=2)"));
        self.line(&format!("def {name}({parameters}) -> 'result':"));
        self.line(&format!("    return ({})", names.join(", ")));
        self.tried(&format!("{name}({arguments})"));
        let more = self.arguments();
        self.tried(&format!("{name}({more})"));
        self.tried(&format!(
            "{name}.__name__, {name}.__qualname__, {name}.__kwdefaults__, {name}.__annotations__"
        ));
        let import = self.random.pick(&[
            "functools.lru_cache(2)",
            "functools.cache",
            "functools.partial(divmod, 7)",
            "functools.reduce",
            "functools.singledispatch",
            "functools.total_ordering",
        ]);
        let call = self.random.pick(&[
            "(3)",
            "(lambda v: (v, 1))",
            "(max, (1, 5, 2))",
            "([])",
            "(int)",
        ]);
        self.line("import functools");
        self.tried(&format!("callable({import}{call})"));
    }
}
