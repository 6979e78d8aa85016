//! The order of rows, where it is to be another one than that of the ladder.

use super::{Card, CellCard};

/// What rows are sorted by; what lacks it stands last, in the order of the ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowOrder {
    /// The fastest first.
    Speedup,
    /// The shortest median first.
    Median,
    /// The fewest new lines first.
    Effort,
    /// By title.
    Title,
}

impl Card {
    /// The card with the rows of each benchmark in this order.
    pub fn sorted(mut self, order: RowOrder) -> Card {
        for benchmark in &mut self.benchmarks {
            match order {
                RowOrder::Title => benchmark.cells.sort_by_cached_key(|cell| cell.cell.title.to_lowercase()),
                _ => benchmark.cells.sort_by(|one, other| key(one, order).total_cmp(&key(other, order))),
            }
        }
        self
    }
}

fn key(cell: &CellCard, order: RowOrder) -> f64 {
    let known = match order {
        RowOrder::Speedup => cell.speedup().map(|speedup| -speedup.estimate),
        RowOrder::Median => cell.steady().map(|timed| timed.median_ns),
        RowOrder::Effort => cell.cell.effort.as_ref().map(|effort| effort.lines_added as f64),
        RowOrder::Title => None,
    };
    known.unwrap_or(f64::INFINITY)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{cell, recorded, samples, summarise};

    #[test]
    fn rows_are_sorted_and_what_has_no_number_stands_last() {
        let mut recorded = recorded();
        recorded.cells = vec![cell("absent"), cell("python"), cell("slow"), cell("fast")];
        let times = [("python", 4_000_000), ("slow", 8_000_000), ("fast", 1_000_000)];
        recorded.samples = times.map(|(rung, ns)| samples(rung, &[ns; 6])).concat().into();
        let rungs = |order: RowOrder| {
            let card = summarise(&recorded).sorted(order);
            card.cells().map(|cell| cell.cell.rung.clone()).collect::<Vec<String>>().join(" ")
        };
        assert_eq!(rungs(RowOrder::Speedup), "fast python slow absent");
        assert_eq!(rungs(RowOrder::Median), "fast python slow absent");
        assert_eq!(rungs(RowOrder::Effort), "absent python slow fast", "nobody knows their effort");
        assert_eq!(rungs(RowOrder::Title), "absent fast python slow");
    }
}
