//! What runners answer: the conversation itself, with a process that says what it was told to, and the results in it.

use std::time::Duration;

use agreement::{Tolerance, compare, read};
use system::process::{Spawner, Spec};
use system::runner::{Limits, Mode, Prepare, Runner, RunnerError};

use crate::Target;
use crate::input::Input;

/// Parts of answers and of results.
const WORDS: &[&str] = &[
    "ready\n",
    "done\n",
    "sample 1 2\n",
    "sample 18446744073709551615 0\n",
    "sample +5 5\n",
    "output [1.0]\n",
    "output \n",
    "memory 4096\n",
    "memory -1\n",
    "error {\"kind\":\"input\",\"index\":3,\"field\":\"a\",\"message\":\"m\"}\n",
    "error {\"kind\":\"input\",\"message\":\"\\ud800\"}\n",
    "error {}\n",
    "error\n",
    "\r\n",
    "\0",
    "\u{feff}",
    "\u{1b}[2J",
    "NaN",
    "Infinity",
    "-0",
    "1e400",
    "1E+05",
    "0.1e-400",
    "\\ud83d\\ude00",
    "\\udc00",
    "{\"a\":1,\"a\":2}",
    "[[[[",
    "]]]]",
    " ",
    "9007199254740993",
    "00",
    ".5",
    "1.",
    "+1",
    "\"\\x\"",
    "//",
    "tru",
];

/// A short conversation of each kind.
const CONVERSATIONS: [&str; 6] = [
    "ready\nsample 12 13\nsample 12 13\ndone\noutput [1.0,\"a\",{\"b\":[true,false,null]}]\nmemory 4096\n",
    "a banner\nready\nsample 0 0\nsample 1 1\ndone\noutput -1.5e-7\nmemory 1\n",
    "ready\nerror {\"kind\":\"input\",\"index\":7,\"field\":\"metadata.amount\",\"message\":\"no number\"}\n",
    "ready\nsample 1 1\nsample 1 1\ndone\noutput {\"total\":18446744073709551617,\"users\":[{\"id\":1,\"page\":\"/é\\n\"}]}\n",
    "ready {\"facts\":{\"gil\":true,\"subnormals\":null},\"files\":[\"a.py\"]}\nsample 1 1\nsample 2 2\ndone\noutput 1\nmemory 1\nstate {\"facts\":{}}\n",
    "\nready\nsample 99999999999 1\nsample 3 9999\ndone\noutput \"\\ud83d\\ude00 \\\"quoted\\\"\"\nmemory 18446744073709551615\n",
];

/// A result to compare with.
const EXPECTED: [&str; 2] = ["[1.0,\"a\",{\"b\":[true,false,null]}]", "{\"total\":18446744073709551617}"];

/// Talks with a process that prints a file.
pub(crate) struct Protocol {
    folder: tempfile::TempDir,
    spawner: Spawner,
}

impl Protocol {
    pub(crate) fn new() -> Protocol {
        Protocol { folder: tempfile::tempdir().expect("a temporary folder"), spawner: Spawner::default() }
    }

    /// What a runner with these answers comes to.
    fn converse(&self, input: &Input) -> Result<String, RunnerError> {
        input.write(self.folder.path());
        let spec = Spec::new(["cat".to_owned(), self.folder.path().join("answers").display().to_string()]);
        let mut runner = Runner::start(&self.spawner, &spec, Limits::all(Duration::from_secs(30)))?;
        runner.prepare(&Prepare::Integer { value: 1 }, Mode::Verify)?;
        let mut total = 0_u64;
        runner.run(2, 3, |timing, _| total = total.wrapping_add(timing.wall_ns ^ timing.cpu_ns))?;
        let output = runner.output_text()?;
        let bytes = runner.memory()?;
        runner.state()?;
        runner.quit(Duration::from_secs(30))?;
        Ok(format!("{} and {} bytes: {output}", total.min(1), bytes.min(1)))
    }
}

impl Target for Protocol {
    fn name(&self) -> &'static str {
        "protocol"
    }

    fn seeds(&self) -> Vec<Input> {
        CONVERSATIONS.map(|text| Input::of([("answers", text)])).into()
    }

    fn read(&self, input: &Input) -> Vec<String> {
        let answers = String::from_utf8_lossy(input.file("answers")).into_owned();
        let results = answers.lines().filter_map(|line| line.strip_prefix("output "));
        let mut said: Vec<String> = results.flat_map(compared).collect();
        said.push(match self.converse(input) {
            Ok(text) => text,
            Err(error) => error.to_string(),
        });
        said
    }

    fn words(&self) -> &'static [&'static str] {
        WORDS
    }
}

/// What becomes of a result: it equals itself, however much may differ.
fn compared(text: &str) -> Vec<String> {
    let value = match read(text) {
        Ok(value) => value,
        Err(error) => return vec![error.to_string()],
    };
    let tolerances = [Tolerance::Exact, Tolerance::Absolute(1e-9), Tolerance::Relative(1e-9)];
    let mut said = Vec::new();
    for tolerance in tolerances {
        assert!(compare(&value, &value, tolerance, &[]).is_ok(), "`{text}` differs from itself");
        for expected in EXPECTED.iter().filter_map(|text| read(text).ok()) {
            let [there, back] = [(&expected, &value), (&value, &expected)].map(|(a, b)| compare(a, b, tolerance, &[]));
            assert_eq!(there.is_ok(), back.is_ok(), "`{text}` is compared one way alone");
            said.extend(there.err().map(|difference| format!("{difference:?}")));
        }
    }
    said
}
