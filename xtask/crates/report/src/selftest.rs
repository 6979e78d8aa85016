//! A self-test for people: the whole of it, and in one sentence for the head of every report.

use crate::text::units::{self, NONE};
use crate::text::{Column, Keep, Layout, Text, Tone, paragraph, table};
use records::{Contest, Rate, SelfTest, Stop};

/// A slowdown counts as found when it is found this often.
const OFTEN: f64 = 0.8;

/// The whole self-test as text.
pub fn render(found: &SelfTest, layout: Layout) -> String {
    let head = format!(
        "self-test {} · {} {} · {} invocations of {} rounds",
        found.id, found.benchmark, found.value, found.invocations, found.rounds
    );
    let mut parts = vec![
        paragraph(Text::new(&head, Tone::Strong), layout),
        paragraph(Text::plain(&(ending(found) + &meanwhile(found))), layout),
    ];
    if found.alarms.trials > 0 {
        parts.extend([String::new(), table(columns(found), layout).0, String::new()]);
        let tone = if found.alarms_too_often() { Tone::Bad } else { Tone::Plain };
        parts.extend(verdict(found).map(|verdict| paragraph(Text::new(&verdict, tone), layout)));
    }
    parts.join("\n") + "\n"
}

/// How the self-test ended, and after how long.
fn ending(found: &SelfTest) -> String {
    let spent = units::elapsed(found.spent_s);
    match found.stop {
        Some(Stop::Complete) => format!("every planned comparison was made, in {spent} of measuring"),
        Some(Stop::Budget) => format!("the budget was spent: {spent} of measuring"),
        Some(Stop::Interrupted) => {
            format!("interrupted after {spent} of measuring; `cargo xtask selftest` goes on with it")
        }
        Some(Stop::Narrow | Stop::Nothing) | None => {
            format!("under way, or killed, after {spent} of measuring; `cargo xtask selftest` goes on with it")
        }
    }
}

/// The self-test in a sentence; none when it compared nothing.
pub(super) fn sentence(found: &SelfTest) -> Option<String> {
    let day = found.started.split('T').next().unwrap_or_default();
    let resolved = found.contests.iter().filter(|contest| contest.more_work == 0.0).filter_map(|contest| {
        let smallest = smallest_found(found, &contest.rung);
        let smallest = smallest.map_or_else(|| "none of the slowdowns tried".to_owned(), percent);
        Some(format!("{} ±{}, finds {smallest}", contest.title, percent(contest.half_width?)))
    });
    Some(format!(
        "self-test on {day}: identical programs are called different in {} ({} nominal, {} comparisons); after {} \
         invocations of {} rounds {}",
        with_interval(&found.alarms)?,
        percent(found.nominal),
        found.alarms.trials,
        found.invocations,
        found.rounds,
        resolved.collect::<Vec<_>>().join("; ")
    ))
}

/// How busy the machine was with other things.
fn meanwhile(found: &SelfTest) -> String {
    let shares = [(found.others, "other processes"), (found.stolen, "other machines of the host")];
    let known: Vec<String> =
        shares.into_iter().filter_map(|(share, who)| Some(format!("{who} used {}", percent(share?)))).collect();
    if known.is_empty() { String::new() } else { format!("; of the time of all cores, {}", known.join(", ")) }
}

/// What the figures mean, and what to do.
fn verdict(found: &SelfTest) -> Option<String> {
    let sentence = sentence(found)?;
    Some(match found.alarms_too_often() {
        true => format!(
            "{sentence}. That is more often than the intervals promise: believe no difference of a few per cent that \
             was measured on this machine, close what else runs on it, and test again"
        ),
        false => sentence,
    })
}

/// The smallest share of more work that is found often, and with it every larger one.
fn smallest_found(found: &SelfTest, rung: &str) -> Option<f64> {
    let mut more: Vec<&Contest> =
        found.contests.iter().filter(|contest| contest.rung == rung && contest.more_work > 0.0).collect();
    more.sort_by(|one, other| other.more_work.total_cmp(&one.more_work));
    let often = more.into_iter().take_while(|contest| contest.called.share().is_some_and(|share| share >= OFTEN));
    often.last().map(|contest| contest.more_work)
}

fn columns(found: &SelfTest) -> Vec<Column> {
    let contests = &found.contests;
    let left = |head, text: fn(&Contest) -> String| {
        Column::left(head, Keep::Always, contests.iter().map(|contest| Text::plain(&text(contest))))
    };
    let right = |head, text: fn(&Contest) -> String| {
        Column::right(head, Keep::Always, contests.iter().map(|contest| Text::plain(&text(contest))))
    };
    let mut columns = vec![
        left("rung", |contest| contest.title.clone()),
        left("compared with", beside),
        right("times", |contest| contest.called.trials.to_string()),
        right("called different\nor slower", |contest| or_none(with_interval(&contest.called))),
        right("interval contains\nthe true ratio", |contest| or_none(with_interval(&contest.covered))),
        right("median\nhalf-width", |contest| or_none(contest.half_width.map(|half| format!("±{}", percent(half))))),
    ];
    if contests.iter().any(|contest| contest.without_interval > 0) {
        columns.push(right("without\nan interval", |contest| contest.without_interval.to_string()));
    }
    columns
}

/// What a rung was compared with.
fn beside(contest: &Contest) -> String {
    match contest.more_work > 0.0 {
        true => format!("{} more work", percent(contest.more_work)),
        false => "an identical copy".to_owned(),
    }
}

fn or_none(text: Option<String>) -> String {
    text.unwrap_or_else(|| NONE.to_owned())
}

/// `4.5 % (2.9..7.0)`.
fn with_interval(rate: &Rate) -> Option<String> {
    Some(format!("{} ({:.1}..{:.1})", percent(rate.share()?), 100.0 * rate.low, 100.0 * rate.high))
}

/// A share with one decimal, and without it where that is 0.
fn percent(share: f64) -> String {
    let text = format!("{:.1}", 100.0 * share);
    format!("{} %", text.strip_suffix(".0").unwrap_or(&text))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn rate(hits: u32, trials: u32) -> Rate {
        Rate { hits, trials, low: 0.01, high: 0.08 }
    }

    fn contest(more_work: f64, hits: u32, trials: u32) -> Contest {
        Contest {
            rung: "c".to_owned(),
            title: "C".to_owned(),
            more_work,
            called: rate(hits, trials),
            without_interval: 0,
            covered: rate(trials - 1, trials),
            half_width: Some(0.007),
        }
    }

    fn found() -> SelfTest {
        SelfTest {
            version: 1,
            id: "20260102T030405Z".to_owned(),
            started: "2026-01-02T03:04:05Z".to_owned(),
            spent_s: 1380.0,
            stop: Some(Stop::Complete),
            machine: json!({}),
            stolen: Some(0.001),
            others: None,
            benchmark: "nbody".to_owned(),
            value: 1000,
            invocations: 6,
            rounds: 5,
            nominal: 0.05,
            alarms: rate(18, 400),
            contests: vec![contest(0.0, 18, 400), contest(0.02, 20, 50), contest(0.05, 45, 50), contest(0.1, 50, 50)],
        }
    }

    #[test]
    fn the_sentence_says_how_often_how_wide_and_how_small() {
        assert_eq!(
            sentence(&found()).expect("a sentence"),
            "self-test on 2026-01-02: identical programs are called different in 4.5 % (1.0..8.0) (5 % nominal, 400 \
             comparisons); after 6 invocations of 5 rounds C ±0.7 %, finds 5 %"
        );
    }

    #[test]
    fn a_slowdown_is_found_only_where_every_larger_one_is() {
        let mut found = found();
        assert_eq!(smallest_found(&found, "c"), Some(0.05));
        found.contests[1].called.hits = 40;
        assert_eq!(smallest_found(&found, "c"), Some(0.02));
        found.contests[2].called.hits = 39;
        assert_eq!(smallest_found(&found, "c"), Some(0.1));
        found.contests[3].called.hits = 1;
        assert_eq!(smallest_found(&found, "c"), None);
        assert!(sentence(&found).expect("a sentence").ends_with("finds none of the slowdowns tried"));
    }

    #[test]
    fn the_whole_shows_every_contest_and_how_it_ended() {
        let text = render(&found(), Layout::default());
        for part in ["every planned comparison was made, in 23 min 0 s", "an identical copy", "10 % more work"] {
            assert!(text.contains(part), "{part} is not in\n{text}");
        }
        assert!(text.lines().all(|line| line.chars().count() <= 120), "{text}");
        let interrupted = SelfTest { stop: Some(Stop::Interrupted), ..found() };
        assert!(render(&interrupted, Layout::default()).contains("goes on with it"));
    }

    #[test]
    fn how_busy_the_machine_was_is_said_where_it_is_known() {
        let text = render(&found(), Layout::default());
        assert!(
            text.replace('\n', " ").contains("of the time of all cores, other machines of the host used 0.1 %"),
            "{text}"
        );
        let unknown = SelfTest { stolen: None, ..found() };
        assert!(!render(&unknown, Layout::default()).contains("of the time of all cores"));
    }

    #[test]
    fn too_many_alarms_are_said_plainly() {
        let mut found = found();
        found.alarms = Rate { hits: 60, trials: 400, low: 0.12, high: 0.19 };
        assert!(render(&found, Layout::default()).contains("more often than the intervals promise"));
    }

    #[test]
    fn without_a_comparison_there_is_no_sentence() {
        let none = SelfTest { alarms: rate(0, 0), contests: Vec::new(), ..found() };
        assert_eq!(sentence(&none), None);
    }
}
