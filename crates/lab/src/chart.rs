//! Small drawings in SVG. Lengths across are percentages, heights are pixels: a drawing is as wide as its
//! place and its text keeps its size.

pub mod bars;
mod scale;
pub mod timeline;

use crate::text::escaped;
use std::fmt::Write;

pub const STYLE: &str = include_str!("chart.css");

/// Width of a drawing that stands alone in a file.
const FILE_WIDTH: u32 = 760;

#[derive(Clone, Copy)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

/// Something drawn so far, and its height.
pub struct Drawing {
    title: String,
    height: f64,
    body: String,
}

impl Drawing {
    pub fn new(title: &str) -> Drawing {
        Drawing {
            title: title.to_owned(),
            height: 0.0,
            body: String::new(),
        }
    }

    /// Makes room below; where it begins.
    fn room(&mut self, height: f64) -> f64 {
        let top = self.height;
        self.height += height;
        top
    }

    fn text(&mut self, (x, shift): (f64, f64), y: f64, class: &str, anchor: Anchor, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        self.add(format_args!(
            "<text class=\"{class}\" x=\"{x:.2}%\" dx=\"{shift}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{}</text>",
            escaped(text)
        ));
    }

    /// A bar with a text that shows when it is pointed at.
    fn bar(&mut self, x: f64, width: f64, (y, height): (f64, f64), class: &str, hint: &str) {
        self.add(format_args!(
            "<rect class=\"{class}\" x=\"{x:.3}%\" y=\"{y:.1}\" width=\"{:.3}%\" height=\"{height:.1}\"><title>{}</title></rect>",
            width.max(0.0),
            escaped(hint)
        ));
    }

    fn vertical(&mut self, x: f64, top: f64, bottom: f64, class: &str) {
        self.add(format_args!(
            "<line class=\"{class}\" x1=\"{x:.2}%\" x2=\"{x:.2}%\" y1=\"{top:.1}\" y2=\"{bottom:.1}\"/>"
        ));
    }

    fn open_shifted(&mut self, shift: f64) {
        self.add(format_args!("<g transform=\"translate({shift} 0)\">"));
    }

    fn close(&mut self) {
        self.add(format_args!("</g>"));
    }

    fn add(&mut self, piece: std::fmt::Arguments<'_>) {
        // Writing to a string does not fail.
        let _ = writeln!(self.body, "{piece}");
    }

    /// For inside a page, which has the style.
    pub fn inline(&self) -> String {
        format!(
            "<svg class=\"drawing\" width=\"100%\" height=\"{:.0}\" role=\"img\" aria-label=\"{}\">\n{}</svg>\n",
            self.height,
            escaped(&self.title),
            self.body
        )
    }

    /// A file of its own, with the meaning of its colours.
    pub fn file(&self, legend: &[(String, String)]) -> String {
        let mut body = self.body.clone();
        let mut height = self.height;
        let mut x = 0.0;
        for (index, (class, meaning)) in legend.iter().enumerate() {
            if index == 0 {
                height += 24.0;
            }
            // Writing to a string does not fail.
            let _ = writeln!(
                body,
                "<rect class=\"{class}\" x=\"{x:.0}\" y=\"{:.1}\" width=\"11\" height=\"11\"/><text class=\"tick\" x=\"{:.0}\" y=\"{:.1}\">{}</text>",
                height - 11.0,
                x + 17.0,
                height - 1.5,
                escaped(meaning)
            );
            x += 40.0 + 6.0 * meaning.chars().count() as f64;
        }
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{FILE_WIDTH}\" height=\"{:.0}\" role=\"img\">\n<title>{}</title>\n<style>\n{STYLE}</style>\n<rect class=\"ground\" width=\"100%\" height=\"100%\"/>\n<svg class=\"drawing\" x=\"12\" y=\"12\" width=\"{}\" height=\"{height:.0}\">\n{body}</svg>\n</svg>\n",
            height + 24.0,
            escaped(&self.title),
            FILE_WIDTH - 24,
        )
    }
}
