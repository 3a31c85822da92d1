//! The functions of module `builtins` that need no interpreter.
