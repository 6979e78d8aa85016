//! Documents with markers: a comment that holds a command, what the command says, and a comment that ends it.
//!
//! Knows text alone: which commands there are, and what they say, is told by the caller.

use std::ops::Range;

use thiserror::Error;

/// How a marker begins and ends.
const BEGINS: &str = "<!-- ladder:";
const CLOSES: &str = "-->";

/// What ends the text of a marker.
const END: &str = "<!-- /ladder -->";

/// What no other line may begin with: whoever mistypes a marker is told.
const ALIKE: [&str; 4] = ["<!-- ladder", "<!-- /ladder", "<!--ladder", "<!--/ladder"];

/// A command in a document, and the place of what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The line of the marker, counted from 1.
    pub line: usize,
    /// The command as it stands there.
    pub command: String,
    /// What stands between the markers, in bytes.
    place: Range<usize>,
}

/// A marker that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}: {reason}")]
pub struct MarkerError {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong, and what to write instead.
    pub reason: String,
}

/// The markers of a document, in their order. What stands in fenced code is no marker.
///
/// # Errors
/// With the first marker that is wrong.
pub fn blocks(text: &str) -> Result<Vec<Block>, MarkerError> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    let mut fence: Option<&str> = None;
    let mut at = 0;
    for (line, written) in (1..).zip(text.split_inclusive('\n')) {
        let (from, trimmed) = (at, written.trim());
        at += written.len();
        if open.is_none() {
            fence = fence_behind(fence, trimmed);
        }
        match &mut open {
            _ if fence.is_some() => {}
            Some(block) if trimmed == END => {
                block.place.end = from;
                blocks.extend(open.take());
            }
            Some(block) if trimmed.starts_with(BEGINS) => {
                let reason = format!("the marker of line {} is not ended: write `{END}` before this one", block.line);
                return Err(MarkerError { line, reason });
            }
            Some(_) => {}
            None => open = begun(line, trimmed, at).map_err(|reason| MarkerError { line, reason })?,
        }
    }
    match open {
        Some(Block { line, .. }) => Err(MarkerError { line, reason: format!("its text is not ended: write `{END}`") }),
        None => Ok(blocks),
    }
}

/// The marker that begins in a line whose text begins at this byte, if one does; else why it is a wrong one, if it is.
fn begun(line: usize, trimmed: &str, at: usize) -> Result<Option<Block>, String> {
    match command(trimmed) {
        Some(command) => Ok(Some(Block { line, command, place: at..at })),
        None if trimmed == END => Err("it ends no marker".to_owned()),
        None if ALIKE.iter().any(|alike| trimmed.starts_with(alike)) => Err(format!(
            "no such marker: write `{BEGINS} COMMAND {CLOSES}`, such as `{BEGINS} report latest --brief {CLOSES}`, \
             and `{END}` where its text ends"
        )),
        None => Ok(None),
    }
}

/// The document with these texts between its markers, an empty line around each.
pub fn spliced(text: &str, blocks: &[Block], texts: &[String]) -> String {
    let mut document = String::with_capacity(text.len());
    let mut at = 0;
    for (block, new) in blocks.iter().zip(texts) {
        document.push_str(&text[at..block.place.start]);
        document.push_str(&format!("\n{}\n\n", new.trim_matches('\n')));
        at = block.place.end;
    }
    document.push_str(&text[at..]);
    document
}

/// Whether what stands between the markers is this text.
pub fn is_current(text: &str, block: &Block, new: &str) -> bool {
    text[block.place.clone()].trim_matches(['\n', '\r']) == new.trim_matches('\n')
}

/// A text as fenced code of a language, whatever is in it.
pub fn fenced(text: &str, language: &str) -> String {
    let longest = text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}{language}\n{}\n{fence}", text.trim_matches('\n'))
}

/// The command of a marker; none in any other line.
fn command(line: &str) -> Option<String> {
    let command = line.strip_prefix(BEGINS)?.strip_suffix(CLOSES)?.trim();
    (!command.is_empty()).then(|| command.to_owned())
}

/// The fence of the code in which the text goes on behind a line, if it does.
fn fence_behind<'a>(fence: Option<&'a str>, line: &'a str) -> Option<&'a str> {
    let run = |mark: char| &line[..line.len() - line.trim_start_matches(mark).len()];
    match fence {
        Some(open) => (!line.starts_with(open) || !line.trim_matches(['`', '~']).is_empty()).then_some(open),
        None => [run('`'), run('~')].into_iter().find(|run| run.len() >= 3),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = "# Title\n\n<!-- ladder: report one --brief -->\nold\n<!-- /ladder -->\n\ntext\n\n\
        <!-- ladder: compare -->\n<!-- /ladder -->\nend";

    #[test]
    fn texts_are_put_between_markers_and_nothing_else_is_touched() {
        let blocks = blocks(DOCUMENT).expect("markers");
        let commands: Vec<(usize, &str)> = blocks.iter().map(|block| (block.line, block.command.as_str())).collect();
        assert_eq!(commands, [(3, "report one --brief"), (9, "compare")]);
        let texts = ["| a |\n".to_owned(), "b\nc".to_owned()];
        let document = spliced(DOCUMENT, &blocks, &texts);
        let expected = "# Title\n\n<!-- ladder: report one --brief -->\n\n| a |\n\n<!-- /ladder -->\n\ntext\n\n\
            <!-- ladder: compare -->\n\nb\nc\n\n<!-- /ladder -->\nend";
        assert_eq!(document, expected);
        let again = super::blocks(&document).expect("markers");
        assert_eq!(spliced(&document, &again, &texts), document, "a second time changes nothing");
        assert!(again.iter().zip(&texts).all(|(block, text)| is_current(&document, block, text)));
        assert!(!is_current(DOCUMENT, &blocks[0], &texts[0]));
    }

    #[test]
    fn a_marker_in_code_is_none() {
        let text = "```text\n<!-- ladder: report -->\n```\n~~~\n<!-- /ladder -->\n```\n~~~\n";
        assert_eq!(blocks(text), Ok(Vec::new()));
        assert_eq!(blocks(&format!("{text}<!-- ladder: x -->\n```\n<!-- /ladder -->")).expect("a marker").len(), 1);
    }

    #[test]
    fn a_wrong_marker_is_named_with_its_line() {
        let known = [
            ("a\n<!-- /ladder -->", 2, "ends no marker"),
            ("<!-- ladder: a -->\nb", 1, "not ended"),
            ("<!-- ladder: a -->\n\n<!-- ladder: b -->\n<!-- /ladder -->", 3, "the marker of line 1"),
            ("<!-- ladder report -->", 1, "no such marker"),
            ("<!-- ladder: -->", 1, "no such marker"),
            ("x\n<!--ladder: report-->\n", 2, "no such marker"),
            ("<!-- /ladder", 1, "no such marker"),
        ];
        for (text, line, reason) in known {
            let mistake = blocks(text).expect_err(text);
            assert!(mistake.line == line && mistake.reason.contains(reason), "{text}: {mistake}");
        }
    }

    #[test]
    fn code_is_fenced_by_more_strokes_than_are_in_it() {
        assert_eq!(fenced("a\n", "text"), "```text\na\n```");
        assert_eq!(fenced("a ```` b", "json"), "`````json\na ```` b\n`````");
    }
}
