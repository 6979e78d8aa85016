//! Change points held to real noise, without a clock: histories replayed from what was recorded, with a slowdown planted in the middle.
//!
//! A session is a comparison of identical programs drawn from the self-test's samples (`replay`), and a difference between sessions
//! drawn from those between the two published ones, cell by cell, which are made larger where their deviation is under two per cent.

use rand::SeedableRng as _;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;

use super::replay::Trace;
use records::Damage;
use report::Card;
use statistics::{change_points, deviation, median};

/// Sessions in a history; the slowdown begins in the middle.
const SESSIONS: usize = 40;

/// Where it is planted.
const PLANTED: usize = SESSIONS / 2;

/// The least deviation from session to session.
const LEAST: f64 = 0.02;

/// What there is to draw from.
struct Noise {
    /// Logarithms of speedups of identical programs over six invocations.
    within: Vec<f64>,
    /// By how much a session differs from others, as logarithms.
    between: Vec<f64>,
}

impl Noise {
    fn recorded() -> Noise {
        let draws = Trace::all().into_iter().flat_map(|trace| trace.draws(6, None, 1.0));
        let within = draws.map(|speedup| speedup.estimate.ln()).collect();
        let published = concat!(env!("CARGO_MANIFEST_DIR"), "/../results/published/");
        let card = |name: &str| -> Card {
            let folder = std::path::PathBuf::from(format!("{published}{name}"));
            report::summarise(&records::read(&folder, Damage::Refused).expect("a published session"))
        };
        let (one, other) = (card("reference"), card("limits"));
        let timed = |card: &Card| -> Vec<(String, f64)> {
            let cells = card.cells().filter(|cell| !cell.is_baseline);
            cells.filter_map(|cell| Some((cell.id().to_string(), cell.speedup()?.estimate.ln()))).collect()
        };
        let other = timed(&other);
        let differences = timed(&one).into_iter().filter_map(|(name, log)| {
            let (_, theirs) = other.iter().find(|(known, _)| *known == name)?;
            // Of two sessions, each has its share.
            Some((log - theirs) / 2.0_f64.sqrt())
        });
        let differences: Vec<f64> = differences.collect();
        assert!(differences.len() >= 10, "only {} cells are in both sessions", differences.len());
        let middle = median(&differences).expect("differences");
        let spread = deviation(&differences).expect("differences");
        let wider = (LEAST / spread).max(1.0);
        Noise { within, between: differences.iter().map(|difference| (difference - middle) * wider).collect() }
    }

    fn history(&self, dice: &mut StdRng, slower: f64) -> Vec<f64> {
        let mut one = |place| {
            let level = if place < PLANTED { 0.0 } else { (1.0 + slower).ln() };
            level + self.within.choose(dice).expect("a draw") + self.between.choose(dice).expect("a difference")
        };
        (0..SESSIONS).map(&mut one).collect()
    }
}

/// What became of histories.
#[derive(Debug, Default)]
struct Found {
    /// With any change point.
    any: usize,
    /// With one at the planted place.
    exact: usize,
    /// With one there or beside it.
    near: usize,
    /// With more than one.
    several: usize,
}

fn found(noise: &Noise, seed: u64, draws: usize, slower: f64) -> Found {
    let mut dice = StdRng::seed_from_u64(seed);
    let mut found = Found::default();
    for _ in 0..draws {
        let places: Vec<usize> =
            change_points(&noise.history(&mut dice, slower)).iter().map(|point| point.place).collect();
        found.any += usize::from(!places.is_empty());
        found.exact += usize::from(places.contains(&PLANTED));
        found.near += usize::from(places.iter().any(|place| place.abs_diff(PLANTED) <= 1));
        found.several += usize::from(places.len() > 1);
    }
    found
}

#[test]
fn a_slowdown_of_ten_per_cent_is_found_at_its_commit_and_none_where_there_is_none() {
    let noise = Noise::recorded();
    let planted = found(&noise, 20_261_129, 20, 0.1);
    assert!(planted.near >= 19 && planted.exact >= 15, "{planted:?}");
    let nothing = found(&noise, 20_261_130, 20, 0.0);
    assert!(nothing.any <= 1, "{nothing:?}");
}

#[test]
#[ignore = "prints the figures of docs/methodology-appendix.md"]
fn steps_found_in_a_thousand_histories() {
    let noise = Noise::recorded();
    println!("deviation between sessions: {:.4}", deviation(&noise.between).expect("differences"));
    println!("deviation of comparisons: {:.4}", deviation(&noise.within).expect("draws"));
    for slower in [0.0, 0.02, 0.05, 0.1] {
        println!("{slower}: {:?} of 1000", found(&noise, 20_261_131, 1000, slower));
    }
}
