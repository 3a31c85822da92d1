//! `typhon lab`: a whole run with few messages. What it says is checked, not how fast anything was.

mod process;

use process::{Run, Scratch};
use serde_json::Value;
use std::path::Path;
use std::time::Duration;

fn lab() -> Run {
    Run::new(Path::new(env!("CARGO_BIN_EXE_typhon"))).argument("lab")
}

fn numbers(value: &Value, names: &[&str]) {
    for name in names {
        assert!(value[name].is_number(), "{name} in {value}");
    }
}

#[test]
fn a_quick_run_measures_everything() {
    let scratch = Scratch::new();
    let json = scratch.path().join("figures.json");
    let html = scratch.path().join("page.html");
    let svg = scratch.path().join("pictures");
    let ended = lab()
        .arguments(["gil", "--quick", "--messages", "5", "--policies", "none"])
        .argument("--json")
        .argument(&json)
        .argument("--html")
        .argument(&html)
        .argument("--svg")
        .argument(&svg)
        .timeout(Duration::from_secs(300))
        .run();
    assert_eq!(ended.status, Some(0), "{}", ended.stderr);
    for title in [
        "Echo:",
        "Countdown:",
        "GUI:",
        "Starvation:",
        "Priority inversion:",
        "Fairness:",
    ] {
        assert!(ended.stdout.contains(title), "{title} in {}", ended.stdout);
    }
    let text = std::fs::read_to_string(&json).expect("the figures");
    let results: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(results["messages"], 5);
    let subjects = results["subjects"].as_array().expect("subjects");
    let names: Vec<&Value> = subjects.iter().map(|subject| &subject["name"]).collect();
    assert_eq!(names, ["native", "none"]);
    for subject in subjects {
        assert!(subject["refusal"].is_null(), "{subject}");
        assert_eq!(subject["failures"], Value::Array(Vec::new()));
        for echo in subject["echo"].as_array().expect("echo runs") {
            assert_eq!(echo["messages"], 5, "{echo}");
            numbers(
                echo,
                &[
                    "cpu_threads",
                    "total",
                    "total_for_all",
                    "p50_ms",
                    "p99_ms",
                    "per_second",
                ],
            );
            numbers(
                &echo["counters"],
                &["seconds", "cpu_seconds", "context_switches"],
            );
            assert_eq!(echo["kept"].is_number(), echo["cpu_threads"] != 0, "{echo}");
        }
    }
    assert_eq!(subjects[0]["echo"].as_array().map(Vec::len), Some(2));
    let none = &subjects[1];
    // Four servers, idle and beside one CPU-bound thread.
    assert_eq!(none["echo"].as_array().map(Vec::len), Some(8));
    numbers(
        &none["countdown"],
        &["sequential", "threaded", "ratio", "cpu_ratio"],
    );
    numbers(
        &none["gui"][1],
        &["frames", "missed", "p50_ms", "p99_ms", "longest_ms"],
    );
    numbers(&none["inversion"], &["rounds", "p50_ms", "longest_ms"]);
    for hogs in ["starvation", "fairness"] {
        assert_eq!(
            none[hogs]["shares"].as_array().map(Vec::len),
            Some(4),
            "{none}"
        );
        numbers(&none[hogs], &["fairness"]);
    }
    let page = std::fs::read_to_string(&html).expect("the page");
    assert!(page.starts_with("<!doctype html>") && page.contains("id=\"convoy\""));
    assert!(svg.join("timeline-none.svg").is_file());

    // The same tables again from the figures alone.
    let shown = lab().argument("show").argument(&json).run();
    assert_eq!(shown.stdout, ended.stdout, "{}", shown.stderr);
}

#[test]
fn what_cannot_be_measured_is_told() {
    let ended = lab()
        .arguments([
            "gil",
            "--quick",
            "--experiments",
            "countdown",
            "--policies",
            "lottery",
        ])
        .arguments(["--against", "ghost=/nonexistent/python"])
        .run();
    assert_eq!(ended.status, Some(0), "{}", ended.stderr);
    assert_eq!(
        ended.stdout.matches("Not measured: ").count(),
        2,
        "{}",
        ended.stdout
    );
}

#[test]
fn mistakes_in_the_command_line() {
    for arguments in [&["gil", "--nonsense"][..], &["what"], &[]] {
        let ended = lab().arguments(arguments.iter().copied()).run();
        assert_eq!(ended.status, Some(2), "{arguments:?}");
        assert!(
            ended.stderr.contains("usage: typhon lab gil"),
            "{}",
            ended.stderr
        );
    }
    let ended = lab().arguments(["show", "/nonexistent/file"]).run();
    assert_eq!(ended.status, Some(1), "{}", ended.stderr);
}
