//! What is known of each policy: how it decides, and its pathology or cure. One row a policy; figures of a
//! run are not here but in `findings.rs`.

use crate::results::{Kind, Measured};

pub struct Words {
    /// The name of the policy before its parameters.
    name: &'static str,
    /// Whose it is.
    pub title: &'static str,
    pub how: &'static str,
    pub known: &'static str,
}

const POLICIES: &[Words] = &[
    Words {
        name: "none",
        title: "No GIL",
        how: "Every thread runs whenever the operating system has a core for it. This is Typhon's default.",
        known: "Cure: there is no lock to queue for. A reply is late only when the operating system \
                itself has more runnable threads than cores and does not choose the server's at once.",
    },
    Words {
        name: "ticks",
        title: "Python 2.7",
        how: "The running thread drops the GIL after every 100 ticks and takes it again at once. Whoever \
              waits is told, and has to win the race.",
        known: "Pathology: dropping is not switching. On several cores the thread that dropped the GIL \
                is awake and mostly wins; the one that was told wakes up in vain, over and over: failed \
                acquisitions, CPU time spent on waking, two CPU-bound threads slower than one (1.5x on \
                four cores in the talk, 9.1x on Windows).",
    },
    Words {
        name: "timeout",
        title: "Python 3.2 and later",
        how: "Who wants the GIL waits 5 ms; if nobody got it in that time, asks for it; the running thread \
              then lets go and waits until another one has it.",
        known: "Pathology: the convoy. Each call that might block gives the GIL away, a CPU-bound thread \
                takes it, and the server waits one interval to have it back, even if the call had nothing \
                to wait for. A message of four such calls costs up to four intervals (20.1 s for 1,000 \
                messages in the talk, against 1.2 s idle). Two CPU-bound threads do well: switches are \
                few and certain.",
    },
    Words {
        name: "timer:fair",
        title: "Ruby 1.9 with fair locks",
        how: "A timer thread beats every 10 ms; at a beat the running thread lets go, and the lock goes to \
              who has waited longest.",
        known: "Pathology: the same convoy as with a timeout, with the timer's 10 ms: four calls a message \
                are 40 ms (42 s for 1,000 messages in the talk, on OS X).",
    },
    Words {
        name: "timer:unfair",
        title: "Ruby 1.9 with unfair locks",
        how: "A timer thread beats every 10 ms; at a beat the running thread lets go and takes the lock \
              again. It goes to who is awake.",
        known: "Pathology: there is one chance to get the lock every 10 ms, and the CPU-bound thread, which \
                is awake, nearly always wins it again (5,839 s for 1,000 messages in the talk, on Linux).",
    },
    Words {
        name: "fair",
        title: "First come, first served",
        how: "A lock that is let go belongs to who has waited longest; a thread that others wait for runs \
              for one interval of 5 ms.",
        known: "Fairness is no cure: nobody starves and CPU-bound threads share evenly, but a server goes to \
                the end of the queue at every call that might block, and then waits one interval for \
                each CPU-bound thread: the convoy grows with their number.",
    },
    Words {
        name: "priority",
        title: "The talk's hope: priorities",
        how: "The highest priority runs, and a waking thread that is higher preempts at the next safepoint. \
              Threads that block rise, threads that are forced off sink. Ageing runs who was ready for \
              half a second; who holds a lock inherits from who waits for it.",
        known: "Cure: a server's thread has the GIL back as soon as it wants it, and CPU-bound threads have \
                what is left, which is nearly all. What priorities bring along is cured with them: \
                starvation by ageing, inversion by inheritance.",
    },
    Words {
        name: "mlfq",
        title: "Multi-level feedback queue",
        how: "A thread starts at the top level; who uses up a quantum sinks to the next, where it is twice \
              as long; who blocks rises; every 100 ms all go back to the top. The highest level runs, and \
              preempts.",
        known: "Cure without being told: threads that block are found by their behaviour and served at \
                once, CPU-bound ones get long quanta. For a moment after each boost, and while a new \
                thread has not been found out yet, they compete on the same level.",
    },
    Words {
        name: "chaos",
        title: "Seeded switches",
        how: "At safepoints a generator draws who runs next and for how long: the same seed, program and \
              input give the same interleaving.",
        known: "Made to find races, not to be fast: it switches far more often than needed, and its echo \
                figures are the price of that.",
    },
];

const NATIVE: Words = Words {
    name: "native",
    title: "Server in Rust, no interpreter",
    how: "Native threads, scheduled by the operating system.",
    known: "What the machine can do: the other figures are read against it, as the talk read Python's \
            against C's.",
};

const CPYTHON: Words = Words {
    name: "CPython",
    title: "CPython with its GIL",
    how: "The GIL of 3.2 is still there: who wants it waits for the switch interval (5 ms), then asks.",
    known: "Pathology: the convoy of the timeout GIL. Each of the server's calls that might block gives the \
            GIL away, and getting it back takes up to one switch interval.",
};

const CPYTHON_FREE: Words = Words {
    name: "CPython, no GIL",
    title: "CPython, free-threaded build",
    how: "No GIL: every thread runs whenever the operating system has a core for it; objects have locks \
          and split reference counts.",
    known: "Cure: there is no lock to queue for.",
};

const PYPY: Words = Words {
    name: "PyPy",
    title: "PyPy with its GIL",
    how: "A GIL that is dropped around calls that block and every so many loop iterations; one of the \
          waiting threads tries to steal it every fraction of a millisecond.",
    known: "The talk found an early version 567 times slower beside a CPU-bound thread; it has been mended \
            since. A waiting thread gets the GIL when it catches a moment at which it is free, so the \
            delay is smaller than a timeout's, and varies.",
};

const OTHER: Words = Words {
    name: "other",
    title: "Another interpreter",
    how: "Nothing is known here of how it switches threads.",
    known: "The figures have to speak for themselves.",
};

pub fn of(measured: &Measured) -> &'static Words {
    match measured.kind {
        Kind::Native => &NATIVE,
        Kind::Typhon => of_policy(&measured.name),
        Kind::Other => of_version(&measured.version),
    }
}

fn of_policy(policy: &str) -> &'static Words {
    let base = policy.split(':').next().unwrap_or(policy);
    let name = match base {
        "timer" if policy.ends_with("unfair") => "timer:unfair",
        "timer" => "timer:fair",
        other => other,
    };
    let row = POLICIES.iter().find(|words| words.name == name);
    row.unwrap_or(&OTHER)
}

fn of_version(version: &str) -> &'static Words {
    let is = |name: &str| version.starts_with(name);
    match () {
        () if is("CPython") && version.contains("no GIL") => &CPYTHON_FREE,
        () if is("CPython") => &CPYTHON,
        () if is("PyPy") => &PYPY,
        () => &OTHER,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_policy_has_its_words() {
        for policy in crate::options::POLICIES {
            assert!(of_policy(policy).name != "other", "{policy}");
        }
        assert_eq!(of_policy("timer:20ms,unfair").name, "timer:unfair");
        assert_eq!(of_policy("timer").name, "timer:fair");
        assert_eq!(of_policy("mlfq:2,5ms,1s").name, "mlfq");
        assert_eq!(of_policy("lottery").name, "other");
    }

    #[test]
    fn interpreters_are_known_by_what_they_say() {
        assert_eq!(
            of_version("CPython 3.14.0, no GIL").title,
            CPYTHON_FREE.title
        );
        assert_eq!(of_version("CPython 3.14.0").title, CPYTHON.title);
        assert_eq!(of_version("PyPy 7.3.0").title, PYPY.title);
        assert_eq!(of_version("").title, OTHER.title);
    }
}
