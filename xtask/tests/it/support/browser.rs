//! A browser without a window, and what looks at a page from inside it.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::OnceLock;

use serde_json::Value;

use super::programs::{pip_install, said_aloud};
use super::project;
use super::readers::{environment, ran};
use super::start::{end, program};

/// What a browser is called on PATH.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chromium-headless-shell"];

/// Where the harness unpacks one, below the project's root.
const UNPACKED: &str = "target/ladder/toolchains/deb-chromium*/usr/bin/chromium-headless-shell";

/// How long the page may take by its own clock, in milliseconds; a clock that jumps where nothing is to be done.
const PATIENCE: &str = "--virtual-time-budget=60000";

/// What a browser does without: whatever talks to somebody, keeps something, or needs more than a test has.
const SWITCHES: [&str; 13] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-extensions",
    "--no-first-run",
    "--hide-scrollbars",
    "--enable-logging=stderr",
    PATIENCE,
];

/// The browser that `CHROME` names, the one on PATH, or the one that the harness has unpacked. None, said aloud, where
/// there is none.
pub(crate) fn browser() -> Option<&'static Path> {
    static BROWSER: OnceLock<Option<PathBuf>> = OnceLock::new();
    let found = BROWSER.get_or_init(|| {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let on_path = || std::env::split_paths(&path).flat_map(|folder| NAMES.map(|name| folder.join(name)));
        let unpacked = || glob::glob(&project().join(UNPACKED).display().to_string()).ok()?.flatten().next();
        let named = std::env::var_os("CHROME").map(PathBuf::from);
        named.or_else(|| on_path().find(|file| file.is_file())).or_else(unpacked)
    });
    if found.is_none() {
        said_aloud(
            "SKIPPED: there is no Chromium: set CHROME, install one, or get one with `cargo xtask setup chromium`",
        );
    }
    found.as_deref()
}

/// The checker of accessibility, from PyPI. None, said aloud, where it cannot be had.
pub(crate) fn axe() -> Option<&'static str> {
    static AXE: OnceLock<Option<String>> = OnceLock::new();
    let found = AXE.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("axe");
        let file = folder.join("axe_playwright_python/axe.min.js");
        if !file.is_file() {
            pip_install(&folder, "xtask/tests/page/requirements.txt");
        }
        fs::read_to_string(file).ok()
    });
    if found.is_none() {
        said_aloud("SKIPPED: accessibility is not checked: pip cannot get axe");
    }
    found.as_deref()
}

/// The lowest line of words on each page when it is printed. None, said aloud, where nothing can read a PDF.
#[track_caller]
pub(crate) fn printed(browser: &Path, page: &str) -> Option<Vec<String>> {
    static READER: OnceLock<Option<PathBuf>> = OnceLock::new();
    let python = environment(&READER, "printed", "xtask/tests/page/printed/requirements.txt", "pypdf")?;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let [file, pdf] = ["page.html", "page.pdf"].map(|name| folder.path().join(name));
    fs::write(&file, page).expect("a page to print");
    let more = ["--no-pdf-header-footer".to_owned(), format!("--print-to-pdf={}", pdf.display())];
    let (_, log, status) = dump(browser, &file, folder.path(), (1280, 900), &more.each_ref().map(String::as_str));
    assert!(pdf.is_file(), "the browser ended with {status:?} and printed nothing:\n{log}");
    let script = project().join("xtask/tests/page/printed/lowest.py");
    let output = ran(python, &[script.to_str().expect("UTF-8"), pdf.to_str().expect("UTF-8")]);
    let said = String::from_utf8_lossy(&output.stderr);
    Some(serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {said}")))
}

/// What a page looks like from inside.
#[derive(Debug)]
pub(crate) struct Seen {
    /// What `driver.js` found.
    pub(crate) found: Value,
    /// What the page wrote to the browser's console.
    pub(crate) console: Vec<String>,
}

/// What a browser makes of a file, what it says of it, and how it ended.
fn dump(
    browser: &Path,
    file: &Path,
    folder: &Path,
    (width, height): (u32, u32),
    more: &[&str],
) -> (String, String, Option<i32>) {
    let [dom, log] = ["dom", "log"].map(|name| folder.join(name));
    let into = |path: &Path| Stdio::from(File::create(path).expect("a file"));
    let mut command = program(browser);
    command.args(SWITCHES).args(more).arg(format!("--window-size={width},{height}"));
    command.arg(format!("--user-data-dir={}", folder.join("profile").display()));
    command.arg("--dump-dom").arg(format!("file://{}", file.display())).env("HOME", folder);
    command.stdin(Stdio::null()).stdout(into(&dom)).stderr(into(&log));
    let status = end(&mut command.spawn().expect("a browser that starts"));
    let text = |path: &Path| String::from_utf8_lossy(&fs::read(path).expect("what it wrote")).into_owned();
    (text(&dom), text(&log), status)
}

/// Has the browser prefer the dark.
const DARK: &str = "--blink-settings=preferredColorScheme=0";

/// Looks at a picture as it stands in a page of its own: which of its texts are outside of it, and how light its paper and its
/// letters are.
#[track_caller]
pub(crate) fn look_at_picture(browser: &Path, svg: &str, dark: bool) -> Value {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let looker = fs::read_to_string(project().join("xtask/tests/page/picture.js")).expect("a script");
    let file = folder.path().join("picture.html");
    fs::write(&file, format!("<!DOCTYPE html><body>{svg}<script>{looker}</script>")).expect("a page to look at");
    let more: &[&str] = if dark { &[DARK] } else { &[] };
    let (dom, log, status) = dump(browser, &file, folder.path(), (1400, 900), more);
    let found = dom.split_once("<pre id=\"findings\">").and_then(|(_, rest)| rest.split_once("</pre>"));
    let (found, _) = found.unwrap_or_else(|| panic!("the browser ended with {status:?} and found nothing:\n{log}"));
    serde_json::from_str(found).unwrap_or_else(|error| panic!("{error} in {found}"))
}

/// Opens a page in a window of this size and looks at it. The scripts that look come before the page's policy, which so
/// holds for everything that is the page's own.
#[track_caller]
pub(crate) fn look_at(browser: &Path, page: &str, (width, height): (u32, u32)) -> Seen {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let driver = fs::read_to_string(project().join("xtask/tests/page/driver.js")).expect("the driver");
    let scripts = [axe().unwrap_or_default(), &driver].map(|text| format!("<script>{text}</script>")).concat();
    let (begin, rest) = page.split_once("<meta http-equiv=").expect("a policy");
    let file = folder.path().join("page.html");
    fs::write(&file, format!("{begin}{scripts}<meta http-equiv={rest}")).expect("a page to look at");
    let (dom, log, status) = dump(browser, &file, folder.path(), (width, height), &[]);
    let found = dom.split_once("<pre id=\"findings\">").and_then(|(_, rest)| rest.split_once("</pre>"));
    let (found, _) = found.unwrap_or_else(|| panic!("the browser ended with {status:?} and found nothing:\n{log}"));
    Seen {
        found: serde_json::from_str(found).unwrap_or_else(|error| panic!("{error} in {found}")),
        console: log.lines().filter(|line| line.contains(":CONSOLE")).map(str::to_owned).collect(),
    }
}
