//! Regular expressions: understood when a manifest is read, compiled when they are used. Most of what is read is not, and
//! compiling takes many times as long as understanding.

use std::sync::OnceLock;

use regex::Regex;

/// A longer pattern could stand for more than a compiled one may hold.
const SHORT: usize = 200;

/// A regular expression that can be compiled.
#[derive(Debug, Clone)]
pub struct Expression {
    text: String,
    groups: usize,
    compiled: OnceLock<Regex>,
}

impl Expression {
    /// Understands a pattern.
    ///
    /// # Errors
    /// What is wrong with it, in one line.
    pub fn new(text: &str) -> Result<Expression, String> {
        let parsed = regex_syntax::Parser::new().parse(text).map_err(|error| last_line(&error.to_string()))?;
        let expression = Expression {
            text: text.to_owned(),
            groups: parsed.properties().explicit_captures_len(),
            compiled: OnceLock::new(),
        };
        if text.len() > SHORT || text.contains('{') {
            // Repeated a thousand times it might be too large.
            let compiled = Regex::new(text).map_err(|error| last_line(&error.to_string()))?;
            return Ok(Expression { compiled: compiled.into(), ..expression });
        }
        Ok(expression)
    }

    /// The pattern as it was given.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// How many groups it has, its whole match aside.
    pub fn groups(&self) -> usize {
        self.groups
    }

    /// The compiled expression.
    pub fn regex(&self) -> &Regex {
        self.compiled.get_or_init(|| Regex::new(&self.text).expect("a short pattern that was understood"))
    }
}

/// What a message about a pattern says behind the pattern.
fn last_line(message: &str) -> String {
    message.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_understood_can_be_compiled_and_what_cannot_is_said_as_regex_says_it() {
        for text in ["", r"(\d+)\.(\d+)", r"(?<major>\pL+)?", r"\w{3}", &r"\pL".repeat(SHORT / 3)] {
            let expression = Expression::new(text).expect("a pattern");
            assert_eq!(expression.groups() + 1, expression.regex().captures_len(), "{text}");
        }
        for text in ["(", "[b-a]", r"\q", "a{3,2}", r"\p{Nobody}", r"(?-u)\xff", r"(\pL{1000}){1000}"] {
            let said = Regex::new(text).expect_err("no pattern").to_string();
            assert_eq!(Expression::new(text).err(), Some(last_line(&said)), "{text}");
        }
    }
}
