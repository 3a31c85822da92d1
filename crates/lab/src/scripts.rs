//! The Python side, carried in the binary and written to a folder for the time of a run.

use std::path::{Path, PathBuf};

macro_rules! scripts {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../scripts/", $name)))),*]
    };
}

const SCRIPTS: &[(&str, &str)] = scripts![
    "countdown.py",
    "echo_asyncio.py",
    "echo_blocking.py",
    "echo_multiprocessing.py",
    "echo_selectors.py",
    "echo_tools.py",
    "gui.py",
    "hogs.py",
    "inversion.py",
    "lab_tools.py",
    "who.py",
];

/// The folder with the scripts; it goes when this does.
pub struct Scripts {
    folder: PathBuf,
}

impl Scripts {
    pub fn unpack() -> Result<Scripts, String> {
        let folder = std::env::temp_dir().join(format!("typhon-lab-{}", std::process::id()));
        std::fs::create_dir(&folder).map_err(|error| crate::told(&folder, &error))?;
        let scripts = Scripts { folder };
        for (name, text) in SCRIPTS {
            crate::write(&scripts.path(name), text)?;
        }
        Ok(scripts)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Scripts {
    fn drop(&mut self) {
        // What cannot be removed stays for the system's own tidying of temporary files.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
