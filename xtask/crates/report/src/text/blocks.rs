//! A row of times as a row of blocks.

use statistics::median;

/// From the lowest to the highest.
const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Draws times between `low` and `high`, on a logarithmic scale, in at most `width` blocks. Where there are more times
/// than blocks, a block is the median of its share, but the first time, which is the first call, has a block of its own.
pub(crate) fn blocks(times: &[f64], (low, high): (f64, f64), width: usize) -> String {
    thinned(times, width).into_iter().map(|time| block(time, (low, high))).collect()
}

fn block(time: f64, (low, high): (f64, f64)) -> char {
    let span = (high / low).ln();
    let height = if span > 0.0 { (time / low).ln() / span } else { 0.0 };
    BLOCKS[((height * BLOCKS.len() as f64) as usize).min(BLOCKS.len() - 1)]
}

/// The times as at most so many points: medians of neighbours where there are more, the first call by itself.
pub(crate) fn thinned(times: &[f64], points: usize) -> Vec<f64> {
    parts(times, points.max(2)).into_iter().filter_map(median).collect()
}

/// The lowest and the highest of all times.
pub(crate) fn range<'a>(times: impl IntoIterator<Item = &'a f64>) -> (f64, f64) {
    times.into_iter().fold((f64::INFINITY, 0.0), |(low, high), time| (low.min(*time), high.max(*time)))
}

/// The times in at most `width` parts of like size, the first time apart.
fn parts(times: &[f64], width: usize) -> Vec<&[f64]> {
    let Some((_, rest)) = times.split_first() else { return Vec::new() };
    let count = rest.len().min(width - 1);
    let end = |part: usize| part * rest.len() / count.max(1);
    let others = (0..count).map(|part| &rest[end(part)..end(part + 1)]);
    std::iter::once(&times[..1]).chain(others).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warm_up_falls_from_the_highest_block_to_the_lowest() {
        let times = [800.0, 400.0, 200.0, 100.0, 100.0];
        assert_eq!(blocks(&times, range(&times), 40), "█▆▃▁▁");
    }

    #[test]
    fn equal_times_are_low_and_no_times_are_nothing() {
        assert_eq!(blocks(&[5.0, 5.0, 5.0], range(&[5.0, 5.0, 5.0]), 40), "▁▁▁");
        assert_eq!(blocks(&[], range(&[]), 40), "");
    }

    #[test]
    fn many_times_fit_the_width_and_the_first_call_is_not_lost_among_them() {
        let times: Vec<f64> = std::iter::once(1000.0).chain((0..999).map(|_| 10.0)).collect();
        for width in [2, 3, 10, 40] {
            let drawn = blocks(&times, range(&times), width);
            assert_eq!(drawn.chars().count(), width);
            assert!(drawn.starts_with('█') && drawn.ends_with('▁'), "{drawn}");
        }
    }
}
