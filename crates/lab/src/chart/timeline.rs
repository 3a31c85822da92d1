//! Who ran when: a few messages from the client's, the server's and the CPU-bound threads' own time stamps.
//! The convoy is the server lane's waiting with data at hand while a CPU-bound thread's lane is busy.

use super::scale::linear_ticks;
use super::{Anchor, Drawing};
use crate::results::{Message, Timeline};
use crate::text::{duration, number};

const LANE: f64 = 15.0;

/// A call that takes no longer than this has not waited for anybody.
const AT_ONCE: u64 = 100_000;

/// What the server thread did in a piece of time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Doing {
    Running,
    /// There is no message.
    Idle,
    /// There is, and the call could return.
    Waiting,
}

#[derive(Debug, PartialEq, Eq)]
struct Piece<'a> {
    from: u64,
    to: u64,
    doing: Doing,
    call: &'a str,
}

/// A span of time that is shown.
#[derive(Clone, Copy)]
pub struct Window {
    pub from: u64,
    pub to: u64,
}

impl Window {
    /// The first two messages, whole if they were noted to their ends.
    pub fn of_two_messages(timeline: &Timeline) -> Window {
        let mut messages = timeline.messages.iter().filter(|it| it.start > 0);
        let from = messages.next().map_or(0, |message| message.start);
        let second = messages
            .next()
            .map_or(timeline.span, |message| message.received);
        let margin = second.saturating_sub(from) / 40;
        Window {
            from: from.saturating_sub(margin),
            to: (second + margin).min(timeline.span).max(from + 1),
        }
    }

    fn percent(self, time: u64) -> f64 {
        let time = time.clamp(self.from, self.to);
        (time - self.from) as f64 / (self.to - self.from) as f64 * 100.0
    }
}

fn pieces(timeline: &Timeline) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut last = None;
    for (call, before, after) in &timeline.operations {
        if let Some(from) = last {
            pieces.push(Piece {
                from,
                to: *before,
                doing: Doing::Running,
                call: "",
            });
        }
        last = Some(*after);
        let mut piece = |from, to, doing| {
            if from < to {
                pieces.push(Piece {
                    from,
                    to,
                    doing,
                    call,
                });
            }
        };
        // A call that sends could return at once, one that receives when there is something.
        let possible = match call.starts_with("recv") {
            true => data_at(&timeline.messages, *before, *after).clamp(*before, *after),
            false => *before,
        };
        piece(*before, possible, Doing::Idle);
        match *after - possible <= AT_ONCE {
            true => piece(possible, *after, Doing::Running),
            false => piece(possible, *after, Doing::Waiting),
        }
    }
    pieces
}

/// When the message that a call received was there.
fn data_at(messages: &[Message], before: u64, after: u64) -> u64 {
    let sent = messages.iter().rev().find(|message| message.start < after);
    sent.map_or(before, |message| message.start)
}

/// One subject alone: client, server, CPU-bound threads.
pub fn draw(title: &str, timeline: &Timeline, window: Window) -> Drawing {
    let mut drawing = Drawing::new(title);
    let start = drawing.room(0.0);
    client_lane(&mut drawing, timeline, window);
    server_lane(&mut drawing, timeline, window, "server thread");
    cpu_lanes(&mut drawing, timeline, window, usize::MAX);
    axis(&mut drawing, window, start);
    drawing
}

/// All subjects below each other, on one scale of time.
pub fn draw_all(title: &str, subjects: &[(String, &Timeline)], window: Window) -> Drawing {
    let mut drawing = Drawing::new(title);
    let start = drawing.room(0.0);
    for (name, timeline) in subjects {
        let y = drawing.room(20.0);
        drawing.text((0.0, 0.0), y + 15.0, "name", Anchor::Start, name);
        lane(&mut drawing, LANE, |drawing, y| {
            server_pieces(drawing, timeline, window, y);
        });
        lane(&mut drawing, LANE - 4.0, |drawing, y| {
            for slices in &timeline.slices {
                cpu_slices(drawing, slices, window, (y, LANE - 4.0));
            }
        });
    }
    axis(&mut drawing, window, start);
    drawing
}

fn lane(drawing: &mut Drawing, height: f64, fill: impl FnOnce(&mut Drawing, f64)) {
    let y = drawing.room(height + 2.0);
    drawing.bar(0.0, 100.0, (y, height), "lane", "");
    fill(drawing, y);
}

fn named_lane(drawing: &mut Drawing, name: &str, fill: impl FnOnce(&mut Drawing, f64)) {
    let y = drawing.room(17.0);
    drawing.text((0.0, 0.0), y + 13.0, "lane-name", Anchor::Start, name);
    lane(drawing, LANE, fill);
}

fn client_lane(drawing: &mut Drawing, timeline: &Timeline, window: Window) {
    named_lane(drawing, "client: a message is on its way", |drawing, y| {
        for message in &timeline.messages {
            let took = duration((message.received - message.start) as f64 / 1e9);
            let hint = format!("message and reply: {took}");
            piece(
                drawing,
                window,
                (message.start, message.received),
                (y, LANE),
                "message",
                &hint,
            );
        }
    });
}

fn server_lane(drawing: &mut Drawing, timeline: &Timeline, window: Window, name: &str) {
    named_lane(drawing, name, |drawing, y| {
        server_pieces(drawing, timeline, window, y);
        for part in pieces(timeline) {
            let (from, to) = (window.percent(part.from), window.percent(part.to));
            if part.doing == Doing::Waiting && to - from > 9.0 {
                let call = part.call.split(' ').next().unwrap_or("");
                let middle = (from + to) / 2.0;
                drawing.text((middle, 0.0), y + 11.0, "inside", Anchor::Middle, call);
            }
        }
    });
}

fn server_pieces(drawing: &mut Drawing, timeline: &Timeline, window: Window, y: f64) {
    for part in pieces(timeline) {
        let took = duration((part.to - part.from) as f64 / 1e9);
        let (class, hint) = match part.doing {
            Doing::Running => ("running", format!("runs: {took}")),
            Doing::Idle => continue,
            Doing::Waiting => (
                "waiting",
                format!("{} could return, waits to run: {took}", part.call),
            ),
        };
        piece(
            drawing,
            window,
            (part.from, part.to),
            (y, LANE),
            class,
            &hint,
        );
    }
}

fn cpu_lanes(drawing: &mut Drawing, timeline: &Timeline, window: Window, most: usize) {
    for (index, slices) in timeline.slices.iter().take(most).enumerate() {
        named_lane(
            drawing,
            &format!("CPU-bound thread {}", index + 1),
            |drawing, y| {
                cpu_slices(drawing, slices, window, (y, LANE));
            },
        );
    }
}

fn cpu_slices(drawing: &mut Drawing, slices: &[(u64, u64)], window: Window, place: (f64, f64)) {
    for &(from, to) in slices {
        let took = duration(to.saturating_sub(from) as f64 / 1e9);
        piece(
            drawing,
            window,
            (from, to),
            place,
            "cpu",
            &format!("computes: {took}"),
        );
    }
}

fn piece(
    drawing: &mut Drawing,
    window: Window,
    (from, to): (u64, u64),
    place: (f64, f64),
    class: &str,
    hint: &str,
) {
    if to > window.from && from < window.to {
        let x = window.percent(from);
        // What is too short to be seen is drawn as a hair.
        let width = (window.percent(to) - x).max(0.12);
        drawing.bar(x, width, place, class, hint);
    }
}

fn axis(drawing: &mut Drawing, window: Window, top: f64) {
    let span = (window.to - window.from) as f64 / 1e6;
    let y = drawing.room(20.0);
    for tick in linear_ticks(span) {
        let x = tick / span * 100.0;
        drawing.vertical(x, top, y + 3.0, "grid over");
        let anchor = match x {
            x if x < 3.0 => Anchor::Start,
            x if x > 94.0 => Anchor::End,
            _ => Anchor::Middle,
        };
        let text = number(tick);
        let text = match text.contains('.') {
            true => text.trim_end_matches('0').trim_end_matches('.'),
            false => &text,
        };
        drawing.text((x, 0.0), y + 15.0, "tick", anchor, &format!("{text} ms"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timeline() -> Timeline {
        Timeline {
            span: 12_000_000,
            messages: vec![Message {
                start: 1_000_000,
                sent: 1_010_000,
                received: 12_000_000,
            }],
            operations: vec![
                ("recv size".into(), 0, 6_000_000),
                ("send size".into(), 6_100_000, 6_150_000),
            ],
            slices: vec![vec![(0, 6_000_000)]],
        }
    }

    #[test]
    fn waiting_begins_when_there_is_a_message() {
        let timeline = timeline();
        let found: Vec<(u64, u64, Doing)> = pieces(&timeline)
            .iter()
            .map(|piece| (piece.from, piece.to, piece.doing))
            .collect();
        assert_eq!(
            found,
            [
                (0, 1_000_000, Doing::Idle),
                (1_000_000, 6_000_000, Doing::Waiting),
                (6_000_000, 6_100_000, Doing::Running),
                (6_100_000, 6_150_000, Doing::Running),
            ]
        );
    }

    #[test]
    fn pictures_show_who_waited() {
        let timeline = timeline();
        let window = Window::of_two_messages(&timeline);
        let text = draw("one", &timeline, window).inline();
        assert_eq!(text.matches("class=\"waiting\"").count(), 1);
        assert!(
            text.contains("recv size could return, waits to run: 5.00 ms"),
            "{text}"
        );
        let all = draw_all("all", &[("timeout".into(), &timeline)], window).file(&[]);
        assert!(all.contains(">timeout<") && !all.contains("NaN"), "{all}");
    }

    #[test]
    fn an_empty_timeline_is_still_a_drawing() {
        let timeline = Timeline::default();
        let text = draw("none", &timeline, Window::of_two_messages(&timeline)).inline();
        assert!(!text.contains("NaN") && !text.contains("inf"), "{text}");
    }
}
