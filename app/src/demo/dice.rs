//! Chance, the same for the same seed. Apart from the house's own generator, which also spreads the losers of a race.

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

pub(super) struct Dice(ChaCha20Rng);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(ChaCha20Rng::seed_from_u64(seed ^ 0x6475_6d6d_7900))
    }

    /// A number from 0, below `bound`.
    pub(super) fn below(&mut self, bound: u32) -> u32 {
        // The bias of a remainder does not matter among invented people.
        self.0.next_u32() % bound.max(1)
    }

    /// A number between the two, both included.
    pub(super) fn between(&mut self, least: i64, most: i64) -> i64 {
        let width = u32::try_from(most.saturating_sub(least)).unwrap_or(0);
        least + i64::from(self.below(width.saturating_add(1)))
    }

    /// True so many times of a hundred.
    pub(super) fn percent(&mut self, chance: u32) -> bool {
        self.below(100) < chance
    }

    /// One of them.
    pub(super) fn one<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        let at = self.below(u32::try_from(of.len()).unwrap_or(u32::MAX));
        of.get(usize::try_from(at).unwrap_or(0))
    }

    /// One of them by weight.
    pub(super) fn weighed<T: Copy>(&mut self, of: &[(u32, T)]) -> Option<T> {
        let mut left = self.below(of.iter().map(|(weight, _)| weight).sum());
        of.iter().find_map(|(weight, one)| {
            let found = left < *weight;
            left = left.saturating_sub(*weight);
            found.then_some(*one)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_kept_and_a_seed_repeats() {
        let roll = |seed| {
            let mut dice = Dice::new(seed);
            (0..1000).filter_map(|_| dice.weighed(&[(9, 'a'), (1, 'b'), (0, 'c')])).collect::<String>()
        };
        let one = roll(1);
        assert_eq!(one, roll(1));
        assert_ne!(one, roll(2));
        let rare = one.matches('b').count();
        assert!((60..140).contains(&rare) && !one.contains('c'), "{rare}");
    }

    #[test]
    fn numbers_stay_between() {
        let mut dice = Dice::new(3);
        assert!((0..200).all(|_| (-2..=2).contains(&dice.between(-2, 2))));
        assert_eq!(dice.one::<u8>(&[]), None);
    }
}
