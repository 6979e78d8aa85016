//! A turn: how many samples, in how many visits.

/// No more visits in a turn than this: each begins with a batch that does not count.
const MOST_VISITS: u32 = 4;

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

#[cfg(test)]
mod tests {
    use super::*;

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
