//! What is private by its look, whoever wrote it: addresses of machines and people, numbers that belong to one device.

use std::borrow::Cow;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::LazyLock;

use regex_lite::{Captures, Regex};

/// Patterns with what stands for a match.
static LOOKS: LazyLock<[(Regex, &str); 4]> = LazyLock::new(|| {
    [
        (pattern(r"(?i)\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"), "{uuid}"),
        (pattern(r"(?i)\b[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}\b"), "{mac}"),
        (pattern(r#"[^\s@<>()\[\]{}"'`,;:]+@[^\s@<>()\[\]{}"'`,;:/.]+(?:\.[^\s@<>()\[\]{}"'`,;:/.]+)+"#), "{email}"),
        // Package managers keep what they downloaded in a folder that is called after the host and a hash of its address.
        (pattern(r"\b[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+-[0-9a-f]{16}\b"), "{registry}"),
    ]
});

/// What may be an address on a network.
static IPV6: LazyLock<Regex> = LazyLock::new(|| pattern(r"[0-9A-Fa-f]*:[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*"));
static IPV4: LazyLock<Regex> = LazyLock::new(|| pattern(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3,}"));

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern that a test compiles")
}

/// The text with placeholders. `is_version` says that four numbers with points between are no address.
pub(super) fn replaced(text: &str, is_version: bool) -> String {
    let mut text = Cow::Borrowed(text);
    for (look, placeholder) in LOOKS.iter() {
        text = Cow::Owned(look.replace_all(&text, *placeholder).into_owned());
    }
    let text = addresses(&IPV6, &text, |address| {
        address.parse::<Ipv6Addr>().is_ok_and(|address| !address.is_loopback() && !address.is_unspecified())
    });
    if is_version {
        return text;
    }
    addresses(&IPV4, &text, |address| {
        address.parse::<Ipv4Addr>().is_ok_and(|address| !address.is_loopback() && !address.is_unspecified())
    })
}

/// Replaces the candidates that stand alone and are addresses of another machine.
fn addresses(candidates: &Regex, text: &str, is_address: impl Fn(&str) -> bool) -> String {
    let replaced = candidates.replace_all(text, |found: &Captures<'_>| {
        let whole = found.get(0).expect("the whole match");
        let (before, after) = (&text[..whole.start()], &text[whole.end()..]);
        let alone = !before.ends_with(is_word)
            && !before.ends_with("==")
            && !after.starts_with(is_word)
            && !before.ends_with(['.', '-']);
        // A full stop may end a sentence; a number behind it makes another number of it.
        let candidate = whole.as_str().trim_end_matches(['.', ':']);
        match alone && is_address(candidate) {
            true => format!("{{ip}}{}", &whole.as_str()[candidate.len()..]),
            false => whole.as_str().to_owned(),
        }
    });
    replaced.into_owned()
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

#[cfg(test)]
mod tests {
    use super::replaced;

    #[test]
    fn addresses_and_numbers_of_devices_are_replaced() {
        let known = [
            ("cannot reach 10.20.30.40.", "cannot reach {ip}."),
            ("(192.168.1.7:8080)", "({ip}:8080)"),
            ("at fe80::1ff:fe23:4567:890a now", "at {ip} now"),
            ("board 0A:1b:2c:3d:4e:5f up", "board {mac} up"),
            ("disk 123e4567-e89b-12d3-a456-426614174000", "disk {uuid}"),
            ("ask ann.lee@corp.example please", "ask {email} please"),
            ("frag jörg.müller@firma.example.", "frag {email}."),
            ("src/mirror.corp.example-1949cf8c6b5b557f/serde-1.0", "src/{registry}/serde-1.0"),
        ];
        for (text, expected) in known {
            assert_eq!(replaced(text, false), expected);
        }
    }

    #[test]
    fn versions_times_paths_of_code_and_this_machines_own_address_stay() {
        for text in [
            "6.18.44-fc-v769",
            "yyjson==0.12.0.1",
            "lib-1.2.3.4",
            "12:34:56 UTC",
            "std::fs::write",
            "127.0.0.1 and ::1 and 0.0.0.0",
            "999.1.1.1",
            "1.2.3.4.5",
            "cpython-3.14-7abbccb314ed",
        ] {
            assert_eq!(replaced(text, false), text);
        }
        assert_eq!(replaced("1.2.3.4", true), "1.2.3.4");
        assert_eq!(replaced("1.2.3.4", false), "{ip}");
    }
}
