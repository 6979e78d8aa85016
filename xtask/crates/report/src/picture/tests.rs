use super::*;
use crate::fixture::{cell, published, recorded, samples, summarise};
use records::{CellRecord, Effort};

const FORM: PictureForm = PictureForm { kind: PictureKind::Ladder, slide: false, headline: false };

fn card() -> Card {
    let mut recorded = recorded();
    let effort = |lines| {
        let none = Effort {
            lines,
            lines_added: lines,
            lines_removed: 0,
            tokens: 0,
            tokens_added: 0,
            tokens_removed: 0,
            languages: Vec::new(),
            dependencies: Vec::new(),
            toolchain_bytes: None,
        };
        Some(Box::new(none))
    };
    let python =
        CellRecord { effort: effort(0), headline: true, title: "Plain <Python> & co".to_owned(), ..cell("python") };
    let variant = CellRecord { headline: false, effort: effort(12), ..cell("variant") };
    recorded.cells =
        vec![python, CellRecord { effort: effort(30), headline: true, ..cell("c") }, variant, cell("absent")];
    recorded.samples =
        [samples("python", &[4_000_000; 6]), samples("c", &[1_000_000; 6]), samples("variant", &[2_000_000; 6])]
            .concat()
            .into();
    recorded.published = vec![published(&[("python", "4ms", "1x"), ("c", "1ms", "3x")])];
    summarise(&recorded)
}

fn picture(form: PictureForm) -> String {
    let card = card();
    render(&card, &card.benchmarks[0], form).expect("a picture")
}

#[test]
fn a_picture_has_text_that_can_be_selected_its_session_and_its_source() {
    let picture = picture(FORM);
    for part in [
        "<svg xmlns=\"http://www.w3.org/2000/svg\"",
        ">Plain &lt;Python&gt; &amp; co</text>",
        ">4.00x</text>",
        "session 20260102T030405Z, profile quick",
        "Published figures: A blog",
        "prefers-color-scheme:dark",
    ] {
        assert!(picture.contains(part), "no `{part}` in\n{picture}");
    }
    assert!(!picture.contains("absent"), "a rung that has nothing to show has no row");
}

#[test]
fn a_picture_of_the_headline_has_no_variants_and_a_slide_is_sixteen_to_nine() {
    let has_variant = |form| picture(form).contains(">variant</text>");
    assert!(has_variant(FORM) && !has_variant(PictureForm { headline: true, ..FORM }));
    let slide = picture(PictureForm { slide: true, ..FORM });
    assert!(slide.contains("viewBox=\"0 0 1280 720\"") && slide.contains("fastest: c 4.00x"), "{slide}");
}

#[test]
fn names_of_rungs_stand_beside_their_points() {
    let picture = picture(PictureForm { kind: PictureKind::Effort, ..FORM });
    assert!(picture.contains(">variant</text>") && picture.contains("c: 30 new lines, 4.00x"), "{picture}");
}

#[test]
fn what_has_no_speedup_has_no_picture() {
    let mut recorded = recorded();
    recorded.cells = vec![cell("python")];
    let card = summarise(&recorded);
    assert!(render(&card, &card.benchmarks[0], FORM).is_err());
}
