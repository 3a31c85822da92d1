//! Branches of code, as `co_branches` lists them and `sys.monitoring` reports them.

use super::code::CodeRef;
use typhon_bytecode::Opcode;
use typhon_bytecode::liveness::successors;

/// A place where control goes one of two ways, as words. For loops go left into their body.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    pub from: usize,
    pub left: usize,
    pub right: usize,
}

/// The branch that the instruction at `word` takes part in. Of an asynchronous loop two do: the one that
/// gets the item, and `EndAsyncFor`, which counts as the place of the branch.
pub fn branch_at(code: CodeRef, word: usize) -> Option<Branch> {
    let mut ways = successors(code.instruction(word), word);
    let mut two_ways = || Some((ways.next()?, ways.next()?));
    match code.opcode(word) {
        // The jump goes into the loop, control falls out of it.
        Opcode::ForIter => {
            let (left, right) = two_ways()?;
            Some(Branch {
                from: word,
                left,
                right,
            })
        }
        Opcode::Send => {
            let end = end_of_async_for(code, word)?;
            let (_, left) = two_ways()?;
            Some(Branch {
                from: end,
                left,
                right: end + 1,
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
                left,
                right,
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
