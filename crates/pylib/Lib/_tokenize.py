"""The tokenizer behind `tokenize`, written in Python.

Strings with replacement fields are not split into their parts yet.
"""

import re
import token as _token

_NUMBER = (
    r"0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+"
    r"|(?:[0-9](?:_?[0-9])*\.(?:[0-9](?:_?[0-9])*)?|\.[0-9](?:_?[0-9])*)(?:[eE][-+]?[0-9](?:_?[0-9])*)?[jJ]?"
    r"|[0-9](?:_?[0-9])*[eE][-+]?[0-9](?:_?[0-9])*[jJ]?"
    r"|[0-9](?:_?[0-9])*[jJ]?"
)
_NAME = r"[^\W\d]\w*"
_STRING = r"(?:[rR][bB]|[bB][rR]|[rRbBuU])?(?:'''|\"\"\"|'|\")"
_FORMATTED = r"(?:[rR][fFtT]|[fFtT][rR]|[fFtT])(?:'''|\"\"\"|'|\")"
_OPERATOR = "|".join(re.escape(text) for text in sorted(_token.EXACT_TOKEN_TYPES, key=len, reverse=True))
_TOKEN = re.compile(
    rf"(?P<blank>[ \t\f]+)|(?P<comment>\#[^\r\n]*)|(?P<join>\\\r?\n)|(?P<newline>\r?\n)"
    rf"|(?P<formatted>{_FORMATTED})|(?P<string>{_STRING})|(?P<number>{_NUMBER})|(?P<name>{_NAME})|(?P<operator>{_OPERATOR}|!)"
)
_ENDS = {
    "'": re.compile(r"(?:[^'\\\n]|\\.|\\\r?\n)*'", re.DOTALL),
    '"': re.compile(r'(?:[^"\\\n]|\\.|\\\r?\n)*"', re.DOTALL),
    "'''": re.compile(r"(?:[^'\\]|\\.|'(?!''))*'''", re.DOTALL),
    '"""': re.compile(r'(?:[^"\\]|\\.|"(?!""))*"""', re.DOTALL),
}


class TokenizerIter:
    def __init__(self, readline, /, *, encoding=None, extra_tokens=False):
        self._tokens = _tokens(readline, encoding, extra_tokens)

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._tokens)


def _lines(readline, encoding):
    while True:
        try:
            line = readline()
        except StopIteration:
            return
        if isinstance(line, bytes):
            line = line.decode(encoding or "utf-8")
        if not line:
            return
        yield line


def _error(message, row, column, line, kind=SyntaxError):
    return kind(message, ("<string>", row, column + 1, line, row, column + 1))


def _tokens(readline, encoding, extra):
    lines = _lines(readline, encoding)
    indents, depth, row, line = [0], 0, 0, ""
    last_was_newline, ended_with_newline = True, True
    for line in lines:
        row += 1
        ended_with_newline = line.endswith("\n")
        position = 0
        if depth == 0 and last_was_newline:
            match = re.compile(r"[ \t\f]*").match(line)
            position = match.end()
            rest = line[position:]
            if rest.strip() and not rest.startswith("#"):
                width = 0
                for character in match.group():
                    width = width + 1 if character == " " else 0 if character == "\f" else (width // 8 + 1) * 8
                if width > indents[-1]:
                    indents.append(width)
                    yield _token.INDENT, match.group(), (row, 0), (row, position), line
                while width < indents[-1]:
                    if width not in indents:
                        raise _error("unindent does not match any outer indentation level", row, position, line, IndentationError)
                    indents.pop()
                    yield _token.DEDENT, "", (row, position), (row, position), line
        while position < len(line):
            match = _TOKEN.match(line, position)
            if match is None:
                if not extra:
                    raise _error("invalid character" if not line[position].isascii() else "invalid syntax", row, position, line)
                yield _token.ERRORTOKEN, line[position], (row, position), (row, position + 1), line
                position += 1
                continue
            kind, text = match.lastgroup, match.group()
            start, position = (row, position), match.end()
            if kind == "blank":
                continue
            if kind == "join":
                last_was_newline = False
                continue
            if kind == "comment":
                if extra:
                    yield _token.COMMENT, text, start, (row, position), line
                continue
            if kind == "newline":
                if depth or last_was_newline:
                    if extra:
                        yield _token.NL, text, start, (row, position), line
                else:
                    yield _token.NEWLINE, text if extra else "", start, (row, position), line
                    last_was_newline = True
                continue
            last_was_newline = False
            if kind == "formatted":
                raise NotImplementedError("Typhon has no tokenizing of f-strings and t-strings yet")
            if kind == "string":
                quote = text.lstrip("rRbBuU")
                first, begin, here = row, start[1], line
                source = line
                end = _ENDS[quote].match(source, position)
                while end is None:
                    more = next(lines, None) if len(quote) == 3 or source.endswith(("\\\n", "\\\r\n")) else None
                    if more is None:
                        what = "triple-quoted string" if len(quote) == 3 else "string"
                        raise _error(f"unterminated {what} literal (detected at line {row})", first, begin, here)
                    row += 1
                    source += more
                    here = source
                    end = _ENDS[quote].match(source, position)
                text = source[begin : end.end()]
                consumed = source.rfind("\n", 0, end.end()) + 1
                position = end.end() - consumed
                yield _token.STRING, text, (first, begin), (row, position), source
                line = source[consumed:]
                continue
            if kind == "operator":
                if text in "([{":
                    depth += 1
                elif text in ")]}":
                    depth = max(0, depth - 1)
                number = _token.OP if extra else _token.EXACT_TOKEN_TYPES.get(text, _token.OP)
                yield number, text, start, (row, position), line
                continue
            yield (_token.NUMBER if kind == "number" else _token.NAME), text, start, (row, position), line
    if depth:
        raise _error("unexpected EOF in multi-line statement", row, len(line) - 1, line)
    if not last_was_newline:
        column = len(line)
        yield _token.NEWLINE, "", (row, column), (row, column + 1), line
    row += 1
    for _ in indents[1:]:
        yield _token.DEDENT, "", (row, 0), (row, 0), ""
    yield _token.ENDMARKER, "", (row, 0), (row, 0), ""
