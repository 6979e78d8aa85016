//! A function of anybody's goes up the ladder: what agrees is timed, and all else is told with its reason. One file, as all of it
//! looks at climbs of one ladder of scripts.

use std::fs;

use serde_json::Value;

use nix::sys::signal::Signal;

use crate::support::{Ladder, Outcome, cell, fixtures, part, project, uv, wait_until};

/// The functions of the fixture, each with a call.
const CALLS: [(&str, &str); 30] = [
    ("edit_distance", "edit_distance('saturday', 'sunday')"),
    ("caesar", "caesar('hello, world' * 9, 3)"),
    ("emails", "emails('a@b.cd, e.f@g.hi ' * 5)"),
    ("factorial", "factorial(30)"),
    ("collatz", "collatz(50)"),
    ("mean", "mean([0.1, 0.2, 0.3, 1e16, -1e16])"),
    ("rounded", "rounded([2.675, 0.125, 1.005])"),
    ("mandelbrot", "mandelbrot(8, 20)"),
    ("counters", "counters(20)"),
    ("fibonacci", "fibonacci(10)"),
    ("primes", "primes(50)"),
    ("accounts", "accounts(5)"),
    ("centre", "centre([Point(0.0, 1.0), Point(2.0, 4.0)])"),
    ("paint", "paint(10)"),
    ("interest", "interest(Decimal('100.00'), 10)"),
    ("harmonic", "harmonic(20)"),
    ("words", "words('the cat and the dog and the bird')"),
    ("common", "common('saturday', 'sunday')"),
    ("merge", "merge([[1, 4, 7], [2, 5], [], [0, 9]])"),
    ("bubble", "bubble([3, 1, 2, 0])"),
    ("parse", "parse(['1', '2', 'three'])"),
    ("breadth_first", "breadth_first({1: [2, 3], 2: [4], 3: [4]}, 1)"),
    ("workdays", "workdays(date(2024, 2, 28), 5)"),
    ("area", "area([1, 2, 3])"),
    ("half", "half(3)"),
    ("tell", "tell(['Ada', 'Bob'])"),
    ("tiny", "tiny(1, 2)"),
    ("most_common", "most_common('mississippi')"),
    ("unzip", "unzip(*pairs())"),
    ("Account.move", "Account.move(Account('Ada'), 3)"),
];

/// The fixture's ladder, with the functions in a folder whose name has a blank and an umlaut.
pub(crate) fn ladder() -> Ladder {
    let text = fs::read_to_string(fixtures().join("climb/ladder.toml")).expect("the fixture");
    let ladder = Ladder::of_the_project(&text, &[]);
    for file in ["runner.py", "calls.py", "values.py", "profiles.py", "probe.py", "seen.py", "typed.py"] {
        let source = fs::read_to_string(project().join("kernels-python").join(file)).expect("a source");
        ladder.file(&format!("kernels-python/{file}"), &source);
    }
    for file in ["functions.py", "shapes.py"] {
        let source = fs::read_to_string(fixtures().join("climb").join(file)).expect("the fixture");
        ladder.file(&format!("my fünctions/{file}"), &source);
    }
    ladder.file("own/double.py", "def double(n):\n    return 2 * n\n");
    ladder.file("altered.py", &fs::read_to_string(fixtures().join("climb/altered.py")).expect("the fixture"));
    ladder
}

/// Adds a rung that alters what functions do.
fn with_altered(ladder: Ladder, how: &str) -> Ladder {
    ladder.with(&format!(
        "[rung.{how}]\nlike = \"plain\"\ntitle = \"Altered: {how}\"\nany-source = true\n\
         runner = [\"{{tool}}\", \"{{root}}/altered.py\", \"{how}\", \"{{artefact}}\", \"{{entry}}\"]"
    ))
}

fn id_of(function: &str) -> String {
    function.to_lowercase().replace(['_', '.'], "-")
}

/// A benchmark of one call, in the manifest.
fn benchmark(function: &str, call: &str, fresh: bool) -> String {
    format!(
        "[benchmark.{}]\ntitle = \"{function}\"\ninput = \"call\"\nfunction = \"{function}\"\nfresh-arguments = {fresh}\n\
         calls = [\"{call}\"]\noracle = \"my fünctions/functions.py\"",
        id_of(function)
    )
}

fn climb(ladder: &Ladder, function: &str, arguments: &[&str]) -> Outcome {
    let target = format!("my fünctions/functions.py:{function}");
    ladder.xtask(&[&["climb", &target, "--budget", "20s", "--seed", "1"], arguments].concat())
}

fn rung(json: &Value, name: &str) -> Value {
    let rungs = part(json, "rungs").as_array().expect("rungs");
    rungs.iter().find(|rung| rung["rung"] == name).unwrap_or_else(|| panic!("no {name} in {json:#}")).clone()
}

#[test]
fn a_function_is_checked_timed_and_told() {
    let ladder = ladder();
    let json = climb(
        &ladder,
        "edit_distance",
        &["--call", CALLS[0].1, "--call", "edit_distance('', 'a')", "--format", "json"],
    );
    let json = json.exits_with(0).json();
    assert_eq!(
        (rung(&json, "plain")["baseline"].clone(), rung(&json, "again")["outcome"].clone()),
        (true.into(), "timed".into())
    );
    assert!(rung(&json, "again")["low"].is_number(), "three invocations have an interval: {json:#}");
    assert_eq!(json["profile"]["files"], serde_json::json!(["functions.py", "shapes.py"]));
    assert!(json["profile"]["shares"]["own"].as_f64().is_some_and(|own| own > 0.1), "{json:#}");

    ladder.xtask(&["report"]).exits_with(0).says("Plain again").says("edit_distance of functions.py");
    ladder.xtask(&["export", "csv"]).exits_with(0).says("edit-distance");
    ladder.xtask(&["report", "--format", "html"]).exits_with(0).says("edit_distance of functions.py");
    let beside: Vec<_> = fs::read_dir(ladder.root().join("my fünctions")).expect("the folder").flatten().collect();
    assert_eq!(beside.len(), 2, "nothing is written beside the user's file: {beside:?}");
}

#[test]
fn all_functions_of_the_fixture_agree_with_themselves() {
    let mut ladder = ladder();
    for (function, call) in CALLS {
        ladder = ladder.with(&benchmark(function, call, function == "unzip"));
    }
    let json = ladder.xtask(&["check", "--format", "json"]).exits_with(0).json();
    for (function, _) in CALLS {
        let id = id_of(function);
        for rung in ["plain", "again"] {
            assert_eq!(cell(&json, &format!("{rung}/{id}"))["status"], "agrees", "{function}");
        }
    }
}

#[test]
fn each_way_to_differ_is_told_with_its_place_and_both_values() {
    let cases = [
        ("wrap", "factorial", "factorial(30)", "expected 265252859812191058636308480000000, got -"),
        ("one-more", "collatz", "collatz(9)", "the result: expected 16, got 17"),
        (
            "float",
            "collatz",
            "collatz(9)",
            "expected 16, got 16.0 (same value, other type: float where int is expected",
        ),
        (
            "nearly",
            "mean",
            "mean([0.1, 0.2])",
            "expected 0.15000000000000002, got 0.15000000000000005 (in the last digits",
        ),
        ("reversed", "words", "words('a b')", "the same keys in another order"),
        (
            "sorted",
            "rounded",
            "rounded([2.5, 1.5])",
            "result[0]: expected 2.5, got 1.5 (the same elements in another order)",
        ),
        ("clear", "bubble", "bubble([2, 1])", "argument 1: expected 2 elements, got 0 elements"),
        (
            "copy",
            "accounts",
            "accounts(1)",
            "result[2]: expected the same object as result[0], got an object of its own",
        ),
        ("raise", "tiny", "tiny(1, 2)", "expected 3, got the exception OverflowError: too large"),
        (
            "print",
            "tell",
            "tell(['Ada'])",
            "what is printed: expected \"hello Ada\\n\", got \"hello Ada\\nand more\\n\"",
        ),
    ];
    let mut ladder = ladder();
    for (how, function, call, _) in cases {
        ladder = with_altered(ladder, how);
        if how != "float" {
            ladder = ladder.with(&benchmark(function, call, false));
        }
    }
    for (how, function, _, said) in cases {
        let json =
            ladder.xtask(&["check", "--rung", how, "--benchmark", function, "--format", "json"]).exits_with(1).json();
        let cell = cell(&json, &format!("{how}/{function}"));
        assert_eq!(cell["status"], "disagrees", "{json:#}");
        assert!(cell["reason"].as_str().is_some_and(|reason| reason.contains(said)), "{how}: {}", cell["reason"]);
    }
}

#[test]
fn what_may_be_admitted_is_timed_when_it_is() {
    let float = with_altered(ladder(), "float");
    climb(&float, "collatz", &["--call", "collatz(9)", "--rung", "float", "--same-value"])
        .exits_with(0)
        .says("Altered: float");
    climb(&float, "collatz", &["--call", "collatz(9)", "--rung", "float"])
        .exits_with(1)
        .says("hint: admit it with --same-value");
    let nearly = with_altered(ladder(), "nearly");
    let near = ["--call", "mean([0.1, 0.2])", "--rung", "nearly"];
    climb(&nearly, "mean", &[&near[..], &["--tolerance", "relative=1e-12"]].concat()).exits_with(0);
    climb(&nearly, "mean", &near).exits_with(1).says("hint: admit it with --tolerance");
}

#[test]
fn tools_that_refuse_hang_or_crash_are_rows_with_their_words() {
    let ladder = with_altered(with_altered(with_altered(ladder(), "refuse"), "hang"), "crash");
    let said = climb(&ladder, "tiny", &["--call", "tiny(1, 2)", "--timeout", "2s"]).exits_with(0);
    let said = said.says("refused   Altered: refuse").says("no closures: line 7");
    let said = said.says("given up  Altered: hang").says("given up after 2 s").says("slower");
    said.says("failed    Altered: crash").says("Plain again");
}

#[test]
fn a_rung_that_takes_long_to_begin_is_waited_for_by_those_who_name_it() {
    let ladder = with_altered(ladder(), "late");
    let given = ["--call", "tiny(1, 2)"];
    let said = climb(&ladder, "tiny", &given).exits_with(0).says("Plain again");
    let said = said.says("given up  Altered: late  given up: its process had not begun after 10 s");
    said.says("--rung late waits for it as long as --timeout says");
    let named = [&given[..], &["--rung", "late", "--timeout", "2s"]].concat();
    climb(&ladder, "tiny", &named).exits_with(1).says("had not begun after 2 s");
}

#[test]
fn a_function_that_does_not_always_do_the_same_is_told_at_once() {
    let ladder = ladder();
    let said = climb(&ladder, "letters", &["--call", "letters('abcdefgh')"]).exits_with(1);
    said.mutters("does not always do the same: two processes, with other seeds of Python's hashes, differ at");
    ladder.file(
        "my fünctions/functions.py",
        "import itertools\nnumbers = itertools.count()\ndef next_one():\n    return next(numbers)\n",
    );
    climb(&ladder, "next_one", &["--call", "next_one()"])
        .exits_with(1)
        .mutters("two calls differ at the result: expected 0, got 1");
    assert!(ladder.sessions().is_empty(), "nothing is built or timed");
}

#[test]
fn what_the_user_has_to_mend_is_told_with_status_2() {
    let ladder = ladder();
    let wrong =
        |target: &str, arguments: &[&str]| ladder.xtask(&[&["climb", target], arguments].concat()).exits_with(2);
    let functions = |function: &str| format!("my fünctions/functions.py:{function}");
    wrong("nowhere.py:f", &["--call", "f()"]).mutters("there is no file nowhere.py");
    wrong("functions.py", &["--call", "f()"]).mutters("names no function").mutters("hint: write FILE.py:FUNCTION");
    wrong(&functions("tiny"), &[]).mutters("no call of tiny is given").mutters("hint: --call 'tiny(...)'");
    wrong(&functions("tiny"), &["--call", "tiny(1)", "--time", "2"]).mutters("--time 2");
    wrong(&functions("absent"), &["--call", "absent()"]).mutters("has no function 'absent'");
    wrong(&functions("tiny"), &["--call", "tiny(1, unknown)"]).mutters("NameError: name 'unknown' is not defined");
    wrong(&functions("tiny"), &["--call", "other(1)"]).mutters("is no call of tiny");
    wrong(&functions("unzip"), &["--call", "unzip(zip('ab', 'cd'))"]).mutters("name it with --arguments");
    wrong(&functions("tiny"), &["--call", "tiny(1, 2)", "--rung", "plian"]).mutters("did you mean `plain`?");
    ladder.file("broken.py", "import json\n\nimport no_such_module\n\ndef f():\n    return 1\n");
    wrong("broken.py:f", &["--call", "f()"]).mutters("broken.py\", line 3").mutters("No module named 'no_such_module'");
}

#[test]
fn arguments_come_from_files_and_from_functions() {
    let ladder = ladder();
    ladder.file("case.json", "[\"abc\", \"abd\"]");
    ladder.file("other.json", "{\"one\": \"a\", \"other\": \"b\"}");
    let inputs = ["--input", "case.json", "--input", "other.json", "--time", "2"];
    climb(&ladder, "edit_distance", &inputs).exits_with(0).says("inputs/2.json").says("Plain again");
    climb(&ladder, "unzip", &["--arguments", "pairs"]).exits_with(0).says("unzip(*pairs())").says("Plain again");
}

#[test]
fn a_climb_is_kept_as_a_ladder_of_ones_own() {
    let ladder = ladder();
    climb(&ladder, "area", &["--call", "area([1, 2, 3])", "--keep", "mine"])
        .exits_with(0)
        .says("to go on: cargo xtask run --manifest mine/ladder.toml");
    fs::remove_dir_all(ladder.root().join("my fünctions")).expect("the original is gone");
    ladder.file("mine/kernels/area.py", "def area(sides):\n    return sum(side * side for side in sides)\n");
    let toml = ladder.text("mine/ladder.toml");
    let own =
        "[rung.mine]\nlike = \"plain\"\ntitle = \"By hand\"\nproject = \"kernels\"\nkernels = { area = \"area.py\" }";
    // What is built lies elsewhere, and finds what the source imports from beside it all the same.
    let built = "[rung.built]\nlike = \"plain\"\ntitle = \"Built\"\nany-source = true\nartefact = \"{out}/{stem}.py\"\n\
        build = [[\"sh\", \"-c\", 'cat \"$0\" > \"$1\"; echo \"# built\" >> \"$1\"', \"{kernel}\", \"{artefact}\"]]";
    ladder.file("mine/ladder.toml", &format!("{toml}\n{own}\n{built}\n"));
    let check = ladder.xtask(&["check", "--manifest", "mine/ladder.toml", "--format", "json"]).exits_with(0).json();
    for rung in ["plain", "again", "mine", "built"] {
        assert_eq!(cell(&check, &format!("{rung}/area"))["status"], "agrees", "{check:#}");
    }
    climb_again_is_refused(&ladder);
}

fn climb_again_is_refused(ladder: &Ladder) {
    ladder.file("again.py", "def f():\n    return 1\n");
    let said = ladder.xtask(&["climb", "again.py:f", "--call", "f()", "--keep", "mine"]).exits_with(1);
    said.mutters("mine is not empty");
}

#[test]
fn types_that_are_seen_are_written_into_a_copy() {
    let Some(uv) = uv() else { return };
    let ladder = ladder().with_instead("[profile.small]", "types = \"types.txt\"\n\n[profile.small]");
    let ladder = ladder.with(
        "[rung.exported]\nlike = \"plain\"\ntitle = \"Exported\"\nany-source = true\ntyped = true\n\
         artefact = \"{out}/typed/{stem}.py\"\nbuild = [[\"{tool}\", \"{root}/kernels-python/typed.py\", \"pythran\", \
         \"{kernel}\", \"{entry}\", \"{artefact}\"]]",
    );
    ladder.file(
        "types.txt",
        &fs::read_to_string(project().join("kernels-python/hosts/types/requirements.txt")).expect("a list"),
    );
    ladder.file(
        "slow.py",
        "from statistics import *\n\ndef f(texts, by):\n    return [len(text) * by for text in texts]\n",
    );
    let path = format!("{}:{}", uv.display(), std::env::var("PATH").expect("a PATH"));
    let climb = |arguments: &[&str]| {
        let calls = ["climb", "slow.py:f", "--call", "f(['a', 'bc'], 2)", "--call", "f(['a'], 0.5)", "--budget", "20s"];
        ladder.xtask_with("PATH", &path, &[&calls[..], arguments].concat())
    };
    climb(&[]).exits_with(0).says("on request: 1 rungs more, with --typed or --int64");
    let said = climb(&["--typed", "--show", "--keep", "mine"]).exits_with(0);
    let said = said.says("Exported").says("#pythran export f(str list, int or float)");
    assert!(!said.stdout.contains("return [len(text)"), "only what is new is shown: {}", said.stdout);
    assert!(ladder.text("mine/typed/exported/slow.py").contains("#pythran export"));
    let check = ladder.xtask(&["check", "--manifest", "mine/ladder.toml", "--format", "json"]).exits_with(0).json();
    assert_eq!(cell(&check, "exported/f")["status"], "agrees", "what was seen is kept: {check:#}");
}

#[test]
fn a_compiler_that_is_a_package_is_got_by_those_alone_who_name_its_rung() {
    let Some(uv) = uv() else { return };
    let ladder = ladder().with(
        "[toolchain.packed]\ntitle = \"Packed\"\nnames = [\"packed-compiler\"]\nprobe = [\"{tool}\"]\nfix = \"install it\"\n\
         environment = { toolchain = \"python\", requirements = \"packed.txt\" }\n\n\
         [rung.packed]\nlike = \"plain\"\ntitle = \"In a package\"\ntools = [\"packed\"]\nany-source = true",
    );
    ladder.file("packed.txt", "no-such-package-of-this-test==1.0 --hash=sha256:00\n");
    let path = format!("{}:{}", uv.display(), std::env::var("PATH").expect("a PATH"));
    let settings = [("PATH", path.as_str()), ("UV_NO_INDEX", "1")];
    let target = "my fünctions/functions.py:tiny";
    let climb = |more: &[&str]| {
        ladder.xtask_within(&settings, &[&["climb", target, "--call", "tiny(1, 2)", "--budget", "20s"], more].concat())
    };
    let said = climb(&[]).exits_with(0).says("not here  In a package").says("hint: cargo xtask setup packed");
    assert!(!said.stdout.contains("pip install"), "{}", said.stdout);
    climb(&["--rung", "packed"]).exits_with(1).says("pip install");
}

#[test]
fn what_a_tool_says_of_slow_lines_is_told() {
    let ladder = ladder().with(
        "[rung.built]\nlike = \"plain\"\ntitle = \"Built\"\nany-source = true\nartefact = \"{out}/{stem}.py\"\n\
         build = [[\"sh\", \"-c\", 'cat \"$0\" > \"$1\"; cp \"$2\" \"$3\"', \"{kernel}\", \"{artefact}\", \"{root}/said.json\", \
         \"{out}/account.json\"]]",
    );
    ladder.file(
        "said.json",
        r#"{"by": "a tool", "lines": [{"line": 3, "text": "x += 1", "why": "5 calls\u001b[31m"}],
            "landmines": [{"line": 4, "what": "a division"}]}"#,
    );
    let call = ["--call", "tiny(1, 2)", "--rung", "built"];
    climb(&ladder, "tiny", &call).exits_with(0).says("slow  Built  line 3: x += 1 (5 calls").says("line 4: a division");
    let json = climb(&ladder, "tiny", &[&call[..], &["--format", "json"]].concat()).exits_with(0).json();
    assert_eq!(rung(&json, "built")["account"]["lines"][0]["line"], 3, "{json:#}");
    ladder.xtask(&["report", "--cell", "built/tiny"]).exits_with(0).says("by a tool").says("line 4: a division");
    ladder.file("said.json", "no account");
    ladder.file("my fünctions/functions.py", "def tiny(a, b):\n    return b + a\n");
    let said = climb(&ladder, "tiny", &call).exits_with(0);
    assert!(!said.stdout.contains("slow "), "{}", said.stdout);
}

#[test]
fn a_tool_that_compiles_while_it_runs_makes_its_account_once_its_cell_has_passed() {
    let ladder = ladder().with_instead("[profile.small]", "profiles = true\n\n[profile.small]").with(
        "[rung.compiles]\nlike = \"plain\"\ntitle = \"Compiles\"\nany-source = true\n\
         account = [\"{tool}\", \"{root}/accountant.py\", \"{out}/account.json\", \"{artefact}\"]",
    );
    ladder.file(
        "accountant.py",
        "import json, sys\nasked = [line.split()[0] for line in sys.stdin]\n\
         said = {'by': 'a compiler', 'lines': [{'line': 1, 'text': 'for', 'why': 'not vectorised'}], 'landmines': []}\n\
         open(sys.argv[1], 'w').write(json.dumps(said)) if asked[:1] == ['prepare'] else None\n",
    );
    let call = ["--call", "tiny(1, 2)", "--rung", "compiles", "--manifest", "ladder.toml"];
    climb(&ladder, "tiny", &call).exits_with(0).says("slow  Compiles  line 1: for (not vectorised)");
    let said = ladder.xtask(&["report", "--cell", "compiles/tiny"]).exits_with(0).says("by a compiler");
    said.says("the oracle's time").says("own code").says("most of it in");
}

#[test]
fn a_session_has_the_profile_of_a_benchmark_that_is_no_call() {
    let ladder = ladder().with_instead("[profile.small]", "profiles = true\n\n[profile.small]").with(
        "[benchmark.squares]\ntitle = \"Squares\"\ninput = \"integer\"\noracle = \"kernels-python/squares.py\"\n\
         check = { values = [50] }\nsizes = { small = { value = 100 } }",
    );
    let ladder = ladder.with_instead("[rung.again]", "kernels = { squares = \"squares.py\" }\n\n[rung.again]");
    ladder.file(
        "kernels-python/squares.py",
        "def squares(n):\n    return sum([square(i) for i in range(n)])\n\n\ndef square(i):\n    return i * i\n",
    );
    ladder.xtask(&["run", "--benchmark", "squares", "--rung", "plain", "--budget", "5s"]).exits_with(0);
    let json = ladder.xtask(&["report", "--cell", "plain/squares", "--format", "json"]).exits_with(0).json();
    let functions = json["cells"][0]["profile"]["functions"].as_array().expect("functions");
    assert!(functions.iter().any(|function| function["name"] == "square" && function["line"] == 5), "{json:#}");
}

#[test]
fn what_a_file_needs_is_resolved_for_every_interpreter() {
    let Some(uv) = uv() else { return };
    let ladder = ladder();
    // A package on this disk, so that no registry is asked.
    let code = format!("import os\nos.chdir({:?})\n", ladder.root().display().to_string());
    ladder.ask_python(
        &(code + "import zipfile\nwith zipfile.ZipFile('seven-1.0-py3-none-any.whl', 'w') as wheel:\n \
         wheel.writestr('seven.py', 'SEVEN = 7\\n')\n \
         wheel.writestr('seven-1.0.dist-info/METADATA', 'Metadata-Version: 2.1\\nName: seven\\nVersion: 1.0\\n')\n \
         wheel.writestr('seven-1.0.dist-info/WHEEL', 'Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')\n \
         wheel.writestr('seven-1.0.dist-info/RECORD', '')"),
    );
    let path = format!("{}:{}", uv.display(), std::env::var("PATH").expect("a PATH"));
    let links = ladder.root().display().to_string();
    let settings = [("PATH", path.as_str()), ("UV_FIND_LINKS", links.as_str()), ("UV_NO_INDEX", "1")];
    let body = "import seven\n\ndef f():\n    return seven.SEVEN\n";
    ladder.file("own.py", &format!("# /// script\n# dependencies = [\"seven\"]\n# ///\n{body}"));
    ladder.file("plain.py", body);
    ladder.file("list.txt", "seven==1.0\n");
    let climb = |arguments: &[&str]| {
        ladder.xtask_within(&settings, &[&["climb", "--call", "f()", "--budget", "20s"], arguments].concat())
    };
    climb(&["own.py:f"]).exits_with(0).says("Plain again");
    let session = ladder.sessions().pop().expect("a session");
    let recorded = fs::read_to_string(session.join("environment.json")).expect("what was recorded");
    assert!(recorded.contains("seven==1.0 \\\\\\n    --hash=sha256:"), "{recorded}");
    climb(&["plain.py:f", "--requirements", "list.txt", "--keep", "mine"]).exits_with(0).says("Plain again");
    assert_eq!(ladder.text("mine/requirements.in"), "seven==1.0\n");
    let said = climb(&["plain.py:f"]).exits_with(2);
    said.mutters("No module named 'seven'")
        .mutters("hint: a list of the packages that it needs goes behind --requirements");
    ladder.file("list.txt", "eight\n");
    climb(&["plain.py:f", "--requirements", "list.txt"]).exits_with(1).mutters("cannot be had for this interpreter");
}

#[test]
fn without_a_look_at_types_what_needs_them_is_refused_with_the_reason() {
    let ladder = ladder().with(
        "[rung.exported]\nlike = \"plain\"\ntitle = \"Exported\"\nany-source = true\ntyped = true\n\
         artefact = \"{out}/typed/{stem}.py\"\nbuild = [[\"{tool}\", \"{root}/kernels-python/typed.py\", \"pythran\", \
         \"{kernel}\", \"{entry}\", \"{artefact}\"]]",
    );
    let said = climb(&ladder, "tiny", &["--call", "tiny(1, 2)", "--typed"]).exits_with(0);
    let said = said.mutters("no types were seen: the ladder names no packages that look at types");
    said.says("Exported").says("tiny is no function of the file itself, or no call of it was seen");
}

#[test]
fn ctrl_c_ends_a_climb_with_what_is_known() {
    let ladder = ladder();
    ladder.file("slow.py", "import time\ndef f():\n    time.sleep(0.05)\n    return 1\n");
    let running = ladder.start(&["climb", "slow.py:f", "--call", "f()", "--budget", "60s"]);
    let is_measured = || !ladder.sessions().is_empty() && ladder.records_of("sample", "again").len() > 4;
    wait_until("something is measured", is_measured);
    running.signal(Signal::SIGINT);
    running.outcome().exits_with(130).says("f of slow.py").says("Plain again").says("records:");
}

/// The indented lines of a document that are commands, as words behind `cargo xtask`.
fn commands_of(document: &str) -> Vec<Vec<String>> {
    let commands = document.lines().filter_map(|line| line.strip_prefix("    cargo xtask "));
    commands.map(|command| shlex::split(command).expect("a command")).collect()
}

#[test]
fn the_tutorial_is_true() {
    let document = fs::read_to_string(project().join("docs/climb.md")).expect("the tutorial");
    let source = document.split("```").find_map(|part| part.strip_prefix("python\n")).expect("a source");
    let ladder = ladder();
    ladder.file("slow.py", source);
    ladder.file("needed.txt", "# nothing but Python\n");
    let commands = commands_of(&document);
    assert!(commands.len() >= 5, "{commands:?}");
    for command in commands {
        let words: Vec<&str> = command.iter().map(String::as_str).collect();
        ladder.xtask(&[&words[..], &["--budget", "3s"]].concat()).exits_with(0).says("Plain again");
    }
    assert!(ladder.text("my-ladder/ladder.toml").contains("# [rung.mine]"));
}
