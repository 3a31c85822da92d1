//! Who is measured: a policy of Typhon, another interpreter, or the native server.

use crate::options::Options;
use crate::results::Kind;
use crate::scripts::Scripts;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

pub struct Subject {
    pub name: String,
    pub kind: Kind,
    program: PathBuf,
    arguments: Vec<String>,
}

#[derive(serde::Deserialize)]
struct Who {
    version: String,
    gil: bool,
}

impl Subject {
    /// All that the options ask for, the native server first.
    pub fn all(options: &Options) -> Result<Vec<Subject>, String> {
        let own = std::env::current_exe().map_err(|error| error.to_string())?;
        let typhon = options.typhon.clone().unwrap_or(own);
        let mut subjects = vec![Subject {
            name: "native".into(),
            kind: Kind::Native,
            program: typhon.clone(),
            arguments: Vec::new(),
        }];
        subjects.extend(options.policies.iter().map(|policy| Subject {
            name: policy.clone(),
            kind: Kind::Typhon,
            program: typhon.clone(),
            arguments: match policy.as_str() {
                // What every Typhon does unasked.
                "none" => Vec::new(),
                policy => vec!["-X".into(), format!("gil={policy}")],
            },
        }));
        subjects.extend(options.against.iter().map(|(name, program)| Subject {
            name: name.clone(),
            kind: Kind::Other,
            program: program.clone(),
            arguments: Vec::new(),
        }));
        Ok(subjects)
    }

    /// The command that runs a script of the lab.
    pub fn script(&self, scripts: &Scripts, name: &str) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(&self.arguments)
            .arg(scripts.path(name))
            .env_remove("TYPHON_GIL")
            .env_remove("PYTHON_GIL")
            .env_remove("PYTHONPATH");
        command
    }

    /// A hidden command of the lab itself.
    pub fn own(name: &str) -> Result<Command, String> {
        let typhon = std::env::current_exe().map_err(|error| error.to_string())?;
        let mut command = Command::new(typhon);
        command.arg("lab").arg(name);
        Ok(command)
    }

    /// What it says of itself, or why it cannot be measured.
    pub fn version(&self, scripts: &Scripts) -> Result<String, String> {
        if self.kind == Kind::Native {
            return Ok("Rust".into());
        }
        let command = self.script(scripts, "who.py");
        let who: Who = crate::child::ask(command, Duration::from_secs(60))?;
        Ok(match who.gil {
            true => who.version,
            false => who.version + ", no GIL",
        })
    }
}
