//! Writing tracebacks with nothing but `write`: in signal handlers, and of threads that run on.
//! Invariant: nothing here allocates, waits, or trusts what it reads of another thread's stack.

use typhon_interp::frame::Frame;
use typhon_interp::threads;
use typhon_objects::function::code::{CodeObject, CodeRef};
use typhon_objects::prelude::*;

/// Most frames, threads and characters that are shown.
const MOST_FRAMES: usize = 100;
const MOST_THREADS: usize = 100;
const MOST_TEXT: usize = 500;

pub struct Out(pub i32);

impl Out {
    pub fn text(&self, text: &str) {
        self.bytes(text.as_bytes());
    }

    pub fn bytes(&self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            // SAFETY: the buffer is this long.
            let written = unsafe { libc::write(self.0, bytes.as_ptr().cast(), bytes.len()) };
            match usize::try_from(written) {
                Ok(written) if written > 0 => bytes = &bytes[written..],
                _ => return,
            }
        }
    }

    fn number(&self, mut number: u64, base: u64, width: usize) {
        let mut digits = [b'0'; 20];
        let mut at = digits.len();
        while number > 0 || digits.len() - at < width.max(1) {
            at -= 1;
            digits[at] = b"0123456789abcdef"[(number % base) as usize];
            number /= base;
        }
        self.bytes(&digits[at..]);
    }

    /// Text with everything but printable ASCII escaped.
    fn escaped(&self, text: Str) {
        let characters = text
            .bytes()
            .utf8_chunks()
            .flat_map(|chunk| chunk.valid().chars());
        for (shown, character) in characters.enumerate() {
            if shown == MOST_TEXT {
                self.text("...");
                return;
            }
            match character {
                ' '..='~' => self.bytes(&[character as u8]),
                '\0'..='\u{ff}' => {
                    self.text("\\x");
                    self.number(character as u64, 16, 2);
                }
                '\u{100}'..='\u{ffff}' => {
                    self.text("\\u");
                    self.number(character as u64, 16, 4);
                }
                _ => {
                    self.text("\\U");
                    self.number(character as u64, 16, 8);
                }
            }
        }
    }
}

/// The code of a frame, if what lies there is one: words of Python stacks are always values.
fn code_of(frame: Frame) -> Option<CodeRef> {
    frame.code_word().downcast::<CodeObject>()
}

/// The frames from `frame` outwards.
fn frames(out: &Out, mut frame: Option<Frame>) {
    if frame.is_none() {
        out.text("  <no Python frame>\n");
    }
    for _ in 0..MOST_FRAMES {
        let Some(current) = frame else {
            return;
        };
        let Some(code) = code_of(current) else {
            out.text("  ???\n");
            return;
        };
        out.text("  File \"");
        out.escaped(Str::of(code.filename.get()));
        out.text("\", line ");
        match code.position(current.pc()).line {
            0 => out.text("???"),
            line => out.number(line as u64, 10, 1),
        }
        out.text(" in ");
        out.escaped(Str::of(code.name.get()));
        out.text("\n");
        frame = current.caller();
    }
    if frame.is_some() {
        out.text("  ...\n");
    }
}

/// The calling thread alone.
pub fn own_stack(out: &Out) {
    out.text("Stack (most recent call first):\n");
    frames(out, Thread::current().and_then(Frame::current));
}

/// All threads; `own` is called the current one.
pub fn all_threads(out: &Out, own: u64) {
    let mut shown = 0;
    let listed = threads::try_for_each_newest_first(|thread, ident| {
        if shown == MOST_THREADS {
            return;
        }
        if shown > 0 {
            out.text("\n");
        }
        shown += 1;
        out.text(if ident == own {
            "Current thread 0x"
        } else {
            "Thread 0x"
        });
        out.number(ident, 16, 16);
        out.text(" (most recent call first):\n");
        frames(out, Frame::current(thread));
    });
    if !listed {
        own_stack(out);
    }
}

/// There is no native stack to show.
pub fn native_stack(out: &Out) {
    out.text("Current thread's C stack trace (most recent call first):\n");
    out.text("  <cannot get C stack on this system>\n");
}
