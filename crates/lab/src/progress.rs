//! One line on the terminal: how far the run is, what it does, how long it will take. In a file, such a line
//! now and then.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

const WIDTH: usize = 24;

/// Between two lines in a file.
const SELDOM: Duration = Duration::from_secs(15);

pub struct Progress {
    on_terminal: bool,
    written: Instant,
    steps: usize,
    done: usize,
    start: Instant,
}

impl Progress {
    pub fn new(steps: usize) -> Progress {
        let now = Instant::now();
        Progress {
            on_terminal: std::io::stderr().is_terminal(),
            written: now,
            steps,
            done: 0,
            start: now,
        }
    }

    /// The next step begins.
    pub fn step(&mut self, what: &str) {
        let line = line(self.done, self.steps, self.start.elapsed().as_secs(), what);
        if self.on_terminal {
            self.write(&format!("\r\x1b[K{line}"));
        } else if self.written.elapsed() > SELDOM {
            self.written = Instant::now();
            self.write(&format!("{line}\n"));
        }
        self.done += 1;
    }

    fn write(&self, text: &str) {
        let mut terminal = std::io::stderr();
        // A terminal that is gone needs no progress.
        let _ = terminal.write_all(text.as_bytes());
        let _ = terminal.flush();
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.on_terminal {
            self.write("\r\x1b[K");
        }
    }
}

fn line(done: usize, steps: usize, seconds: u64, what: &str) -> String {
    let full = done * WIDTH / steps.max(1);
    let bar = "#".repeat(full) + &".".repeat(WIDTH - full);
    let left = match done {
        0 => String::new(),
        _ => {
            let left = seconds * (steps - done) as u64 / done as u64;
            format!("  about {}:{:02} left", left / 60, left % 60)
        }
    };
    let what = crate::text::start(what, 44);
    format!("[{bar}] {done}/{steps}  {what}{left}")
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn the_bar_grows_and_the_time_shrinks() {
        assert_eq!(
            line(0, 4, 0, "countdown"),
            "[........................] 0/4  countdown"
        );
        assert_eq!(
            line(1, 4, 30, "gui"),
            "[######..................] 1/4  gui  about 1:30 left"
        );
    }
}
