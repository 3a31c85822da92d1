/// Where the embedded library pretends to lie, for tracebacks and `__file__`.
pub const PREFIX: &str = "/typhon/lib/python3.14";
