//! Horizontal bars in groups: a group is a subject, a bar in it one number of CPU-bound threads.

use super::scale::Scale;
use super::{Anchor, Drawing};
use crate::text::number;

/// Room for the name of a bar, in front of it.
const NAMES: f64 = 34.0;
const BAR: f64 = 11.0;
const STEP: f64 = 14.0;

pub struct Bar {
    pub name: String,
    pub value: f64,
    /// Shown behind the bar.
    pub shown: String,
    /// Which of the series colours.
    pub series: usize,
}

pub struct Group {
    pub name: String,
    pub bars: Vec<Bar>,
}

pub struct Chart<'a> {
    pub title: &'a str,
    pub unit: &'a str,
    pub is_log: bool,
    /// A line across all groups, and what it means.
    pub mark: Option<(f64, &'a str)>,
    pub groups: Vec<Group>,
}

impl Chart<'_> {
    pub fn draw(&self) -> Drawing {
        let mut drawing = Drawing::new(self.title);
        let groups: Vec<&Group> = self
            .groups
            .iter()
            .filter(|it| !it.bars.is_empty())
            .collect();
        let bars = groups.iter().flat_map(|group| &group.bars);
        let values = bars
            .map(|bar| bar.value)
            .chain(self.mark.map(|mark| mark.0));
        let scale = if self.is_log {
            Scale::log(values)
        } else {
            Scale::linear(values)
        };
        let has_names = groups.iter().any(|group| group.bars.len() > 1);
        let left = if has_names { NAMES } else { 0.0 };
        let top = drawing.room(if self.mark.is_some() { 18.0 } else { 4.0 });
        let height: f64 = groups.iter().map(|group| group_height(group)).sum();
        let bottom = top + height + if self.mark.is_some() { 18.0 } else { 4.0 };
        drawing.open_shifted(left);
        for tick in scale.ticks() {
            let x = scale.percent(tick);
            drawing.vertical(x, top + 4.0, bottom, "grid");
            drawing.text(
                (x, 0.0),
                bottom + 13.0,
                "tick",
                Anchor::Middle,
                &tick_text(tick),
            );
        }
        drawing.close();
        let mut texts = Drawing::new("");
        for group in &groups {
            draw_group((&mut drawing, &mut texts), &scale, group, left);
        }
        if let Some((value, meaning)) = self.mark {
            drawing.open_shifted(left);
            let x = scale.percent(value);
            drawing.vertical(x, top + 14.0, bottom, "mark");
            let anchor = if x > 55.0 { Anchor::End } else { Anchor::Start };
            drawing.text((x, 0.0), top + 10.0, "mark-text", anchor, meaning);
            drawing.close();
        }
        drawing.body.push_str(&texts.body);
        drawing.height = bottom + 18.0;
        let y = drawing.room(16.0);
        drawing.text((0.0, left), y + 10.0, "unit", Anchor::Start, self.unit);
        drawing
    }
}

/// Texts go into a drawing of their own, which is put on top of the bars and the mark.
fn draw_group(
    (bars, texts): (&mut Drawing, &mut Drawing),
    scale: &Scale,
    group: &Group,
    left: f64,
) {
    let y = bars.room(20.0);
    texts.text((0.0, 0.0), y + 15.0, "name", Anchor::Start, &group.name);
    for bar in &group.bars {
        let y = bars.room(STEP);
        if left > 0.0 {
            texts.text((0.0, left - 5.0), y + 9.5, "tick", Anchor::End, &bar.name);
        }
        let width = scale.percent(bar.value).max(0.3);
        let hint = match bar.name.as_str() {
            "" => format!("{}: {}", group.name, bar.shown),
            name => format!("{}, {name}: {}", group.name, bar.shown),
        };
        bars.open_shifted(left);
        bars.bar(
            0.0,
            width,
            (y, BAR),
            &format!("series{}", bar.series),
            &hint,
        );
        bars.close();
        texts.text(
            (width, left + 5.0),
            y + 9.5,
            "value",
            Anchor::Start,
            &bar.shown,
        );
    }
}

fn group_height(group: &Group) -> f64 {
    20.0 + STEP * group.bars.len() as f64
}

fn tick_text(value: f64) -> String {
    if value >= 1000.0 || value == value.round() {
        crate::text::grouped(value.round() as i64)
    } else {
        let text = number(value);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(groups: Vec<Group>) -> String {
        let chart = Chart {
            title: "a & b",
            unit: "seconds",
            is_log: true,
            mark: Some((1.0, "idle")),
            groups,
        };
        chart.draw().file(&[])
    }

    #[test]
    fn every_bar_has_its_value_and_a_hint() {
        let bar = |name: &str, value| Bar {
            name: name.into(),
            value,
            shown: format!("{value} s"),
            series: 0,
        };
        let text = chart(vec![Group {
            name: "<timeout>".into(),
            bars: vec![bar("idle", 1.0), bar("4", 80.0)],
        }]);
        assert!(text.contains("<title>a &amp; b</title>"), "{text}");
        assert!(text.contains("&lt;timeout&gt;, 4: 80 s"), "{text}");
        assert_eq!(text.matches("class=\"series0\"").count(), 2);
        assert!(!text.contains("NaN") && !text.contains("inf"), "{text}");
    }

    #[test]
    fn an_empty_chart_is_still_a_drawing() {
        let text = chart(Vec::new());
        assert!(text.starts_with("<svg ") && text.ends_with("</svg>\n"));
        assert!(!text.contains("NaN") && !text.contains("inf"), "{text}");
    }

    #[test]
    fn ticks_are_short() {
        assert_eq!(tick_text(0.5), "0.5");
        assert_eq!(tick_text(10.0), "10");
        assert_eq!(tick_text(0.01), "0.01");
        assert_eq!(tick_text(5000.0), "5,000");
    }
}
