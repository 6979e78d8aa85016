//! The lines of a file of records, one after another; samples go straight into their store.

use std::fmt;
use std::io::{self, BufRead, Read as _, Write};

use crate::checksum::{Seal, seal_as, taken_off};
use crate::line;
use crate::sample::Sample;
use crate::store::Samples;

/// The longest line that is read, in bytes. The longest that is written holds what others published.
const LONGEST: u64 = 64 << 20;

/// A line of a file of records.
#[derive(Debug, Clone, Copy)]
pub struct Line<'l> {
    /// What it says, without its checksum and its line feed.
    pub text: &'l [u8],
    /// Counted from 1.
    pub number: usize,
    /// Whether a line feed ended it: what has one was written whole.
    pub whole: bool,
    /// What its checksum says. A line without one is broken where the first line has one.
    pub seal: Seal,
}

/// Reads a file of records line by line.
pub struct Lines<'r> {
    reader: Box<dyn BufRead + 'r>,
    line: Vec<u8>,
    number: usize,
    whole: bool,
    seal: Seal,
    /// The checksum that the line at hand says it has.
    checksum: Option<u32>,
    /// Whether the first line has a checksum, so that all of them have one.
    seals: bool,
    /// Whether a line is at hand behind those that were copied.
    there: bool,
}

impl fmt::Debug for Lines<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lines").field("number", &self.number).field("seals", &self.seals).finish_non_exhaustive()
    }
}

impl<'r> Lines<'r> {
    /// From the first line on.
    pub fn new(reader: impl BufRead + 'r) -> Lines<'r> {
        let reader = Box::new(reader);
        Lines {
            reader,
            line: Vec::new(),
            number: 0,
            whole: true,
            seal: Seal::None,
            checksum: None,
            seals: false,
            there: false,
        }
    }

    /// The next line; none at the end of the file.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn advance(&mut self) -> io::Result<Option<Line<'_>>> {
        let is_there = self.read()?;
        Ok(is_there.then(|| self.current()))
    }

    /// The next line that is no sample in the written form, or none at the end of the file. The samples before it are
    /// added to `samples`, but those whose checksum is broken, which are returned like other lines.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn gather(&mut self, samples: &mut Samples) -> io::Result<Option<Line<'_>>> {
        while self.read()? {
            match line::sample(&self.line).filter(|_| self.seal != Seal::Broken && self.whole) {
                Some(sample) => samples.push(&sample),
                None => return Ok(Some(self.current())),
            }
        }
        Ok(None)
    }

    /// The next line that does not begin like a sample in the written form, or none at the end of the file.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn pass_over_samples(&mut self) -> io::Result<Option<Line<'_>>> {
        loop {
            // The first line says whether lines have checksums; that of a sample which is passed over is nobody's business.
            while self.number > 0 && line::begins_a_sample(self.reader.fill_buf()?) {
                self.reader.skip_until(b'\n')?;
                self.number += 1;
            }
            if !self.read_sealed()? {
                return Ok(None);
            }
            self.unseal();
            if !line::begins_a_sample(&self.line) {
                return Ok(Some(self.current()));
            }
        }
    }

    /// Passes over the lines from here on that two files have in common, letter by letter. The next line of each is the first
    /// that is not the same, or that is not in memory as a whole.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn pass_over_common(&mut self, other: &mut Lines<'_>) -> io::Result<()> {
        // Without a first line it is not known whether lines have checksums.
        if self.number == 0 || other.number == 0 {
            return Ok(());
        }
        loop {
            let (own, others) = (self.reader.fill_buf()?, other.reader.fill_buf()?);
            let most = own.len().min(others.len());
            let same = match own[..most] == others[..most] {
                true => most,
                false => own.iter().zip(others).take_while(|(one, other)| one == other).count(),
            };
            let Some(end) = own[..same].iter().rposition(|byte| *byte == b'\n') else { return Ok(()) };
            let lines = own[..=end].iter().filter(|byte| **byte == b'\n').count();
            self.reader.consume(end + 1);
            other.reader.consume(end + 1);
            self.number += lines;
            other.number += lines;
        }
    }

    /// Copies the samples in the written form from here on that are to be kept, as they are, checksums included, and returns how
    /// many bytes that were. The line behind them is then at hand.
    ///
    /// # Errors
    /// When the file cannot be read, or the place takes nothing.
    pub fn copy_samples(&mut self, to: &mut dyn Write, keep: &mut dyn FnMut(&Sample<&str>) -> bool) -> io::Result<u64> {
        let mut bytes = 0;
        loop {
            self.there = self.read()?;
            let as_it_is = self.there && self.whole && self.seal != Seal::Broken;
            if !as_it_is || !line::sample(&self.line).is_some_and(|sample| keep(&sample)) {
                return Ok(bytes);
            }
            // What its checksum confirms is written as it was read.
            if let Some(checksum) = self.checksum {
                seal_as(&mut self.line, checksum);
            }
            self.line.push(b'\n');
            to.write_all(&self.line)?;
            bytes += self.line.len() as u64;
        }
    }

    /// The line behind those that were copied; none at the end of the file.
    ///
    /// # Errors
    /// None: what could not be read was said before.
    pub fn at_hand(&mut self) -> io::Result<Option<Line<'_>>> {
        Ok(self.there.then(|| self.current()))
    }

    /// How many lines were read so far, the last one included once there is no further one.
    pub fn passed(&self) -> usize {
        self.number
    }

    fn current(&self) -> Line<'_> {
        Line { text: &self.line, number: self.number, whole: self.whole, seal: self.seal }
    }

    /// Goes to the next line, and takes its checksum off; false at the end of the file.
    fn read(&mut self) -> io::Result<bool> {
        let is_there = self.read_sealed()?;
        if is_there {
            self.unseal();
        }
        Ok(is_there)
    }

    /// Goes to the next line as it stands in the file; false at its end.
    fn read_sealed(&mut self) -> io::Result<bool> {
        self.line.clear();
        (&mut self.reader).take(LONGEST + 1).read_until(b'\n', &mut self.line)?;
        if self.line.len() as u64 > LONGEST {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "a line is longer than 64 MiB: these are no records",
            ));
        }
        self.whole = self.line.pop_if(|last| *last == b'\n').is_some();
        if !self.whole && self.line.is_empty() {
            return Ok(false);
        }
        self.number += 1;
        Ok(true)
    }

    /// Takes the checksum off the line at hand.
    fn unseal(&mut self) {
        (self.seal, self.checksum) = taken_off(&mut self.line);
        self.seals |= self.number == 1 && self.seal != Seal::None;
        if self.seals && self.seal == Seal::None {
            self.seal = Seal::Broken;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checksum::seal;

    const SAMPLE: &str = r#"{"type":"sample","benchmark":"nbody","rung":"c","invocation":0,"round":0,"turn":0,"phase":"measure","iterations":1,"wall_ns":9,"cpu_ns":8,"slow":false,"at_ms":7}"#;

    fn sealed(texts: &[&str]) -> Vec<u8> {
        let line = |text: &&str| {
            let mut line = text.as_bytes().to_vec();
            seal(&mut line);
            line.push(b'\n');
            line
        };
        texts.iter().flat_map(line).collect()
    }

    /// The other lines of a file, each with what its seal says, and the number of its samples.
    fn gathered(file: &[u8]) -> (Vec<(usize, Seal)>, usize) {
        let (mut lines, mut samples) = (Lines::new(file), Samples::default());
        let mut others = Vec::new();
        while let Some(line) = lines.gather(&mut samples).expect("memory is read") {
            others.push((line.number, line.seal));
        }
        (others, samples.len())
    }

    #[test]
    fn samples_go_into_their_store_and_other_lines_to_the_caller() {
        let file = sealed(&[r#"{"type":"session"}"#, SAMPLE, SAMPLE, r#"{"type":"end"}"#]);
        assert_eq!(gathered(&file), (vec![(1, Seal::Whole), (4, Seal::Whole)], 2));
    }

    #[test]
    fn lines_without_checksums_are_read_where_the_first_has_none() {
        let file = format!("{{\"type\":\"session\"}}\n{SAMPLE}\n{SAMPLE}\n");
        assert_eq!(gathered(file.as_bytes()), (vec![(1, Seal::None)], 2));
    }

    #[test]
    fn a_sample_that_was_changed_or_has_lost_its_checksum_is_not_taken() {
        let changed = String::from_utf8(sealed(&[SAMPLE])).expect("ASCII").replace("\"wall_ns\":9", "\"wall_ns\":1");
        for sample in [changed, format!("{SAMPLE}\n")] {
            let file = [sealed(&[r#"{"type":"session"}"#]), sample.into_bytes(), sealed(&[SAMPLE])].concat();
            assert_eq!(gathered(&file), (vec![(1, Seal::Whole), (2, Seal::Broken)], 1));
        }
    }

    #[test]
    fn what_never_ends_a_line_is_refused() {
        let mut lines = Lines::new(io::BufReader::new(io::repeat(0)));
        let error = lines.advance().expect_err("no end");
        assert!(error.to_string().contains("longer than 64 MiB"), "{error}");
    }

    #[test]
    fn what_two_files_have_in_common_is_passed_over_to_the_last_whole_line() {
        let (mut own, mut other) = (
            Lines::new("first\nsame\nsame\nthis one\nlast".as_bytes()),
            Lines::new("other\nsame\nsame\nthis two\nlast\n".as_bytes()),
        );
        own.pass_over_common(&mut other).expect("readable");
        for (wanted, number) in [("first", 1), ("this one", 4), ("last", 5)] {
            let line = own.advance().expect("readable").expect("a line");
            assert_eq!((line.text, line.number), (wanted.as_bytes(), number));
            other.advance().expect("readable").expect("a line");
            own.pass_over_common(&mut other).expect("readable");
        }
        assert!(own.advance().expect("readable").is_none());
    }

    #[test]
    fn what_is_copied_is_as_it_was_and_what_is_passed_over_is_not_looked_at() {
        let (first, end) = (sealed(&[r#"{"type":"session"}"#]), sealed(&[r#"{"type":"end"}"#]));
        let changed = String::from_utf8(sealed(&[SAMPLE])).expect("ASCII").replace("\"wall_ns\":9", "\"wall_ns\":1");
        let file = [&first, &*sealed(&[SAMPLE, SAMPLE]), changed.as_bytes(), &end].concat();
        let mut lines = Lines::new(&*file);
        lines.advance().expect("readable").expect("the first line");
        let mut copied = Vec::new();
        lines.copy_samples(&mut copied, &mut |_| true).expect("memory takes it");
        assert_eq!(copied, sealed(&[SAMPLE, SAMPLE]));
        assert_eq!(lines.at_hand().expect("readable").map(|line| line.seal), Some(Seal::Broken));
        let mut lines = Lines::new(&*file);
        for number in [1, 5] {
            let line = lines.pass_over_samples().expect("readable").expect("a line");
            assert_eq!((line.number, line.seal), (number, Seal::Whole));
        }
        // A line that lost its checksum behind the samples is noticed all the same.
        let file = [&*first, SAMPLE.as_bytes(), b"\n{\"type\":\"end\"}\n"].concat();
        let mut lines = Lines::new(&*file);
        lines.advance().expect("readable").expect("the first line");
        assert_eq!(lines.pass_over_samples().expect("readable").map(|line| line.seal), Some(Seal::Broken));
    }

    #[test]
    fn a_sample_without_its_line_feed_is_left_to_the_caller() {
        let file = [sealed(&[r#"{"type":"session"}"#]), SAMPLE.as_bytes().to_vec()].concat();
        assert_eq!(gathered(&file), (vec![(1, Seal::Whole), (2, Seal::Broken)], 0));
    }
}
