//! Nothing steers it unseen: of the user's settings no tool sees more than what the manifest lets in, and that is recorded.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{Ladder, part, project, succeeds};

/// What the project's own ladder lets in, and nothing else of it.
const SETTINGS: &str = "version = 1\ninclude = [{ path = \"PROJECT/ladder.toolchains.toml\", only = [\"profile\"] }]\n";

/// A rung whose build writes down what of the user's it sees: every file of its home, every variable, and its folder.
const LOOKING: &str = r#"
[rung.looking]
title = "Looking"
toolchain = "python"
project = "kernels"
folder = "/"
build = [
    ["{tool}", "{root}/look.py", "build"],
    ["{tool}", "-c", "import shutil, sys; shutil.copy(*sys.argv[1:3])", "{kernel}", "{artefact}"],
]
artefact = "{out}/{stem}_built.py"
runner = ["{tool}", "{root}/look.py", "runner", "{root}/scripted_runner.py", "{artefact}", "{entry}"]
cost = "a look"
simulated = true
kernels = { sums = "sums.py" }
"#;

/// Writes down what it sees, and then is the runner that follows, if one does.
const LOOK: &str = r#"
import json, os, sys
home = os.path.expanduser("~")
files = {}
for folder, _, names in os.walk(home):
    for name in names:
        path = os.path.join(folder, name)
        text = open(path, errors="replace").read() if os.path.getsize(path) < 10000 else ""
        files[os.path.relpath(path, home)] = text
seen = {"home": home, "folder": os.getcwd(), "files": files, "env": dict(os.environ)}
with open(os.path.join(os.path.dirname(__file__), "log", sys.argv[1]), "a") as log:
    print(json.dumps(seen), file=log)
if len(sys.argv) > 2:
    os.execv(sys.executable, [sys.executable, *sys.argv[2:]])
"#;

/// Files in a user's folder with settings for tools of this ladder, as the appendix of the methodology has them.
const FILES: &str = "
    .cargo/config.toml .config/pip/pip.conf .config/uv/uv.toml .pydistutils.cfg
    .local/lib/python3/site-packages/usercustomize.py .mypy.ini .config/mypy/config .cache/Nuitka/settings
    .pythranrc .config/.pythranrc .numba_config.yaml .duckdbrc .duckdb/settings .config/matplotlib/matplotlibrc
    .config/ccache/ccache.conf .gitconfig .config/git/config .npmrc .hotspotrc .m2/settings.xml .mavenrc
    .config/sccache/config .taichi/settings .modular/modular.cfg .gdbinit .theanorc
";

/// Variables that would steer tools of this ladder.
const VARIABLES: &str = "
    CARGO_BUILD_TARGET CARGO_ENCODED_RUSTFLAGS CARGO_PROFILE_RELEASE_LTO RUSTC_WRAPPER RUSTFLAGS PIP_USER
    PIP_TARGET PIP_NO_BINARY UV_NO_BINARY UV_RESOLUTION SETUPTOOLS_USE_DISTUTILS DISTUTILS_DEBUG PYTHONPATH
    PYTHONHOME _PYTHON_HOST_PLATFORM MYPYPATH CYTHON_CACHE_DIR NUITKA_CACHE_DIR PYTHRAN_CXX NUMBA_DISABLE_JIT
    TI_ARCH JAX_ENABLE_X64 XLA_FLAGS POLARS_MAX_THREADS DUCKDB_X MPLBACKEND OMP_NUM_THREADS OPENBLAS_CORETYPE
    LD_PRELOAD_X GLIBC_TUNABLES MALLOC_ARENA_MAX CC CFLAGS CPATH CCC_OVERRIDE_OPTIONS CONFIG_SITE MAKEFLAGS
    PKG_CONFIG_PATH CCACHE_DIR SCCACHE_DIR GIT_CONFIG_GLOBAL NPM_CONFIG_REGISTRY NODE_OPTIONS JAVA_TOOL_OPTIONS
    JDK_JAVA_OPTIONS CLASSPATH MAVEN_ARGS LANG LC_NUMERIC TZ XDG_CONFIG_HOME XDG_DATA_HOME XDG_CACHE_HOME
";

fn ladder() -> Ladder {
    let settings = SETTINGS.replace("PROJECT", &project().display().to_string());
    let ladder = Ladder::new().with_instead("version = 1\n", &settings).with(LOOKING);
    ladder.file("look.py", LOOK);
    ladder
}

/// What the build, or the runner, saw last.
#[track_caller]
fn seen(ladder: &Ladder, log: &str) -> Value {
    let text = ladder.text(&format!("log/{log}"));
    serde_json::from_str(text.lines().last().expect("a look")).expect("JSON")
}

fn variable<'v>(seen: &'v Value, name: &str) -> Option<&'v str> {
    part(seen, "env").get(name)?.as_str()
}

fn file<'v>(seen: &'v Value, name: &str) -> Option<&'v str> {
    part(seen, "files").get(name)?.as_str()
}

const CHECK: [&str; 5] = ["check", "--rung", "looking", "--benchmark", "sums"];

#[test]
fn no_settings_file_of_the_users_reaches_a_build_or_a_runner() {
    let ladder = ladder();
    for name in FILES.split_whitespace() {
        ladder.file(&format!("user/{name}"), "surely = \"steered\"\n");
    }
    let home = ladder.root().join("user").display().to_string();
    let config = ladder.root().join("user/.config").display().to_string();
    ladder.xtask_within(&[("HOME", &home), ("XDG_CONFIG_HOME", &config)], &CHECK).exits_with(0).says("agrees");
    for log in ["build", "runner"] {
        let seen = seen(&ladder, log);
        assert_eq!(seen["home"], ladder.root().join("target/ladder/home").display().to_string(), "{log}");
        assert_eq!(seen["folder"], "/", "{log}");
        assert!(!seen["files"].to_string().contains("steered"), "{log} sees {:#}", seen["files"]);
        assert_eq!(variable(&seen, "XDG_CONFIG_HOME"), None, "{log}");
    }
}

#[test]
fn no_variable_that_steers_a_tool_reaches_a_build_or_a_runner() {
    let ladder = ladder();
    let variables: Vec<(&str, &str)> = VARIABLES.split_whitespace().map(|name| (name, "steered")).collect();
    ladder.xtask_within(&variables, &CHECK).exits_with(0).says("agrees");
    for log in ["build", "runner"] {
        let seen = seen(&ladder, log);
        let left: Vec<&str> =
            VARIABLES.split_whitespace().filter(|name| variable(&seen, name) == Some("steered")).collect();
        assert!(left.is_empty(), "{log} sees {left:?}");
        assert_eq!(variable(&seen, "LC_ALL"), Some("C.UTF-8"), "{log}");
        assert_eq!(variable(&seen, "PYTHONNOUSERSITE"), Some("1"), "{log}");
    }
}

#[test]
fn the_appendix_has_a_line_for_each_tool_whose_settings_are_kept_away() {
    let text = fs::read_to_string(project().join("docs/methodology-appendix.md")).expect("the document");
    let (_, text) = text.split_once("### The user's settings").expect("the section");
    let words = [
        "config.toml",
        "pip.conf",
        "uv.toml",
        ".pydistutils.cfg",
        "usercustomize",
        "mypy.ini",
        "NUITKA_",
        ".pythranrc",
        ".numba_config.yaml",
        ".duckdbrc",
        "matplotlibrc",
        "ccache",
        ".gitconfig",
        ".npmrc",
        ".hotspotrc",
        "settings.xml",
        ".mavenrc",
        "CYTHON_",
        "OMP_",
        "GLIBC_TUNABLES",
        "MALLOC_",
        "JAVA_TOOL_OPTIONS",
        "LC_",
        "TI_",
        "JAX_",
        "POLARS_",
    ];
    for word in words {
        assert!(text.lines().any(|line| line.starts_with('|') && line.contains(word)), "no row for {word}");
    }
}

/// A user's folder in which each tool's settings choose a registry and steer a build as well.
fn with_registries(ladder: &Ladder) -> String {
    ladder.file(
        "user/.cargo/config.toml",
        "[build]\nrustflags = [\"-Ctarget-cpu=native\"]\n[source.crates-io]\nreplace-with = \"near\"\n\
         [source.near]\nlocal-registry = \"near\"\n[http]\nproxy = \"proxy.invalid:3128\"\n",
    );
    ladder.file(
        "user/.config/pip/pip.conf",
        "[global]\nindex-url = https://registry.invalid/simple\nuser = true\n[install]\nno-binary = :all:\n",
    );
    ladder.file(
        "user/.config/uv/uv.toml",
        "no-binary = true\nsystem-certs = true\n[[index]]\nurl = \"https://registry.invalid/simple\"\ndefault = true\n",
    );
    ladder.file("user/.netrc", "machine registry.invalid login me password secret\n");
    ladder.root().join("user").display().to_string()
}

#[test]
fn what_chooses_a_registry_reaches_tools_and_is_recorded_without_its_secrets() {
    let ladder = ladder();
    let home = with_registries(&ladder);
    let variables =
        [("HOME", home.as_str()), ("PIP_USER", "1"), ("UV_INDEX_URL", "https://me:secret@registry.invalid")];
    ladder.xtask_within(&variables, &["run", "--rung", "looking", "--benchmark", "sums"]).exits_with(0);
    let seen = seen(&ladder, "build");
    let cargo = file(&seen, ".cargo/config.toml").expect("Cargo's settings");
    assert!(cargo.contains("replace-with") && cargo.contains("proxy.invalid"), "{cargo}");
    assert!(cargo.contains(&format!("{home}/.cargo/../near")), "a path starts elsewhere: {cargo}");
    assert!(!cargo.contains("rustflags"), "{cargo}");
    let uv = file(&seen, ".config/uv/uv.toml").expect("uv's settings");
    assert!(uv.contains("registry.invalid") && uv.contains("system-certs") && !uv.contains("no-binary"), "{uv}");
    assert_eq!(variable(&seen, "PIP_INDEX_URL"), Some("https://registry.invalid/simple"));
    assert_eq!((variable(&seen, "PIP_USER"), variable(&seen, "PIP_CONFIG_FILE")), (None, Some("/dev/null")));
    assert!(file(&seen, ".netrc").is_some_and(|text| text.contains("registry.invalid")));
    let session = ladder.sessions().pop().expect("a session");
    let text = fs::read_to_string(session.join("environment.json")).expect("the surroundings");
    assert!(!text.contains("secret"), "{text}");
    let recorded: Value = serde_json::from_str(&text).expect("JSON");
    let settings = part(&recorded, "settings");
    assert_eq!(settings["cargo"]["kept"], serde_json::json!(["source", "http"]), "{settings:#}");
    assert_eq!(settings["cargo"]["left"], serde_json::json!(["build.rustflags"]), "{settings:#}");
    assert_eq!(settings["pip"]["left"], serde_json::json!(["global.user", "install.no-binary"]), "{settings:#}");
    let has = |key: &str, name: &str| part(&recorded, key).as_array().expect("names").contains(&name.into());
    assert!(has("unset", "PIP_USER") && has("passed", "UV_INDEX_URL") && has("set", "PIP_INDEX_URL"), "{text}");
}

#[test]
fn a_variable_comes_before_a_settings_file() {
    let ladder = ladder();
    let home = with_registries(&ladder);
    let variables = [("HOME", home.as_str()), ("PIP_INDEX_URL", "https://other.invalid/simple")];
    ladder.xtask_within(&variables, &CHECK).exits_with(0);
    assert_eq!(variable(&seen(&ladder, "build"), "PIP_INDEX_URL"), Some("https://other.invalid/simple"));
}

#[test]
fn another_setting_that_reaches_tools_builds_anew_and_one_that_does_not_changes_nothing() {
    let ladder = ladder();
    let home = with_registries(&ladder);
    let builds = |settings: &str| {
        ladder.file("user/.cargo/config.toml", settings);
        ladder.xtask_with("HOME", &home, &CHECK).exits_with(0);
        ladder.text("log/build").lines().count()
    };
    assert_eq!(builds("[net]\nretry = 1\n"), 1);
    assert_eq!(builds("[net]\nretry = 1\n[build]\nrustflags = [\"-g\"]\n"), 1, "what reaches nothing built anew");
    assert_eq!(builds("[net]\nretry = 2\n"), 2, "another setting did not build anew");
    fs::remove_file(ladder.root().join("user/.cargo/config.toml")).expect("the settings");
    ladder.xtask_with("HOME", &home, &CHECK).exits_with(0);
    assert_eq!(file(&seen(&ladder, "build"), ".cargo/config.toml"), Some(""), "settings outlive their file");
}

#[test]
fn without_a_home_or_with_one_that_cannot_be_used_everything_is_as_usual() {
    let ladder = ladder();
    ladder.file("no-folder", "");
    ladder.file("user/.cargo/config.toml/what", "a folder where a file should be");
    let named = |name: &str| ladder.root().join(name).display().to_string();
    for home in ["", "/nonexistent", "/proc", "relative", &named("no-folder"), &named("user")] {
        ladder
            .xtask_within(&[("HOME", home)], &["check", "--benchmark", "sums", "--again"])
            .exits_with(0)
            .says("agrees");
        let seen = seen(&ladder, "runner");
        assert_eq!(seen["home"], named("target/ladder/home"), "HOME={home}");
    }
    assert!(!ladder.root().join("relative").exists());
}

#[test]
fn settings_that_cannot_be_read_are_named_and_nothing_is_taken_of_them() {
    let ladder = ladder();
    ladder.file("user/.cargo/config.toml", "[net\nretry = 1\n");
    let home = ladder.root().join("user").display().to_string();
    let outcome = ladder.xtask_with("HOME", &home, &CHECK).exits_with(0).says("agrees");
    let outcome = outcome.mutters("nothing is taken of").mutters("user/.cargo/config.toml");
    assert_eq!(file(&seen(&ladder, "build"), ".cargo/config.toml"), Some(""), "{}", outcome.stderr);
}

/// A program of Rust that says whether a flag of the user's reached it.
const PROGRAM: &str = "fn main() { println!(\"{}\", if cfg!(steered) { \"steered\" } else { \"as declared\" }); }\n";

const CARGO: &str = r#"
[toolchain.cargo]
title = "Cargo"
names = ["cargo"]
probe = ["{tool}", "--version"]
version-pattern = '(\d+\.\d+\.\d+)'
fix = "install Rust"

[rung.compiled]
title = "Compiled"
toolchain = "cargo"
tools = ["python"]
project = "kernels"
folder = "/"
build = [
    ["{tool}", "build", "--release", "--manifest-path", "{root}/program/Cargo.toml", "--target-dir", "{out}/cargo"],
    ["{tool.python}", "-c", "import subprocess, sys; open(sys.argv[1], 'a').write(subprocess.check_output(sys.argv[2], text=True))", "{root}/log/said", "{out}/cargo/release/program"],
    ["{tool.python}", "-c", "import shutil, sys; shutil.copy(*sys.argv[1:3])", "{kernel}", "{artefact}"],
]
artefact = "{out}/{stem}_built.py"
runner = ["{tool.python}", "{root}/scripted_runner.py", "{artefact}", "{entry}"]
cost = "a compiler"
kernels = { sums = "sums.py" }
"#;

#[test]
fn cargos_settings_in_a_home_and_in_folders_above_make_no_other_program() {
    if !succeeds(Path::new("/"), &["cargo", "--version"]) {
        eprintln!("skipped: there is no Cargo");
        return;
    }
    let ladder = ladder().with(CARGO);
    ladder.file("program/Cargo.toml", "[package]\nname = \"program\"\nedition = \"2021\"\n[workspace]\n");
    ladder.file("program/src/main.rs", PROGRAM);
    let check = ["check", "--rung", "compiled", "--benchmark", "sums"];
    let settings =
        "[build]\ntarget-dir = \"elsewhere\"\nrustflags = [\"--cfg\", \"steered\"]\nrustc-wrapper = \"/bin/false\"\n";
    // The compiler's own folder is where it is.
    let user = std::env::home_dir().expect("a home");
    let rustup = std::env::var("RUSTUP_HOME").unwrap_or_else(|_| user.join(".rustup").display().to_string());
    let home = ladder.root().join("user").display().to_string();
    for place in ["user/.cargo/config.toml", ".cargo/config.toml", "program/.cargo/config.toml"] {
        ladder.file(place, settings);
        let variables = [("HOME", home.as_str()), ("RUSTUP_HOME", &rustup), ("CARGO_BUILD_TARGET", "no-such-target")];
        ladder.xtask_within(&variables, &check).exits_with(0).says("agrees");
        fs::remove_dir_all(ladder.root().join("target/ladder/build")).expect("what was built");
    }
    assert_eq!(ladder.text("log/said"), "as declared\n".repeat(3));
}

/// A Python that writes down how it is called, and has no pip unless it sees the user's own packages.
const PYTHON: &str = r#"#!/bin/sh
echo "$PWD $PIP_USER $PIP_CONFIG_FILE $PIP_INDEX_URL $PYTHONUSERBASE $*" >> "LOG"
[ -n "$PYTHONUSERBASE" ] && [ -z "$PYTHONNOUSERSITE" ] || { echo "No module named pip" >&2; exit 1; }
while [ $# -gt 0 ]; do
    case $1 in --target) mkdir -p "$2/bin"; printf '#!/bin/sh\nexit 0\n' > "$2/bin/uv"; chmod +x "$2/bin/uv" ;; esac
    shift
done
"#;

#[test]
fn uv_is_got_whatever_pips_settings_say_and_wherever_pip_lies() {
    let ladder = ladder().with(
        "[toolchain.fetched]\ntitle = \"Fetched\"\nnames = [\"no-such-python\"]\nprobe = [\"{tool}\"]\n\
         version-pattern = '(\\d+)'\nuv = { request = \"cpython-3.99\" }\nfix = \"fetch it\"",
    );
    let home = with_registries(&ladder);
    let log = ladder.root().join("log/python").display().to_string();
    for name in ["python3", "python"] {
        ladder.script(&format!("bin/{name}"), &PYTHON.replace("LOG", &log));
    }
    ladder.script("bin/uv", "#!/bin/sh\nexit 1\n");
    let variables = [("HOME", home.as_str()), ("PATH", &ladder.path()), ("PIP_USER", "1")];
    ladder.xtask_within(&variables, &["setup", "fetched"]).exits_with(1);
    assert!(ladder.root().join("target/ladder/uv/bin/uv").is_file(), "uv was not got");
    let calls = ladder.text("log/python");
    let begin = "/ 0 /dev/null https://registry.invalid/simple ";
    assert!(calls.lines().all(|line| line.starts_with(begin)), "{calls}");
    assert!(calls.lines().last().is_some_and(|line| line.starts_with(&format!("{begin}{home}/.local "))), "{calls}");
}

#[test]
fn a_baseline_that_is_not_the_usual_one_is_said_above_the_table_in_every_format() {
    let ladder = Ladder::new().with_instead("rungs = [\"plain\"]", "rungs = [\"rare\", \"plain\"]");
    let sentence = "the baseline is plain, not the usual one: rare is missing: no unobtainium found on PATH";
    let run = ["run", "--profile", "small", "--rung", "plain,brisk", "--benchmark", "sums"];
    ladder.xtask(&run).exits_with(0).says(sentence);
    for format in ["text", "markdown", "html"] {
        let said = ladder.xtask(&["report", "--format", format]).exits_with(0).stdout;
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        let (above, _) = said.split_once("Four times as brisk").expect("the table");
        assert!(above.contains(sentence), "not above the table of {format}:\n{said}");
    }
    let session = ladder.xtask(&["report", "--format", "json"]).exits_with(0).json()["session"].clone();
    assert_eq!(session["baseline_instead"], "rare is missing: no unobtainium found on PATH");
    let ladder = ladder.with_instead("rungs = [\"rare\", \"plain\"]", "rungs = [\"plain\", \"rare\"]");
    ladder.xtask(&run).exits_with(0);
    let usual = ladder.xtask(&["report", "--format", "json"]).exits_with(0).stdout;
    assert!(!usual.contains("baseline_instead"), "{usual}");
}
