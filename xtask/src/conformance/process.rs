//! One process under limits. Memory is what is resident, seen through /proc: Typhon reserves far more
//! address space than it uses, so a limit on that would say nothing.

use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Child, Command, ExitStatus};
use std::time::{Duration, Instant};

#[derive(Clone, Copy)]
pub struct Limits {
    /// Without a line in the journal.
    pub time: Duration,
    pub memory: u64,
}

pub enum Ended {
    Normally,
    Crashed(String),
    TimedOut,
}

/// Lets the child lead a session of its own, so that it can be ended with all that it started, and takes
/// away what a test must not do to the machine: set its clock, or fill its disk with core files.
fn confine(command: &mut Command) {
    let before = || {
        const CAP_SYS_TIME: libc::c_ulong = 25;
        let no_core = libc::rlimit {
            rlim_cur: 0,
            rlim_max: 0,
        };
        // SAFETY: system calls on plain integers and a local; all of them may be made between fork and exec.
        let (dropped, privileged) = unsafe {
            libc::setsid();
            libc::setrlimit(libc::RLIMIT_CORE, &no_core);
            let dropped = libc::prctl(libc::PR_CAPBSET_DROP, CAP_SYS_TIME, 0, 0, 0);
            (dropped == 0, libc::geteuid() == 0)
        };
        // Without privileges the clock cannot be set anyhow, nor a capability be dropped.
        match dropped || !privileged {
            true => Ok(()),
            false => Err(std::io::Error::last_os_error()),
        }
    };
    // SAFETY: the closure allocates nothing and takes no lock.
    unsafe { command.pre_exec(before) };
}

/// Resident bytes of a process and of the processes that it started.
fn resident(process: u32) -> u64 {
    let folder = format!("/proc/{process}");
    let pages = std::fs::read_to_string(format!("{folder}/statm")).ok();
    let pages = pages.and_then(|text| text.split(' ').nth(1)?.parse::<u64>().ok());
    let children = std::fs::read_to_string(format!("{folder}/task/{process}/children"));
    let children = children.unwrap_or_default();
    let children = children.split_whitespace().filter_map(|id| id.parse().ok());
    pages.unwrap_or(0) * 4096 + children.map(resident).sum::<u64>()
}

/// Ends the child and everything else in its session's first process group.
fn end(child: &mut Child) -> std::io::Result<ExitStatus> {
    // SAFETY: a plain system call; the child leads this group and has not been waited for.
    unsafe { libc::kill(-(child.id() as i32), libc::SIGKILL) };
    child.wait()
}

/// Runs the command to its end, or to a limit; time starts again whenever the journal grows.
pub fn run(mut command: Command, journal: &Path, limits: Limits) -> std::io::Result<Ended> {
    confine(&mut command);
    let mut child = command.spawn()?;
    let mut length = 0;
    let mut since = Instant::now();
    loop {
        std::thread::sleep(Duration::from_millis(20));
        if let Some(status) = child.try_wait()? {
            return Ok(match (status.success(), status.signal()) {
                (true, _) => Ended::Normally,
                (false, Some(signal)) => Ended::Crashed(format!("signal {signal}")),
                (false, None) => Ended::Crashed(format!("exit {}", status.code().unwrap_or(-1))),
            });
        }
        let now = std::fs::metadata(journal).map_or(0, |data| data.len());
        if now != length {
            (length, since) = (now, Instant::now());
        }
        if resident(child.id()) > limits.memory {
            end(&mut child)?;
            let megabytes = limits.memory >> 20;
            return Ok(Ended::Crashed(format!(
                "more than {megabytes} MB of memory"
            )));
        }
        if since.elapsed() > limits.time {
            end(&mut child)?;
            return Ok(Ended::TimedOut);
        }
    }
}
