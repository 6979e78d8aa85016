//! What programs that download say when they reach nobody, and what is said then.

/// They say other things of what a registry does not have.
const SIGNS: [&str; 18] = [
    "error sending request",
    "lookup address",
    "ame or service not known",
    "odename nor servname",
    "emporary failure resolving",
    "emporary failure in name resolution",
    "ould not resolve",
    "annot resolve",
    "nknown host",
    "UnknownHost",
    "onnection refused",
    "onnection timed out",
    "operation timed out",
    "etwork is unreachable",
    "o route to host",
    "ailed to establish a new connection",
    "nable to connect",
    "annot initiate the connection",
];

/// How a reason begins where the network is the reason.
const NO_NETWORK: &str = "the network cannot be reached";

/// Whether a program's words mean that it reached nobody.
pub(super) fn is_closed(words: &str) -> bool {
    SIGNS.iter().any(|sign| words.contains(sign)) || words.contains(NO_NETWORK)
}

/// A reason that names the network where the words of a program, of which it is a part, mean that.
pub(super) fn named(reason: String, words: &str) -> String {
    if is_closed(words) && !reason.contains(NO_NETWORK) { format!("{NO_NETWORK}: {reason}") } else { reason }
}

/// What to do about a reason: where it is the network, that first.
pub(super) fn fix(reason: &str, otherwise: &str) -> String {
    match (reason.contains(NO_NETWORK), otherwise.is_empty()) {
        (false, _) => otherwise.to_owned(),
        (true, true) => "repeat it when this machine has a network".to_owned(),
        (true, false) => format!("repeat it when this machine has a network; or: {otherwise}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_network_is_named_where_it_is_the_reason_and_nowhere_else() {
        for words in [
            "error: Request failed\n  Caused by: failed to lookup address information: Name or service not known",
            "E: Failed to fetch http://archive.example/x  Temporary failure resolving 'archive.example'",
            "Could not connect to 192.0.2.1:80, connection timed out\nE: Connection timed out",
            "NewConnectionError: Failed to establish a new connection: [Errno 101] Network is unreachable",
            "error: failed to download\n  [6] Could not resolve hostname (Could not resolve host: index.crates.example)",
            "[ERROR] Could not transfer artifact: Unknown host repository.example",
        ] {
            let reason = named("it failed".to_owned(), words);
            assert_eq!(reason, "the network cannot be reached: it failed", "{words}");
            assert_eq!(named(reason.clone(), words), reason, "it is named once");
            assert_eq!(fix(&reason, "build it"), "repeat it when this machine has a network; or: build it");
        }
        for words in ["No download found for request: cpython-3.99", "404 Not Found", "hash mismatch", ""] {
            assert_eq!(named("it failed".to_owned(), words), "it failed", "{words}");
        }
        assert_eq!(fix("it failed", "build it"), "build it");
    }
}
