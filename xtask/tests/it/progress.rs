//! What a user sees meanwhile.

use crate::support::Ladder;

#[test]
fn without_a_terminal_progress_is_plain_lines_and_results_stand_alone() {
    let ladder = Ladder::new();
    let outcome = ladder.xtask(&["run"]).exits_with(0);
    assert!(!outcome.stderr.contains('\u{1b}') && !outcome.stderr.contains('\r'), "{:?}", outcome.stderr);
    assert!(outcome.stderr.lines().any(|line| line.contains("checking")), "{}", outcome.stderr);
    assert!(outcome.stderr.lines().any(|line| line.contains("measuring")), "{}", outcome.stderr);
    assert!(!outcome.stdout.contains("checking"), "{}", outcome.stdout);
    assert!(!outcome.stdout.contains('\u{1b}'), "{}", outcome.stdout);
}

#[test]
fn on_a_terminal_progress_moves_and_says_how_long_it_will_take() {
    let ladder = Ladder::new()
        .with_instead("brisk\"]\ncost", "brisk\", \"--sleep-ms\", \"20\"]\ncost")
        .with_rung("noisy", "--ns 1000000 --jitter 0.5");
    let text = ladder.on_a_terminal(&["run", "--benchmark", "sums"]).exits_with(0).stdout;
    assert!(text.contains('\u{1b}'), "nothing moves");
    for expected in ["checking", "invocation", "round", "left", "Four times as brisk"] {
        assert!(text.contains(expected), "no `{expected}` in\n{}", text.escape_debug());
    }
}

#[test]
fn a_report_on_a_terminal_fits_its_width() {
    let ladder = Ladder::new();
    ladder.xtask(&["run"]).exits_with(0);
    let text = ladder.on_a_terminal(&["report"]).exits_with(0).stdout;
    for line in text.lines() {
        let mut coloured = false;
        let plain = line.chars().filter(|&c| {
            coloured = (coloured || c == '\u{1b}') && c != 'm';
            !coloured && c != 'm' && c != '\r'
        });
        assert!(plain.count() <= 100, "wider than the terminal: {line}");
    }
}
