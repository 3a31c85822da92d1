//! "Did you mean": the closest of some names, by the edit distance CPython uses for suggestions.

const MOVE: usize = 2;
const CASE: usize = 1;
const LONGEST: usize = 40;

/// The candidate closest to `wrong`, if one is close enough.
pub fn closest<'a>(wrong: &str, candidates: &'a [String]) -> Option<&'a str> {
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        if candidate == wrong {
            continue;
        }
        let longest = (wrong.len() + candidate.len() + 3) * MOVE / 6;
        let limit = best.map_or(longest, |(distance, _)| {
            longest.min(distance.saturating_sub(1))
        });
        let distance = distance(wrong, candidate, limit);
        if distance <= limit && best.is_none_or(|(shortest, _)| distance < shortest) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, name)| name)
}

fn substitution(a: u8, b: u8) -> usize {
    if a == b {
        0
    } else if a.eq_ignore_ascii_case(&b) {
        CASE
    } else {
        MOVE
    }
}

/// Weighted Levenshtein distance; anything above `limit` once it is exceeded.
fn distance(a: &str, b: &str, limit: usize) -> usize {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let prefix = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[prefix..], &b[prefix..]);
    let suffix = a
        .iter()
        .rev()
        .zip(b.iter().rev())
        .take_while(|(x, y)| x == y)
        .count();
    let (a, b) = (&a[..a.len() - suffix], &b[..b.len() - suffix]);
    if a.is_empty() || b.is_empty() {
        return (a.len() + b.len()) * MOVE;
    }
    if a.len() > LONGEST || b.len() > LONGEST {
        return limit + 1;
    }
    let mut row: Vec<usize> = (1..=b.len()).map(|column| column * MOVE).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = i * MOVE;
        let mut left = (i + 1) * MOVE;
        for (j, y) in b.iter().enumerate() {
            let substituted = diagonal + substitution(*x, *y);
            diagonal = row[j];
            left = substituted.min(row[j].min(left) + MOVE);
            row[j] = left;
        }
    }
    row[b.len() - 1]
}
