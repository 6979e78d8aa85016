//! What comes before the steady state, and when it is paid back.

/// How the time of a fresh process grows with the work that it has done, in any one unit of time.
#[derive(Debug, Clone, PartialEq)]
pub struct CostCurve {
    /// From the start of the process until it can be given work.
    start: f64,
    /// Where its calls begin and end: iterations and time since it was given work. The last of these is where its steady
    /// state begins.
    corners: Vec<(f64, f64)>,
    /// What an iteration takes from there on.
    each: f64,
}

impl CostCurve {
    /// A process that takes `start` until it can be given work, then so long for each of its first calls (iterations, and
    /// the time that they took together), and then `each` for an iteration.
    pub fn new(start: f64, calls: impl IntoIterator<Item = (f64, f64)>, each: f64) -> Self {
        let add = |(iterations, time): &mut (f64, f64), (more, took): (f64, f64)| {
            (*iterations, *time) = (*iterations + more, *time + took);
            Some((*iterations, *time))
        };
        let corners = std::iter::once((0.0, 0.0)).chain(calls.into_iter().scan((0.0, 0.0), add)).collect();
        CostCurve { start, corners, each }
    }

    /// From the start of the process until it can be given work.
    pub fn start(&self) -> f64 {
        self.start
    }

    /// The same process, ready later by so much.
    #[must_use]
    pub fn later(&self, by: f64) -> Self {
        CostCurve { start: self.start + by, ..self.clone() }
    }

    /// How many iterations it does in this time, the start not counted.
    pub fn iterations(&self, time: f64) -> f64 {
        let next = self.corners.partition_point(|corner| corner.1 < time);
        match (next.checked_sub(1).map(|before| self.corners[before]), self.corners.get(next)) {
            (None, _) => 0.0,
            (Some((done, since)), None) => done + (time - since) / self.each,
            (Some((done, since)), Some(&(then, at))) => done + (then - done) * (time - since) / (at - since),
        }
    }

    /// The time that so many iterations take, without the start. Within a call all iterations count as equally long.
    pub fn work(&self, iterations: f64) -> f64 {
        let next = self.corners.partition_point(|corner| corner.0 < iterations);
        match (next.checked_sub(1).map(|before| self.corners[before]), self.corners.get(next)) {
            (None, _) => 0.0,
            (Some((from, time)), None) => time + (iterations - from) * self.each,
            (Some((from, time)), Some(&(to, then))) => time + (then - time) * (iterations - from) / (to - from),
        }
    }
}

/// The number of iterations from which on `cell` has taken less time than `baseline`, its start and its slower first calls
/// included; 0 when it is ahead from the beginning. None when it is never so: in the steady state an iteration of the cell
/// takes no less time than one of the baseline.
///
/// Both courses are straight between the corners, and so is their difference: what counts is where it falls below zero for
/// the last time.
pub fn break_even(baseline: &CostCurve, cell: &CostCurve) -> Option<f64> {
    let gain = baseline.each - cell.each;
    let behind = |iterations: f64| cell.start + cell.work(iterations) - baseline.start - baseline.work(iterations);
    let corners = baseline.corners.iter().chain(&cell.corners).map(|corner| (corner.0, behind(corner.0)));
    let mut corners: Vec<(f64, f64)> = corners.collect();
    corners.sort_by(|one, other| one.0.total_cmp(&other.0));
    let &(last, still_behind) = corners.last()?;
    if gain <= 0.0 || !still_behind.is_finite() {
        return None;
    }
    if still_behind >= 0.0 {
        // From the last corner on both are steady.
        return Some(last + still_behind / gain).filter(|iterations| iterations.is_finite());
    }
    let falls = |pair: &[(f64, f64)]| {
        let ((from, before), (to, after)) = (pair[0], pair[1]);
        (before >= 0.0).then(|| from + (to - from) * before / (before - after))
    };
    Some(corners.windows(2).rev().find_map(falls).unwrap_or(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn course(start: f64, calls: &[(f64, f64)], each: f64) -> CostCurve {
        CostCurve::new(start, calls.iter().copied(), each)
    }

    #[test]
    fn work_takes_what_the_first_calls_took_and_then_what_each_takes() {
        let course = course(100.0, &[(1.0, 30.0), (4.0, 40.0)], 5.0);
        for (iterations, time) in [(0.0, 0.0), (0.5, 15.0), (1.0, 30.0), (3.0, 50.0), (5.0, 70.0), (7.0, 80.0)] {
            assert_eq!(course.work(iterations), time, "{iterations}");
        }
    }

    #[test]
    fn so_much_time_is_so_many_iterations() {
        let course = course(100.0, &[(1.0, 30.0), (4.0, 40.0)], 5.0);
        for (iterations, time) in [(0.0, 0.0), (0.5, 15.0), (1.0, 30.0), (3.0, 50.0), (5.0, 70.0), (7.0, 80.0)] {
            assert_eq!(course.iterations(time), iterations, "{time}");
        }
        assert_eq!(course.iterations(-1.0), 0.0);
    }

    #[test]
    fn a_start_is_paid_back_by_what_each_iteration_gains() {
        let baseline = course(10.0, &[], 5.0);
        assert_eq!(break_even(&baseline, &course(34.0, &[], 1.0)), Some(6.0));
        assert_eq!(break_even(&baseline, &course(8.0, &[], 1.0)), Some(0.0), "ahead from the beginning");
        assert_eq!(break_even(&baseline, &course(8.0, &[], 5.0)), None, "no gain");
        assert_eq!(break_even(&baseline, &course(8.0, &[], 6.0)), None, "a loss in the long run");
        assert_eq!(break_even(&baseline, &course(f64::NAN, &[], 1.0)), None);
    }

    #[test]
    fn a_first_call_that_compiles_is_paid_back_behind_it() {
        let baseline = course(0.0, &[], 10.0);
        assert_eq!(break_even(&baseline, &course(0.0, &[(1.0, 91.0)], 1.0)), Some(10.0));
        let level = course(0.0, &[(1.0, 10.0), (3.0, 30.0)], 1.0);
        assert_eq!(break_even(&baseline, &level), Some(4.0), "until then it has taken just as long");
    }

    #[test]
    fn a_slow_start_may_be_paid_back_before_the_warm_up_is_over() {
        // From its third iteration on it is ahead of the baseline, and it gets faster still for a long time.
        let baseline = course(0.0, &[], 10.0);
        let cell = course(4.0, &[(1.0, 18.0), (100.0, 400.0)], 1.0);
        assert_eq!(break_even(&baseline, &cell), Some(3.0));
    }

    #[test]
    fn what_is_ahead_at_first_and_falls_behind_is_ahead_for_good_only_when_it_has_caught_up() {
        // It starts sooner, then compiles; its first call alone would have it ahead from the beginning.
        let baseline = course(20.0, &[], 10.0);
        let cell = course(0.0, &[(1.0, 10.0), (1.0, 80.0), (1.0, 1.0)], 1.0);
        let iterations = break_even(&baseline, &cell).expect("it is faster in the end");
        assert!((iterations - (3.0 + 41.0 / 9.0)).abs() < 1e-9, "{iterations}");
    }

    #[test]
    fn the_baselines_own_first_calls_count_as_well() {
        let baseline = course(0.0, &[(1.0, 50.0)], 10.0);
        assert_eq!(break_even(&baseline, &course(20.0, &[(1.0, 60.0)], 5.0)), Some(7.0));
        assert_eq!(break_even(&baseline, &course(20.0, &[(1.0, 20.0)], 5.0)), Some(2.0 / 3.0));
    }
}
