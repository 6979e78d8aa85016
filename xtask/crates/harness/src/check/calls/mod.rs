//! Calls of a function of any arguments: what a runner is asked, and whether what comes of it is what comes of the oracle.

mod survey;

use std::path::Path;

use manifest::{Benchmark, GivenCall};
use system::runner::{CallRequest, Prepare};

pub use survey::{CallProfile, Hotspot, SurveyError};

/// How much of a call names it in messages, in characters.
const SHOWN: usize = 60;

/// What a runner is asked to load for a call.
pub(super) fn prepare(root: &Path, benchmark: &Benchmark, call: &GivenCall) -> Prepare {
    let given = benchmark.calls.as_ref();
    let shown = |path: &Path| root.join(path).display().to_string();
    let (call, arguments) = match call {
        GivenCall::Expression(text) => (Some(text.clone()), None),
        GivenCall::File(path) => (None, Some(shown(path))),
    };
    Prepare::Call(Box::new(CallRequest {
        function: benchmark.entry.clone(),
        call,
        arguments,
        fresh: given.is_some_and(|calls| calls.fresh),
        // What is built elsewhere finds what the source imports from beside it, too.
        origin: Some(given.and_then(|calls| calls.origin.clone()).unwrap_or_else(|| shown(&benchmark.oracle))),
        folder: Some(given.and_then(|calls| calls.home.clone()).unwrap_or_else(|| shown(Path::new("")))),
    }))
}

/// What a runner is asked to load for a call of a probe.
pub(crate) fn of_probe(root: &Path, benchmark: &Benchmark, function: &str, call: &str) -> Prepare {
    let mut prepare = prepare(root, benchmark, &GivenCall::Expression(call.to_owned()));
    if let Prepare::Call(request) = &mut prepare {
        function.clone_into(&mut request.function);
    }
    prepare
}

/// A call as messages name it.
pub(super) fn named(call: &GivenCall) -> String {
    let text = call.to_string();
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
