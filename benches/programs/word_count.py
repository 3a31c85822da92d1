"""Words of a generated text: split, strip, lower, and counts in dictionaries."""
import sys
import time
from collections import Counter, defaultdict

SYLLABLES = ["ka", "to", "mi", "re", "su", "no", "la", "ve", "pi", "du"]


def make_text(words):
    state, pieces = 42, []
    for i in range(words):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        word = "".join(SYLLABLES[(state >> shift) % 10] for shift in range(4, 4 + 4 * (1 + state % 3), 4))
        pieces.append(word.capitalize() + "." if i % 11 == 0 else word)
    return " ".join(pieces)


def run(scale):
    text = make_text(int(150_000 * scale))
    for _ in range(4):
        counts, places = {}, defaultdict(list)
        for number, word in enumerate(text.split()):
            word = word.strip(".,").lower()
            counts[word] = counts.get(word, 0) + 1
            places[word].append(number)
        assert sum(counts.values()) == len(text.split()) and all(len(places[w]) == n for w, n in counts.items())
        assert Counter(w.strip(".").lower() for w in text.split()) == counts
        longest = sorted(counts, key=lambda w: (-len(w), w))[:10]
        assert len(longest[0]) == 6


if __name__ == "__main__":
    scale = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    start = time.perf_counter()
    run(scale)
    print(f"word_count {time.perf_counter() - start:.3f}")
