//! Two texts side by side, line by line: what differs, with a little of what surrounds it.

use similar::{Algorithm, DiffOp, TextDiff};

/// Lines around a difference.
const AROUND: usize = 3;

/// A line of both texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pair {
    /// Number and text at the left; absent where the line is new.
    pub(crate) left: Option<(usize, String)>,
    /// Number and text at the right; absent where the line is gone.
    pub(crate) right: Option<(usize, String)>,
    pub(crate) differs: bool,
}

/// Pieces of both texts that differ, with what surrounds them; none where the texts are the same.
pub(crate) fn sides(left: &str, right: &str) -> Vec<Vec<Pair>> {
    let (old, new): (Vec<&str>, Vec<&str>) = (left.lines().collect(), right.lines().collect());
    let diff = TextDiff::configure().algorithm(Algorithm::Patience).diff_slices(&old, &new);
    let at = |lines: &[&str], n: usize| Some((n + 1, (*lines.get(n)?).to_owned()));
    let mut pieces = Vec::new();
    for group in diff.grouped_ops(AROUND) {
        let mut piece = Vec::new();
        for op in group {
            let (lefts, rights) = (op.old_range(), op.new_range());
            let differs = !matches!(op, DiffOp::Equal { .. });
            for n in 0..lefts.len().max(rights.len()) {
                piece.push(Pair {
                    left: (n < lefts.len()).then(|| at(&old, lefts.start + n)).flatten(),
                    right: (n < rights.len()).then(|| at(&new, rights.start + n)).flatten(),
                    differs,
                });
            }
        }
        pieces.push(piece);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(left: &str, right: &str) -> Vec<String> {
        let side = |side: &Option<(usize, String)>| side.as_ref().map_or("-".to_owned(), |(n, text)| format!("{n}{text}"));
        sides(left, right).concat().iter().filter(|pair| pair.differs).map(|pair| format!("{}|{}", side(&pair.left), side(&pair.right))).collect()
    }

    #[test]
    fn each_difference_stands_beside_its_line() {
        assert_eq!(told("a\nb\nc\n", "a\nB\nc\n"), ["2b|2B"]);
        assert_eq!(told("a\nc\n", "a\nb\nc\n"), ["-|2b"]);
        assert_eq!(told("a\nb\nc\n", "a\nc\n"), ["2b|-"]);
        assert_eq!(told("a\n", "a\n"), Vec::<String>::new());
        assert!(sides("a\n", "a\n").is_empty());
    }

    #[test]
    fn far_differences_are_pieces_of_their_own() {
        let left = (0..40).map(|n| n.to_string()).collect::<Vec<_>>().join("\n") + "\n";
        let right = left.replacen("5\n", "x\n", 1).replacen("35\n", "y\n", 1);
        assert_eq!(sides(&left, &right).len(), 2);
    }
}
