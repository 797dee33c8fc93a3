//! How near a typed word is to a known one, in thousandths.

/// Longer words than this are compared by their beginnings.
const LONGEST: usize = 40;

/// From 0 (another word) to 1000 (the same). Both are folded. The beginning of a word is near to it, the nearer the more
/// of it is typed; a slip (a letter wrong, missing, too many, two in the wrong order) costs by the length of the word.
pub fn likeness(typed: &str, known: &str) -> u32 {
    let (typed, known): (Vec<char>, Vec<char>) = (typed.chars().take(LONGEST).collect(), known.chars().take(LONGEST).collect());
    if typed.is_empty() || known.is_empty() {
        return 0;
    }
    if typed == known {
        return 1000;
    }
    // Numbers are no words: 11 is not near 12.
    if typed.iter().any(char::is_ascii_digit) {
        return if known.starts_with(&typed) { 600 } else { 0 };
    }
    let whole = near(&typed, &known);
    // While it is being typed: against as much of the known word, one letter more or less.
    let begun = (typed.len().saturating_sub(1)..=typed.len() + 1)
        .filter_map(|length| known.get(..length))
        .filter(|beginning| beginning.len() >= 2)
        .map(|beginning| near(&typed, beginning))
        .max()
        .unwrap_or(0);
    let part = share(typed.len().min(known.len()), known.len());
    whole.max(begun * (850 + part / 10) / 1000)
}

fn near(one: &[char], other: &[char]) -> u32 {
    let length = one.len().max(other.len());
    share(length - slips(one, other).min(length), length)
}

fn share(part: usize, whole: usize) -> u32 {
    u32::try_from(part * 1000 / whole.max(1)).unwrap_or(0)
}

/// The fewest number of slips that lead from one word to the other; two letters in the wrong order are one
/// (optimal string alignment).
fn slips(one: &[char], other: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    let at = |cells: &[usize], column: usize| cells.get(column).copied().unwrap_or(usize::MAX / 2);
    let mut left_above = None;
    for (i, a) in one.iter().enumerate() {
        let mut this = vec![i + 1];
        let mut left = None;
        for (j, b) in other.iter().enumerate() {
            let mut fewest = (at(&last, j) + usize::from(a != b)).min(at(&last, j + 1) + 1).min(at(&this, j) + 1);
            if i > 0 && left == Some(a) && left_above == Some(b) {
                fewest = fewest.min(at(&before, j - 1) + 1);
            }
            this.push(fewest);
            left = Some(b);
        }
        left_above = Some(a);
        before = std::mem::replace(&mut last, this);
    }
    last.last().copied().unwrap_or(0)
}
