//! Folders as sessions leave them, whole and broken.

use std::fs;

use tempfile::TempDir;

use super::*;
use crate::{Phase, Sample, Standing};

const SESSION: &str = r#"{"type":"session","version":1,"id":"20260102T030405Z","started":"2026-01-02T03:04:05Z","profile":"quick","seed":7,"budget_s":60.0,"invocations":3,"max_invocations":6,"rounds":2,"manifest_sha256":"00","width":0.02,"baseline":"python","baseline_doubt":null}"#;
const SAMPLE: &str = r#"{"type":"sample","benchmark":"nbody","rung":"python","invocation":0,"round":0,"turn":0,"phase":"warm-up","iterations":1,"wall_ns":9,"cpu_ns":8,"slow":false,"at_ms":5}"#;
const LOAD: &str = r#"{"type":"load","at_ms":3,"steal_ms":1,"busy_ms":6,"cores":2,"harness_cpu_ms":1,"runners_cpu_ms":null,"left_ms":7}"#;
const COURSE: &str = r#"{"type":"course","benchmark":"nbody","invocation":3,"rounds":7,"reason":"within-invocations","rung":"c","between":0.01,"within":0.03,"left_out":["python"]}"#;
const START: &str = r#"{"type":"start","benchmark":"nbody","rung":"python","invocation":0,"ready_ns":4,"core":1}"#;
const OUTPUT: &str = r#"{"type":"output","benchmark":"nbody","rung":"python","invocation":0,"sha256":"ab"}"#;
const MEMORY: &str = r#"{"type":"memory","benchmark":"nbody","rung":"python","invocation":0,"peak_bytes":12}"#;
const FAILURE: &str =
    r#"{"type":"failure","benchmark":"nbody","rung":"python","invocation":0,"standing":"failed","message":"gone"}"#;
const INVOCATION_END: &str = r#"{"type":"invocation-end","benchmark":"nbody","invocation":0,"at_ms":40}"#;
const RESUMED: &str = r#"{"type":"resumed","at":"2026-01-02T04:00:00Z","at_ms":41,"seed":8,"budget_s":90.0,"cut_off":[{"benchmark":"nbody","invocation":0}],"changed":["machine cpu: was a, is b"]}"#;
const END: &str =
    r#"{"type":"end","stop":"complete","ended":"2026-01-02T03:06:05Z","spent_ms":120000,"harness_cpu_ms":900}"#;

fn cell(rung: &str, standing: &str) -> String {
    format!(
        r#"{{"type":"cell","benchmark":"nbody","benchmark_title":"n-body","kind":null,"part_of":null,"size":"33000","rung":"{rung}","title":"{rung}","standing":"{standing}","reason":null,"fix":null,"toolchain":null,"version":null,"optimised":null,"build_kind":null,"build_s":1.5,"threads":1,"fast_math":false,"target_cpu":"generic","native":false,"validates":true,"helpers":null,"algorithm":"same loop","cost":"","effort":null,"headline":false}}"#
    )
}

fn folder(samples: impl AsRef<[u8]>) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join(SAMPLES), samples).expect("written");
    folder
}

fn lines(lines: &[&str]) -> TempDir {
    folder(lines.join("\n") + "\n")
}

fn parse_text(text: &str) -> Result<Record, String> {
    parse(Line { text: text.as_bytes(), number: 1, whole: true, seal: Seal::None })
}

fn sealed(lines: &[&str]) -> String {
    let line = |text: &&str| {
        let mut line = text.as_bytes().to_vec();
        samples::seal(&mut line);
        String::from_utf8(line).expect("UTF-8") + "\n"
    };
    lines.iter().map(line).collect()
}

fn refused(folder: &TempDir) -> String {
    let message = load(folder.path()).expect_err("an error").to_string();
    message.replace(&format!("{}/", folder.path().display()), "")
}

#[test]
fn every_record_is_found_in_its_place() {
    let cell = cell("python", "ready");
    let folder = lines(&[SESSION, &cell, LOAD, COURSE, START, SAMPLE, OUTPUT, MEMORY, FAILURE, INVOCATION_END, END]);
    let recorded = load(folder.path()).expect("records");
    assert_eq!(recorded.session.id, "20260102T030405Z");
    assert_eq!(recorded.cells[0].rung, "python");
    assert_eq!((recorded.invocation_plans[0].rounds, recorded.invocation_plans[0].left_out.len()), (7, 1));
    assert_eq!((recorded.loads[0].busy_ms, recorded.loads[0].runners_cpu_ms), (Some(6), None));
    assert_eq!(recorded.starts[0].core, Some(1));
    let samples: Vec<Sample<&str>> = recorded.samples.iter().collect();
    assert_eq!((samples[0].wall_ns, samples[0].cpu_ns, samples[0].phase), (9, 8, Phase::WarmUp));
    assert_eq!(recorded.outputs[0].sha256, "ab");
    assert_eq!(recorded.memory[0].peak_bytes, 12);
    assert_eq!(recorded.failures[0].message, "gone");
    assert_eq!(recorded.invocation_ends[0].at_ms, 40);
    assert!(recorded.end.is_some() && recorded.environment.is_none() && recorded.warnings.is_empty());
}

#[test]
fn without_samples_everything_else_is_there_and_samples_are_not_looked_at() {
    let cell = cell("python", "ready");
    let damaged = SAMPLE.replace(":9,", ":nine,");
    let text = [SESSION, &cell, LOAD, COURSE, START, SAMPLE, OUTPUT, MEMORY, FAILURE, INVOCATION_END, END].join("\n");
    let whole = load(folder(&text).path()).expect("records");
    let without = load_without_samples(folder(text.replace(SAMPLE, &damaged)).path()).expect("records");
    assert_eq!(without, Recorded { samples: Samples::default(), ..whole });
    assert!(load(folder(text.replace(SAMPLE, &damaged)).path()).is_err());
    assert!(load_without_samples(lines(&[SESSION, r#"{"type":"load"}"#]).path()).is_err());
}

#[test]
fn the_written_form_of_every_record_reads_back() {
    let record = parse_text(SAMPLE).expect("a sample");
    let text = serde_json::to_string(&record).expect("JSON");
    assert_eq!(text, SAMPLE, "the short way to samples relies on this form");
    for line in [SESSION, &cell("python", "ready"), LOAD, COURSE, INVOCATION_END, END, RESUMED] {
        let record = parse_text(line).expect("a record");
        assert_eq!(serde_json::to_string(&record).expect("JSON"), line);
    }
}

#[test]
fn every_field_is_described_in_the_formats() {
    let formats = include_str!("../../../../../docs/records.md");
    for line in [
        SESSION,
        &cell("python", "ready"),
        LOAD,
        COURSE,
        START,
        SAMPLE,
        OUTPUT,
        MEMORY,
        FAILURE,
        INVOCATION_END,
        END,
        RESUMED,
    ] {
        let record: serde_json::Map<String, serde_json::Value> = serde_json::from_str(line).expect("an object");
        for name in record.keys() {
            assert!(formats.contains(&format!("`{name}`")), "docs/records.md says nothing of `{name}`");
        }
    }
}

#[test]
fn records_of_earlier_harnesses_lack_fields_and_are_read() {
    let session = SESSION.replace(r#""max_invocations":6,"#, "").replace(r#""width":0.02,"#, "");
    let cell = cell("python", "ready").replace(r#""build_s":1.5,"#, "").replace(r#","headline":false"#, "");
    let recorded = load(lines(&[&session, &cell]).path()).expect("records");
    assert_eq!((recorded.session.max_invocations, recorded.session.width), (None, None));
    assert_eq!((recorded.cells[0].build_s, recorded.cells[0].headline), (None, false));
}

#[test]
fn a_sample_may_name_its_type_anywhere() {
    let reordered = SAMPLE.replacen(r#""type":"sample","#, "", 1).replacen('}', r#","type":"sample"}"#, 1);
    assert_eq!(parse_text(&reordered), parse_text(SAMPLE));
}

#[test]
fn a_later_record_of_a_cell_replaces_the_earlier_one_in_its_place() {
    let (first, second) = (cell("python", "ready"), cell("c", "ready"));
    let later = cell("python", "missing");
    let recorded = load(lines(&[SESSION, &first, &second, &later]).path()).expect("records");
    let cells: Vec<_> = recorded.cells.iter().map(|cell| (cell.rung.as_str(), cell.standing)).collect();
    assert_eq!(cells, [("python", Standing::Missing), ("c", Standing::Ready)]);
}

#[test]
fn a_last_line_cut_short_anywhere_is_passed_over_with_a_warning() {
    let whole = format!("{SESSION}\n{SAMPLE}\n");
    for cut in 1..SAMPLE.len() {
        let folder = folder(format!("{whole}{}", &SAMPLE[..cut]));
        let recorded = load(folder.path()).expect("records");
        assert_eq!(recorded.samples.len(), 1, "cut at {cut}");
        assert_eq!(recorded.warnings.len(), 1, "cut at {cut}");
        assert!(recorded.warnings[0].contains("line 3 was cut short"), "{:?}", recorded.warnings);
    }
}

#[test]
fn a_last_line_cut_within_a_character_is_passed_over() {
    let text = cell("é", "ready");
    let cut = text.find('é').expect("an accent") + 1;
    let bytes = [SESSION.as_bytes(), b"\n", &text.as_bytes()[..cut]].concat();
    assert_eq!(load(folder(bytes).path()).expect("records").warnings.len(), 1);
}

#[test]
fn a_last_line_that_lacks_only_its_line_feed_counts() {
    let recorded = load(folder(format!("{SESSION}\n{SAMPLE}")).path()).expect("records");
    assert_eq!(recorded.samples.len(), 1);
    assert!(recorded.warnings.is_empty());
}

#[test]
fn a_broken_line_in_the_middle_is_an_error_that_names_it() {
    let message = refused(&lines(&[SESSION, &SAMPLE[..40], SAMPLE]));
    assert_eq!(message, "`samples.jsonl`, line 2: column 40: EOF while parsing a string");
    let message = refused(&lines(&[SESSION, SAMPLE, "", SAMPLE]));
    assert_eq!(message, "`samples.jsonl`, line 3: it is blank");
}

#[test]
fn a_broken_last_line_that_was_written_whole_is_an_error() {
    let message = refused(&lines(&[SESSION, SAMPLE, r#"{"type":"end"}"#]));
    assert_eq!(message, "`samples.jsonl`, line 3: missing field `stop`");
}

#[test]
fn sealed_lines_are_read_and_one_that_was_changed_is_named() {
    let whole = sealed(&[SESSION, SAMPLE, OUTPUT]);
    let recorded = load(folder(&whole).path()).expect("records");
    assert_eq!((recorded.samples.len(), recorded.outputs.len()), (1, 1));
    for (from, to, line) in [(":9,", ":8,", 2), ("\"ab\"", "\"ac\"", 3), ("\"seed\":7", "\"seed\":8", 1)] {
        let message = refused(&folder(whole.replace(from, to)));
        let expected = "its checksum is not that of the line, which was changed or damaged";
        assert_eq!(message, format!("`samples.jsonl`, line {line}: {expected}"));
    }
    let cut = &whole[..whole.len() - 20];
    assert_eq!(load(folder(cut).path()).expect("records").warnings.len(), 1);
}

#[test]
fn a_record_of_an_unknown_type_is_an_error() {
    let message = refused(&lines(&[SESSION, r#"{"type":"sampel"}"#, SAMPLE]));
    assert!(message.starts_with("`samples.jsonl`, line 2: column 16: unknown variant `sampel`"), "{message}");
}

#[test]
fn a_later_version_is_refused_whatever_its_fields() {
    let later = crate::VERSION + 1;
    let message = refused(&lines(&[&format!(r#"{{"type":"session","version":{later},"name":"new"}}"#)]));
    let expected = format!(
        "`samples.jsonl`, line 1: version {later} of the record format, of which this program reads {} and lower\n\
         hint: use a newer version of this program",
        crate::VERSION
    );
    assert_eq!(message, expected);
}

#[test]
fn the_first_record_is_the_session_and_there_is_no_other() {
    let message = refused(&lines(&[SAMPLE, SESSION]));
    assert_eq!(message, "`samples.jsonl`, line 1: the first record is not of type `session`");
    let message = refused(&lines(&[SESSION, SESSION]));
    assert_eq!(message, "`samples.jsonl`, line 2: a second record of type `session`");
}

#[test]
fn a_file_without_a_whole_record_says_so() {
    let expected = "`samples.jsonl` holds no complete record: the session ended before it began";
    assert_eq!(refused(&folder("")), expected);
    assert_eq!(refused(&folder(&SESSION[..50])), expected);
}

#[test]
fn a_missing_file_is_named() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    assert!(refused(&folder).starts_with("failed to read `samples.jsonl`: "));
}

#[test]
fn the_environment_is_read_where_there_is_one() {
    let folder = lines(&[SESSION]);
    let file = folder.path().join(ENVIRONMENT);
    fs::write(&file, r#"{"machine":{"cores":2}}"#).expect("written");
    let environment = load(folder.path()).expect("records").environment.expect("an environment");
    assert_eq!(environment["machine"]["cores"], 2);

    fs::write(&file, "{").expect("written");
    let recorded = load(folder.path()).expect("records");
    assert_eq!(recorded.environment, None);
    assert!(recorded.warnings[0].contains("environment.json` was passed over: "), "{:?}", recorded.warnings);
}

#[test]
fn the_newest_session_is_the_last_by_name_that_has_records() {
    let results = tempfile::tempdir().expect("a temporary folder");
    assert_eq!(latest(results.path()), None);
    assert_eq!(latest(&results.path().join("absent")), None);
    for name in ["20260102T030405Z", "20260203T000000Z", "reference"] {
        fs::create_dir(results.path().join(name)).expect("created");
        fs::write(results.path().join(name).join(SAMPLES), SESSION).expect("written");
    }
    fs::create_dir(results.path().join("20270101T000000Z")).expect("created");
    fs::write(results.path().join("20280101T000000Z"), "a file").expect("written");
    assert_eq!(latest(results.path()), Some(results.path().join("20260203T000000Z")));
}

#[test]
fn what_was_cut_off_counts_for_nothing_and_a_session_that_goes_on_has_not_ended() {
    let later = |line: &str| line.replace("\"invocation\":0", "\"invocation\":1");
    let (sample, start, output, memory) = (later(SAMPLE), later(START), later(OUTPUT), later(MEMORY));
    let (course, load) = (COURSE.replace(":3,", ":0,"), LOAD.replace("\"at_ms\":3", "\"at_ms\":50"));
    let text = [SESSION, LOAD, &course, START, SAMPLE, OUTPUT, MEMORY, END, RESUMED, &load];
    let text = [&text[..], &[&start, &sample, &output, &memory]].concat();
    let recorded = load_whole(&text);
    assert_eq!(recorded.samples.iter().map(|sample| sample.invocation).collect::<Vec<_>>(), [1]);
    assert_eq!((recorded.starts.len(), recorded.outputs.len(), recorded.memory.len()), (1, 1, 1));
    assert_eq!((recorded.invocation_plans.len(), recorded.cut_off(), &recorded.end), (1, 1, &None));
    assert_eq!((recorded.session.budget_s, recorded.resumed[0].seed), (90.0, 8));
    let moments = |loads: &[Load]| loads.iter().map(|load| load.at_ms).collect::<Vec<_>>();
    assert_eq!(recorded.loads_by_sitting().map(moments).collect::<Vec<_>>(), [[3], [50]]);
    assert!(load_whole(&[&text[..], &[END]].concat()).end.is_some(), "it has ended after all");
}

fn load_whole(text: &[&str]) -> Recorded {
    load(lines(text).path()).expect("records")
}

#[test]
fn a_session_ends_once_unless_it_is_resumed() {
    let twice = refused(&lines(&[SESSION, END, END]));
    assert!(twice.contains("line 3") && twice.contains("`resumed`"), "{twice}");
}

#[test]
fn blank_lines_at_the_end_are_nothing_and_within_they_are_damage() {
    for end in ["\n", "\n\n \n", "  "] {
        let recorded = load(folder(sealed(&[SESSION, LOAD]) + end).path()).expect("records");
        assert_eq!((recorded.loads.len(), recorded.warnings.len()), (1, 0), "{end:?}");
    }
    let within = folder(sealed(&[SESSION]) + "\n\n" + &sealed(&[LOAD]));
    assert_eq!(refused(&within), "`samples.jsonl`, line 2: it is blank");
    let salvaged = read(within.path(), Damage::PassedOver).expect("records");
    assert_eq!((salvaged.loads.len(), salvaged.lost.len()), (1, 1));
}

#[test]
fn damaged_lines_are_passed_over_on_request_and_told_with_the_cells_that_they_name() {
    let (python, c) = (cell("python", "ready"), cell("c", "ready"));
    let text = sealed(&[SESSION, &python, &c, SAMPLE, COURSE, MEMORY, LOAD, SAMPLE]);
    let mut all: Vec<String> = text.lines().map(|line| line.to_owned() + "\n").collect();
    all[3] = all[3].replace("\"wall_ns\":9", "\"wall_ns\":8");
    all[4] = all[4].replace("\"rounds\":7,", "").replace("\"rung\":\"c\",", "");
    all[5] = all[5].replace("python", "pythoN");
    all[6] = "\0\0\0\n".to_owned();
    let folder = folder(all.concat());
    assert!(refused(&folder).contains("line 4"), "{}", refused(&folder));
    let recorded = read(folder.path(), Damage::PassedOver).expect("records");
    assert_eq!((recorded.samples.len(), recorded.memory.len(), recorded.loads.len()), (1, 0, 0));
    let told = |lost: &LostLine| (lost.line, lost.cells.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "));
    let lost: Vec<(usize, String)> = recorded.lost.iter().map(told).collect();
    let expected = [(4, "python/nbody"), (5, "python/nbody c/nbody"), (6, ""), (7, "")];
    assert_eq!(lost, expected.map(|(line, cells)| (line, cells.to_owned())));
    assert_eq!(recorded.warnings.len(), 4);
    assert!(recorded.warnings[0].contains("line 4 was passed over: its checksum"), "{}", recorded.warnings[0]);
}

#[test]
fn of_a_damaged_first_line_everything_depends() {
    let damaged = sealed(&[SESSION, LOAD]).replacen("\"seed\":7", "\"seed\":9", 1);
    assert!(refused(&folder(&damaged)).contains("line 1"));
    let recorded = read(folder(&damaged).path(), Damage::PassedOver).expect("records");
    assert_eq!((recorded.session.seed, recorded.lost.len()), (9, 1), "it can be understood");
    let nothing = damaged.replacen("\"type\":\"session\"", "\"type\":\"sessioN\"", 1);
    assert!(read(folder(nothing).path(), Damage::PassedOver).is_err());
}

#[test]
fn the_latest_session_is_the_last_one_with_a_number_in_it() {
    let results = tempfile::tempdir().expect("a folder");
    let measured = SAMPLE.replace("warm-up", "measure");
    let write = |name: &str, lines: &[&str]| {
        let folder = results.path().join(name);
        fs::create_dir(&folder).expect("a folder");
        fs::write(folder.join(SAMPLES), sealed(lines)).expect("written");
        folder
    };
    let first = write("20260101T000000Z-a", &[SESSION, END]);
    assert_eq!(latest(results.path()), Some(first), "there is nothing better");
    let second = write("20260102T000000Z-a", &[SESSION, SAMPLE, &measured]);
    write("20260103T000000Z-a", &[SESSION, SAMPLE, END]);
    write(".20260104T000000Z-a.7-0.part", &[SESSION, &measured]);
    assert_eq!(latest(results.path()), Some(second));
    let by_another = measured.replace("{\"type\"", "{ \"type\"");
    let third = write("20260104T000000Z-a", &[SESSION, &by_another]);
    assert_eq!(latest(results.path()), Some(third), "whoever wrote it");
}
