//! The interactive interpreter in a pseudo-terminal: statements over several lines, and Ctrl-C in what
//! they run.

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::{FromRawFd, OwnedFd};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(60);

struct Terminal {
    keyboard: File,
    screen: Receiver<Vec<u8>>,
    /// What was shown and not yet looked for.
    shown: String,
    child: Child,
}

impl Terminal {
    fn start() -> Terminal {
        let (mut controller, mut terminal) = (0, 0);
        let no_name = std::ptr::null_mut();
        let no_options = std::ptr::null();
        // SAFETY: both numbers are written to; nothing else is given.
        let opened = unsafe {
            libc::openpty(
                &mut controller,
                &mut terminal,
                no_name,
                no_options,
                std::ptr::null(),
            )
        };
        assert_eq!(opened, 0, "{}", std::io::Error::last_os_error());
        // SAFETY: just opened, and nobody else's.
        let (controller, terminal) = unsafe {
            (
                File::from_raw_fd(controller),
                OwnedFd::from_raw_fd(terminal),
            )
        };
        let stream = || Stdio::from(terminal.try_clone().expect("a descriptor"));
        let mut command = Command::new(env!("CARGO_BIN_EXE_typhon"));
        command
            .env("TERM", "xterm")
            .env("PYTHON_HISTORY", "/dev/null");
        command.stdin(stream()).stdout(stream()).stderr(stream());
        // SAFETY: only system calls between fork and exec.
        unsafe {
            command.pre_exec(|| {
                libc::setsid();
                libc::ioctl(0, libc::TIOCSCTTY, 0);
                // What a shell puts into the background inherits that it is ignored.
                libc::signal(libc::SIGINT, libc::SIG_DFL);
                Ok(())
            })
        };
        let child = command.spawn().expect("typhon starts");
        let mut reader = controller.try_clone().expect("a descriptor");
        let (sender, screen) = channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                if sender.send(bytes[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        Terminal {
            keyboard: controller,
            screen,
            shown: String::new(),
            child,
        }
    }

    fn types(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).expect("it reads");
    }

    /// Waits for `text` behind what was waited for before.
    fn shows(&mut self, text: &str) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(place) = self.shown.find(text) {
                self.shown.drain(..place + text.len());
                return;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            match self.screen.recv_timeout(left) {
                Ok(bytes) => self.shown.push_str(&String::from_utf8_lossy(&bytes)),
                Err(_) => panic!("no {text:?} in {:?}", self.shown),
            }
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn interrupts_reach_what_runs() {
    let mut terminal = Terminal::start();
    terminal.shows(">>> ");
    terminal.types("import time; print('rea' + 'dy'); time.sleep(600)\r");
    terminal.shows("ready");
    terminal.types("\x03");
    terminal.shows("KeyboardInterrupt");
    terminal.shows(">>> ");
    terminal.types("while time.sleep(0.01) is print('run' + 'ning'): pass\r");
    terminal.shows("... ");
    terminal.types("\r");
    terminal.shows("running");
    terminal.types("\x03");
    terminal.shows("KeyboardInterrupt");
    terminal.shows(">>> ");
    terminal.types("6 * 7\r");
    terminal.shows("42");
}

#[test]
fn statements_span_lines() {
    let mut terminal = Terminal::start();
    terminal.shows(">>> ");
    terminal.types("def double(n):\r");
    terminal.shows("... ");
    terminal.types("    return n * 2\r");
    terminal.shows("... ");
    terminal.types("\r");
    terminal.shows(">>> ");
    terminal.types("double(21)\r");
    terminal.shows("42");
    terminal.shows(">>> ");
    terminal.types("\x04");
    let status = terminal.child.wait().expect("it ends");
    assert!(status.success(), "{status}");
}

#[test]
fn pasted_lines_all_run() {
    let mut terminal = Terminal::start();
    terminal.shows(">>> ");
    // Two lines at once, as from a terminal that does not mark what is pasted.
    terminal.types("first = 20\rprint('sum', first + 1)\r");
    terminal.shows("sum 21");
    terminal.shows(">>> ");
    // Marked, and with several statements.
    terminal.types("\x1b[200~def double(n):\n    return n * 2\n\nprint('twice', double(first))\nlast = 7\n\x1b[201~\r");
    terminal.shows("twice 40");
    terminal.shows(">>> ");
    terminal.types("last * 6\r");
    terminal.shows("42");
}
