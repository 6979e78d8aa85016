//! Where things stand in a chart: axes from 0 to 100 per cent of its width, so that a chart is as wide as the page lets
//! it be while its text and its marks keep their size.
//!
//! Pure functions of numbers: knows no record and no markup.

/// How far the outermost values stand from the ends of an axis, as a share of it.
const MARGIN: f64 = 0.03;

/// The least span of a logarithmic axis on either side of its values, as a factor: what is all equal stands in the
/// middle.
const LEAST_ROOM: f64 = 1.1;

/// Ticks of a counting axis are at least so far apart, in per cent of it.
const APART: f64 = 9.0;

/// A logarithmic axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct LogScale {
    low: f64,
    high: f64,
}

impl LogScale {
    /// The narrowest that holds all of the values that are above zero, with a little room beside them. None without
    /// any.
    pub(crate) fn around(values: impl IntoIterator<Item = f64>) -> Option<LogScale> {
        let values = values.into_iter().filter(|value| *value > 0.0 && value.is_finite());
        let (low, high) = values.fold((f64::INFINITY, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
        let room = (high / low).powf(MARGIN).max(LEAST_ROOM);
        low.is_finite().then(|| LogScale { low: low / room, high: high * room })
    }

    /// The same axis, made to span this factor at least.
    pub(crate) fn spanning(self, factor: f64) -> LogScale {
        let missing = (factor / (self.high / self.low)).max(1.0).sqrt();
        LogScale { low: self.low / missing, high: self.high * missing }
    }

    /// Where a value stands, in per cent from the axis's beginning; what lies outside stands at its end.
    pub(crate) fn position(&self, value: f64) -> f64 {
        let share = (value / self.low).ln() / (self.high / self.low).ln();
        100.0 * share.clamp(0.0, 1.0)
    }

    /// The powers of ten on it; with their doubles and halves where that would be fewer than three.
    pub(crate) fn ticks(&self) -> Vec<f64> {
        let (first, last) = (self.low.log10().floor() as i32, self.high.log10().ceil() as i32);
        let of = |steps: &[f64]| -> Vec<f64> {
            let ticks = (first..=last).flat_map(|power| steps.iter().map(move |step| step * 10_f64.powi(power)));
            ticks.filter(|tick| (self.low..=self.high).contains(tick)).collect()
        };
        let powers = of(&[1.0]);
        if powers.len() < 3 { of(&[1.0, 2.0, 5.0]) } else { powers }
    }
}

/// An axis of counts from zero on, each at its square root: many are small, some are large, and some are zero.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct RootScale {
    high: f64,
}

impl RootScale {
    /// From zero to the greatest of the counts.
    pub(crate) fn up_to(counts: impl IntoIterator<Item = u64>) -> RootScale {
        RootScale { high: counts.into_iter().max().unwrap_or_default().max(1) as f64 }
    }

    /// Where a count stands, in per cent from the axis's beginning.
    pub(crate) fn position(&self, count: f64) -> f64 {
        100.0 * (MARGIN + (1.0 - 2.0 * MARGIN) * (count / self.high).clamp(0.0, 1.0).sqrt())
    }

    /// Zero, and round counts that are far enough apart to be read.
    pub(crate) fn ticks(&self) -> Vec<f64> {
        let powers = 0..=self.high.log10().floor() as i32;
        let round = powers.flat_map(|power| [1.0, 2.0, 5.0].map(|step| step * 10_f64.powi(power)));
        let mut ticks = vec![0.0];
        for count in round.filter(|count| *count <= self.high) {
            let last = ticks.last().copied().unwrap_or_default();
            if self.position(count) - self.position(last) >= APART {
                ticks.push(count);
            }
        }
        ticks
    }
}

/// A position as an attribute has it.
pub(crate) fn percent(position: f64) -> String {
    format!("{position:.2}%")
}

/// The places of the points that no other beats, by what they take: no other takes less and gives as much, or takes as
/// much and gives more. A point is what it takes and what it gives; of equal ones the first is meant.
pub(crate) fn front(points: &[(f64, f64)]) -> Vec<usize> {
    let mut places: Vec<usize> = (0..points.len()).collect();
    places.sort_by(|one, other| {
        let ((takes, gives), (other_takes, other_gives)) = (points[*one], points[*other]);
        takes.total_cmp(&other_takes).then(other_gives.total_cmp(&gives))
    });
    let mut most = f64::NEG_INFINITY;
    places.retain(|place| {
        let better = points[*place].1 > most;
        most = most.max(points[*place].1);
        better
    });
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(one: f64, other: f64) -> bool {
        (one - other).abs() < 1e-9
    }

    #[test]
    fn equal_ratios_are_equal_distances() {
        let scale = LogScale::around([1.0, 10.0, 100.0]).expect("values");
        let at = |value| scale.position(value);
        assert!(near(at(10.0), 50.0) && near(at(10.0) - at(1.0), at(100.0) - at(10.0)));
        assert!(at(1.0) > 2.0 && at(100.0) < 98.0, "the outermost marks need room");
        assert!(near(at(1e-9), 0.0) && near(at(1e9), 100.0) && near(at(0.0), 0.0));
    }

    #[test]
    fn values_that_have_no_logarithm_make_no_axis() {
        assert_eq!(LogScale::around([0.0, -1.0, f64::NAN, f64::INFINITY]), None);
        assert_eq!(LogScale::around([0.0, 4.0]), LogScale::around([4.0]));
        let single = LogScale::around([4.0]).expect("a value");
        assert!(near(single.position(4.0), 50.0));
    }

    #[test]
    fn an_axis_can_be_made_wider_and_never_narrower() {
        let scale = LogScale::around([10.0, 10.1]).expect("values").spanning(100.0);
        assert!(near(scale.high / scale.low, 100.0) && near(scale.position((10.0 * 10.1_f64).sqrt()), 50.0));
        let wide = LogScale::around([1.0, 1000.0]).expect("values");
        assert_eq!(wide.spanning(100.0), wide);
    }

    #[test]
    fn ticks_are_powers_of_ten_or_finer_where_there_are_few() {
        let ticks = |low: f64, high: f64| LogScale::around([low, high]).expect("values").ticks();
        assert_eq!(ticks(0.3, 700.0), [1.0, 10.0, 100.0]);
        assert_eq!(ticks(0.9, 12.0), [1.0, 2.0, 5.0, 10.0]);
        assert!(ticks(30.0, 45.0).is_empty());
        assert!(ticks(1e-4, 1e4).len() >= 8);
    }

    #[test]
    fn counts_have_a_zero_and_ticks_that_can_be_told_apart() {
        let scale = RootScale::up_to([0, 37, 748]);
        let ticks = scale.ticks();
        assert_eq!(ticks[0], 0.0);
        assert!(ticks.len() >= 4 && ticks.len() <= 10, "{ticks:?}");
        assert!(ticks.windows(2).all(|pair| scale.position(pair[1]) - scale.position(pair[0]) >= APART));
        assert!(
            near(scale.position(0.0), 3.0) && near(scale.position(748.0), 97.0) && near(scale.position(187.0), 50.0)
        );
        assert_eq!(RootScale::up_to([]).ticks(), [0.0, 1.0], "no count at all, or zeros alone");
    }

    #[test]
    fn the_front_is_what_nothing_beats() {
        let points = [(0.0, 1.0), (0.0, 9.0), (40.0, 48.0), (60.0, 65.0), (65.0, 70.0), (100.0, 70.0), (400.0, 60.0)];
        assert_eq!(front(&points), [1, 2, 3, 4]);
        assert_eq!(front(&[(5.0, 2.0), (5.0, 2.0)]), [0], "of equal points the first");
        assert_eq!(front(&[(3.0, 1.0), (1.0, 2.0)]), [1], "what takes more and gives less is beaten");
        assert!(front(&[]).is_empty());
    }
}
