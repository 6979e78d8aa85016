//! Samples in memory: some ten bytes each, cell by cell.
//!
//! Most of what a sample says is what the sample before it said: the invocation, the round, the size of the batch. So a
//! cell's samples are one stream of bytes, in which each stands as its difference from the one before it. Numbers are
//! written in groups of seven bits, the lowest first (LEB128, as in DWARF 5, section 7.6).

use std::borrow::Borrow;
use std::hash::{Hash, Hasher};

use indexmap::{Equivalent, IndexMap};

use crate::cell_id::CellId;
use crate::sample::{Phase, Sample};

/// Timed batches, in the order in which they were taken of each cell. Cells have the order of their first sample.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Samples {
    cells: IndexMap<CellId, Stream>,
}

/// The samples of a cell.
#[derive(Debug, Clone, Copy)]
pub struct CellSamples<'s> {
    id: CellId<&'s str>,
    stream: &'s Stream,
}

/// The samples of a cell, one after another.
#[derive(Debug, Clone)]
pub struct CellIter<'s> {
    id: CellId<&'s str>,
    stream: &'s Stream,
    /// The stretches that are still to come.
    stretches: std::slice::Iter<'s, Stretch>,
    /// The invocation that is wanted, if not all are.
    only: Option<u32>,
    /// What is left of the stretch at hand.
    invocation: u32,
    bytes: std::slice::Iter<'s, u8>,
    left: usize,
    /// The sample before.
    last: Facts,
}

/// A cell's samples as bytes.
#[derive(Debug, Clone, Default, PartialEq)]
struct Stream {
    bytes: Vec<u8>,
    stretches: Vec<Stretch>,
    /// The latest sample.
    last: Facts,
}

/// Samples of one invocation that follow each other. They can be read without those before them.
#[derive(Debug, Clone, PartialEq)]
struct Stretch {
    invocation: u32,
    /// Where they begin in the stream.
    begin: usize,
    length: usize,
}

/// A sample without its name, as the next one is written beside it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Facts {
    place: Place,
    wall_ns: u64,
    cpu_ns: u64,
    at_ms: u64,
}

/// What samples that follow each other mostly have in common.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Place {
    round: u32,
    turn: u32,
    process: u32,
    phase: u8,
    slow: bool,
    throttled: bool,
    iterations: u64,
}

/// In the order of `Place::phase`.
const PHASES: [Phase; 4] = [Phase::First, Phase::WarmUp, Phase::Resume, Phase::Measure];

/// What stands before a sample: whether its place is that of the one before it.
const SAME_PLACE: u8 = 0;
const OTHER_PLACE: u8 = 1;

/// Lets a cell be found by a borrowed name.
struct Name<'n>(CellId<&'n str>);

impl Hash for Name<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl Equivalent<CellId> for Name<'_> {
    fn equivalent(&self, key: &CellId) -> bool {
        self.0 == key.borrowed()
    }
}

impl Samples {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.cells.values().map(Stream::len).sum()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// Takes in one more.
    pub fn push<S: Borrow<str>>(&mut self, sample: &Sample<S>) {
        let name = Name(sample.id());
        match self.cells.get_mut(&name) {
            Some(stream) => stream.push(sample),
            None => self.cells.entry(name.0.owned()).or_default().push(sample),
        }
    }

    /// All of them, cell by cell.
    pub fn iter(&self) -> impl Iterator<Item = Sample<&str>> {
        self.cells().flat_map(|cell| cell.iter())
    }

    /// The cells that have a sample.
    pub fn cells(&self) -> impl Iterator<Item = CellSamples<'_>> {
        self.cells.iter().map(|(id, stream)| CellSamples { id: id.borrowed(), stream })
    }

    /// The samples of one cell, if it has any.
    pub fn of(&self, id: CellId<&str>) -> Option<CellSamples<'_>> {
        let (id, stream) = self.cells.get_key_value(&Name(id))?;
        Some(CellSamples { id: id.borrowed(), stream })
    }
}

impl<S: Borrow<str>> Extend<Sample<S>> for Samples {
    fn extend<T: IntoIterator<Item = Sample<S>>>(&mut self, samples: T) {
        samples.into_iter().for_each(|sample| self.push(&sample));
    }
}

impl<S: Borrow<str>> FromIterator<Sample<S>> for Samples {
    fn from_iter<T: IntoIterator<Item = Sample<S>>>(samples: T) -> Samples {
        let mut all = Samples::default();
        all.extend(samples);
        all
    }
}

impl From<Vec<Sample>> for Samples {
    fn from(samples: Vec<Sample>) -> Samples {
        samples.into_iter().collect()
    }
}

impl<'s> CellSamples<'s> {
    /// The name of the cell.
    pub fn id(&self) -> CellId<&'s str> {
        self.id
    }

    /// The samples in the order in which they were taken.
    pub fn iter(&self) -> CellIter<'s> {
        self.selected(None)
    }

    /// Those of one invocation, in the order in which they were taken.
    pub fn of_invocation(&self, invocation: u32) -> CellIter<'s> {
        self.selected(Some(invocation))
    }

    /// The invocations that have a sample, in the order of their first.
    pub fn invocations(&self) -> Vec<u32> {
        let mut known = Vec::new();
        for stretch in &self.stream.stretches {
            if !known.contains(&stretch.invocation) {
                known.push(stretch.invocation);
            }
        }
        known
    }

    fn selected(&self, only: Option<u32>) -> CellIter<'s> {
        CellIter {
            id: self.id,
            stream: self.stream,
            stretches: self.stream.stretches.iter(),
            only,
            invocation: 0,
            bytes: [].iter(),
            left: 0,
            last: Facts::default(),
        }
    }
}

impl<'s> Iterator for CellIter<'s> {
    type Item = Sample<&'s str>;

    fn next(&mut self) -> Option<Sample<&'s str>> {
        while self.left == 0 {
            let stretch = self.stretches.next()?;
            if self.only.is_none_or(|only| only == stretch.invocation) {
                self.invocation = stretch.invocation;
                self.bytes = self.stream.bytes[stretch.begin..].iter();
                self.left = stretch.length;
                self.last = Facts::default();
            }
        }
        self.left -= 1;
        self.last = self.last.next(&mut self.bytes);
        let (CellId { rung, benchmark }, invocation) = (self.id, self.invocation);
        let Facts { place, wall_ns, cpu_ns, at_ms } = self.last;
        let Place { round, turn, process, slow, throttled, iterations, .. } = place;
        Some(Sample {
            benchmark,
            rung,
            invocation,
            round,
            turn,
            phase: PHASES[usize::from(place.phase)],
            iterations,
            wall_ns,
            cpu_ns,
            slow,
            at_ms,
            process,
            throttled,
        })
    }
}

impl Stream {
    fn len(&self) -> usize {
        self.stretches.iter().map(|stretch| stretch.length).sum()
    }

    fn push<S>(&mut self, sample: &Sample<S>) {
        let Stream { bytes, stretches, last } = self;
        match stretches.last_mut().filter(|stretch| stretch.invocation == sample.invocation) {
            Some(stretch) => stretch.length += 1,
            None => {
                stretches.push(Stretch { invocation: sample.invocation, begin: bytes.len(), length: 1 });
                *last = Facts::default();
            }
        }
        let facts = Facts::of(sample);
        if facts.place == last.place {
            bytes.push(SAME_PLACE);
        } else {
            bytes.push(OTHER_PLACE);
            let Place { round, turn, process, phase, slow, throttled, iterations } = facts.place;
            write(bytes, round.into());
            write(bytes, turn.into());
            write(bytes, process.into());
            bytes.push(phase << 2 | u8::from(throttled) << 1 | u8::from(slow));
            write(bytes, iterations);
        }
        write(bytes, facts.wall_ns);
        write(bytes, difference(facts.cpu_ns, facts.wall_ns));
        write(bytes, difference(facts.at_ms, last.at_ms));
        *last = facts;
    }
}

impl Facts {
    fn of<S>(sample: &Sample<S>) -> Facts {
        let Sample { round, turn, process, slow, throttled, iterations, wall_ns, cpu_ns, at_ms, .. } = *sample;
        let phase = match sample.phase {
            Phase::First => 0,
            Phase::WarmUp => 1,
            Phase::Resume => 2,
            Phase::Measure => 3,
        };
        Facts { place: Place { round, turn, process, phase, slow, throttled, iterations }, wall_ns, cpu_ns, at_ms }
    }

    /// What `Stream::push` wrote behind this one.
    fn next(self, bytes: &mut std::slice::Iter<'_, u8>) -> Facts {
        let mut place = self.place;
        if byte(bytes) == OTHER_PLACE {
            // These three were written from numbers of this width.
            place.round = read(bytes) as u32;
            place.turn = read(bytes) as u32;
            place.process = read(bytes) as u32;
            let all = byte(bytes);
            (place.phase, place.throttled, place.slow) = (all >> 2, all & 2 == 2, all & 1 == 1);
            place.iterations = read(bytes);
        }
        let wall_ns = read(bytes);
        let cpu_ns = sum(wall_ns, read(bytes));
        let at_ms = sum(self.at_ms, read(bytes));
        Facts { place, wall_ns, cpu_ns, at_ms }
    }
}

/// How far a number is from another, modulo 2^64 and small in either direction: the sign is the lowest bit.
fn difference(number: u64, from: u64) -> u64 {
    let apart = number.wrapping_sub(from).cast_signed();
    (apart << 1 ^ apart >> 63).cast_unsigned()
}

/// The number that is so far from another.
fn sum(from: u64, difference: u64) -> u64 {
    let apart = (difference >> 1) ^ (difference & 1).wrapping_neg();
    from.wrapping_add(apart)
}

fn write(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn read(bytes: &mut std::slice::Iter<'_, u8>) -> u64 {
    let (mut number, mut shift) = (0, 0);
    loop {
        let next = byte(bytes);
        number |= u64::from(next & 0x7f) << shift;
        if next < 0x80 {
            return number;
        }
        shift += 7;
    }
}

fn byte(bytes: &mut std::slice::Iter<'_, u8>) -> u8 {
    *bytes.next().expect("as many samples as were written")
}

#[cfg(test)]
mod tests;
