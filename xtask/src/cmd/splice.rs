//! `splice`: puts what commands say about sessions into documents, or says whether it is there.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Parser as _;

use super::{advise, compare, differ, report, schema};
use crate::console::{Printout, Problem, USAGE, exit, print};
use crate::sessions::{card, id, manifest_path, named_or_newest};
use crate::splice::{Block, blocks, fenced, is_current, spliced};
use ::report::Layout;
use flags::{Command, Flags, Format, Places, ReportFlags, ReportFormat, SpliceFlags};

/// Where figures are, unless the user says so: this file beside the manifest,
const README: &str = "README.md";
/// and those in these folders, as far as they have markers.
const FOLDERS: [&str; 2] = ["docs", "results/published"];

pub(super) fn run(places: &Places, flags: &SpliceFlags) -> Result<ExitCode, Problem> {
    let files = match flags.files.is_empty() {
        true => with_markers(&manifest_path(places)?),
        false => flags.files.clone(),
    };
    // All of them are understood before the first is written.
    let documents = files.into_iter().map(|file| Document::read(places, file)).collect::<Result<Vec<_>, _>>()?;
    let mut current = true;
    for document in &documents {
        let said = if flags.check { document.outdated_text() } else { document.write()? };
        current &= !flags.check || document.outdated().is_empty();
        print(&said)?;
    }
    Ok(exit((!current).then_some("a document does not say what the sessions say")))
}

/// The documents of a ladder that have markers, right or wrong; where there is none, the one that should have them.
fn with_markers(manifest: &Path) -> Vec<PathBuf> {
    let readme = manifest.with_file_name(README);
    let mut files: Vec<PathBuf> = FOLDERS
        .iter()
        .filter_map(|folder| std::fs::read_dir(manifest.with_file_name(folder)).ok())
        .flat_map(|folder| folder.flatten().map(|entry| entry.path()))
        .filter(|file| file.extension().is_some_and(|end| end == "md"))
        .collect();
    files.sort();
    files.insert(0, readme.clone());
    files.retain(|file| {
        std::fs::read_to_string(file).is_ok_and(|text| blocks(&text).map_or(true, |all| !all.is_empty()))
    });
    if files.is_empty() {
        files.push(readme);
    }
    files
}

/// A document with what belongs between its markers.
struct Document {
    file: PathBuf,
    text: String,
    blocks: Vec<Block>,
    texts: Vec<String>,
}

impl Document {
    fn read(places: &Places, file: PathBuf) -> Result<Document, Problem> {
        let text = std::fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()));
        let text = text.map_err(|error| Problem::usage(format!("{error:#}")))?;
        let at = |line: usize, reason: &dyn std::fmt::Display| {
            Problem::usage(format!("{}, line {line}: {reason}", file.display()))
        };
        let blocks = blocks(&text).map_err(|mistake| at(mistake.line, &mistake.reason))?;
        if blocks.is_empty() {
            let text = format!("{} has no marker", file.display());
            return Err(Problem::usage_with_hint(text, "cargo xtask splice --help shows what one looks like"));
        }
        let texts = blocks.iter().map(|block| text_of(places, block).map_err(|problem| at(block.line, &problem)));
        let texts = texts.collect::<Result<_, _>>()?;
        Ok(Document { file, text, blocks, texts })
    }

    /// The markers between which something else stands.
    fn outdated(&self) -> Vec<&Block> {
        let pairs = self.blocks.iter().zip(&self.texts);
        pairs.filter(|(block, text)| !is_current(&self.text, block, text)).map(|(block, _)| block).collect()
    }

    fn outdated_text(&self) -> String {
        let outdated = self.outdated();
        if outdated.is_empty() {
            return format!("{}: up to date", self.file.display());
        }
        let line = |block: &&Block| {
            format!("{}, line {}: `{}` says something else now", self.file.display(), block.line, block.command)
        };
        let lines: Vec<String> = outdated.iter().map(line).collect();
        format!("{}\nhint: cargo xtask splice {}", lines.join("\n"), self.file.display())
    }

    fn write(&self) -> anyhow::Result<String> {
        let changed = self.outdated().len();
        if changed > 0 {
            files::write_to(&self.file, spliced(&self.text, &self.blocks, &self.texts).as_bytes())?;
        }
        Ok(format!("{}: {changed} of {} texts changed", self.file.display(), self.blocks.len()))
    }
}

/// What belongs between the markers: what the command says, as code unless it is Markdown.
fn text_of(places: &Places, block: &Block) -> Result<String, Problem> {
    let command = parsed(&block.command)?;
    let printout = printout(places, &command)?;
    if printout.status == USAGE {
        return Err(Problem::usage(printout.text));
    }
    let text = match language(&command) {
        Some(language) => fenced(&printout.text, language),
        None => printout.text,
    };
    match blocks(&format!("{text}\n")) {
        Ok(found) if found.is_empty() => Ok(text),
        _ => Err(Problem::usage("what it says has a marker in it")),
    }
}

/// The command of a marker, as a user would type it behind `cargo xtask`.
fn parsed(command: &str) -> Result<Command, Problem> {
    let words = shlex::split(command).ok_or_else(|| Problem::usage(format!("a quote is not closed in `{command}`")))?;
    let flags = Flags::try_parse_from(std::iter::once("cargo xtask".to_owned()).chain(words))
        .map_err(|error| Problem::usage(error.to_string().trim_end()))?;
    let Places { manifest, results, target } = &flags.places;
    match [manifest, results, target].into_iter().any(Option::is_some) {
        true => Err(Problem::usage("a marker names no places: give them to `splice` itself")),
        false => Ok(flags.command),
    }
}

/// What a command says that reads records and nothing else.
fn printout(places: &Places, command: &Command) -> Result<Printout, Problem> {
    // What a document shows does not depend on the terminal of whoever makes it.
    let layout = Layout::default();
    match command {
        Command::Report(flags) if flags.format == ReportFormat::Html => Err(Problem::usage(
            "a page is no text for a document: leave out `--format html`, or write `--format markdown`",
        )),
        Command::Report(flags) if [ReportFormat::Svg, ReportFormat::Png].contains(&flags.format) => {
            Err(Problem::usage("a picture is no text for a document: write it to a file with --output, and show that"))
        }
        Command::Report(flags) if flags.publish.is_none() && flags.output.is_none() => {
            if !flags.flagged {
                refuse_raised(places, flags)?;
            }
            report::printout(places, flags, layout)
        }
        Command::Compare(flags) => compare::printout(places, flags, layout),
        Command::Advise(flags) => advise::printout(places, flags, layout),
        Command::Schema(flags) => schema::printout(*flags),
        Command::Differ(flags) if flags.from.is_some() => differ::printout(places, flags, layout),
        _ => Err(Problem::usage(
            "no command for a document: those that read and do nothing else are `report`, `advise`, `compare` and `schema`",
        )),
    }
}

/// A session that doubts itself is put into no document without a word.
fn refuse_raised(places: &Places, flags: &ReportFlags) -> Result<(), Problem> {
    let folder = named_or_newest(places, flags.session.as_deref())?;
    let raised = ::report::raised(&card(&folder, flags.salvage)?);
    if raised.is_empty() {
        return Ok(());
    }
    let text = format!("session {} has raised a flag: {}", id(&folder), raised.join("; "));
    Err(Problem::usage_with_hint(
        text,
        "show another session, or write --flagged behind `report`: the flag then stands first",
    ))
}

/// The language of what a command says, where it is to be shown as code.
fn language(command: &Command) -> Option<&'static str> {
    let format = match command {
        Command::Report(flags) => flags.format,
        Command::Advise(flags) => flags.format.into(),
        Command::Differ(flags) => flags.format.into(),
        Command::Compare(flags) if flags.output.format == Format::Json => ReportFormat::Json,
        Command::Schema(flags) if flags.tables => ReportFormat::Markdown,
        Command::Schema(_) => ReportFormat::Json,
        _ => ReportFormat::Text,
    };
    match format {
        ReportFormat::Markdown => None,
        ReportFormat::Text => Some("text"),
        ReportFormat::Html => Some("html"),
        ReportFormat::Svg | ReportFormat::Png => Some("xml"),
        ReportFormat::Json => Some("json"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marker_is_read_like_a_command_line() {
        let command =
            parsed("report reference --benchmark nbody --rung 'cython*' --format markdown").expect("a command");
        assert!(matches!(&command, Command::Report(flags) if flags.rung == ["cython*"]));
        assert_eq!(language(&command), None);
        assert_eq!(language(&parsed("compare a b --format json").expect("a command")), Some("json"));
    }

    #[test]
    fn a_marker_that_names_no_command_or_a_place_is_refused() {
        for (command, reason) in
            [("reprot", "reprot"), ("report 'x", "quote"), ("report --results x", "places"), ("", "Usage")]
        {
            let problem = parsed(command).expect_err(command).to_string();
            assert!(problem.contains(reason), "{problem}");
        }
    }

    #[test]
    fn the_published_figures_have_markers_that_name_commands_which_read_records() {
        let document = include_str!("../../../results/published/README.md");
        let blocks = blocks(document).expect("markers");
        assert!(!blocks.is_empty());
        for block in blocks {
            let command = parsed(&block.command).unwrap_or_else(|problem| panic!("line {}: {problem}", block.line));
            let reads = matches!(command, Command::Report(_) | Command::Compare(_) | Command::Advise(_));
            assert!(reads, "{}", block.command);
        }
    }

    #[test]
    fn no_command_that_does_something_is_started_by_a_document() {
        let places = Places { manifest: None, results: None, target: None };
        for command in
            ["run", "clean --all", "report --publish", "report --output x", "report --format html", "selftest", "build"]
        {
            let command = parsed(command).expect("a command");
            assert!(matches!(printout(&places, &command), Err(Problem::Usage(_))));
        }
    }

    #[test]
    fn a_document_is_named_with_the_line_of_its_mistake() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("a.md");
        std::fs::write(&file, "one\n<!-- ladder: clean -->\n<!-- /ladder -->\n").expect("written");
        let places = Places { manifest: None, results: None, target: None };
        let problem = Document::read(&places, file.clone()).err().expect("a mistake").to_string();
        assert!(problem.starts_with(&format!("{}, line 2: ", file.display())), "{problem}");
    }
}
