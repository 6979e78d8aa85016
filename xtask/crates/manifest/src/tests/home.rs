//! The home that processes get, and where they are started.

use std::path::Path;

use super::super::SettingsFormat;
use super::{accepted, found};

/// The manifest begins so.
const BEGIN: &str = "version = 1\n";

#[test]
fn a_part_of_the_home_is_settings_that_are_kept_or_a_link_or_variables() {
    let parts = r#"version = 1
unset = ["PIP_*", "!PIP_INDEX_URL"]
home.settings = { files = ["~/.tool.toml", "{above}/tool.toml"], place = ".tool.toml", format = "toml", keep = ["a.*"], paths = ["a.b"] }
home.variables = { files = ["/etc/tool.conf"], format = "ini", keep = ["*.url"], variables = "TOOL_" }
home.link = { files = ["$TOOL_CACHE", "~/.cache/tool"], place = ".cache/tool" }
home.set = { set = { TOOL_CONFIG = "{home}/.tool.toml" } }
"#;
    let manifest = accepted(&[(BEGIN, parts)]);
    let kept = manifest.home["settings"].settings.as_ref().expect("settings");
    assert_eq!(
        (kept.format, kept.keep.as_slice(), kept.paths.as_slice()),
        (SettingsFormat::Toml, &["a.*".to_owned()][..], &["a.b".to_owned()][..])
    );
    assert_eq!(manifest.home["variables"].settings.as_ref().and_then(|kept| kept.variables.as_deref()), Some("TOOL_"));
    assert_eq!(manifest.home["link"].place.as_deref(), Some(Path::new(".cache/tool")));
    assert_eq!(manifest.home["set"].set["TOOL_CONFIG"], "{home}/.tool.toml");
    assert_eq!(manifest.unset, ["PIP_*", "!PIP_INDEX_URL"]);
}

#[test]
fn what_reaches_nothing_or_cannot_be_understood_is_a_mistake() {
    let parts = r#"version = 1
home.a = { place = ".tool" }
home.b = { files = ["~/.tool"] }
home.c = { files = ["~/.tool"], place = ".tool", keep = ["x"] }
home.d = { files = ["{home}/.tool"], place = "/etc/tool", format = "xml", keep = ["x"] }
home.e = { set = { "NO-NAME" = "{root}" } }
"#;
    found(
        &[(BEGIN, parts)],
        &[
            ("\".tool\"", "`place` speaks of files, and there are no `files`", "write for example"),
            (
                "[\"~/.tool\"]",
                "these `files` reach nothing: there is neither a `place` nor a `format`",
                "write for example",
            ),
            ("[\"x\"]", "`keep` chooses settings, and no `format` says how they are written", "write for example"),
            ("{home}", "unknown placeholder `{home}`", "`{above}`"),
            ("\"/etc/tool\"", "`/etc/tool` is not a relative path", "write a path"),
            ("\"xml\"", "`xml` is no format of settings", "\"toml\" or \"ini\""),
            ("\"NO-NAME\"", "`NO-NAME` is no name of an environment variable", "use letters"),
            ("{root}", "unknown placeholder `{root}`", "`{home}`"),
        ],
    );
}

#[test]
fn a_pattern_that_is_none_is_a_mistake() {
    let parts = "version = 1\nunset = [\"[\"]\nhome.a = { files = [\"x\"], format = \"ini\", keep = [\"a[\"] }\n";
    let message = |pattern: &str| {
        format!(
            "`{pattern}` is no glob pattern: Pattern syntax error near position {}: invalid range pattern",
            pattern.len() - 1
        )
    };
    found(&[(BEGIN, parts)], &[("\"[\"", &message("["), ""), ("\"a[\"", &message("a["), "")]);
}

#[test]
fn a_rung_is_started_in_the_folder_of_its_file_unless_it_says_another() {
    let manifest = accepted(&[]);
    assert!(manifest.rungs.values().all(|rung| rung.started_in == rung.folder));
    let project = "project = \"kernels-cython\"\n";
    for (said, expected) in [("/", "/"), ("kernels-cython", "kernels-cython")] {
        let manifest = accepted(&[(project, &format!("{project}folder = {said:?}\n"))]);
        assert_eq!(manifest.rungs["cython"].started_in, Path::new(expected));
        assert_eq!(manifest.rungs["cython"].folder, Path::new(""));
    }
    found(
        &[(project, &format!("{project}folder = \"../elsewhere\"\n"))],
        &[("\"../elsewhere\"", "`../elsewhere` leaves its folder by `..`", "write a path")],
    );
}
