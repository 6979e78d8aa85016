//! The loop: take an input, change it, read it, keep what is new, make small what panics.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Once;
use std::time::{Duration, Instant};

use rand::SeedableRng as _;
use rand::rngs::StdRng;

use crate::Target;
use crate::coverage::{self, Reached};
use crate::input::{Input, corpus};
use crate::mutate::mutant;
use crate::watch::{Watch, keep};

/// Changes that a plain test tries.
const FEW: u64 = 150;

/// How many readings making an input small may take.
const TRIES: usize = 3000;

/// How often a long campaign says how far it is.
const INTERVAL: Duration = Duration::from_secs(60);

thread_local! {
    /// What the last panic of this thread said; none outside of reading, where a panic is a failed test as any other.
    static SAID: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Keeps what a panic says while an input is read, instead of printing it.
fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let printing = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            let is_kept = SAID.with_borrow_mut(|said| said.as_mut().map(|said| *said = panic.to_string()).is_some());
            if !is_kept {
                printing(panic);
            }
        }));
    });
}

struct Campaign<'t> {
    target: &'t dyn Target,
    watch: Watch,
    reached: Reached,
    /// Kinds of messages.
    kinds: BTreeSet<String>,
    pool: Vec<Input>,
    finds: Vec<String>,
}

/// Replays the corpus, then tries what nobody thought of.
///
/// # Panics
/// When anything panics; what hangs ends the process.
pub(crate) fn run(target: &dyn Target) {
    let long = std::env::var("LADDER_FUZZ").ok().map(|text| manifest::duration(&text).expect("a time such as 1h"));
    let mut campaign = Campaign {
        target,
        watch: Watch::over(place(target).join("found")),
        reached: Reached::default(),
        kinds: BTreeSet::new(),
        pool: Vec::new(),
        finds: Vec::new(),
    };
    listen();
    let kept = if long.is_some() { corpus(&growing(target)) } else { Vec::new() };
    for input in target.seeds().into_iter().chain(corpus(&place(target))).chain(kept) {
        campaign.attempt(&input);
        campaign.pool.push(input);
    }
    match long {
        Some(time) => campaign.go_on_for(time),
        None => {
            let mut random = StdRng::seed_from_u64(14);
            (0..FEW).for_each(|_| drop(campaign.step(&mut random)));
        }
    }
    assert!(campaign.finds.is_empty(), "{}", campaign.finds.join("\n"));
}

/// The corpus in the repository.
fn place(target: &dyn Target) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(target.name())
}

/// Where a long campaign keeps what leads somewhere new.
fn growing(target: &dyn Target) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target/ladder-fuzz").join(target.name())
}

impl Campaign<'_> {
    fn go_on_for(&mut self, time: Duration) {
        let (name, started) = (self.target.name(), Instant::now());
        let seed = std::time::UNIX_EPOCH.elapsed().map_or(0, |now| now.as_secs());
        let mut random = StdRng::seed_from_u64(seed);
        let (mut tried, mut told) = (0_u64, Instant::now());
        let says = |campaign: &Campaign<'_>, tried: u64| {
            eprintln!(
                "{name}: {} s, {tried} inputs, {} kept, {} places, {} kinds of messages, {} finds (seed {seed})",
                started.elapsed().as_secs(),
                campaign.pool.len(),
                campaign.reached.places,
                campaign.kinds.len(),
                campaign.finds.len(),
            );
        };
        says(self, tried);
        while started.elapsed() < time {
            if let Some(input) = self.step(&mut random) {
                keep(&growing(self.target), "new", &input);
            }
            tried += 1;
            if told.elapsed() > INTERVAL {
                told = Instant::now();
                says(self, tried);
            }
        }
        says(self, tried);
    }

    /// Tries one change; returns the input if it led somewhere new.
    fn step(&mut self, random: &mut StdRng) -> Option<Input> {
        let input = self.target.mended(mutant(random, &self.pool, self.target.words()));
        if !self.attempt(&input) {
            return None;
        }
        self.pool.push(input.clone());
        Some(input)
    }

    /// Reads an input; whether it led somewhere new. One that panics is made small and kept.
    fn attempt(&mut self, input: &Input) -> bool {
        coverage::begin();
        let outcome = self.read(input);
        let is_far = self.reached.takes();
        match outcome {
            Ok(texts) => {
                let kinds = texts.iter().map(|text| kind(text)).filter(|kind| !self.kinds.contains(kind));
                let new: Vec<String> = kinds.collect();
                let is_new = !new.is_empty();
                self.kinds.extend(new);
                // In a build with counters they alone decide, but for messages of a few kinds.
                if self.reached.places == 0 { is_new } else { is_far }
            }
            Err(said) => {
                if !self.finds.iter().any(|find| find.ends_with(&place_of(&said))) {
                    let small = self.made_small(input.clone(), &said);
                    let path = keep(&place(self.target).join("found"), "panic", &small);
                    eprintln!("PANIC: {}: {said}", path.display());
                    self.finds.push(format!("{} panics: {}", path.display(), place_of(&said)));
                }
                false
            }
        }
    }

    /// What came of it, or what a panic said.
    fn read(&self, input: &Input) -> Result<Vec<String>, String> {
        self.watch.begin(input);
        SAID.set(Some(String::new()));
        let outcome = catch_unwind(AssertUnwindSafe(|| self.target.read(input)));
        let said = SAID.take().unwrap_or_default();
        self.watch.end();
        outcome.map_err(|_| said)
    }

    /// The same panic from less.
    fn made_small(&self, mut input: Input, said: &str) -> Input {
        let mut tries = 0;
        let mut is_the_same = |input: &Input| {
            tries += 1;
            tries < TRIES && self.read(input).is_err_and(|other| place_of(&other) == place_of(said))
        };
        for separator in [Some(b'\n'), None] {
            for number in 0..input.files.len() {
                let pieces: Vec<Vec<u8>> = match separator {
                    Some(end) => {
                        input.files[number].1.split_inclusive(|byte| *byte == end).map(<[u8]>::to_vec).collect()
                    }
                    None => input.files[number].1.iter().map(|byte| vec![*byte]).collect(),
                };
                let mut left = pieces;
                let mut size = left.len().div_ceil(2);
                while size > 0 && !left.is_empty() {
                    let mut at = 0;
                    while at < left.len() {
                        let end = (at + size).min(left.len());
                        let less: Vec<Vec<u8>> = left[..at].iter().chain(&left[end..]).cloned().collect();
                        let mut smaller = input.clone();
                        smaller.files[number].1 = less.concat();
                        if is_the_same(&smaller) {
                            (left, input) = (less, smaller);
                        } else {
                            at = end;
                        }
                    }
                    size /= 2;
                }
            }
        }
        input
    }
}

/// Where a panic was: file and line.
fn place_of(said: &str) -> String {
    said.lines().next().unwrap_or_default().to_owned()
}

/// A message without names and numbers.
fn kind(text: &str) -> String {
    let mut kind = String::new();
    let mut is_quoted = false;
    for letter in text.chars().take(300) {
        match letter {
            '`' | '"' => is_quoted = !is_quoted,
            _ if is_quoted => {}
            '0'..='9' => kind.push('0'),
            _ => kind.push(letter),
        }
    }
    while kind.contains("00") {
        kind = kind.replace("00", "0");
    }
    kind
}

#[test]
fn messages_that_differ_in_names_and_numbers_are_of_one_kind() {
    assert_eq!(kind("line 12: `a` is \"b\""), kind("line 7: `other` is \"\""));
    assert_ne!(kind("one"), kind("two"));
}
