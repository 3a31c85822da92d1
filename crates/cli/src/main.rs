//! The `typhon` command.
fn main() {}
