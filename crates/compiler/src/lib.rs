//! Source to bytecode: parsing, scopes, lowering.
