//! One row per kind whose fields are those of the parser's structure, for both directions.

use super::special::{
    export_expression, export_pattern, export_statement, import_expression, import_pattern,
    import_statement,
};
use super::{Convert, Exporter, Imported, Importer, Item, fields, unexpected};
use crate::parse::ast;
use crate::scope::with_stack;

/// `"Kind" = Variant Structure(fields)`. `["Other" if flag]` is the kind when the structure's flag is set;
/// `{field: value}` is what only the structure has.
macro_rules! rows {
    ($sum:ident $type:literal, $export:path, $import:path;
     $($kind:literal $([$other:literal if $flag:ident])? = $variant:ident $structure:ident
       ($($field:ident),*) $({$($extra:ident: $value:expr),*})?;)*) => {
        impl Convert for ast::$sum {
            fn export(&self, out: &mut Exporter<'_>) -> Item {
                with_stack(|| match self {
                    $(ast::$sum::$variant(node) => {
                        let kind = $kind;
                        $(let kind = if node.$flag { $other } else { kind };)?
                        let fields = vec![$(node.$field.export(out)),*];
                        out.node(kind, node.range, fields)
                    })*
                    #[allow(unreachable_patterns)]
                    other => $export(other, out),
                })
            }

            fn import(item: &Item, from: &mut Importer) -> Imported<Self> {
                let Item::Node(node) = item else {
                    return unexpected(item, $type);
                };
                with_stack(|| match node.kind.name {
                    $($kind $(| $other)? => {
                        let start = from.open(node);
                        #[allow(unused_mut, unused_variables)]
                        let mut fields = fields(node);
                        $(let $field = Convert::import(fields.next().unwrap_or(&Item::None), from)?;)*
                        Ok(ast::$sum::$variant(ast::$structure {
                            range: from.close(start, node),
                            node_index: Default::default(),
                            $($flag: node.kind.name == $other,)?
                            $($field,)*
                            $($($extra: $value,)*)?
                        }))
                    })*
                    _ => $import(node, from),
                })
            }
        }
    };
}

rows! { Stmt "stmt", export_statement, import_statement;
    "Return" = Return StmtReturn(value);
    "Delete" = Delete StmtDelete(targets);
    "Assign" = Assign StmtAssign(targets, value);
    "TypeAlias" = TypeAlias StmtTypeAlias(name, type_params, value);
    "AugAssign" = AugAssign StmtAugAssign(target, op, value);
    "AnnAssign" = AnnAssign StmtAnnAssign(target, annotation, value, simple);
    "For" ["AsyncFor" if is_async] = For StmtFor(target, iter, body, orelse);
    "While" = While StmtWhile(test, body, orelse);
    "With" ["AsyncWith" if is_async] = With StmtWith(items, body);
    "Match" = Match StmtMatch(subject, cases);
    "Raise" = Raise StmtRaise(exc, cause);
    "Try" ["TryStar" if is_star] = Try StmtTry(body, handlers, orelse, finalbody);
    "Assert" = Assert StmtAssert(test, msg);
    "Import" = Import StmtImport(names) {is_lazy: false};
    "ImportFrom" = ImportFrom StmtImportFrom(module, names, level) {is_lazy: false};
    "Global" = Global StmtGlobal(names);
    "Nonlocal" = Nonlocal StmtNonlocal(names);
    "Expr" = Expr StmtExpr(value);
    "Pass" = Pass StmtPass();
    "Break" = Break StmtBreak();
    "Continue" = Continue StmtContinue();
}

rows! { Expr "expr", export_expression, import_expression;
    "BoolOp" = BoolOp ExprBoolOp(op, values);
    "NamedExpr" = Named ExprNamed(target, value);
    "BinOp" = BinOp ExprBinOp(left, op, right);
    "UnaryOp" = UnaryOp ExprUnaryOp(op, operand);
    "IfExp" = If ExprIf(test, body, orelse);
    "Set" = Set ExprSet(elts);
    "ListComp" = ListComp ExprListComp(elt, generators);
    "SetComp" = SetComp ExprSetComp(elt, generators);
    "DictComp" = DictComp ExprDictComp(key, value, generators);
    "GeneratorExp" = Generator ExprGenerator(elt, generators) {parenthesized: true};
    "Await" = Await ExprAwait(value);
    "Yield" = Yield ExprYield(value);
    "YieldFrom" = YieldFrom ExprYieldFrom(value);
    "Compare" = Compare ExprCompare(left, ops, comparators);
    "Attribute" = Attribute ExprAttribute(value, attr, ctx);
    "Subscript" = Subscript ExprSubscript(value, slice, ctx);
    "Starred" = Starred ExprStarred(value, ctx);
    "Name" = Name ExprName(id, ctx);
    "List" = List ExprList(elts, ctx);
    "Tuple" = Tuple ExprTuple(elts, ctx) {parenthesized: true};
    "Slice" = Slice ExprSlice(lower, upper, step);
}

rows! { Pattern "pattern", export_pattern, import_pattern;
    "MatchValue" = MatchValue PatternMatchValue(value);
    "MatchSingleton" = MatchSingleton PatternMatchSingleton(value);
    "MatchSequence" = MatchSequence PatternMatchSequence(patterns);
    "MatchMapping" = MatchMapping PatternMatchMapping(keys, patterns, rest);
    "MatchStar" = MatchStar PatternMatchStar(name);
    "MatchAs" = MatchAs PatternMatchAs(pattern, name);
    "MatchOr" = MatchOr PatternMatchOr(patterns);
}

rows! { ExceptHandler "excepthandler", no_export, no_import;
    "ExceptHandler" = ExceptHandler ExceptHandlerExceptHandler(type_, name, body);
}

rows! { TypeParam "type_param", no_export, no_import;
    "TypeVar" = TypeVar TypeParamTypeVar(name, bound, default);
    "ParamSpec" = ParamSpec TypeParamParamSpec(name, default);
    "TypeVarTuple" = TypeVarTuple TypeParamTypeVarTuple(name, default);
}

/// All variants have rows.
fn no_export<T>(_: &T, _: &mut Exporter<'_>) -> Item {
    Item::None
}

fn no_import<T>(node: &super::Node, _: &mut Importer) -> Imported<T> {
    Err(super::NodeError::Type(format!(
        "unexpected {}",
        node.kind.name
    )))
}

/// Structures that are no variants of a sum type.
macro_rules! plain_rows {
    ($($kind:literal = $structure:ident ($($field:ident),*);)*) => {$(
        impl Convert for ast::$structure {
            fn export(&self, out: &mut Exporter<'_>) -> Item {
                let fields = vec![$(self.$field.export(out)),*];
                out.node($kind, self.range, fields)
            }

            fn import(item: &Item, from: &mut Importer) -> Imported<Self> {
                let Item::Node(node) = item else {
                    return unexpected(item, $kind);
                };
                let start = from.open(node);
                let mut fields = fields(node);
                $(let $field = Convert::import(fields.next().unwrap_or(&Item::None), from)?;)*
                Ok(ast::$structure {
                    range: from.close(start, node),
                    node_index: Default::default(),
                    $($field,)*
                })
            }
        }
    )*};
}

plain_rows! {
    "comprehension" = Comprehension(target, iter, ifs, is_async);
    "keyword" = Keyword(arg, value);
    "alias" = Alias(name, asname);
    "withitem" = WithItem(context_expr, optional_vars);
    "match_case" = MatchCase(pattern, guard, body);
}

/// Kinds without fields: the variants have the same names.
macro_rules! symbols {
    ($($sum:ident $type:literal: $($variant:ident)*;)*) => {$(
        impl Convert for ast::$sum {
            fn export(&self, out: &mut Exporter<'_>) -> Item {
                let name = match self {
                    $(ast::$sum::$variant => stringify!($variant),)*
                    #[allow(unreachable_patterns)]
                    _ => "Load",
                };
                Item::Node(Box::new(out.plain(name, Vec::new())))
            }

            fn import(item: &Item, _: &mut Importer) -> Imported<Self> {
                match item.node().map(|node| node.kind.name) {
                    $(Some(name) if name == stringify!($variant) => Ok(ast::$sum::$variant),)*
                    _ => unexpected(item, $type),
                }
            }
        }
    )*};
}

symbols! {
    ExprContext "expr_context": Load Store Del;
    BoolOp "boolop": And Or;
    Operator "operator": Add Sub Mult MatMult Div Mod Pow LShift RShift BitOr BitXor BitAnd FloorDiv;
    UnaryOp "unaryop": Invert Not UAdd USub;
    CmpOp "cmpop": Eq NotEq Lt LtE Gt GtE Is IsNot In NotIn;
}

impl<T: Convert> Convert for Box<T> {
    fn export(&self, out: &mut Exporter<'_>) -> Item {
        (**self).export(out)
    }

    fn import(item: &Item, from: &mut Importer) -> Imported<Self> {
        T::import(item, from).map(Box::new)
    }
}

impl<T: Convert> Convert for Option<T> {
    fn export(&self, out: &mut Exporter<'_>) -> Item {
        self.as_ref().map_or(Item::None, |value| value.export(out))
    }

    fn import(item: &Item, from: &mut Importer) -> Imported<Self> {
        match item {
            Item::None => Ok(None),
            // No type parameters.
            Item::List(items) if items.is_empty() => Ok(None),
            item => T::import(item, from).map(Some),
        }
    }
}

macro_rules! sequences {
    ($($sequence:ty),*) => {$(
        impl<T: Convert> Convert for $sequence {
            fn export(&self, out: &mut Exporter<'_>) -> Item {
                out.list(self)
            }

            fn import(item: &Item, from: &mut Importer) -> Imported<Self> {
                item.items().iter().map(|item| T::import(item, from)).collect()
            }
        }
    )*};
}

sequences!(Vec<T>, Box<[T]>, crate::parse::ThinVec<T>);

impl Convert for bool {
    fn export(&self, _: &mut Exporter<'_>) -> Item {
        Item::Int(i64::from(*self))
    }

    fn import(item: &Item, _: &mut Importer) -> Imported<Self> {
        Ok(matches!(item, Item::Int(value) if *value != 0))
    }
}

impl Convert for u32 {
    fn export(&self, _: &mut Exporter<'_>) -> Item {
        Item::Int(i64::from(*self))
    }

    fn import(item: &Item, _: &mut Importer) -> Imported<Self> {
        match item {
            Item::Int(value) => Ok(u32::try_from(*value).unwrap_or(u32::MAX)),
            _ => Ok(0),
        }
    }
}

impl Convert for ast::name::Name {
    fn export(&self, _: &mut Exporter<'_>) -> Item {
        Item::Name(self.to_string())
    }

    fn import(item: &Item, _: &mut Importer) -> Imported<Self> {
        match item {
            Item::Name(name) => Ok(ast::name::Name::new(name)),
            _ => unexpected(item, "identifier"),
        }
    }
}

impl Convert for ast::Identifier {
    fn export(&self, out: &mut Exporter<'_>) -> Item {
        self.id.export(out)
    }

    fn import(item: &Item, from: &mut Importer) -> Imported<Self> {
        let id = Convert::import(item, from)?;
        let at = from.positions.last().copied().unwrap_or_default();
        let start = from.place(at.0 as i32, at.1 as i32);
        Ok(ast::Identifier {
            id,
            range: crate::parse::TextRange::empty(start),
            node_index: Default::default(),
        })
    }
}
