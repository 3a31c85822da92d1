//! Branches of code, as `co_branches` lists them and `sys.monitoring` reports them.

use super::code::CodeRef;
use typhon_bytecode::Opcode;
use typhon_bytecode::liveness::successors;

/// Where a branch leads, as words.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// The instruction that is run next.
    pub next: usize,
    /// Where control goes as Python sees it.
    pub shown: usize,
}

impl Way {
    fn to(next: usize) -> Way {
        Way { next, shown: next }
    }
}

/// A place where control goes one of two ways. For loops go left into their body.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    pub from: usize,
    pub left: Way,
    pub right: Way,
}

/// The branch that the instruction at `word` takes part in. Of an asynchronous loop two do: the one that
/// gets the item, and `EndAsyncFor`, which counts as the place of the branch.
pub fn branch_at(code: CodeRef, word: usize) -> Option<Branch> {
    let mut ways = successors(code.instruction(word), word);
    let mut two_ways = || Some((ways.next()?, ways.next()?));
    match code.opcode(word) {
        // The instruction stores the item, which Python does first in the body; its own second word stands
        // for that. The end of the loop is reached by the jump that follows.
        Opcode::ForIter => {
            let (body, jump) = two_ways()?;
            let end = code.instruction(jump).wide_operand() as usize;
            let has_line = code.position(end).line != 0;
            Some(Branch {
                from: word,
                left: Way {
                    next: body,
                    shown: word + 1,
                },
                right: Way {
                    next: jump,
                    shown: if has_line { end } else { jump },
                },
            })
        }
        Opcode::Send => {
            let end = end_of_async_for(code, word)?;
            let (_, left) = two_ways()?;
            Some(Branch {
                from: end,
                left: Way::to(left),
                right: Way::to(end + 1),
            })
        }
        Opcode::EndAsyncFor => {
            let mut starts = code
                .instruction_starts()
                .iter()
                .map(|&start| start as usize);
            let send = starts.find(|&start| end_of_async_for(code, start) == Some(word))?;
            branch_at(code, send)
        }
        _ => {
            let (right, left) = two_ways()?;
            Some(Branch {
                from: word,
                left: Way::to(left),
                right: Way::to(right),
            })
        }
    }
}

/// The `EndAsyncFor` of the loop whose next item the `Send` at `word` waits for.
fn end_of_async_for(code: CodeRef, word: usize) -> Option<usize> {
    if code.opcode(word) != Opcode::Send {
        return None;
    }
    let mut handlers = code.source.handlers.iter();
    let handler = handlers.find(|handler| (handler.start..handler.end).contains(&(word as u32)))?;
    let target = handler.target as usize;
    (code.opcode(target) == Opcode::EndAsyncFor).then_some(target)
}
