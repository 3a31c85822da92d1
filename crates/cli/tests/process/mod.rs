//! Runs one program in an empty directory, with a time limit; collects what it says.
#![allow(dead_code, reason = "each test file uses its part")]

use std::ffi::{OsStr, OsString};
use std::io::{Read, Write};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// An empty directory of its own, removed at the end.
pub struct Scratch(PathBuf);

static NEXT: AtomicUsize = AtomicUsize::new(0);

impl Scratch {
    pub fn new() -> Scratch {
        // Relaxed: only different numbers are wanted.
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("typhon-test-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).expect("a temporary directory");
        Scratch(path.canonicalize().expect("it exists"))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file into it.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, content).expect("a file");
        path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// One run of a program, being described.
pub struct Run {
    command: Command,
    input: Option<Vec<u8>>,
    timeout: Duration,
    /// Keeps the directory until the program has ended.
    scratch: Scratch,
}

/// How it went.
pub struct Ended {
    /// The exit status, or the negated signal.
    pub status: Option<i32>,
    pub stdout: String,
    pub stderr: String,
    pub timed_out: bool,
}

impl Run {
    pub fn new(program: &Path) -> Run {
        let scratch = Scratch::new();
        let mut command = Command::new(program);
        command
            .current_dir(scratch.path())
            .env("TMPDIR", scratch.path())
            .env("NO_COLOR", "1")
            .process_group(0)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        // A shell starts what it puts into the background with SIGINT ignored, and that is inherited.
        // SAFETY: between fork and exec, one system call.
        unsafe {
            command.pre_exec(|| {
                libc::signal(libc::SIGINT, libc::SIG_DFL);
                Ok(())
            })
        };
        for name in std::env::vars_os().map(|(name, _)| name) {
            if name.to_string_lossy().starts_with("PYTHON") {
                command.env_remove(name);
            }
        }
        Run {
            command,
            input: None,
            timeout: Duration::from_secs(60),
            scratch,
        }
    }

    pub fn argument(mut self, argument: impl AsRef<OsStr>) -> Run {
        self.command.arg(argument);
        self
    }

    pub fn arguments<A: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = A>) -> Run {
        self.command.args(arguments);
        self
    }

    pub fn environment(mut self, name: &str, value: impl Into<OsString>) -> Run {
        self.command.env(name, value.into());
        self
    }

    pub fn folder(mut self, folder: &Path) -> Run {
        self.command.current_dir(folder);
        self
    }

    pub fn input(mut self, input: impl Into<Vec<u8>>) -> Run {
        self.input = Some(input.into());
        self
    }

    pub fn timeout(mut self, timeout: Duration) -> Run {
        self.timeout = timeout;
        self
    }

    pub fn run(mut self) -> Ended {
        self.command.stdin(match self.input {
            Some(_) => Stdio::piped(),
            None => Stdio::null(),
        });
        let mut child = self.command.spawn().expect("the interpreter starts");
        let group = child.id() as libc::pid_t;
        let input = self.input.take().zip(child.stdin.take());
        let mut out = child.stdout.take().expect("a pipe");
        let mut err = child.stderr.take().expect("a pipe");
        let (stdout, stderr, (status, timed_out)) = std::thread::scope(|scope| {
            scope.spawn(|| {
                if let Some((input, mut pipe)) = input {
                    // A program may end without reading it.
                    let _ = pipe.write_all(&input);
                }
            });
            let stdout = scope.spawn(|| read(&mut out));
            let stderr = scope.spawn(|| read(&mut err));
            let ended = wait(&mut child, self.timeout);
            // What it started may outlive it, and holds the pipes: the readers would wait for ever.
            // SAFETY: sends a signal to processes of this test.
            unsafe { libc::kill(-group, libc::SIGKILL) };
            (
                stdout.join().expect("no panic"),
                stderr.join().expect("no panic"),
                ended,
            )
        });
        drop(self.scratch);
        Ended {
            status,
            stdout,
            stderr,
            timed_out,
        }
    }
}

fn read(pipe: &mut impl Read) -> String {
    let mut bytes = Vec::new();
    let _ = pipe.read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

fn wait(child: &mut Child, timeout: Duration) -> (Option<i32>, bool) {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().expect("the child can be waited for") {
            let code = status.code().or(status.signal().map(|signal| -signal));
            return (code, false);
        }
        if start.elapsed() > timeout {
            let _ = child.kill();
            let _ = child.wait();
            return (None, true);
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}
