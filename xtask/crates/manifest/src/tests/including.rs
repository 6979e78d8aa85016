//! Manifests that include others. One file, as each test changes the same nest of ladders.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::super::{Id, Kernel, LoadError, Manifest, Origin, RungPlaceholder, load};
use super::{LADDER, folder};

/// A ladder elsewhere: it takes all but the problems, and has one of its own.
pub(super) const OUTER: &str = r#"version = 1
include = [{ path = "inner/ladder.toml", only = ["toolchain", "rung", "oracle"] }]

[baseline]
rungs = ["mine"]

[profile.short]
invocations = 1
rounds = 1
samples = 1
sample-time = "1ms"
budget = "1m"

[benchmark.squares]
title = "Squares"
input = "integer"
oracle = "squares.py"
check = { values = [1] }
sizes = { short = { value = 3 } }

[toolchain.cc]
replace = true
title = "My C compiler"
names = ["mycc"]
fix = "write one"

[rung.mine]
like = "cython"
title = "Mine"
project = "kernels"
kernels = { squares = "squares.pyx" }
"#;

/// `OUTER` in a folder, and `LADDER` in a folder `inner` of it.
pub(super) fn nested() -> TempDir {
    let inner = folder();
    let outer = TempDir::new().expect("a temporary folder");
    copy(inner.path(), &outer.path().join("inner"));
    write(&outer, "inner/ladder.toml", LADDER);
    write(&outer, "squares.py", "");
    write(&outer, "kernels/squares.pyx", "");
    write(&outer, "ladder.toml", OUTER);
    outer
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &target),
            false => _ = fs::copy(entry.path(), target).expect("a file"),
        }
    }
}

fn write(folder: &TempDir, name: &str, text: &str) {
    let path = folder.path().join(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}

fn loaded(folder: &TempDir) -> Result<Manifest, LoadError> {
    load(&folder.path().join("ladder.toml"))
}

fn accepted(folder: &TempDir) -> Manifest {
    loaded(folder).unwrap_or_else(|error| panic!("{}", error.render(false)))
}

/// All mistakes: the file's name, the line, the text at the caret, the message and the help.
fn mistakes(folder: &TempDir) -> Vec<(String, usize, String, String, String)> {
    let Err(LoadError::Invalid { files, mistakes }) = loaded(folder) else { panic!("nothing was found") };
    let shown = |found: &super::Mistake| {
        let file = &files[found.file];
        let name = file.path().strip_prefix(folder.path()).unwrap_or(file.path()).display().to_string();
        let caret = super::at_caret(file.as_str(), found).to_owned();
        (name, found.line, caret, found.message.clone(), found.help.clone().unwrap_or_default())
    };
    mistakes.iter().map(shown).collect()
}

/// Compares all mistakes: the file's name, the text at the caret, the message and a part of the help.
#[track_caller]
fn found(folder: &TempDir, expected: &[(&str, &str, &str, &str)]) {
    let found = mistakes(folder);
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for ((name, _, caret, message, help), wanted) in found.iter().zip(expected) {
        assert_eq!((name.as_str(), message.as_str()), (wanted.0, wanted.2), "{found:#?}");
        assert!(caret.starts_with(wanted.1) && help.contains(wanted.3), "{found:#?}");
    }
}

/// The folder with `OUTER` changed.
fn changed(changes: &[(&str, &str)]) -> TempDir {
    let folder = nested();
    let text = changes.iter().fold(OUTER.to_owned(), |text, (from, to)| {
        assert_eq!(text.matches(from).count(), 1, "`{from}` must stand there once");
        text.replace(from, to)
    });
    write(&folder, "ladder.toml", &text);
    folder
}

#[test]
fn a_ladder_elsewhere_takes_what_it_names_and_no_problems() {
    let folder = nested();
    let manifest = accepted(&folder);
    let keys = |ids: Vec<&Id>| ids.iter().map(|id| id.to_string()).collect::<Vec<_>>();
    assert_eq!(keys(manifest.benchmarks.keys().collect()), ["squares"]);
    assert_eq!(keys(manifest.profiles.keys().collect()), ["short"]);
    assert_eq!(keys(manifest.rungs.keys().collect()), ["mine"], "a rung without a problem is there to be like");
    assert_eq!(manifest.toolchains["cc"].title, "My C compiler");
    assert_eq!(manifest.toolchains["cpython-3.14"].title, "CPython 3.14");
    assert!(manifest.recipes.contains_key("cpython"), "recipes come along");
    assert_eq!(manifest.folders, [folder.path().to_owned(), folder.path().join("inner")]);
}

#[test]
fn paths_and_root_belong_to_the_file_that_they_stand_in() {
    let manifest = accepted(&nested());
    let mine = &manifest.rungs["mine"];
    assert_eq!(mine.project, Path::new("kernels"));
    assert!(matches!(&mine.cells["squares"].kernel, Kernel::Source(path) if path == Path::new("kernels/squares.pyx")));
    assert_eq!(mine.requirements.as_deref(), Some(Path::new("inner/kernels-cython/requirements.txt")));
    assert_eq!(mine.runner[1], "{root}/inner/kernels-python/runner.py");
    assert_eq!((mine.folder.as_path(), manifest.oracle.folder.as_path()), (Path::new(""), Path::new("inner")));
    assert_eq!(manifest.oracle.runner[1], "{root}/inner/kernels-python/runner.py");
    let Origin::File(python) = &manifest.toolchains["cpython-3.14"].origin else { panic!("a file") };
    assert_eq!(python.probe, ["{tool}", "{root}/inner/kernels-python/probe.py"]);
    let Origin::Crate { folder, .. } = &manifest.toolchains["yyjson"].origin else { panic!("a crate") };
    assert_eq!(folder, Path::new("inner"));
}

#[test]
fn a_folder_that_is_not_below_the_manifests_is_named_in_full() {
    let outer = nested();
    let there = TempDir::with_prefix("a{b}").expect("a temporary folder");
    copy(&outer.path().join("inner"), there.path());
    let absolute = there.path().join("ladder.toml").display().to_string();
    let manifest = {
        let folder = changed(&[("\"inner/ladder.toml\"", &format!("{absolute:?}"))]);
        accepted(&folder)
    };
    let mine = &manifest.rungs["mine"];
    assert_eq!(mine.requirements.as_deref(), Some(&*there.path().join("kernels-cython/requirements.txt")));
    let runner = super::super::expand(&mine.runner[1], |_: RungPlaceholder<'_>| Some("not asked for".to_owned()))
        .expect("filled in");
    assert_eq!(Path::new(&runner), there.path().join("kernels-python/runner.py"));
}

#[test]
fn all_of_a_file_is_taken_unless_parts_are_named() {
    let folder = nested();
    let rest = "version = 1\ninclude = [\"inner/ladder.toml\"]\n";
    let more = "[rung.more]\nlike = \"cython\"\ntitle = \"More\"\n";
    write(&folder, "ladder.toml", &format!("{rest}{more}"));
    let manifest = accepted(&folder);
    let rungs: Vec<&str> = manifest.rungs.keys().map(Id::as_str).collect();
    assert_eq!(
        rungs,
        ["more", "cpython-3.11", "cpython-3.14", "cython", "cython-pow"],
        "what is one's own comes first"
    );
    assert_eq!(manifest.published.len(), 1);
    assert_eq!(manifest.data["many-users"].file, Path::new("inner/data/many-users.json"));
    assert_eq!(manifest.rungs["more"].cells.len(), manifest.rungs["cython"].cells.len());
}

#[test]
fn the_hash_is_that_of_the_text_or_of_all_texts() {
    let alone = folder();
    write(&alone, "ladder.toml", LADDER);
    assert_eq!(accepted(&alone).sha256, files::sha256(LADDER));
    let outer = accepted(&nested()).sha256;
    assert_eq!(outer, files::sha256(format!("{}\n{}", files::sha256(OUTER), files::sha256(LADDER))));
    let other = nested();
    write(&other, "inner/ladder.toml", &format!("{LADDER}\n"));
    assert_ne!(accepted(&other).sha256, outer);
}

#[test]
fn texts_are_had_whatever_is_wrong_with_them() {
    let folder = nested();
    write(&folder, "inner/ladder.toml", "rung = [");
    assert_eq!(super::super::texts(&folder.path().join("ladder.toml")), [OUTER, "rung = ["]);
    assert_eq!(super::super::texts(&folder.path().join("none.toml")), [""; 0]);
}

#[test]
fn mistakes_are_shown_in_the_file_where_they_are() {
    let folder = changed(&[("title = \"Mine\"", "titel = \"Mine\"")]);
    write(&folder, "inner/ladder.toml", &LADDER.replacen("rounds = 3", "rounds = \"three\"", 1));
    found(
        &folder,
        &[
            ("ladder.toml", "titel", "unknown key `titel` in [rung.mine]", "did you mean `title`?"),
            (
                "inner/ladder.toml",
                "\"three\"",
                "`rounds` in [profile.blog] must be a whole number, not a string",
                "`rounds = 3`",
            ),
        ],
    );
    let Err(error) = loaded(&folder) else { panic!("mistakes") };
    let shown = error.render(false);
    assert!(shown.contains("inner/ladder.toml:15:10\n"), "{shown}");
    assert!(shown.ends_with("found 2 mistakes in 2 files"), "{shown}");
}

#[test]
fn a_name_is_in_one_file_or_says_that_it_replaces_another() {
    let folder = changed(&[("replace = true\n", "")]);
    let help = "write `replace = true` in it";
    found(&folder, &[("ladder.toml", "cc]", "[toolchain.cc] is in two files", help)]);
    let Err(error) = loaded(&folder) else { panic!("a mistake") };
    let shown = error.render(false);
    assert!(shown.contains("ladder.toml:21:12") && shown.contains("inner/ladder.toml:99:12"), "{shown}");
    assert!(shown.contains("the other one"), "{shown}");

    let idle = changed(&[("[rung.mine]\n", "[rung.mine]\nreplace = true\n")]);
    let message = "[rung.mine] replaces nothing: no included file has it";
    found(&idle, &[("ladder.toml", "replace", message, "leave it out")]);

    let parts = ("[\"toolchain\", \"rung\", \"oracle\"]", "[\"toolchain\", \"rung\", \"oracle\", \"baseline\"]");
    found(&changed(&[parts]), &[("ladder.toml", "baseline]", "[baseline] is in two files", help)]);
    let replaced = changed(&[parts, ("[baseline]\n", "[baseline]\nreplace = true\n")]);
    assert_eq!(accepted(&replaced).baseline.rungs, [Id("mine".to_owned())]);
}

#[test]
fn the_later_one_of_two_included_files_may_replace_what_the_earlier_one_has() {
    let include = "include = [{ path = \"inner/ladder.toml\", only = [\"toolchain\", \"rung\", \"oracle\"] }";
    let cc = "[toolchain.cc]\nreplace = true\ntitle = \"My C compiler\"\nnames = [\"mycc\"]\nfix = \"write one\"\n";
    let folder = changed(&[(include, &format!("{include}, \"cc.toml\"")), (cc, "")]);
    let text = |replace: &str| {
        format!("version = 1\n[toolchain.cc]\n{replace}title = \"A third one\"\nnames = [\"cc\"]\nfix = \"none\"\n")
    };
    write(&folder, "cc.toml", &text(""));
    found(&folder, &[("cc.toml", "cc]", "[toolchain.cc] is in two files", "write `replace = true` in it")]);
    // By itself it replaces nothing.
    write(&folder, "cc.toml", &text("replace = true\n"));
    let message = "[toolchain.cc] replaces nothing: no included file has it";
    found(&folder, &[("cc.toml", "replace", message, "leave it out")]);
}

#[test]
fn a_file_that_two_others_include_is_there_once() {
    let folder = folder();
    write(&folder, "ladder.toml", "version = 1\ninclude = [\"a.toml\", \"b.toml\"]\n");
    write(&folder, "a.toml", "version = 1\ninclude = [\"whole.toml\"]\n");
    write(&folder, "b.toml", "version = 1\ninclude = [\"./whole.toml\"]\nunset = [\"MINE\"]\n");
    write(&folder, "whole.toml", LADDER);
    let manifest = accepted(&folder);
    assert_eq!((manifest.rungs.len(), manifest.published.len()), (4, 1));
    assert_eq!(manifest.unset, ["MINE"]);
    // ... but not in one list.
    write(&folder, "ladder.toml", "version = 1\ninclude = [\"whole.toml\", \"./whole.toml\"]\n");
    found(&folder, &[("ladder.toml", "\"./whole.toml\"", "`./whole.toml` is included twice", "in one place")]);
}

#[test]
fn a_file_does_not_include_itself_by_whatever_path() {
    let folder = folder();
    let circle = |paths: &[(&str, &str)], at: &str, caret: &str, message: &str| {
        for (file, includes) in paths {
            write(&folder, file, &format!("version = 1\ninclude = [\"{includes}\"]\n"));
        }
        found(&folder, &[(at, caret, message, "leave it out here")]);
    };
    let own = "the file includes itself: `ladder.toml` -> `ladder.toml`";
    circle(&[("ladder.toml", "ladder.toml")], "ladder.toml", "\"ladder.toml\"", own);
    circle(&[("ladder.toml", "data/../ladder.toml")], "ladder.toml", "\"data/../ladder.toml\"", own);
    let two = "the file includes itself: `a.toml` -> `b.toml` -> `a.toml`";
    let files = [("ladder.toml", "sub/a.toml"), ("sub/a.toml", "b.toml"), ("sub/b.toml", "../sub/a.toml")];
    circle(&files, "sub/b.toml", "\"../sub/a.toml\"", two);
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("ladder.toml", folder.path().join("link.toml")).expect("a link");
        circle(&[("ladder.toml", "link.toml")], "ladder.toml", "\"link.toml\"", own);
        std::os::unix::fs::symlink(".", folder.path().join("here")).expect("a link");
        circle(&[("ladder.toml", "here/here/ladder.toml")], "ladder.toml", "\"here/here", own);
    }
}

#[test]
fn what_cannot_be_included_says_why() {
    let folder = folder();
    let include = |path: &str| write(&folder, "ladder.toml", &format!("version = 1\ninclude = [{path}]\n"));
    write(&folder, "parts.toml", LADDER);
    fs::write(folder.path().join("latin.toml"), b"version = 1 # \xe4").expect("a file");
    for (path, message, help) in [
        ("\"part.toml\"", "there is no file `part.toml`", "did you mean `parts.toml`?"),
        ("\"no/part.toml\"", "there is no file `no/part.toml`", "create it, or mend the path"),
        ("\"data\"", "`data` is no file", "name a file here"),
        ("\"\"", "`` is no path", "starts at the folder of this file"),
        ("'a\\b'", "`a\\b` is no path", "with `/` between folders"),
        ("\"/dev/zero\"", "`/dev/zero` is no file", "name a file here"),
        (
            "\"latin.toml\"",
            "`latin.toml` cannot be read: stream did not contain valid UTF-8",
            "mend the file, or leave it out",
        ),
    ] {
        include(path);
        found(&folder, &[("ladder.toml", &path[..1], message, help)]);
    }
    for (element, caret, message, help) in [
        ("3", "3", "`include` at the top level must be a path or a table, not a whole number", "`include = ["),
        ("{}", "{}", "`path` is missing in an element of `include`", "`path = "),
        ("{ path = \"parts.toml\", only = [] }", "[]", "`only` is empty", "`only = ["),
        (
            "{ path = \"parts.toml\", only = [\"rungs\"] }",
            "\"rungs\"",
            "`rungs` is no part of a manifest",
            "did you mean `rung`?",
        ),
        (
            "{ path = \"parts.toml\", omit = [\"rung\"] }",
            "omit",
            "unknown key `omit` in [include]",
            "known here: `path`, `only`",
        ),
    ] {
        include(element);
        let found = mistakes(&folder);
        assert!(found[0].2.starts_with(caret) && found[0].3 == message && found[0].4.contains(help), "{found:#?}");
    }
}

#[test]
fn files_include_one_another_eight_deep_and_no_deeper() {
    let folder = folder();
    for depth in 0..9 {
        let name = if depth == 0 { "ladder.toml".to_owned() } else { format!("{depth}.toml") };
        write(&folder, &name, &format!("version = 1\ninclude = [\"{}.toml\"]\n", depth + 1));
    }
    write(&folder, "8.toml", LADDER);
    assert_eq!(accepted(&folder).rungs.len(), 4);
    write(&folder, "8.toml", "version = 1\ninclude = [\"9.toml\"]\n");
    write(&folder, "9.toml", LADDER);
    let message = "`9.toml` is included too deep: files may include one another 8 times";
    found(&folder, &[("8.toml", "\"9.toml\"", message, "nearer to the manifest")]);
}

#[test]
fn an_included_file_that_is_no_manifest_is_the_only_mistake() {
    let folder = nested();
    write(&folder, "inner/ladder.toml", "version = 1\nrung = [");
    let found = mistakes(&folder);
    assert_eq!((found.len(), found[0].0.as_str()), (1, "inner/ladder.toml"), "{found:#?}");
    write(&folder, "inner/ladder.toml", LADDER.trim_start_matches("version = 1\n"));
    let message = "`version` is missing at the top level";
    self::found(&folder, &[("inner/ladder.toml", "", message, "write `version = 1`")]);
}

#[test]
fn parts_that_need_others_say_so_where_they_are_taken() {
    let only = "[\"toolchain\", \"rung\", \"oracle\"]";
    let take = |parts: &str, more: &[(&str, &str)]| changed(&[&[(only, parts)], more].concat());
    let needs = |kind: &str| format!("what is taken needs a {kind}, and those are left behind");
    let help = |part: &str| format!("write \"{part}\" in `only`, too");
    let cc = ("[toolchain.cc]\nreplace = true\n", "[toolchain.cc]\n");
    let folder = take("[\"rung\", \"oracle\"]", &[cc]);
    found(&folder, &[("ladder.toml", "[\"rung\"", &needs("toolchain"), &help("toolchain"))]);
    let folder = take("[\"toolchain\", \"rung\", \"oracle\", \"published\"]", &[]);
    found(&folder, &[("ladder.toml", "[\"toolchain\"", &needs("benchmark"), &help("benchmark"))]);
    let folder = take("[\"toolchain\", \"rung\", \"oracle\", \"selftest\"]", &[]);
    found(&folder, &[("ladder.toml", "[\"toolchain\"", &needs("benchmark"), &help("benchmark"))]);
    let baseline = ("[baseline]\nrungs = [\"mine\"]\n", "");
    let folder = take("[\"toolchain\", \"rung\", \"oracle\", \"baseline\"]", &[baseline]);
    found(&folder, &[("ladder.toml", "[\"toolchain\"", &needs("benchmark"), &help("benchmark"))]);
    let folder = take("[\"toolchain\", \"rung\", \"oracle\", \"benchmark\", \"profile\"]", &[]);
    let squares = "[benchmark.squares] has no size for profile";
    found(
        &folder,
        &[
            ("ladder.toml", "[\"toolchain\"", &needs("data file"), &help("data")),
            (
                "ladder.toml",
                "short]",
                "[benchmark.nbody], which is included, has no size for profile `short`",
                "leave the profile out",
            ),
            (
                "ladder.toml",
                "short]",
                "[benchmark.pipeline-bytes], which is included, has no size for profile `short`",
                "leave the profile out",
            ),
            ("ladder.toml", "sizes", &format!("{squares} `blog`"), "write `blog = { value = 1000 }`"),
            ("ladder.toml", "sizes", &format!("{squares} `quick`"), "write `quick = { value = 1000 }`"),
        ],
    );
}

#[test]
fn what_is_left_behind_is_not_there_for_whoever_includes() {
    let folder =
        changed(&[("{ squares = \"squares.pyx\" }", "{ nbody = \"squares.pyx\", squares = \"squares.pyx\" }")]);
    let message = "benchmark `nbody` is not taken from the file that has it";
    found(&folder, &[("ladder.toml", "nbody", message, "write \"benchmark\" in its `only`")]);
    let folder = changed(&[("rungs = [\"mine\"]", "rungs = [\"cpython-3.14\", \"mine\"]")]);
    let message = "rung `cpython-3.14` has no kernel for a benchmark that is here";
    found(&folder, &[("ladder.toml", "\"cpython-3.14\"", message, "write a rung that is `like` it")]);
    let kernels = "project = \"kernels\"\nkernels = { squares = \"squares.pyx\" }\n";
    let folder = changed(&[(kernels, "")]);
    let message = "[rung.mine] has neither a kernel nor a reason for having none";
    found(&folder, &[("ladder.toml", "mine]", message, "write a table `[rung.mine.kernels]`")]);
    let folder = changed(&[("[\"toolchain\", \"rung\", \"oracle\"]", "[\"toolchain\", \"oracle\"]")]);
    let message = "rung `cython` is not taken from the file that has it";
    found(&folder, &[("ladder.toml", "\"cython\"", message, "write \"rung\" in its `only`")]);
}

#[test]
fn a_benchmark_of_the_same_name_is_one_that_is_here() {
    let folder = changed(&[
        ("[benchmark.squares]", "[benchmark.nbody]"),
        ("{ squares = \"squares.pyx\" }", "{ nbody = \"squares.pyx\" }"),
    ]);
    let manifest = accepted(&folder);
    assert_eq!(manifest.rungs.len(), 5, "the included rungs have kernels for it");
    assert!(manifest.rungs["cython"].cells.contains_key("nbody"));
}

#[test]
fn a_function_that_is_called_as_a_benchmark_elsewhere_is_another_one() {
    let nest = nested();
    write(&nest, "inner/ladder.toml", &LADDER.replacen("[rung.cython]\n", "[rung.cython]\nany-source = true\n", 1));
    let own = "[benchmark.nbody]\ntitle = \"Mine\"\ninput = \"call\"\ncalls = [\"nbody(1)\"]\noracle = \"squares.py\"";
    write(&nest, "ladder.toml", &format!("{OUTER}\n{own}\n"));
    let manifest = load(&nest.path().join("ladder.toml")).unwrap_or_else(|error| panic!("{}", error.render(false)));
    let kernel = &manifest.rungs["cython"].cells["nbody"].kernel;
    assert!(matches!(kernel, Kernel::Source(path) if path.ends_with("squares.py")), "{kernel:?}");
}
