//! The kinds whose fields differ from the parser's: definitions, `elif`, calls, dicts, parameters.

use super::{Convert, Exporter, Imported, Importer, Item, Node, NodeError, unexpected};
use crate::parse::{Ranged, TextRange, TextSize, ast};
use ast::{Expr, Pattern, Stmt};

pub(super) fn export_statement(statement: &Stmt, out: &mut Exporter<'_>) -> Item {
    match statement {
        Stmt::FunctionDef(node) => {
            let kind = if node.is_async {
                "AsyncFunctionDef"
            } else {
                "FunctionDef"
            };
            let fields = vec![
                node.name.export(out),
                node.parameters.export(out),
                node.body.export(out),
                node.decorator_list.export(out),
                node.returns.export(out),
                node.type_params.export(out),
            ];
            let range = out.source.undecorated(node.range, &node.decorator_list);
            out.node(kind, range, fields)
        }
        Stmt::ClassDef(node) => {
            let (bases, keywords) = match &node.arguments {
                Some(arguments) => (arguments.args.export(out), arguments.keywords.export(out)),
                None => (Item::None, Item::None),
            };
            let fields = vec![
                node.name.export(out),
                bases,
                keywords,
                node.body.export(out),
                node.decorator_list.export(out),
                node.type_params.export(out),
            ];
            let range = out.source.undecorated(node.range, &node.decorator_list);
            out.node("ClassDef", range, fields)
        }
        Stmt::If(node) => {
            // From the last clause to the first: each is the `else` of the one before.
            let mut otherwise = Item::List(Vec::new());
            for clause in node.elif_else_clauses.iter().rev() {
                let body = clause.body.export(out);
                otherwise = match &clause.test {
                    None => body,
                    Some(test) => {
                        let range = TextRange::new(clause.range.start(), node.range.end());
                        let fields = vec![test.export(out), body, otherwise];
                        Item::List(vec![out.node("If", range, fields)])
                    }
                };
            }
            let fields = vec![node.test.export(out), node.body.export(out), otherwise];
            out.node("If", node.range, fields)
        }
        other => out.node("Pass", other.range(), Vec::new()),
    }
}

pub(super) fn import_statement(node: &Node, from: &mut Importer) -> Imported<Stmt> {
    match node.kind.name {
        "FunctionDef" | "AsyncFunctionDef" => {
            // Decorators stand before the definition.
            let decorator_list = Convert::import(node.field("decorator_list"), from)?;
            let start = from.open(node);
            Ok(Stmt::FunctionDef(ast::StmtFunctionDef {
                is_async: node.kind.name == "AsyncFunctionDef",
                decorator_list,
                name: Convert::import(node.field("name"), from)?,
                type_params: Convert::import(node.field("type_params"), from)?,
                parameters: Convert::import(node.field("args"), from)?,
                returns: Convert::import(node.field("returns"), from)?,
                body: Convert::import(node.field("body"), from)?,
                range: from.close(start, node),
                node_index: Default::default(),
            }))
        }
        "ClassDef" => {
            let decorator_list = Convert::import(node.field("decorator_list"), from)?;
            let start = from.open(node);
            let name = Convert::import(node.field("name"), from)?;
            let type_params = Convert::import(node.field("type_params"), from)?;
            let arguments = import_arguments(node, "bases", from)?;
            Ok(Stmt::ClassDef(ast::StmtClassDef {
                decorator_list,
                name,
                type_params,
                arguments: Some(Box::new(arguments)),
                body: Convert::import(node.field("body"), from)?,
                range: from.close(start, node),
                node_index: Default::default(),
            }))
        }
        "If" => {
            let start = from.open(node);
            let test = Convert::import(node.field("test"), from)?;
            let body = Convert::import(node.field("body"), from)?;
            let mut elif_else_clauses = Vec::new();
            let otherwise = node.field("orelse");
            if !otherwise.items().is_empty() {
                let start = from.open(node);
                elif_else_clauses.push(ast::ElifElseClause {
                    test: None,
                    body: Convert::import(otherwise, from)?,
                    range: from.close(start, node),
                    node_index: Default::default(),
                });
            }
            Ok(Stmt::If(ast::StmtIf {
                test,
                body,
                elif_else_clauses,
                range: from.close(start, node),
                node_index: Default::default(),
            }))
        }
        other => Err(NodeError::Type(format!("unexpected {other}"))),
    }
}

fn import_arguments(
    node: &Node,
    positional: &str,
    from: &mut Importer,
) -> Imported<ast::Arguments> {
    let start = from.open(node);
    Ok(ast::Arguments {
        args: Convert::import(node.field(positional), from)?,
        keywords: Convert::import(node.field("keywords"), from)?,
        range: from.close(start, node),
        node_index: Default::default(),
    })
}

pub(super) fn export_expression(expression: &Expr, out: &mut Exporter<'_>) -> Item {
    match expression {
        Expr::Lambda(node) => {
            let parameters = match &node.parameters {
                Some(parameters) => parameters.export(out),
                None => ast::Parameters::default().export(out),
            };
            let fields = vec![parameters, node.body.export(out)];
            out.node("Lambda", node.range, fields)
        }
        Expr::Dict(node) => {
            let key = |item: &ast::DictItem, out: &mut Exporter<'_>| item.key.export(out);
            let keys = node.items.iter().map(|item| key(item, out)).collect();
            let values = node.items.iter().map(|item| item.value.export(out));
            let values = values.collect();
            let fields = vec![Item::List(keys), Item::List(values)];
            out.node("Dict", node.range, fields)
        }
        Expr::Call(node) => {
            let function = node.func.export(out);
            let mut arguments = node.arguments.args.export(out);
            // A generator without its own parentheses has those of the call.
            if let ([Expr::Generator(only)], Item::List(items)) =
                (&node.arguments.args[..], &mut arguments)
                && !only.parenthesized
                && let [Item::Node(item)] = &mut items[..]
            {
                item.location = Some(out.location(node.arguments.range));
            }
            let fields = vec![function, arguments, node.arguments.keywords.export(out)];
            out.node("Call", node.range(), fields)
        }
        literal => out.literal(literal),
    }
}

pub(super) fn import_expression(node: &Node, from: &mut Importer) -> Imported<Expr> {
    let start = from.open(node);
    match node.kind.name {
        "Lambda" => Ok(Expr::Lambda(ast::ExprLambda {
            parameters: Some(Convert::import(node.field("args"), from)?),
            body: Convert::import(node.field("body"), from)?,
            range: from.close(start, node),
            node_index: Default::default(),
        })),
        "Dict" => {
            let keys = node.field("keys").items();
            let values = node.field("values").items();
            let mut items = Vec::with_capacity(keys.len());
            for (key, value) in keys.iter().zip(values) {
                items.push(ast::DictItem {
                    key: Convert::import(key, from)?,
                    value: Convert::import(value, from)?,
                });
            }
            Ok(Expr::Dict(ast::ExprDict {
                items,
                range: from.close(start, node),
                node_index: Default::default(),
            }))
        }
        "Call" => {
            let func = Convert::import(node.field("func"), from)?;
            let mut arguments = import_arguments(node, "args", from)?;
            arguments.range =
                TextRange::new(arguments.range.start(), from.close(start, node).end());
            Ok(Expr::Call(ast::ExprCall {
                func,
                arguments,
                range_start: start,
                node_index: Default::default(),
            }))
        }
        _ => from.literal(node, start),
    }
}

pub(super) fn export_pattern(pattern: &Pattern, out: &mut Exporter<'_>) -> Item {
    let Pattern::MatchClass(node) = pattern else {
        return Item::None;
    };
    let class = node.cls.export(out);
    let patterns = node.arguments.patterns.export(out);
    let keywords = &node.arguments.keywords;
    let names = keywords.iter().map(|keyword| keyword.attr.export(out));
    let names = names.collect();
    let values = keywords.iter().map(|keyword| keyword.pattern.export(out));
    let values = values.collect();
    let fields = vec![class, patterns, Item::List(names), Item::List(values)];
    out.node("MatchClass", node.range, fields)
}

pub(super) fn import_pattern(node: &Node, from: &mut Importer) -> Imported<Pattern> {
    let start = from.open(node);
    let cls = Convert::import(node.field("cls"), from)?;
    let patterns = Convert::import(node.field("patterns"), from)?;
    let mut keywords = Vec::new();
    let names = node.field("kwd_attrs").items();
    for (name, value) in names.iter().zip(node.field("kwd_patterns").items()) {
        let start = from.open(node);
        keywords.push(ast::PatternKeyword {
            attr: Convert::import(name, from)?,
            pattern: Convert::import(value, from)?,
            range: from.close(start, node),
            node_index: Default::default(),
        });
    }
    let range = from.close(start, node);
    Ok(Pattern::MatchClass(ast::PatternMatchClass {
        cls,
        arguments: ast::PatternArguments {
            patterns,
            keywords,
            range,
            node_index: Default::default(),
        },
        range,
        node_index: Default::default(),
    }))
}

impl Convert for ast::Decorator {
    fn export(&self, out: &mut Exporter<'_>) -> Item {
        self.expression.export(out)
    }

    fn import(item: &Item, from: &mut Importer) -> Imported<Self> {
        let expression = Expr::import(item, from)?;
        Ok(ast::Decorator {
            range: expression.range(),
            expression,
            node_index: Default::default(),
        })
    }
}

impl Convert for ast::TypeParams {
    fn export(&self, out: &mut Exporter<'_>) -> Item {
        out.list(&self.type_params)
    }

    fn import(item: &Item, from: &mut Importer) -> Imported<Self> {
        let start = from.positions.len();
        let type_params: Vec<ast::TypeParam> = Convert::import(item, from)?;
        let range = match (type_params.first(), type_params.last()) {
            (Some(first), Some(last)) => TextRange::new(first.start(), last.end()),
            _ => TextRange::empty(TextSize::new(start as u32)),
        };
        Ok(ast::TypeParams {
            type_params,
            range,
            node_index: Default::default(),
        })
    }
}

impl Convert for ast::Parameters {
    fn export(&self, out: &mut Exporter<'_>) -> Item {
        let names = |list: &[ast::ParameterWithDefault], out: &mut Exporter<'_>| {
            Item::List(list.iter().map(|one| one.parameter.export(out)).collect())
        };
        let positional = self.posonlyargs.iter().chain(&self.args);
        let defaults = positional.filter_map(|one| one.default.as_ref());
        let defaults = defaults.map(|default| default.export(out)).collect();
        let keyword_defaults = self.kwonlyargs.iter().map(|one| one.default.export(out));
        let keyword_defaults = keyword_defaults.collect();
        let fields = vec![
            names(&self.posonlyargs, out),
            names(&self.args, out),
            self.vararg.export(out),
            names(&self.kwonlyargs, out),
            Item::List(keyword_defaults),
            self.kwarg.export(out),
            Item::List(defaults),
        ];
        out.node("arguments", self.range, fields)
    }

    fn import(item: &Item, from: &mut Importer) -> Imported<Self> {
        let Item::Node(node) = item else {
            return unexpected(item, "arguments");
        };
        let start = from.place(0, 0);
        let positional_only = node.field("posonlyargs").items();
        let positional = node.field("args").items();
        let defaults = node.field("defaults").items();
        let first = positional_only.len() + positional.len() - defaults.len();
        let mut all = Vec::new();
        for (index, item) in positional_only.iter().chain(positional).enumerate() {
            let default = index.checked_sub(first).map(|at| &defaults[at]);
            all.push(import_parameter(
                item,
                default.unwrap_or(&Item::None),
                from,
            )?);
        }
        let args = all.split_off(positional_only.len());
        let vararg = Convert::import(node.field("vararg"), from)?;
        let names = node.field("kwonlyargs").items();
        let keyword_defaults = node.field("kw_defaults").items();
        let mut keyword_only = Vec::new();
        for (item, default) in names.iter().zip(keyword_defaults) {
            keyword_only.push(import_parameter(item, default, from)?);
        }
        Ok(ast::Parameters {
            posonlyargs: all.into_iter().collect(),
            args: args.into_iter().collect(),
            vararg,
            kwonlyargs: keyword_only.into_iter().collect(),
            kwarg: Convert::import(node.field("kwarg"), from)?,
            range: from.close(start, node),
            node_index: Default::default(),
        })
    }
}

impl Convert for ast::Parameter {
    fn export(&self, out: &mut Exporter<'_>) -> Item {
        let fields = vec![self.name.export(out), self.annotation.export(out)];
        // The parser counts the stars of `*args` too.
        let range = TextRange::new(self.name.start(), self.end());
        out.node("arg", range, fields)
    }

    fn import(item: &Item, from: &mut Importer) -> Imported<Self> {
        let Item::Node(node) = item else {
            return unexpected(item, "arg");
        };
        let start = from.open(node);
        Ok(ast::Parameter {
            name: Convert::import(node.field("arg"), from)?,
            annotation: Convert::import(node.field("annotation"), from)?,
            range: from.close(start, node),
            node_index: Default::default(),
        })
    }
}

fn import_parameter(
    item: &Item,
    default: &Item,
    from: &mut Importer,
) -> Imported<ast::ParameterWithDefault> {
    let parameter = ast::Parameter::import(item, from)?;
    let default: Option<Box<Expr>> = Convert::import(default, from)?;
    let end = default
        .as_ref()
        .map_or(parameter.end(), |value| value.end());
    Ok(ast::ParameterWithDefault {
        range: TextRange::new(parameter.start(), end),
        parameter,
        default,
        node_index: Default::default(),
    })
}
