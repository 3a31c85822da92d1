//! Tables in Markdown, so that they can be pasted into `docs/benchmarks.md`.

use std::io::{IsTerminal, Write};

pub fn header(columns: &[String]) {
    println!("\n| {} |", columns.join(" | "));
    println!("|{}", "---|".repeat(columns.len()));
}

pub fn row(name: &str, figures: &[String]) {
    progress("");
    println!("| {name} | {} |", figures.join(" | "));
}

/// What is being run, on one line of the terminal that the next one overwrites.
pub fn progress(text: &str) {
    let mut terminal = std::io::stderr();
    if terminal.is_terminal() {
        // Only somebody who watches would miss it.
        let _ = write!(terminal, "\r\x1b[K{text}");
    }
}

pub fn geometric_mean(figures: &[f64]) -> f64 {
    (figures.iter().map(|figure| figure.ln()).sum::<f64>() / figures.len() as f64).exp()
}

#[cfg(test)]
mod tests {
    #[test]
    fn geometric_mean_of_reciprocals_is_one() {
        assert!((super::geometric_mean(&[0.25, 4.0]) - 1.0).abs() < 1e-12);
    }
}
