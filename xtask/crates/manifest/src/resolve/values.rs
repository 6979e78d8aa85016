//! Single values: names, texts, numbers, durations and hashes.

use std::collections::HashMap;
use std::fmt::Display;
use std::time::Duration;

use toml::Spanned;

use super::Context;
use crate::diagnostics::{Mistake, Span};
use crate::reader::{Field, Section, for_example};
use crate::wire::Texts;
use crate::wire::WireLimits;
use crate::{AnswerLimits, Id};

impl Context<'_> {
    /// An identifier.
    pub(super) fn id(&self, name: &Spanned<String>) -> Option<Id> {
        let text = name.get_ref();
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        if text.starts_with(plain) && text.chars().all(|c| plain(c) || "-.+".contains(c)) {
            return Some(Id(text.clone()));
        }
        let message = format!("`{text}` is no identifier");
        let rule = "lower-case letters, digits, `-`, `.` and `+`, a letter or digit first";
        let lower: String = text.to_lowercase().replace(['_', ' '], "-");
        let kept: String = lower.chars().filter(|c| plain(*c) || "-.+".contains(*c)).collect();
        let better = kept.trim_start_matches(['-', '.', '+']);
        let help = if better.is_empty() { format!("use {rule}") } else { format!("write `{better}`: {rule}") };
        self.add(Mistake::new(name.span(), message).help(help));
        None
    }

    /// A text that must be there.
    pub(super) fn text<S>(&self, section: &Section<S>, field: &Field<String>) -> Option<String> {
        self.need(section, field)?;
        self.optional_text(field)
    }

    /// A text that may be absent, but not empty.
    pub(super) fn optional_text(&self, field: &Field<String>) -> Option<String> {
        self.not_empty(field.key, field.given()?, || for_example(field.example))
    }

    /// A text that is not empty.
    pub(super) fn not_empty(
        &self,
        what: &str,
        text: &Spanned<String>,
        help: impl FnOnce() -> String,
    ) -> Option<String> {
        if text.get_ref().trim().is_empty() {
            self.add(Mistake::new(text.span(), format!("`{what}` is empty")).help(help()));
            return None;
        }
        Some(text.get_ref().clone())
    }

    /// Texts that may be absent; each not empty, and none twice.
    pub(super) fn texts(&self, field: &Field<Texts>) -> Vec<String> {
        let Some(texts) = field.value() else {
            return Vec::new();
        };
        self.distinct(texts, |text| format!("`{text}` stands twice in `{}`", field.key));
        let texts = texts.iter();
        texts.filter_map(|text| self.not_empty(field.key, text, || for_example(field.example))).collect()
    }

    /// Notes every element that is there already.
    pub(super) fn distinct<T: Display>(&self, items: &[Spanned<T>], message: impl Fn(&T) -> String) {
        let mut seen: HashMap<String, Span> = HashMap::new();
        for item in items {
            let text = item.get_ref().to_string();
            match seen.get(&text) {
                Some(first) => {
                    let mistake = Mistake::new(item.span(), message(item.get_ref())).help("remove it here");
                    self.add(mistake.related(first.clone(), "first given here"));
                }
                None => _ = seen.insert(text, item.span()),
            }
        }
    }

    /// A list that must not be empty when it is given. Says whether it is.
    pub(super) fn filled<T>(&self, field: &Field<Vec<T>>) -> bool {
        let empty = field.given().filter(|list| list.get_ref().is_empty());
        if let Some(empty) = empty {
            let mistake = Mistake::new(empty.span(), format!("`{}` is empty", field.key));
            self.add(mistake.help(for_example(field.example)));
        }
        empty.is_none()
    }

    /// A count of at least one.
    pub(super) fn count(&self, field: &Field<i64>) -> Option<u32> {
        let given = field.given()?;
        let count = u32::try_from(*given.get_ref()).ok().filter(|count| *count >= 1);
        if count.is_none() {
            let message = format!("`{}` must be at least 1, and at most {}", field.key, u32::MAX);
            self.add(Mistake::new(given.span(), message).help(for_example(field.example)));
        }
        count
    }

    /// A number above zero.
    pub(super) fn positive(&self, field: &Field<f64>) -> Option<f64> {
        let given = field.given()?;
        if *given.get_ref() > 0.0 {
            return Some(*given.get_ref());
        }
        let message = format!("`{}` must be greater than zero", field.key);
        self.add(Mistake::new(given.span(), message).help(for_example(field.example)));
        None
    }

    /// A duration: a number and a unit.
    pub(super) fn duration(&self, field: &Field<String>) -> Option<Duration> {
        let given = field.given()?;
        let duration = parse_duration(given.get_ref());
        if duration.is_none() {
            let message = format!("`{}` is no duration", given.get_ref());
            let help = r#"write a number above zero and `ms`, `s`, `m` or `h`, such as "20ms" or "1.5h""#;
            self.add(Mistake::new(given.span(), message).help(help));
        }
        duration
    }

    /// An amount of memory: a number and a unit.
    pub(super) fn memory(&self, field: &Field<String>) -> Option<u64> {
        let given = field.given()?;
        let bytes = parse_memory(given.get_ref());
        if bytes.is_none() {
            let message = format!("`{}` is no amount of memory", given.get_ref());
            let help = r#"write a number above zero and `MiB` or `GiB`, such as "500MiB" or "1.5GiB""#;
            self.add(Mistake::new(given.span(), message).help(help));
        }
        bytes
    }

    /// How long a runner may take for its answers.
    pub(super) fn limits(&self, field: &Field<Section<WireLimits>>) -> AnswerLimits {
        let Some(Section { body, .. }) = field.value() else { return AnswerLimits::default() };
        AnswerLimits {
            start: self.duration(&body.start),
            prepare: self.duration(&body.prepare),
            run: self.duration(&body.run),
            output: self.duration(&body.output),
        }
    }

    /// A SHA-256 in hexadecimal, in lower case.
    pub(super) fn sha256(&self, field: &Field<String>) -> Option<String> {
        let given = field.given()?;
        let text = given.get_ref();
        if text.len() == 64 && text.chars().all(|c| c.is_ascii_hexdigit()) {
            return Some(text.to_ascii_lowercase());
        }
        let characters = text.chars().count();
        let problem = match text.chars().find(|c| !c.is_ascii_hexdigit()) {
            Some(wrong) => format!("`{wrong}` is no hexadecimal digit"),
            None => format!("it has {characters} digits"),
        };
        let mistake = Mistake::new(given.span(), format!("`{}` is no SHA-256: {problem}", field.key));
        self.add(mistake.help("write 64 hexadecimal digits, as `sha256sum FILE` prints them"));
        None
    }
}

/// Amounts of memory are written `<number>MiB` or `GiB`, and are more than nothing.
fn parse_memory(text: &str) -> Option<u64> {
    const MIB: f64 = 1_048_576.0;
    let (number, unit) = [("MiB", MIB), ("GiB", 1024.0 * MIB)]
        .into_iter()
        .find_map(|(unit, bytes)| Some((text.strip_suffix(unit)?, bytes)))?;
    let number: f64 = number.trim_end().parse().ok()?;
    let bytes = (number * unit).round();
    (bytes >= 1.0 && bytes < 2_f64.powi(63)).then_some(bytes as u64)
}

/// Durations are written `<number>ms`, `s`, `m` or `h`, and are longer than nothing.
pub(crate) fn parse_duration(text: &str) -> Option<Duration> {
    let unit_at = text.find(|c: char| c.is_ascii_alphabetic())?;
    let (number, unit) = text.split_at(unit_at);
    let seconds = match unit {
        "ms" => 0.001,
        "s" => 1.0,
        "m" => 60.0,
        "h" => 3600.0,
        _ => return None,
    };
    let number: f64 = number.trim_end().parse().ok()?;
    // Whole microseconds: 20 times 0.001 is not 0.02 in binary.
    let microseconds = (number * seconds * 1e6).round();
    let duration = Duration::try_from_secs_f64(microseconds / 1e6).ok()?;
    (duration > Duration::ZERO).then_some(duration)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_of_memory_are_a_number_and_a_unit() {
        for (text, expected) in
            [("500MiB", Some(524_288_000)), ("1.5 GiB", Some(1_610_612_736)), ("1GiB", Some(1 << 30))]
        {
            assert_eq!(parse_memory(text), expected, "{text}");
        }
        for text in ["", "2", "GiB", "0MiB", "-1GiB", "1e40GiB", "NaNMiB", "infGiB", "2GB", "2Gib"] {
            assert_eq!(parse_memory(text), None, "{text}");
        }
    }

    #[test]
    fn durations_are_a_number_and_a_unit() {
        for (text, expected) in [
            ("20ms", Some(Duration::from_millis(20))),
            ("1.5h", Some(Duration::from_secs(5400))),
            ("2 m", Some(Duration::from_secs(120))),
            ("3s", Some(Duration::from_secs(3))),
            ("0s", None),
            ("-1s", None),
            ("20", None),
            ("ms", None),
            ("1d", None),
            ("1e400h", None),
            ("", None),
        ] {
            assert_eq!(parse_duration(text), expected, "{text}");
        }
    }
}
