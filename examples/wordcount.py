#!/usr/bin/env python3
"""Count words in many files, on one thread and on several, and compare.

Without FILES it reads the sources of the standard library, wherever the interpreter keeps them. The work is
split into balanced chunks; each thread counts into its own dictionary, and the dictionaries are added at the end.
A file that cannot be read is reported and skipped, and the exit status is then 1.
"""
import argparse
import importlib.util
import os
import pkgutil
import re
import sys
import threading
import time
from collections import Counter

WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
SKIPPED = {"antigravity", "this", "idlelib", "test", "turtledemo", "lib2to3"}


class Progress:
    """A bar on stderr, shared by threads; draws nothing when stderr is not a terminal."""

    def __init__(self, total, label, stream=sys.stderr):
        self.total, self.label, self.stream = max(total, 1), label, stream
        self.done, self.drawn = 0, -1
        self.lock = threading.Lock()
        self.visible = stream.isatty()

    def advance(self, amount):
        with self.lock:
            self.done += amount
            percent = 100 * self.done // self.total
            if self.visible and percent != self.drawn:
                self.drawn = percent
                filled = percent * 30 // 100
                self.stream.write(f"\r{self.label} [{'#' * filled}{'.' * (30 - filled)}] {percent:3d}%")
                self.stream.flush()

    def close(self):
        if self.visible:
            self.stream.write("\r" + " " * (len(self.label) + 40) + "\r")
            self.stream.flush()


def module_source(name):
    """The spec of a module and its source text; None for what it lacks (built in, or not importable here)."""
    try:
        spec = importlib.util.find_spec(name)
        source = spec and spec.loader and hasattr(spec.loader, "get_source") and spec.loader.get_source(name)
    except Exception:
        return None, None
    return spec, source or None


def standard_library():
    """(name, text) of every module of the standard library that has a source, packages included."""
    names = sorted(n for n in sys.stdlib_module_names if n not in SKIPPED)
    seen = set(names)
    while names:
        name = names.pop(0)
        spec, source = module_source(name)
        if source:
            yield name, source
        places = spec and spec.submodule_search_locations
        if places:
            try:
                found = [f"{name}.{info.name}" for info in pkgutil.iter_modules(places)]
            except Exception:
                found = []
            for child in found:
                # Tests and main modules are no part of the library proper.
                if child not in seen and not child.endswith((".test", ".tests", ".__main__")):
                    seen.add(child)
                    names.append(child)


def named_files(paths, problems):
    """(path, text) of the files named; what cannot be read goes to the problems."""
    for path in paths:
        try:
            with open(path, encoding="utf-8") as file:
                yield path, file.read()
        except IsADirectoryError:
            problems.append(f"{path}: is a directory")
        except UnicodeDecodeError as error:
            problems.append(f"{path}: not UTF-8 text (byte {error.start})")
        except OSError as error:
            problems.append(f"{path}: {error.strerror or error}")


def balanced_chunks(texts, wanted):
    """Pieces of about equal length, cut at line ends, so that no thread is left with one long file."""
    size = max(1, sum(map(len, texts)) // wanted)
    chunks, current, length = [], [], 0
    for text in texts:
        start = 0
        while start < len(text):
            end = min(len(text), start + size - length)
            if end < len(text):
                newline = text.find("\n", end)
                end = len(text) if newline < 0 else newline + 1
            current.append(text[start:end])
            length += end - start
            start = end
            if length >= size:
                chunks.append(current)
                current, length = [], 0
    if current:
        chunks.append(current)
    return chunks


def count_chunk(chunk, progress):
    counts = {}
    for text in chunk:
        for word in WORD.findall(text.lower()):
            counts[word] = counts.get(word, 0) + 1
        progress.advance(len(text))
    return counts


def count_words(chunks, threads, label):
    """The counts of all chunks and the seconds it took, on so many threads."""
    progress = Progress(sum(len(text) for chunk in chunks for text in chunk), label)
    partial = [None] * len(chunks)
    pending = iter(range(len(chunks)))
    failures = []

    def worker():
        try:
            while (index := next(pending, None)) is not None:
                partial[index] = count_chunk(chunks[index], progress)
        except BaseException as error:
            failures.append(error)

    start = time.perf_counter()
    if threads == 1:
        worker()
    else:
        workers = [threading.Thread(target=worker, name=f"counter-{i}") for i in range(threads)]
        for thread in workers:
            thread.start()
        for thread in workers:
            thread.join()
    if failures:
        progress.close()
        raise failures[0]
    total = Counter()
    for counts in partial:
        total.update(counts)
    seconds = time.perf_counter() - start
    progress.close()
    return total, seconds


def print_table(counts, top):
    rows = counts.most_common(top)
    if not rows:
        print("no words")
        return
    width = max(4, *(len(word) for word, _ in rows))
    number = max(5, *(len(f"{n:,}") for _, n in rows))
    print(f"{'word':<{width}}  {'count':>{number}}")
    for word, n in rows:
        print(f"{word:<{width}}  {n:>{number},}  {'█' * max(1, round(40 * n / rows[0][1]))}")


def positive(text):
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return value


def main(argv=None):
    parser = argparse.ArgumentParser(description="Count words on one thread and on several.")
    parser.add_argument("--threads", type=positive, default=os.cpu_count() or 1, metavar="N", help="default: every core")
    parser.add_argument("--top", type=positive, default=15, metavar="N", help="how many words to show (15)")
    parser.add_argument("files", nargs="*", metavar="FILES", help="default: the standard library's sources")
    options = parser.parse_args(argv)
    problems = []
    found = list(named_files(options.files, problems) if options.files else standard_library())
    for problem in problems:
        print(f"wordcount: {problem}", file=sys.stderr)
    texts = [text for _, text in found]
    if options.files and not texts:
        return 1
    characters = sum(map(len, texts))
    kind = ("file" if options.files else "module") + ("" if len(texts) == 1 else "s")
    print(f"{len(texts)} {kind}, {characters:,} characters")
    chunks = balanced_chunks(texts, 8 * options.threads)
    one, alone = count_words(chunks, 1, "1 thread ")
    many, together = count_words(chunks, options.threads, f"{options.threads} threads")
    if one != many:
        print("wordcount: the two counts differ", file=sys.stderr)
        return 1
    print_table(many, options.top)
    print(f"\n{many.total():,} words, {len(many):,} different")
    print(f"1 thread   {alone:8.3f} s")
    label = f"{options.threads} thread{'s' if options.threads > 1 else ''}"
    print(f"{label:<10} {together:8.3f} s   speed-up {alone / together:.2f}x")
    return 1 if problems else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
