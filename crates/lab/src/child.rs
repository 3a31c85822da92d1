//! A program that answers in lines of JSON. Invariant: it is dead when this is dropped, and nobody waits for
//! it longer than its limit.

use serde::de::DeserializeOwned;
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

pub struct Child {
    process: std::process::Child,
    lines: Receiver<String>,
    errors: Option<JoinHandle<String>>,
    deadline: Instant,
    limit: Duration,
}

impl Child {
    pub fn start(mut command: Command, limit: Duration) -> Result<Child, String> {
        let program = command.get_program().to_string_lossy().into_owned();
        let mut process = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("can't start {program}: {error}"))?;
        let (sender, lines) = channel();
        if let Some(output) = process.stdout.take() {
            std::thread::spawn(move || {
                for line in BufReader::new(output).lines().map_while(Result::ok) {
                    if sender.send(line).is_err() {
                        break;
                    }
                }
            });
        }
        let errors = process.stderr.take().map(|mut output| {
            std::thread::spawn(move || {
                let mut bytes = Vec::new();
                // What could be read is enough.
                let _ = output.read_to_end(&mut bytes);
                String::from_utf8_lossy(&bytes).into_owned()
            })
        });
        Ok(Child {
            process,
            lines,
            errors,
            deadline: Instant::now() + limit,
            limit,
        })
    }

    /// The next line, read as JSON.
    pub fn answer<T: DeserializeOwned>(&mut self) -> Result<T, String> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        match self.lines.recv_timeout(left) {
            Ok(line) => serde_json::from_str(&line).map_err(|error| {
                format!("can't read {:?}: {error}", crate::text::start(&line, 60))
            }),
            Err(RecvTimeoutError::Timeout) => {
                self.kill();
                Err(format!("no answer in {:.0} s", self.limit.as_secs_f64()))
            }
            Err(RecvTimeoutError::Disconnected) => Err(self.last_words()),
        }
    }

    /// Why it ended without an answer: the last line of its errors.
    fn last_words(&mut self) -> String {
        self.kill();
        let status = self.process.wait();
        let errors = self.errors.take().and_then(|errors| errors.join().ok());
        let errors = errors.unwrap_or_default();
        match errors.lines().rev().find(|line| !line.trim().is_empty()) {
            Some(line) => line.trim().to_owned(),
            None => match status {
                Ok(status) => format!("ended without an answer ({status})"),
                Err(error) => error.to_string(),
            },
        }
    }

    fn kill(&mut self) {
        // It fails only when there is nothing left to kill.
        let _ = self.process.kill();
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        self.kill();
        let _ = self.process.wait();
    }
}

/// The one answer of a program.
pub fn ask<T: DeserializeOwned>(command: Command, limit: Duration) -> Result<T, String> {
    Child::start(command, limit)?.answer()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(text: &str) -> Command {
        let mut command = Command::new("sh");
        command.arg("-c").arg(text);
        command
    }

    #[test]
    fn answers_are_lines_of_json() {
        let mut child =
            Child::start(shell("echo 1; echo '[2, 3]'"), Duration::from_secs(20)).expect("a shell");
        assert_eq!(child.answer::<i64>(), Ok(1));
        assert_eq!(child.answer::<Vec<i64>>(), Ok(vec![2, 3]));
        assert!(child.answer::<i64>().is_err());
    }

    #[test]
    fn failures_give_the_last_line_of_the_errors() {
        let answer = ask::<i64>(
            shell("echo one >&2; echo two >&2; exit 3"),
            Duration::from_secs(20),
        );
        assert_eq!(answer, Err("two".to_owned()));
        let answer = ask::<i64>(shell("exit 3"), Duration::from_secs(20));
        assert_eq!(
            answer,
            Err("ended without an answer (exit status: 3)".to_owned())
        );
        assert!(ask::<i64>(Command::new("/nonexistent/program"), Duration::from_secs(1)).is_err());
    }

    #[test]
    fn nobody_waits_longer_than_the_limit() {
        let start = Instant::now();
        let answer = ask::<i64>(shell("exec sleep 60"), Duration::from_millis(50));
        assert_eq!(answer, Err("no answer in 0 s".to_owned()));
        assert!(start.elapsed() < Duration::from_secs(30));
    }
}
