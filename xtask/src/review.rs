//! What the report card so far means for how measuring goes on.

use harness::measure::Review;
use records::Recorded;
use report::summarise;

/// Looks at the records of a session so far: which intervals are not within this half-width yet.
pub fn review(recorded: &Recorded, width: f64) -> Review {
    let card = summarise(recorded);
    let widest = card.widest(width).into_iter();
    Review {
        narrow: card.is_settled(width),
        widest: widest.map(|(cell, spread)| (cell.benchmark.clone(), (cell.rung.clone(), spread))).collect(),
        done: card.slow_and_settled(width).into_iter().map(|cell| cell.id().owned()).collect(),
    }
}
