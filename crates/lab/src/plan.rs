//! The order of a run: each experiment, and in it each subject, so that what is compared was measured close
//! together in time.

use crate::experiments::echo::Server;
use crate::experiments::{countdown, echo, gui, hogs, inversion};
use crate::options::Options;
use crate::progress::Progress;
use crate::results::{Kind, Machine, Measured, Results};
use crate::scripts::Scripts;
use crate::subject::Subject;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Experiment {
    Countdown,
    Echo,
    Gui,
    Starvation,
    Inversion,
    Fairness,
}

impl Experiment {
    pub const ALL: &[Experiment] = &[
        Experiment::Countdown,
        Experiment::Echo,
        Experiment::Gui,
        Experiment::Starvation,
        Experiment::Inversion,
        Experiment::Fairness,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Experiment::Countdown => "countdown",
            Experiment::Echo => "echo",
            Experiment::Gui => "gui",
            Experiment::Starvation => "starvation",
            Experiment::Inversion => "inversion",
            Experiment::Fairness => "fairness",
        }
    }

    pub fn named(name: &str) -> Option<Experiment> {
        Experiment::ALL.iter().copied().find(|it| it.name() == name)
    }
}

/// What every experiment is given.
pub struct Lab<'a> {
    pub options: &'a Options,
    pub scripts: Scripts,
}

/// One measurement of one subject.
#[derive(Clone, Copy)]
enum Step {
    Countdown,
    Echo(Server, usize),
    Gui(usize),
    Starvation,
    Inversion,
    Fairness,
}

impl Step {
    fn label(self) -> String {
        match self {
            Step::Countdown => "countdown".into(),
            Step::Echo(server, threads) => {
                format!("echo, {}, {threads} CPU threads", server.name())
            }
            Step::Gui(threads) => format!("gui, {threads} CPU threads"),
            Step::Starvation => "starvation".into(),
            Step::Inversion => "inversion".into(),
            Step::Fairness => "fairness".into(),
        }
    }

    /// The native server only echoes, and only it has the native protocol.
    fn suits(self, kind: Kind) -> bool {
        match self {
            Step::Echo(server, _) => (server == Server::Native) == (kind == Kind::Native),
            _ => kind != Kind::Native,
        }
    }

    fn run(self, lab: &Lab, subject: &Subject, measured: &mut Measured) -> Result<(), String> {
        match self {
            Step::Countdown => measured.countdown = Some(countdown::run(lab, subject)?),
            Step::Echo(server, threads) => {
                measured
                    .echo
                    .push(echo::run(lab, subject, server, threads)?);
            }
            Step::Gui(threads) => measured.gui.push(gui::run(lab, subject, threads)?),
            Step::Starvation => measured.starvation = Some(hogs::starvation(lab, subject)?),
            Step::Inversion => measured.inversion = Some(inversion::run(lab, subject)?),
            Step::Fairness => measured.fairness = Some(hogs::fairness(lab, subject)?),
        }
        Ok(())
    }
}

fn steps(options: &Options) -> Vec<Step> {
    let mut steps = Vec::new();
    for experiment in &options.experiments {
        match experiment {
            Experiment::Countdown => steps.push(Step::Countdown),
            Experiment::Echo => {
                for &server in &options.servers {
                    let threads = options.cpu_threads.iter();
                    steps.extend(threads.map(|&threads| Step::Echo(server, threads)));
                }
            }
            Experiment::Gui => {
                steps.extend(
                    options
                        .cpu_threads
                        .iter()
                        .map(|&threads| Step::Gui(threads)),
                );
            }
            Experiment::Starvation => steps.push(Step::Starvation),
            Experiment::Inversion => steps.push(Step::Inversion),
            Experiment::Fairness => steps.push(Step::Fairness),
        }
    }
    steps
}

/// Measures everything; `keep` is given what there is after each step.
pub fn run(
    options: &Options,
    keep: impl Fn(&Results) -> Result<(), String>,
) -> Result<Results, String> {
    let lab = Lab {
        options,
        scripts: Scripts::unpack()?,
    };
    let mut results = Results {
        machine: machine(),
        command: options.line.clone(),
        messages: options.messages,
        message_size: options.size,
        subjects: Vec::new(),
    };
    let subjects = Subject::all(options)?;
    for subject in &subjects {
        results.subjects.push(introduced(&lab, subject));
    }
    let steps = steps(options);
    let wanted =
        |step: Step, measured: &Measured| measured.refusal.is_none() && step.suits(measured.kind);
    let count = steps
        .iter()
        .map(|&step| {
            let subjects = results.subjects.iter();
            subjects.filter(|measured| wanted(step, measured)).count()
        })
        .sum();
    let mut progress = Progress::new(count);
    for step in steps {
        for (index, subject) in subjects.iter().enumerate() {
            let measured = &mut results.subjects[index];
            if !wanted(step, measured) {
                continue;
            }
            progress.step(&format!("{}: {}", subject.name, step.label()));
            if let Err(problem) = step.run(&lab, subject, measured) {
                measured
                    .failures
                    .push(format!("{}: {problem}", step.label()));
            }
            keep(&results)?;
        }
    }
    // The native server has nothing to say where nothing echoes.
    results
        .subjects
        .retain(|measured| measured.kind != Kind::Native || !measured.echo.is_empty());
    Ok(results)
}

fn introduced(lab: &Lab, subject: &Subject) -> Measured {
    let (version, refusal) = match subject.version(&lab.scripts) {
        Ok(version) => (version, None),
        Err(problem) => (String::new(), Some(problem)),
    };
    Measured {
        name: subject.name.clone(),
        kind: subject.kind,
        version,
        refusal,
        countdown: None,
        echo: Vec::new(),
        gui: Vec::new(),
        starvation: None,
        fairness: None,
        inversion: None,
        failures: Vec::new(),
    }
}

fn machine() -> Machine {
    let load = std::fs::read_to_string("/proc/loadavg").ok();
    Machine {
        system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        cores: std::thread::available_parallelism().map_or(1, usize::from),
        load: load.and_then(|text| text.split(' ').next()?.parse().ok()),
    }
}
