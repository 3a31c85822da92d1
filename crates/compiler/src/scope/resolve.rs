//! The second pass: finds the binding of every name, outwards from its scope.

use std::rc::Rc;

use super::{Flags, Resolution, ScopeId, ScopeKind, Symbol, Table, flag};
use crate::errors::{Result, error};
use crate::parse::TextRange;

enum Found {
    Owner(ScopeId),
    Global,
}

pub(super) fn resolve(table: &mut Table) -> Result<()> {
    declare_in_module(table);
    for scope in 0..table.scopes.len() {
        for index in 0..table.scopes[scope].symbols.len() {
            resolve_symbol(table, scope, index)?;
        }
    }
    for scope in &mut table.scopes {
        scope.frees.sort_unstable();
        scope.cells.sort_unstable();
    }
    // Captured locals are known only now.
    for scope in &mut table.scopes {
        for cell in &scope.cells {
            if let Some(symbol) = scope.symbols.get_mut(cell)
                && symbol.resolution == Resolution::Local
                && scope.kind != ScopeKind::Class
            {
                symbol.resolution = Resolution::Cell;
            }
        }
    }
    Ok(())
}

/// What any scope declares global is global in the module too, even if that runs in another namespace.
fn declare_in_module(table: &mut Table) {
    let [module, inner @ ..] = &mut table.scopes[..] else {
        return;
    };
    for scope in inner {
        for (name, symbol) in &scope.symbols {
            if symbol.flags.has(flag::GLOBAL)
                && let Some(outer) = module.symbols.get_mut(name)
            {
                outer.flags.add(flag::GLOBAL);
            }
        }
    }
}

fn resolve_symbol(table: &mut Table, scope: ScopeId, index: usize) -> Result<()> {
    let (name, symbol) = table.scopes[scope]
        .symbols
        .get_index(index)
        .expect("index is in range");
    let (name, flags, declared, known) = (
        name.clone(),
        symbol.flags,
        symbol.declared,
        symbol.resolution,
    );
    if known != Resolution::Unknown {
        return Ok(());
    }
    let implicit = matches!(
        &*name,
        "__class__" | "__classdict__" | "__conditional_annotations__"
    );
    let resolution = if flags.has(flag::GLOBAL) {
        Resolution::GlobalExplicit
    } else if implicit && inlined_in_class(table, scope) {
        Resolution::GlobalImplicit
    } else if flags.has(flag::NONLOCAL) {
        match find(table, scope, &name) {
            Found::Owner(owner) => {
                if table.scopes[owner]
                    .symbols
                    .get(&name)
                    .is_some_and(|s| s.flags.has(flag::TYPE_PARAMETER))
                {
                    return Err(error(
                        declared,
                        format!("nonlocal binding not allowed for type parameter '{name}'"),
                    ));
                }
                capture(table, scope, owner, &name);
                Resolution::Free
            }
            Found::Global => {
                return Err(error(
                    declared,
                    format!("no binding for nonlocal '{name}' found"),
                ));
            }
        }
    } else if flags.has(flag::BOUND) {
        Resolution::Local
    } else if let Some(symbol) = class_symbol(table, scope, &name)
        && symbol.flags.has(flag::GLOBAL)
    {
        Resolution::GlobalExplicit
    } else if &*name != "__classdict__"
        && class_symbol(table, scope, &name).is_some_and(|symbol| {
            symbol.flags.has(flag::BOUND) && !symbol.flags.has(flag::NONLOCAL)
        })
    {
        // Found through the class dictionary at run time, else among the globals.
        Resolution::GlobalImplicit
    } else {
        match find(table, scope, &name) {
            Found::Owner(owner) => {
                capture(table, scope, owner, &name);
                Resolution::Free
            }
            Found::Global => Resolution::GlobalImplicit,
        }
    };
    table.scopes[scope].symbols[index].resolution = resolution;
    Ok(())
}

/// Whether a scope is a comprehension that runs in a class body, where the class is not made yet.
fn inlined_in_class(table: &Table, scope: ScopeId) -> bool {
    let mut inner = &table.scopes[scope];
    while inner.is_comprehension() && inner.inlined {
        let Some(parent) = inner.parent else {
            return false;
        };
        inner = &table.scopes[parent];
        if inner.kind == ScopeKind::Class {
            return true;
        }
    }
    false
}

/// What the class that a scope sees knows of a name, unless a scope between binds it.
fn class_symbol<'a>(table: &'a Table, scope: ScopeId, name: &str) -> Option<&'a Symbol> {
    let mut inner = &table.scopes[scope];
    while inner.sees_class {
        inner = &table.scopes[inner.parent?];
        let symbol = inner.symbols.get(name);
        if inner.kind == ScopeKind::Class {
            return symbol;
        }
        if symbol.is_some_and(|symbol| symbol.flags.has(flag::BOUND)) {
            return None;
        }
    }
    None
}

fn find(table: &Table, scope: ScopeId, name: &str) -> Found {
    let mut current = table.scopes[scope].parent;
    while let Some(id) = current {
        let outer = &table.scopes[id];
        match outer.kind {
            ScopeKind::Module => return Found::Global,
            ScopeKind::Class => {
                let implicit = name == "__class__"
                    || name == "__classdict__"
                    || name == "__conditional_annotations__" && outer.conditional_annotations;
                if implicit {
                    return Found::Owner(id);
                }
            }
            _ => {
                if let Some(symbol) = outer.symbols.get(name) {
                    if symbol.flags.has(flag::GLOBAL) {
                        return Found::Global;
                    }
                    if symbol.flags.has(flag::BOUND) && !symbol.flags.has(flag::NONLOCAL) {
                        return Found::Owner(id);
                    }
                }
            }
        }
        current = outer.parent;
    }
    Found::Global
}

/// Makes `name` of `owner` reachable from `scope`: a cell there, a free variable in each scope between.
fn capture(table: &mut Table, scope: ScopeId, owner: ScopeId, name: &Rc<str>) {
    let mut captured = false;
    let mut current = scope;
    while current != owner {
        let host = &mut table.scopes[current];
        if host.inlined {
            if current != scope && !host.symbols.contains_key(name) {
                insert_free(host, name);
            }
        } else {
            captured = true;
            if !host.frees.contains(name) {
                host.frees.push(name.clone());
            }
            if current != scope && !host.symbols.contains_key(name) {
                insert_free(host, name);
            }
        }
        current = host.parent.expect("the owner encloses the scope");
    }
    let owner_scope = &mut table.scopes[owner];
    let implicit = owner_scope.kind == ScopeKind::Class;
    if implicit {
        match &**name {
            "__class__" => owner_scope.needs_class_cell = true,
            "__classdict__" => owner_scope.needs_class_dict = true,
            _ => {}
        }
    }
    if (captured || implicit) && !owner_scope.cells.contains(name) {
        owner_scope.cells.push(name.clone());
    }
}

fn insert_free(scope: &mut super::Scope, name: &Rc<str>) {
    scope.symbols.insert(
        name.clone(),
        Symbol {
            flags: Flags(0),
            resolution: Resolution::Free,
            declared: TextRange::default(),
        },
    );
}
