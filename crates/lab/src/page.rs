//! The page and its pictures. One file, nothing loaded from elsewhere, no scripts.

use crate::chart::bars::{Bar, Chart, Group};
use crate::chart::timeline::{Window, draw, draw_all};
use crate::chart::{Drawing, STYLE};
use crate::findings::{INVERTED, STARVED, missed};
use crate::results::{Echo, Kind, Measured, Results, Timeline};
use crate::tables::{self, Table, label};
use crate::text::{counted, duration, escaped, grouped, number, percent};
use std::fmt::Write;

const TEMPLATE: &str = include_str!("page.html");

/// How much time the picture with everybody shows.
const OVERVIEW: u64 = 50_000_000;

/// A chart or timeline with what is said about it.
struct Picture {
    /// Of its file, and its anchor in the page.
    name: String,
    title: String,
    caption: String,
    legend: Legend,
    drawing: Drawing,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Legend {
    None,
    Threads,
    /// The timeline of one subject.
    Timeline,
    /// The timelines of all, without their clients.
    Overview,
}

/// Each picture as a file of its own.
pub fn pictures(results: &Results) -> Vec<(String, String)> {
    let rows = |legend| legend_rows(legend, results);
    let timelines = timelines(results);
    let own = timelines.iter().map(|(measured, timeline)| {
        let title = format!("{}: two messages", label(measured));
        let drawing = draw(&title, timeline, Window::of_two_messages(timeline));
        (
            format!("timeline-{}.svg", slug(&measured.name)),
            drawing.file(&rows(Legend::Timeline)),
        )
    });
    let charts = charts(results).into_iter();
    charts
        .map(|picture| {
            (
                format!("{}.svg", picture.name),
                picture.drawing.file(&rows(picture.legend)),
            )
        })
        .chain(own)
        .collect()
}

pub fn html(results: &Results) -> String {
    let mut body = String::new();
    head(&mut body, results);
    for picture in charts(results) {
        show(&mut body, &picture, results);
    }
    let _ = write!(
        body,
        "<h2 id=\"subjects\">One by one</h2>\n{}",
        legend(Legend::Timeline, results)
    );
    for measured in &results.subjects {
        subject(&mut body, measured, results);
    }
    body.push_str("<h2 id=\"figures\">All figures</h2>\n");
    body.push_str(
        "<p class=\"caption\">~: extrapolated, the time was up before all messages were back. \
         Switches and failed acquisitions are the GIL's own counters, where the interpreter has such; \
         OS switches are the operating system's. CPU s is CPU time of the measured process.</p>\n",
    );
    for table in tables::all(results) {
        body.push_str(&table_html(&table));
    }
    TEMPLATE
        .replace("{{title}}", "Typhon lab: GIL policies")
        .replace("{{style}}", STYLE)
        .replace("{{body}}", &body)
}

fn head(body: &mut String, results: &Results) {
    let machine = &results.machine;
    let load = match machine.load {
        Some(load) => format!(", load average at the start {load}"),
        None => String::new(),
    };
    let _ = write!(
        body,
        "<h1>GIL policies, measured</h1>\n\
         <p>David Beazley's experiments on each policy of Typhon and on other interpreters: how long do \
         messages take beside CPU-bound threads, and what do the threads do to each other?</p>\n\
         <p class=\"about\">{} cores, {}{load}. {} messages of {} bytes, with a pause of 1 ms between them. \
         Measured by <code>{}</code></p>\n<nav>",
        machine.cores,
        escaped(&machine.system),
        grouped(results.messages as i64),
        grouped(results.message_size as i64),
        escaped(&results.command)
    );
    for picture in charts(results) {
        let _ = write!(
            body,
            "<a href=\"#{}\">{}</a> ",
            picture.name,
            escaped(&picture.title)
        );
    }
    body.push_str(
        "<a href=\"#subjects\">One by one</a> <a href=\"#figures\">All figures</a></nav>\n",
    );
}

fn show(body: &mut String, picture: &Picture, results: &Results) {
    let _ = write!(
        body,
        "<h2 id=\"{}\">{}</h2>\n<p>{}</p>\n{}<div class=\"picture\">\n{}</div>\n",
        picture.name,
        escaped(&picture.title),
        escaped(&picture.caption),
        legend(picture.legend, results),
        picture.drawing.inline()
    );
}

/// Colours and what they mean.
fn legend_rows(legend: Legend, results: &Results) -> Vec<(String, String)> {
    match legend {
        Legend::None => Vec::new(),
        Legend::Threads => {
            let mut counts: Vec<usize> = Vec::new();
            for measured in &results.subjects {
                counts.extend(measured.echo.iter().map(|run| run.cpu_threads));
                counts.extend(measured.gui.iter().map(|run| run.cpu_threads));
            }
            counts.sort_unstable();
            counts.dedup();
            let row = |&threads: &usize| {
                let meaning = match threads {
                    0 => "idle".to_owned(),
                    threads => counted(threads, "CPU-bound thread"),
                };
                (format!("series{}", series(threads).1), meaning)
            };
            counts.iter().map(row).collect()
        }
        Legend::Timeline | Legend::Overview => [
            ("message", "a message is on its way"),
            ("running", "server runs"),
            ("waiting", "server could go on, waits to run"),
            ("cpu", "CPU-bound thread computes"),
        ]
        .iter()
        .filter(|(class, _)| legend == Legend::Timeline || *class != "message")
        .map(|(class, meaning)| ((*class).to_owned(), (*meaning).to_owned()))
        .collect(),
    }
}

fn legend(legend: Legend, results: &Results) -> String {
    let rows = legend_rows(legend, results);
    if rows.is_empty() {
        return String::new();
    }
    let mut text = String::from("<ul class=\"legend\">");
    for (class, meaning) in rows {
        let _ = write!(
            text,
            "<li><svg><rect class=\"{class}\" width=\"12\" height=\"12\"/></svg>{meaning}</li>"
        );
    }
    text + "</ul>\n"
}

fn subject(body: &mut String, measured: &Measured, results: &Results) {
    let words = crate::words::of(measured);
    let _ = write!(
        body,
        "<h3 id=\"subject-{}\">{} <small>{}</small></h3>\n<p>{}</p>\n<p>{}</p>\n<ul>",
        slug(&measured.name),
        escaped(&label(measured)),
        escaped(words.title),
        escaped(words.how),
        escaped(words.known)
    );
    for finding in crate::findings::of(measured, results.messages) {
        let _ = write!(body, "<li>{}</li>", escaped(&finding));
    }
    body.push_str("</ul>\n");
    if let Some(timeline) = timeline(measured) {
        let window = Window::of_two_messages(timeline);
        let title = format!("{}: two messages", label(measured));
        let _ = write!(
            body,
            "<p class=\"caption\">Two messages, in {}:</p>\n<div class=\"picture\">\n{}</div>\n",
            duration((window.to - window.from) as f64 / 1e9),
            draw(&title, timeline, window).inline()
        );
    }
}

fn table_html(table: &Table) -> String {
    let mut text = format!(
        "<details><summary>{}</summary><div class=\"scroll\"><table><thead><tr>",
        escaped(table.title)
    );
    let class = |head: &str| {
        if tables::is_name(head) {
            " class=\"words\""
        } else {
            ""
        }
    };
    for head in table.heads {
        let _ = write!(text, "<th{}>{}</th>", class(head), escaped(head));
    }
    text.push_str("</tr></thead>\n<tbody>\n");
    for row in &table.rows {
        text.push_str("<tr>");
        for (cell, head) in row.iter().zip(table.heads) {
            let _ = write!(text, "<td{}>{}</td>", class(head), escaped(cell));
        }
        text.push_str("</tr>\n");
    }
    text + "</tbody></table></div></details>\n"
}

/// The blocking server's noted messages beside the fewest CPU-bound threads.
fn timeline(measured: &Measured) -> Option<&Timeline> {
    let mut runs: Vec<&Echo> = measured
        .echo
        .iter()
        .filter(|run| run.cpu_threads > 0)
        .collect();
    runs.sort_by_key(|run| run.cpu_threads);
    runs.iter().find_map(|run| run.timeline.as_ref())
}

fn timelines(results: &Results) -> Vec<(&Measured, &Timeline)> {
    let subjects = results.subjects.iter();
    subjects
        .filter_map(|it| Some((it, timeline(it)?)))
        .collect()
}

/// All pictures that compare the subjects, in the order of the page.
fn charts(results: &Results) -> Vec<Picture> {
    let mut pictures = Vec::new();
    pictures.extend(overview(results));
    for server in ["blocking", "selectors", "asyncio", "multiprocessing"] {
        pictures.extend(echo_totals(results, server));
    }
    pictures.extend(echo_slowest(results));
    pictures.extend(kept(results));
    pictures.extend(countdown(results));
    pictures.extend(gui(results));
    pictures.extend(starvation(results));
    pictures.extend(inversion(results));
    pictures.extend(fairness(results));
    pictures
}

fn overview(results: &Results) -> Option<Picture> {
    let timelines: Vec<(String, &Timeline)> = timelines(results)
        .into_iter()
        .map(|(measured, timeline)| (label(measured), timeline))
        .collect();
    if timelines.is_empty() {
        return None;
    }
    let from = 0;
    let title = "The convoy";
    Some(Picture {
        name: "convoy".into(),
        title: title.into(),
        caption: format!(
            "The same {} of each, beside a CPU-bound thread. Upper lane: the server's thread; lower lane: \
             the CPU-bound thread. Where the upper lane is orange there was a message to work on, but the \
             thread had to wait for its turn.",
            duration(OVERVIEW as f64 / 1e9)
        ),
        legend: Legend::Overview,
        drawing: draw_all(
            title,
            &timelines,
            Window {
                from,
                to: from + OVERVIEW,
            },
        ),
    })
}

/// The name of a bar, and its colour, for a number of CPU-bound threads.
fn series(cpu_threads: usize) -> (String, usize) {
    let name = match cpu_threads {
        0 => "idle".into(),
        threads => threads.to_string(),
    };
    let series = match cpu_threads {
        0 | 1 => cpu_threads,
        2 | 3 => 2,
        4..=7 => 3,
        _ => 4,
    };
    (name, series)
}

/// A chart of the echo runs with one server; the native server is in each of them.
fn echo_chart(
    results: &Results,
    chart: Chart<'_>,
    server: &str,
    figure: impl Fn(&Echo) -> Option<(f64, String)>,
) -> Option<Drawing> {
    let mut any = false;
    let groups = results.subjects.iter().map(|measured| {
        let is_native = measured.kind == Kind::Native;
        let runs = measured
            .echo
            .iter()
            .filter(|run| is_native || run.server == server);
        let bars: Vec<Bar> = runs
            .filter_map(|run| {
                let (value, shown) = figure(run)?;
                let (name, series) = series(run.cpu_threads);
                Some(Bar {
                    name,
                    value,
                    shown,
                    series,
                })
            })
            .collect();
        any |= !is_native && !bars.is_empty();
        Group {
            name: label(measured),
            bars,
        }
    });
    let groups = groups.collect();
    any.then(|| Chart { groups, ..chart }.draw())
}

fn echo_totals(results: &Results, server: &str) -> Option<Picture> {
    let title = format!("Echo, {server}");
    let native = results.subjects.iter().find(|it| it.kind == Kind::Native);
    let idle = native.and_then(|native| native.echo("native", 0));
    let chart = Chart {
        title: &title,
        unit: "seconds for all messages, logarithmic",
        is_log: true,
        mark: idle.map(|idle| (idle.total_for_all, "native server, idle")),
        groups: Vec::new(),
    };
    let drawing = echo_chart(results, chart, server, |run| {
        let shown = match run.is_complete(results.messages) {
            true => format!("{} s", number(run.total)),
            false => format!("~{} s", number(run.total_for_all)),
        };
        Some((run.total_for_all, shown))
    })?;
    let what = match server {
        "blocking" => {
            "A thread with blocking sockets: four calls a message that may give a GIL away."
        }
        "selectors" => {
            "One thread, non-blocking sockets and a selector: fewer calls that wait, but each \
                        of them gives a GIL away as well."
        }
        "asyncio" => "The same with asyncio: an event loop is no way around the GIL.",
        _ => {
            "A connection of multiprocessing, which has the size and the message in one call to send."
        }
    };
    Some(Picture {
        name: format!("echo-{server}"),
        title,
        caption: format!(
            "{what} Total time for {} messages; ~ is extrapolated, where the time was up before.",
            grouped(results.messages as i64)
        ),
        legend: Legend::Threads,
        drawing,
    })
}

fn echo_slowest(results: &Results) -> Option<Picture> {
    let title = "Slowest replies";
    let chart = Chart {
        title,
        unit: "milliseconds within which 99 of 100 messages were back, logarithmic",
        is_log: true,
        mark: None,
        groups: Vec::new(),
    };
    let drawing = echo_chart(results, chart, "blocking", |run| {
        Some((run.p99_ms, format!("{} ms", number(run.p99_ms))))
    })?;
    Some(Picture {
        name: "echo-p99".into(),
        title: title.into(),
        caption: "Blocking sockets: the time within which 99 of 100 messages came back.".into(),
        legend: Legend::Threads,
        drawing,
    })
}

fn kept(results: &Results) -> Option<Picture> {
    let title = "What the CPU-bound work keeps";
    let chart = Chart {
        title,
        unit: "percent of the CPU-bound threads' speed without messages",
        is_log: false,
        mark: Some((100.0, "all of it")),
        groups: Vec::new(),
    };
    let drawing = echo_chart(results, chart, "blocking", |run| {
        let kept = run.kept?;
        Some((kept * 100.0, percent(kept)))
    })?;
    Some(Picture {
        name: "kept".into(),
        title: title.into(),
        caption: "Serving messages must not stop the work: throughput of the CPU-bound threads while there \
                  are messages, over what they have alone."
            .into(),
        legend: Legend::Threads,
        drawing,
    })
}

/// A chart with one bar for each subject that has the figure.
fn one_bar_each(
    results: &Results,
    chart: Chart<'_>,
    figure: impl Fn(&Measured) -> Option<(f64, String)>,
) -> Option<Drawing> {
    let groups: Vec<Group> = results
        .subjects
        .iter()
        .filter_map(|measured| {
            let (value, shown) = figure(measured)?;
            let bar = Bar {
                name: String::new(),
                value,
                shown,
                series: 2,
            };
            Some(Group {
                name: label(measured),
                bars: vec![bar],
            })
        })
        .collect();
    (!groups.is_empty()).then(|| Chart { groups, ..chart }.draw())
}

fn countdown(results: &Results) -> Option<Picture> {
    let title = "Countdown";
    let chart = Chart {
        title,
        unit: "time of two threads over the time of the same work in sequence, logarithmic",
        is_log: true,
        mark: Some((1.0, "sequential")),
        groups: Vec::new(),
    };
    let drawing = one_bar_each(results, chart, |measured| {
        let ratio = measured.countdown.as_ref()?.ratio;
        Some((ratio, format!("{}x", number(ratio))))
    })?;
    Some(Picture {
        name: "countdown".into(),
        title: title.into(),
        caption: "Two CPU-bound threads share the work. With a GIL nothing can be won, but much can be lost."
            .into(),
        legend: Legend::None,
        drawing,
    })
}

fn gui(results: &Results) -> Option<Picture> {
    let title = "Missed frames";
    let groups = results.subjects.iter().map(|measured| Group {
        name: label(measured),
        bars: measured
            .gui
            .iter()
            .map(|run| {
                let (name, series) = series(run.cpu_threads);
                Bar {
                    name,
                    value: missed(run) * 100.0,
                    shown: format!("{} of {}", run.missed, run.frames),
                    series,
                }
            })
            .collect(),
    });
    let chart = Chart {
        title,
        unit: "percent of the frames of a thread that draws 60 a second",
        is_log: false,
        mark: None,
        groups: groups.collect(),
    };
    let any = chart.groups.iter().any(|group| !group.bars.is_empty());
    any.then(|| Picture {
        name: "gui".into(),
        title: title.into(),
        caption: "A frame asks for events, computes for a millisecond and sends two drawing commands; one \
                  that is not done when the next is due is missed."
            .into(),
        legend: Legend::Threads,
        drawing: chart.draw(),
    })
}

fn starvation(results: &Results) -> Option<Picture> {
    let title = "Starvation";
    let chart = Chart {
        title,
        unit: "milliseconds, logarithmic",
        is_log: true,
        mark: Some((STARVED * 1e3, "starved")),
        groups: Vec::new(),
    };
    let drawing = one_bar_each(results, chart, |measured| {
        let longest = measured.starvation.as_ref()?.longest_pause();
        Some((longest * 1e3, duration(longest)))
    })?;
    Some(Picture {
        name: "starvation".into(),
        title: title.into(),
        caption: "Four CPU-bound threads, two of them important, two not: the longest that one of them did \
                  not run. Where there are no priorities they are all equal."
            .into(),
        legend: Legend::None,
        drawing,
    })
}

fn inversion(results: &Results) -> Option<Picture> {
    let title = "Priority inversion";
    let chart = Chart {
        title,
        unit: "milliseconds, logarithmic",
        is_log: true,
        mark: Some((INVERTED, "inverted")),
        groups: Vec::new(),
    };
    let drawing = one_bar_each(results, chart, |measured| {
        let longest = measured.inversion.as_ref()?.longest_ms;
        Some((longest.max(0.001), duration(longest / 1e3)))
    })?;
    Some(Picture {
        name: "inversion".into(),
        title: title.into(),
        caption: "A high thread waits for a lock whose low owner has 8 ms of work left, while a middle one \
                  computes for 200 ms: the longest wait of all rounds."
            .into(),
        legend: Legend::None,
        drawing,
    })
}

fn fairness(results: &Results) -> Option<Picture> {
    let title = "Fairness";
    let chart = Chart {
        title,
        unit: "Jain's index: 1 if all get the same, 0.25 if one of four gets everything",
        is_log: false,
        mark: None,
        groups: Vec::new(),
    };
    let drawing = one_bar_each(results, chart, |measured| {
        let index = measured.fairness.as_ref()?.fairness;
        Some((index, format!("{index:.3}")))
    })?;
    Some(Picture {
        name: "fairness".into(),
        title: title.into(),
        caption: "Four equal CPU-bound threads: how evenly they were served.".into(),
        legend: Legend::None,
        drawing,
    })
}

/// A name for files and anchors.
fn slug(name: &str) -> String {
    let letters = name.to_lowercase();
    let words = letters.split(|letter: char| !letter.is_ascii_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A run with everything that can be missing.
    fn results() -> Results {
        let text = r#"{
            "machine": {"system": "linux x86_64", "cores": 2, "load": null},
            "command": "typhon lab gil --messages 3 <x>", "messages": 3, "message_size": 8192,
            "subjects": [
                {"name": "timeout", "kind": "typhon", "version": "Typhon 3.14.0", "refusal": null,
                 "countdown": {"sequential": 1.0, "threaded": 1.1, "ratio": 1.1, "cpu_ratio": 1.0,
                    "counters": {"seconds": 1.1, "cpu_seconds": 1.0, "context_switches": 5,
                        "gil": {"switches": 7, "failed_acquisitions": 2, "forced": 4, "in_vain": 3}}},
                 "echo": [
                    {"server": "blocking", "cpu_threads": 1, "messages": 2, "total": 0.04,
                     "total_for_all": 0.06, "p50_ms": 20.0, "p99_ms": 20.5, "per_second": 50.0,
                     "kept": 0.9, "longest_pause": 0.001,
                     "counters": {"seconds": 0.04, "cpu_seconds": 0.04, "context_switches": 3},
                     "timeline": {"span": 20000000, "messages": [{"start": 10, "sent": 20, "received": 19000000}],
                        "operations": [["recv size", 5, 5000000]], "slices": [[[0, 4000000]]]}}],
                 "gui": [{"cpu_threads": 1, "frames": 60, "missed": 12, "p50_ms": 3.0, "p99_ms": 30.0,
                     "longest_ms": 40.0, "counters": {"seconds": 1.0, "cpu_seconds": 1.0, "context_switches": 3}}],
                 "starvation": null, "fairness": null, "inversion": null, "failures": ["gui: a & b"]},
                {"name": "mlfq", "kind": "typhon", "version": "", "refusal": "no such policy",
                 "countdown": null, "echo": [], "gui": [], "starvation": null, "fairness": null,
                 "inversion": null, "failures": []}
            ]}"#;
        serde_json::from_str(text).expect("results")
    }

    #[test]
    fn the_page_is_complete_and_loads_nothing() {
        let page = html(&results());
        for part in [
            "typhon lab gil --messages 3 &lt;x&gt;",
            "~0.060 s",
            "12 of 60",
            "Not measured: no such policy",
            "Failed: gui: a &amp; b",
            "made to let go 7 times, 3 of them in vain",
        ] {
            assert!(page.contains(part), "{part}");
        }
        for never in ["{{", "http://", "https://", "<script", "NaN", "inf%"] {
            assert!(!page.contains(never), "{never}");
        }
    }

    #[test]
    fn every_anchor_leads_somewhere() {
        let page = html(&results());
        for link in page.split("href=\"#").skip(1) {
            let name = link.split('"').next().unwrap_or("");
            assert!(page.contains(&format!("id=\"{name}\"")), "{name}");
        }
    }

    #[test]
    fn pictures_are_files_of_their_own() {
        let names: Vec<String> = pictures(&results())
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        assert_eq!(
            names,
            [
                "convoy.svg",
                "echo-blocking.svg",
                "echo-p99.svg",
                "kept.svg",
                "countdown.svg",
                "gui.svg",
                "timeline-timeout.svg"
            ]
        );
        for (name, text) in pictures(&results()) {
            assert!(text.starts_with("<svg xmlns="), "{name}");
            assert!(text.contains("prefers-color-scheme: dark"), "{name}");
        }
    }

    #[test]
    fn names_become_anchors() {
        assert_eq!(slug("timer:10ms,Fair"), "timer-10ms-fair");
    }
}
