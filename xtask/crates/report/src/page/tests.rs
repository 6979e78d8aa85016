use super::*;
use crate::fixture::{cell, change_samples, claim, lost, published, recorded, sample, samples, summarise};
use ::published::{Claim, SeriesPoint};
use records::{CellRecord, Effort, Phase, Sample, Standing};

/// What nobody may be able to put into a page.
const HOSTILE: &str = "<script>alert(1)</script>\"'&\u{1b}[31m";

fn page(recorded: &Recorded) -> String {
    let card = summarise(recorded);
    render(recorded, &card)
}

fn effort(lines_added: u64) -> Option<Box<Effort>> {
    let effort = Effort {
        lines: 90,
        lines_added,
        lines_removed: 3,
        tokens: 800,
        tokens_added: 613,
        tokens_removed: 200,
        languages: vec!["Rust".to_owned()],
        dependencies: vec!["serde".to_owned()],
        toolchain_bytes: Some(3 << 20),
    };
    Some(Box::new(effort))
}

/// A session that has something for every section.
fn full() -> Recorded {
    let parsed = |of: Vec<Sample>| of.into_iter().map(|one| Sample { benchmark: "parse".to_owned(), ..one });
    let mut recorded = recorded();
    recorded.published =
        vec![published(&[("python", "1,242ms", "1.0x"), ("c", "2ms", "621x"), ("gone", "3ms", "414x")])];
    recorded.published[0].claims = vec![claim("c", "python", Some(2.0), None), claim("python", "c", Some(2.0), None)];
    let whole = |rung: &str, lines| CellRecord { effort: effort(lines), headline: true, ..cell(rung) };
    let part = |rung: &str| CellRecord {
        benchmark: "parse".to_owned(),
        benchmark_title: "Parsing".to_owned(),
        part_of: Some("nbody".to_owned()),
        ..cell(rung)
    };
    recorded.cells = vec![
        whole("python", 0),
        CellRecord { native: true, headline: false, ..whole("c", 40) },
        whole("lazy", 90),
        lost("codon", Standing::Missing, "no compiler", Some("get one")),
        part("python"),
        part("lazy"),
    ];
    let early =
        (0..12).map(|turn| Sample { phase: Phase::WarmUp, turn, ..sample("c", 0, 0, if turn < 4 { 90 } else { 10 }) });
    recorded.samples = early.collect();
    recorded.samples.extend([samples("python", &[40; 6]), samples("c", &[10; 6]), samples("lazy", &[20; 6])].concat());
    recorded.samples.extend(parsed(samples("python", &[30; 6])).chain(parsed(samples("lazy", &[25; 6]))));
    recorded
}

/// The tags of a document in their order, without what stands in scripts and styles.
fn tags(text: &str) -> Vec<String> {
    let mut tags = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('<') {
        let (tag, after) = after.split_once('>').expect("a tag that ends");
        rest = after;
        for raw in ["script", "style"] {
            if tag == raw {
                rest = &after[after.find(&format!("</{raw}")).expect("an end")..];
            }
        }
        tags.push(tag.to_owned());
    }
    tags
}

fn attributes<'t>(text: &'t str, name: &str) -> Vec<&'t str> {
    let begin = format!(" {name}=\"");
    text.split(begin.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn every_element_ends_where_it_should() {
    let void = ["meta", "link", "input", "br", "!DOCTYPE"];
    let mut open: Vec<String> = Vec::new();
    for tag in tags(&page(&full())) {
        let name = tag.split_whitespace().next().unwrap_or_default().to_owned();
        match name.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop().as_deref(), Some(name), "in {open:?}"),
            None if void.contains(&name.as_str()) => {}
            None => open.push(name),
        }
    }
    assert!(open.is_empty(), "{open:?} do not end");
}

#[test]
fn what_records_say_is_never_markup() {
    let mut recorded = full();
    recorded.session.id = HOSTILE.to_owned();
    recorded.session.baseline_doubt = Some(HOSTILE.to_owned());
    recorded.warnings = vec![HOSTILE.to_owned()];
    for cell in &mut recorded.cells {
        cell.title = HOSTILE.to_owned();
        cell.cost = HOSTILE.to_owned();
        cell.benchmark_title = HOSTILE.to_owned();
        cell.size = HOSTILE.to_owned();
        cell.reason = cell.reason.as_ref().map(|_| HOSTILE.to_owned());
        cell.helpers = Some(HOSTILE.to_owned());
    }
    for source in &mut recorded.published {
        source.title = HOSTILE.to_owned();
        source.source = format!("https://example.org/\"onclick={HOSTILE}");
        source.tables[0].figures[0].row = HOSTILE.to_owned();
        source.claims[0].says = HOSTILE.to_owned();
    }
    let text = page(&recorded);
    assert_eq!(text.matches("<script").count(), 1, "a script of the records' own");
    assert!(text.contains("&lt;script&gt;alert(1)"), "the text itself is to be seen");
    assert!(!text.contains('\u{1b}'), "no character that HTML forbids");
    assert!(!tags(&text).iter().any(|tag| tag.split_whitespace().any(|word| word.starts_with("onclick"))));
}

#[test]
fn the_policy_knows_the_style_and_the_script_and_nothing_else_is_in_the_page() {
    let text = page(&full());
    let policy =
        attributes(&text, "content").into_iter().find(|content| content.contains("default-src")).expect("a policy");
    assert!(policy.starts_with("default-src 'none'; ") && !policy.contains("unsafe"), "{policy}");
    for tag in ["style", "script"] {
        let (_, rest) = text.split_once(&format!("<{tag}>")).expect("one");
        let (inner, _) = rest.split_once(&format!("</{tag}>")).expect("an end");
        let hash = Base64::encode_string(&Sha256::digest(inner));
        assert!(policy.contains(&format!("{tag}-src 'sha256-{hash}'")), "{policy}");
    }
    for forbidden in [" style=\"", " src=\"", " onclick", " onload", "@import", "url(", "<iframe", "<img"] {
        assert!(!text.contains(forbidden), "{forbidden}");
    }
    let elsewhere: Vec<&str> = attributes(&text, "href")
        .into_iter()
        .filter(|href| !href.starts_with('#') && !href.starts_with("data:"))
        .collect();
    assert_eq!(elsewhere, ["https://example.org/"], "only sources are elsewhere, and only as links");
}

#[test]
fn every_link_and_label_leads_to_something_and_every_name_is_given_once() {
    let text = page(&full());
    let ids = attributes(&text, "id");
    let mut distinct = ids.clone();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(distinct.len(), ids.len(), "an identifier is given twice");
    let links = attributes(&text, "href").into_iter().filter_map(|href| href.strip_prefix('#'));
    let labels = attributes(&text, "aria-labelledby").into_iter().flat_map(str::split_whitespace);
    for target in links.chain(labels).chain(attributes(&text, "data-rows")) {
        assert!(ids.contains(&target), "nothing is called {target}");
    }
}

#[test]
fn a_session_with_everything_has_every_section_and_one_without_anything_is_a_page_as_well() {
    let text = page(&full());
    for id in ["session", "at-a-glance", "ladder-nbody", "effort", "warm-up", "time-budget", "verdicts", "reading"] {
        assert!(text.contains(&format!("<section id=\"{id}\"")), "no {id}");
    }
    let empty = page(&recorded());
    assert!(empty.contains("<section id=\"session\"") && !empty.contains("<section id=\"effort\""));
}

#[test]
fn figures_stand_beside_the_numbers_that_they_are_sorted_by() {
    let text = page(&full());
    let (_, row) = text.split_once("<tr class=\"\" id=\"c/nbody\"").expect("a row");
    let (row, _) = row.split_once("</tr>").expect("an end");
    assert!(row.contains("<td class=\"number\" data-v=\"10\">10.0 ns</td>"), "{row}");
    let estimate: f64 = attributes(row, "data-v")[1].parse().expect("a number");
    assert!((estimate - 4.0).abs() < 1e-9 && row.contains(">4.00x</td>"), "{row}");
    assert!(row.contains("data-v=\"621\">621x</td>") && row.contains("popovertarget=\"flag-native\""), "{row}");
}

#[test]
fn variants_can_be_hidden_only_where_records_tell_them_apart() {
    let choice = "name=\"headline\"";
    assert!(page(&full()).contains(choice));
    let mut alike = full();
    alike.cells.iter_mut().for_each(|cell| cell.headline = false);
    assert!(!page(&alike).contains(choice), "older records say nothing of it");
}

#[test]
fn a_part_is_a_share_only_where_it_takes_less_than_the_whole() {
    let text = page(&full());
    let (_, budget) = text.split_once("id=\"budget-of-parse\"").expect("the table");
    let row = |title: &str| {
        let (_, row) = budget.split_once(&format!("<th scope=\"row\">{title}</th>")).expect("a row");
        row.split_once("</tr>").expect("an end").0.to_owned()
    };
    assert!(
        row("python").contains(">75 % (75..75)</td>") && row("python").contains(">10.0 ns</td>"),
        "{}",
        row("python")
    );
    assert!(row("lazy").contains("takes 1.25 times as long as the whole"), "{}", row("lazy"));
    assert!(row("lazy").contains(">25.0 ns</td>"), "its own median: {}", row("lazy"));
    assert!(row("c").contains("no time of the part"), "{}", row("c"));
    let mut larger = full();
    larger.cells.iter_mut().filter(|cell| cell.benchmark == "nbody").for_each(|cell| cell.size = "another".to_owned());
    assert!(!page(&larger).contains("id=\"time-budget\""), "at another input it is no part");
}

#[test]
fn a_share_is_told_only_where_the_interval_and_the_algorithm_admit_it() {
    let row = |recorded: &Recorded| {
        let text = page(recorded);
        let (_, budget) = text.split_once("id=\"budget-of-parse\"").expect("the table");
        let (_, row) = budget.split_once("<th scope=\"row\">python</th>").expect("a row");
        row.split_once("</tr>").expect("an end").0.to_owned()
    };
    let mut otherwise = full();
    otherwise.cells[0].algorithm = "in one pass".to_owned();
    let told = row(&otherwise);
    assert!(told.contains("done by another algorithm") && !told.contains(" %"), "{told}");
    let mut open = full();
    change_samples(&mut open, |samples| {
        samples.retain(|sample| sample.benchmark == "nbody" || sample.rung != "python")
    });
    let times = [30, 30, 50, 50, 35, 35];
    let parsed = samples("python", &times).into_iter().map(|one| Sample { benchmark: "parse".to_owned(), ..one });
    open.samples.extend(parsed);
    let told = row(&open);
    assert!(told.contains("the interval leaves it open") && told.contains(">35.0 ns</td>"), "{told}");
}

#[test]
fn the_first_at_a_glance_refuses_bad_input_and_has_its_marks_and_its_rivals() {
    let glance = |recorded: &Recorded| {
        let text = page(recorded);
        let (_, rest) = text.split_once("<table class=\"sortable\" id=\"glance\">").expect("the table");
        rest.split_once("</table>").expect("an end").0.to_owned()
    };
    let told = glance(&full());
    assert!(told.contains("href=\"#c/nbody\"") && told.contains("popovertarget=\"flag-native\""), "{told}");
    assert!(!told.contains("class=\"more\""), "nothing else is as fast: {told}");
    let mut trusting = full();
    trusting.cells[1].validates = false;
    assert!(!glance(&trusting).contains("href=\"#c/nbody\""), "part of its speedup is work that it leaves out");
    let mut close = full();
    change_samples(&mut close, |samples| samples.retain(|sample| sample.benchmark != "nbody" || sample.rung != "lazy"));
    close.samples.extend(samples("lazy", &[9, 9, 13, 13, 10, 10]));
    let told = glance(&close);
    let rivals = told
        .split_once("No interval tells which is faster: ")
        .expect("a rival")
        .1
        .split_once("</div>")
        .expect("an end")
        .0;
    assert!(rivals.contains("href=\"#lazy/nbody\"") && !rivals.contains("python/nbody"), "{rivals}");
}

#[test]
fn the_front_of_effort_has_its_names_in_the_picture_and_its_marks_in_the_table() {
    let text = page(&full());
    let (_, effort) = text.split_once("<section id=\"effort\"").expect("the section");
    let (picture, table) = effort.split_once("id=\"effort-of-nbody\"").expect("the table");
    let table = table.split_once("</table>").expect("an end").0;
    assert!(table.contains("popovertarget=\"flag-native\""), "{table}");
    assert!(picture.contains("<text class=\"halo strong"), "{picture}");
}

#[test]
fn a_flag_says_what_it_means_where_it_stands() {
    let text = page(&full());
    assert!(
        text.contains("<div class=\"told\" popover id=\"flag-native\"><strong>n: native</strong>"),
        "no words for a tap"
    );
    assert!(text.contains("title=\"returns a native result, no Python object\""), "no words for a pointer");
}

#[test]
fn the_interval_in_a_chart_is_text_and_what_is_hashed_is_what_is_written() {
    let text = page(&full());
    assert!(text.contains("4.00x<span class=\"unseen\">, "), "an interval nobody can reach");
    assert_eq!(as_written("a {\r\n\tb\u{7}\r\n}"), "a {\nb\n}", "as from a checkout with carriage returns");
    let kept: [&str; 2] = [STYLE, SCRIPT].map(str::trim);
    for file in kept {
        assert!(!file.contains(['\t', '\r']), "it would be written in another way than it stands in its file");
    }
}

#[test]
fn curves_are_drawn_of_what_is_not_flat() {
    let text = page(&full());
    assert_eq!(text.matches("<polyline").count(), 1);
    let (_, rest) = text.split_once(" points=\"").expect("a curve");
    let points: Vec<&str> = rest.split('"').next().unwrap_or_default().split(' ').collect();
    assert!(
        points.len() > 10 && points[0].starts_with("0,") && points.last().is_some_and(|last| last.starts_with("1000,"))
    );
}

#[test]
fn the_page_of_a_large_session_stays_below_a_megabyte() {
    let mut recorded = full();
    let (benchmarks, rungs, invocations) = (4, 43, 12);
    recorded.published = vec![published(&[("rung-0", "1,242ms", "1.0x"); 130])];
    recorded.published[0].claims = (0..60).map(|_| claim("rung-1", "rung-0", Some(2.0), None)).collect();
    (recorded.cells, recorded.samples) = (Vec::new(), Vec::new().into());
    recorded.session.baseline = Some("rung-0".to_owned());
    for (benchmark, rung) in (0..benchmarks).flat_map(|benchmark| (0..rungs).map(move |rung| (benchmark, rung))) {
        let (name, rung_name) = (format!("benchmark-{benchmark}"), format!("rung-{rung}"));
        let benchmark = if benchmark == 0 { "nbody".to_owned() } else { name };
        let one = CellRecord {
            benchmark: benchmark.clone(),
            title: format!("A rung with a title as long as they are, number {rung}"),
            cost: "another language and its toolchain, annotations, and a manual".to_owned(),
            effort: effort(rung),
            native: true,
            validates: false,
            ..cell(&rung_name)
        };
        recorded.cells.push(one);
        for invocation in 0..invocations {
            let warm = (0..70).map(|turn| {
                let time = 1_000_000 + 5_000_000 / (turn + 1) + (turn * 7919) % 100_000;
                Sample { phase: Phase::WarmUp, ..sample(&rung_name, invocation, 0, time) }
            });
            let steady = (0..6).map(|round| sample(&rung_name, invocation, round, 1_000_000 + rung * 1000));
            recorded.samples.extend(warm.chain(steady).map(|one| Sample { benchmark: benchmark.clone(), ..one }));
        }
    }
    let text = page(&recorded);
    assert!(text.matches("<polyline").count() > 400, "it is no large session");
    assert!(text.len() < 1_000_000, "{} bytes", text.len());
}

#[test]
fn a_group_beside_the_ladder_has_a_chapter_of_its_own() {
    let mut recorded = full();
    let ladder_alone = page(&recorded);
    assert!(!ladder_alone.contains("group-"));
    for cell in recorded.cells.iter_mut().filter(|cell| cell.benchmark == "parse") {
        cell.group = Some("games".to_owned());
    }
    let text = page(&recorded);
    let places: Vec<usize> =
        ["id=\"group-ladder\"", "id=\"ladder-nbody\"", "id=\"group-games\"", "id=\"ladder-parse\""]
            .map(|id| text.find(id).unwrap_or_else(|| panic!("no {id}")))
            .to_vec();
    assert!(places.is_sorted(), "{places:?}");
    assert!(text.contains("href=\"#group-games\""));
}

#[test]
fn nobody_sees_the_strokes_that_mark_code_in_titles() {
    let mut recorded = full();
    for cell in &mut recorded.cells {
        cell.benchmark_title = format!("`{}`: a reason", cell.benchmark);
        cell.title = format!("{}, `pow`", cell.title);
    }
    let text = page(&recorded);
    assert!(text.contains("parse: a reason") && text.contains(", pow"));
    assert!(!text.contains("`nbody`") && !text.contains("`parse`") && !text.contains("`pow`"));
}

#[test]
fn figures_of_a_series_stand_on_one_scale() {
    let mut recorded = full();
    let point = |at: &str| {
        let series = SeriesPoint { name: "a <curve>".to_owned(), at: at.to_owned() };
        Claim { series: Some(series), ..claim("c", "python", Some(2.0), None) }
    };
    recorded.cells.iter_mut().for_each(|cell| cell.group = Some("why".to_owned()));
    recorded.published[0].claims = vec![point("at first")];
    assert!(!page(&recorded).contains("figure class=\"series\""), "one point is no curve");
    recorded.published[0].claims.push(point("at last"));
    let text = page(&recorded);
    let chart = text.split("figure class=\"series\"").nth(1).expect("a chart");
    let chart = chart.split("</figure>").next().expect("its end");
    assert!(chart.contains("a &lt;curve&gt;") && chart.contains("at first") && chart.contains("at last"), "{chart}");
    assert_eq!(chart.matches("class=\"dot\"").count(), 2);
    assert_eq!(chart.matches("class=\"unit\"").count(), 2, "where both are as fast");
}
