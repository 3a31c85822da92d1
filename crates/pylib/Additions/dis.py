

# Typhon's own: the instructions of a register machine, as the native module lists them.

import _opcode


def get_instructions(x, *, first_line=None, show_caches=None, adaptive=False):
    """Iterator for the opcodes in methods, functions or code

    Generates Instruction named tuples with the details of each operation.
    """
    co = _get_code_object(x)
    shift = 0 if first_line is None else first_line - co.co_firstlineno
    places = [Positions(*place) for place in co.co_positions()]
    rows = _opcode._listing(co)
    labels = {target: label for label, target in enumerate(sorted({row[5] for row in rows} - {None}), 1)}
    before = None
    for name, opcode, offset, value, text, _ in rows:
        place = places[offset // 2] if places else Positions()
        line = place.lineno
        starts = line is not None and line != before
        before = line
        shown = None if line is None else line + shift
        yield Instruction(name, opcode, None, value, text, offset, offset, starts, shown,
                          labels.get(offset), place)


def disassemble(co, lasti=-1, *, file=None, show_caches=False, adaptive=False,
                show_offsets=False, show_positions=False):
    """Disassemble a code object."""
    _print_listing(get_instructions(co), lasti, file)


def _print_listing(instructions, lasti, file):
    for each in instructions:
        line = each.line_number if each.starts_line else ''
        label = '' if each.label is None else f'L{each.label}:'
        mark = '-->' if each.offset == lasti else ''
        print(f'{line:>4} {mark:>3} {label:>5} {each.offset:>4} {each.opname:<22} {each.argrepr}'.rstrip(), file=file)


def _bytecode_iter(self):
    return get_instructions(self.codeobj, first_line=self.first_line)


def _bytecode_dis(self):
    """Return a formatted view of the bytecode operations."""
    output = io.StringIO()
    _print_listing(self, self.current_offset if self.current_offset is not None else -1, output)
    return output.getvalue()


Bytecode.__iter__ = _bytecode_iter
Bytecode.dis = _bytecode_dis
