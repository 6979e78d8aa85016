//! Why a cell is not there, in the words of messages and of records: the only place that knows them.
//!
//! A cell that goes on is a value of its own type, `Built` and then `Checked`; so nothing that was not checked can pass
//! for what was.

use crate::toolchain::Absence;
use agreement::DifferenceKind;
use records::Standing;
use system::process::ProcessError;
use system::runner::RunnerError;

/// Why a cell goes no further.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Absent {
    /// A toolchain is missing or broken.
    Missing(Absence),
    /// The rung cannot do this benchmark; the reason from the manifest.
    Unsupported(String),
    /// An output differs from the oracle's; which, where and how.
    Disagrees(String, DifferenceKind),
    /// It could not be built, or its runner failed; what was said.
    Failed(String),
    /// A file that its processes are made of is not what it was when it was built; which.
    Changed(String),
    /// Ctrl-C came first.
    Interrupted,
}

impl Absent {
    /// What people and programs are told in one word.
    pub fn word(&self) -> &'static str {
        match self {
            Absent::Missing(_) => "missing",
            Absent::Unsupported(_) => "unsupported",
            Absent::Disagrees(..) => "disagrees",
            Absent::Failed(_) | Absent::Changed(_) => "failed",
            Absent::Interrupted => "interrupted",
        }
    }

    /// What the records say; they have no word for what was interrupted.
    pub fn standing(&self) -> Standing {
        match self {
            Absent::Missing(_) | Absent::Interrupted => Standing::Missing,
            Absent::Unsupported(_) => Standing::Unsupported,
            Absent::Disagrees(..) => Standing::Disagrees,
            Absent::Failed(_) | Absent::Changed(_) => Standing::Failed,
        }
    }

    /// Why, in a sentence or more.
    pub fn reason(&self) -> &str {
        match self {
            Absent::Missing(absence) => &absence.reason,
            Absent::Unsupported(reason)
            | Absent::Disagrees(reason, _)
            | Absent::Failed(reason)
            | Absent::Changed(reason) => reason,
            Absent::Interrupted => "interrupted before it was reached",
        }
    }

    /// What a person can do about it, where there is something.
    pub fn fix(&self) -> Option<&str> {
        match self {
            Absent::Missing(absence) => Some(absence.fix.as_str()).filter(|fix| !fix.is_empty()),
            _ => None,
        }
    }

    /// How an output differs, where one does.
    pub fn difference(&self) -> Option<DifferenceKind> {
        match self {
            Absent::Disagrees(_, kind) => Some(*kind),
            _ => None,
        }
    }

    /// Whether something is wrong with the cell itself, which makes a command fail.
    pub fn is_unwell(&self) -> bool {
        matches!(self, Absent::Disagrees(..) | Absent::Failed(_) | Absent::Changed(_))
    }
}

impl From<Absence> for Absent {
    fn from(absence: Absence) -> Absent {
        Absent::Missing(absence)
    }
}

impl From<RunnerError> for Absent {
    fn from(error: RunnerError) -> Absent {
        match error {
            RunnerError::Interrupted => Absent::Interrupted,
            // It says nothing about the cell.
            RunnerError::Process(ProcessError::NoRoom { fix, .. }) => {
                Absence { reason: error.to_string(), fix: fix.to_owned() }.into()
            }
            other => Absent::Failed(other.to_string()),
        }
    }
}

impl From<anyhow::Error> for Absent {
    fn from(error: anyhow::Error) -> Absent {
        Absent::Failed(format!("{error:#}"))
    }
}

impl From<manifest::UnknownPlaceholder> for Absent {
    fn from(error: manifest::UnknownPlaceholder) -> Absent {
        Absent::Failed(error.to_string())
    }
}

/// The places of cells that are absent, among others that go on.
#[derive(Debug)]
pub struct Gaps(Vec<Option<Absent>>);

/// The cells that go on, and the places of the others.
pub fn part<T>(cells: impl IntoIterator<Item = Result<T, Absent>>) -> (Vec<T>, Gaps) {
    let mut present = Vec::new();
    let mut gaps = Vec::new();
    for cell in cells {
        match cell {
            Ok(cell) => {
                present.push(cell);
                gaps.push(None);
            }
            Err(absent) => gaps.push(Some(absent)),
        }
    }
    (present, Gaps(gaps))
}

impl Gaps {
    /// All cells in their places again, with what became of those that went on; whatever nothing became of was not reached.
    pub fn fill<T>(self, present: impl IntoIterator<Item = Result<T, Absent>>) -> Vec<Result<T, Absent>> {
        let mut present = present.into_iter();
        let mut cells = Vec::new();
        for gap in self.0 {
            cells.push(match gap {
                Some(absent) => Err(absent),
                None => present.next().unwrap_or(Err(Absent::Interrupted)),
            });
        }
        cells
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn missing(fix: &str) -> Absent {
        Absence { reason: "no gcc on PATH".to_owned(), fix: fix.to_owned() }.into()
    }

    fn text() -> String {
        "because".to_owned()
    }

    #[test]
    fn each_has_its_word_its_standing_and_its_weight() {
        let all = [
            (missing("install it"), "missing", Standing::Missing, false),
            (Absent::Unsupported(text()), "unsupported", Standing::Unsupported, false),
            (Absent::Disagrees(text(), DifferenceKind::Value), "disagrees", Standing::Disagrees, true),
            (Absent::Failed(text()), "failed", Standing::Failed, true),
            (Absent::Changed(text()), "failed", Standing::Failed, true),
            (Absent::Interrupted, "interrupted", Standing::Missing, false),
        ];
        for (absent, word, standing, unwell) in all {
            assert_eq!((absent.word(), absent.standing(), absent.is_unwell()), (word, standing, unwell));
            assert_ne!(absent.standing(), Standing::Ready, "what is absent is never ready");
            assert!(!absent.reason().is_empty());
        }
    }

    #[test]
    fn want_of_room_makes_a_cell_missing_and_not_failed() {
        let error = ProcessError::NoRoom { line: "sh".to_owned(), reason: "no more files", fix: "raise their number" };
        let absent = Absent::from(RunnerError::from(error));
        assert_eq!((absent.word(), absent.fix()), ("missing", Some("raise their number")));
        assert_eq!(absent.reason(), "`sh` could not be started: no more files");
    }

    #[test]
    fn only_what_is_missing_can_be_mended_and_only_where_somebody_knows_how() {
        assert_eq!(missing("install it").fix(), Some("install it"));
        assert_eq!(missing("").fix(), None);
        assert_eq!(Absent::Failed(text()).fix(), None);
    }

    #[test]
    fn cells_that_go_on_come_back_to_their_places() {
        let cells = vec![Ok(1), Err(missing("")), Ok(3), Ok(4)];
        let (present, gaps) = part(cells);
        assert_eq!(present, [1, 3, 4]);
        let checked = vec![Ok("one"), Err(Absent::Disagrees(text(), DifferenceKind::Order))];
        let expected = [
            Ok("one"),
            Err(missing("")),
            Err(Absent::Disagrees(text(), DifferenceKind::Order)),
            Err(Absent::Interrupted),
        ];
        assert_eq!(gaps.fill(checked), expected, "what was not reached is not taken for checked");
    }

    #[test]
    fn an_error_keeps_all_of_its_causes() {
        let error = anyhow::anyhow!("no such file").context("cannot read a.c");
        assert_eq!(Absent::from(error), Absent::Failed("cannot read a.c: no such file".to_owned()));
    }
}
