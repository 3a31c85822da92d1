#!/usr/bin/env python3
"""Draw the Mandelbrot set on several threads into a PNG or PPM file.

Rows are the unit of work: those inside the set take far longer than those outside, so threads take the next row
from a queue rather than a fixed share. The image does not depend on the number of threads.
"""
import argparse
import os
import queue
import struct
import sys
import threading
import time
import zlib

LEFT, RIGHT, TOP = -2.25, 0.75, 1.25


def render_row(y, width, height, limit):
    """The RGB bytes of one row."""
    row = bytearray(3 * width)
    scale = (RIGHT - LEFT) / width
    imaginary = TOP - (y + 0.5) * 2 * TOP / height
    for x in range(width):
        real = LEFT + (x + 0.5) * scale
        zr = zi = 0.0
        steps = 0
        while steps < limit:
            zr2, zi2 = zr * zr, zi * zi
            if zr2 + zi2 > 4.0:
                break
            zi = 2.0 * zr * zi + imaginary
            zr = zr2 - zi2 + real
            steps += 1
        if steps < limit:
            shade = 255 * steps // limit
            row[3 * x] = min(255, shade * 3)
            row[3 * x + 1] = min(255, shade * 6)
            row[3 * x + 2] = min(255, 60 + shade * 8)
    return bytes(row)


def render(width, height, limit, threads, progress):
    rows = [b""] * height
    pending = queue.SimpleQueue()
    for y in range(height):
        pending.put(y)
    failures = []

    def worker():
        try:
            while True:
                try:
                    y = pending.get_nowait()
                except queue.Empty:
                    return
                rows[y] = render_row(y, width, height, limit)
                progress()
        except BaseException as error:
            failures.append(error)

    workers = [threading.Thread(target=worker) for _ in range(threads)]
    for thread in workers:
        thread.start()
    for thread in workers:
        thread.join()
    if failures:
        raise failures[0]
    return rows


def progress_bar(total):
    """A function to call once for each row done, from any thread."""
    lock = threading.Lock()
    done = 0

    def advance():
        nonlocal done
        with lock:
            done += 1
            if sys.stderr.isatty():
                filled = 40 * done // total
                end = "\n" if done == total else ""
                print(f"\r[{'#' * filled}{'.' * (40 - filled)}] {done}/{total}", end=end, file=sys.stderr, flush=True)
    return advance


def png(width, height, rows):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows), 6)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def ppm(width, height, rows):
    return b"P6\n%d %d\n255\n" % (width, height) + b"".join(rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=240, metavar="PIXELS", help="width; the height is 5/6 of it")
    parser.add_argument("--limit", type=int, default=200, metavar="N", help="most steps for a point")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1, metavar="N")
    parser.add_argument("--output", default="mandelbrot.png", metavar="FILE", help="ends in .png or .ppm")
    options = parser.parse_args()
    if min(options.size, options.limit, options.threads) < 1:
        parser.error("numbers must be positive")
    encoders = {".png": png, ".ppm": ppm}
    encode = encoders.get(os.path.splitext(options.output)[1].lower())
    if encode is None:
        parser.error("the output must end in .png or .ppm")
    width, height = options.size, max(1, options.size * 5 // 6)
    start = time.perf_counter()
    rows = render(width, height, options.limit, options.threads, progress_bar(height))
    seconds = time.perf_counter() - start
    image = encode(width, height, rows)
    try:
        with open(options.output, "wb") as file:
            file.write(image)
    except OSError as error:
        print(f"mandelbrot: {options.output}: {error.strerror}", file=sys.stderr)
        return 1
    print(f"{options.output}: {width}x{height}, {len(image):,} bytes, {options.threads} threads, {seconds:.3f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
