//! A turn: how many samples, in how many visits.

use records::Phase;

/// No more visits in a turn than this: each begins with a batch that does not count.
const MOST_VISITS: u32 = 4;

/// So many samples, give or take up to a third and one at least, as a random number decides: as many more as fewer over many turns,
/// so that the usual number is the mean.
pub(super) fn varied(samples: u32, random: u32) -> u32 {
    let most = (samples / 3).max(1);
    (samples - most + random % (2 * most + 1)).max(1)
}

/// A turn that is being made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Turn {
    /// Samples that are still to be taken.
    samples: u32,
    /// In so many visits.
    pub(super) visits: u32,
}

impl Turn {
    /// A turn of so many samples, with no fewer than `least` in a visit.
    pub(super) fn new(samples: u32, least: u32) -> Turn {
        Turn { samples, visits: (samples / least.max(1)).clamp(1, MOST_VISITS) }
    }

    /// How many samples the next visit takes: as many as any other, as far as they can be shared out.
    pub(super) fn next_visit(&mut self) -> u32 {
        let samples = self.samples.div_ceil(self.visits.max(1));
        *self = Turn { samples: self.samples - samples, visits: self.visits.saturating_sub(1) };
        samples
    }
}

/// Why a sample is taken.
#[derive(Debug, Clone, Copy)]
pub(super) struct Purpose {
    pub(super) phase: Phase,
    pub(super) slow: bool,
}

impl Purpose {
    /// The one visit of a slow cell.
    pub(super) const SLOW: Purpose = Purpose { phase: Phase::Measure, slow: true };

    pub(super) fn new(phase: Phase) -> Purpose {
        Purpose { phase, slow: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_vary_around_the_usual_number_of_samples() {
        for (samples, range) in [(1, 1..=2), (2, 1..=3), (3, 2..=4), (9, 6..=12), (50, 34..=66)] {
            let all: Vec<u32> = (0..1000).map(|random| varied(samples, random)).collect();
            assert!(all.iter().all(|count| range.contains(count)), "{samples}");
            assert!(range.clone().all(|count| all.contains(&count)), "{samples}");
        }
        let mean = (0..999).map(|random| varied(3, random)).sum::<u32>();
        assert_eq!(mean, 3 * 999);
    }

    #[test]
    fn a_turn_of_many_samples_is_made_in_several_visits_that_are_alike() {
        let visits = |samples, least| {
            let mut turn = Turn::new(samples, least);
            (0..turn.visits).map(|_| turn.next_visit()).collect::<Vec<_>>()
        };
        assert_eq!(visits(13, 3), [4, 3, 3, 3]);
        assert_eq!(visits(5, 2), [3, 2]);
        assert_eq!(visits(5, 3), [5]);
        assert_eq!(visits(1, 3), [1]);
        assert_eq!(visits(50, 1), [13, 13, 12, 12], "a visit has its price");
    }
}
