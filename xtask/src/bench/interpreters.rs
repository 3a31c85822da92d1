//! The interpreters to compare, and running a Python program on one.

use super::Options;
use std::error::Error;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::str::FromStr;

#[derive(Clone)]
pub struct Interpreter {
    pub name: String,
    pub path: PathBuf,
}

impl FromStr for Interpreter {
    type Err = String;

    fn from_str(text: &str) -> Result<Interpreter, String> {
        match text.split_once('=') {
            Some((name, path)) if !name.is_empty() && !path.is_empty() => Ok(Interpreter {
                name: name.to_owned(),
                path: path.into(),
            }),
            _ => Err("must be NAME=PYTHON".to_owned()),
        }
    }
}

/// Typhon first, then those that the caller named.
pub fn interpreters(options: &Options) -> Result<Vec<Interpreter>, Box<dyn Error>> {
    let path = match &options.typhon {
        // Some benchmarks run in folders of their own.
        Some(path) => std::path::absolute(path)?,
        None => release_build()?,
    };
    let mut all = vec![Interpreter {
        name: "Typhon".to_owned(),
        path,
    }];
    all.extend(options.against.iter().cloned());
    for interpreter in &all {
        interpreter.run(&["-c", "pass"])?;
    }
    Ok(all)
}

pub fn release_build() -> Result<PathBuf, Box<dyn Error>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["build", "--release", "--package", "typhon-cli"])
        .current_dir(top())
        .status()?;
    if !status.success() {
        return Err("the release build failed".into());
    }
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| top().join("target"), Into::into);
    Ok(target.join("release/typhon"))
}

/// The workspace's folder.
pub fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask lies in the workspace")
}

impl Interpreter {
    /// Standard output of a program; what it writes to standard error is part of the error.
    pub fn run<T: AsRef<OsStr>>(&self, arguments: &[T]) -> Result<String, Box<dyn Error>> {
        let output = Command::new(&self.path)
            .args(arguments)
            .current_dir(top().join("benches"))
            .output()
            .map_err(|error| format!("{}: {error}", self.path.display()))?;
        if !output.status.success() {
            let errors = String::from_utf8_lossy(&output.stderr);
            return Err(format!(
                "{} on {}: {}\n{errors}",
                arguments[0].as_ref().display(),
                self.name,
                output.status
            )
            .into());
        }
        Ok(String::from_utf8(output.stdout)?)
    }
}
