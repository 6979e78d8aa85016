//! What is taken out, and what stays.

use super::*;

#[test]
fn sequences_go_whole_and_what_stands_around_them_stays() {
    for (said, shown) in [
        ("\u{1b}[31mred\u{1b}[0m", "red"),
        ("\u{1b}[38;5;1mred\u{1b}[2K", "red"),
        ("a\u{1b}]0;title\u{7}b", "ab"),
        ("a\u{1b}]8;;https://example.org\u{1b}\\link\u{1b}]8;;\u{1b}\\b", "alinkb"),
        ("a\u{1b}Pqsixel\u{1b}\\b\u{1b}_app\u{1b}\\c", "abc"),
        ("a\u{9b}31mb\u{9d}0;title\u{9c}c", "abc"),
        ("a\u{1b}cb\u{1b}(Bc\u{1b}7d", "abcd"),
        ("a\u{8}b\rc\0d\u{7f}e\u{85}f", "abcdef"),
        ("a\tb\r\nc", "a    b\nc"),
        ("one\u{2028}two\u{2029}three", "one\ntwo\nthree"),
    ] {
        assert_eq!(text(said), shown, "{said:?}");
    }
}

#[test]
fn a_string_that_nothing_ends_hides_nothing() {
    assert_eq!(text("\u{1b}]0;all of this\nand this"), "0;all of this\nand this");
    assert_eq!(text("\u{9d}\u{9d}x\u{1b}]y\u{1b}[31mz"), "xyz");
    assert_eq!(text("\u{1b}"), "");
    assert_eq!(text("x\u{1b}["), "x");
    assert_eq!(text("x\u{1b}[31"), "x");
}

#[test]
fn no_text_is_turned_around_or_hidden_in_another() {
    assert_eq!(text("a\u{202e}b\u{2066}c\u{2069}d\u{200f}e\u{61c}f"), "abcdef");
    assert_eq!(text("\u{feff}a\u{e0041}\u{e007f}b\u{fff9}"), "ab");
    // Letters of every script stay, and what joins them.
    for kept in ["naïve – 5 µs ×", "שלום", "مرحبا", "日本語", "👩\u{200d}🔬", "می\u{200c}خواهم", "e\u{301}"]
    {
        assert_eq!(text(kept), kept);
    }
}

#[test]
fn own_colours_are_kept_and_nothing_else() {
    assert_eq!(coloured("\u{1b}[1mbold\u{1b}[0m"), "\u{1b}[1mbold\u{1b}[0m");
    assert_eq!(coloured("\u{1b}[2Jx\u{1b}[38;5;2my\u{1b}[?25lz\u{9b}1m\u{202e}"), "x\u{1b}[38;5;2myz");
}

#[test]
fn json_means_the_same_and_steers_nothing() {
    let said = "{\n\t\"a\": \"\u{202e}\u{9b}\u{7f}\u{e0041}é\u{2028}\"\n}";
    let shown = json(said);
    assert_eq!(shown, "{\n\t\"a\": \"\\u202e\\u009b\\u007f\\udb40\\udc41é\\u2028\"\n}");
    assert!(!shown.chars().any(steers));
}

#[test]
fn a_document_keeps_its_own_parts() {
    assert_eq!(without_controls("a\tb\n\u{1b}[31mc\u{202e}d\0"), "a\tb\n[31mcd");
}

#[test]
fn a_long_text_is_cut_and_says_how_much_is_not_there() {
    assert_eq!(shortened("short\n\nenough"), "short\n\nenough");
    assert_eq!(shortened(&"é".repeat(10_000)), "é".repeat(10_000));
    assert_eq!(shortened(&"é".repeat(1_000_000)), format!("{} … (990000 more characters)", "é".repeat(10_000)));
    let lines = shortened(&"x\n".repeat(200_000));
    assert_eq!(lines.lines().count(), 200);
    assert!(lines.ends_with("x … (399601 more characters)"), "{}", &lines[390..]);
}

#[test]
fn what_is_shown_of_anything_steers_nothing() {
    // All pairs and triples of what begins, continues and ends sequences.
    let parts =
        ["\u{1b}", "[", "]", "P", "\\", "\u{7}", "\u{9b}", "\u{9d}", "\u{9c}", "0;", "m", "x", "\n", "\u{202e}", "("];
    for one in parts {
        for two in parts {
            for three in parts {
                let said = [one, two, three, "x"].concat();
                let shown = text(&said);
                assert!(!shown.chars().any(|c| c != '\n' && c.is_control() || c == '\u{202e}'), "{said:?}: {shown:?}");
                assert_eq!(text(&shown), shown, "{said:?}");
            }
        }
    }
}
