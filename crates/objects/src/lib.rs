//! The object model: types, attributes, calls, and the built-in types.
