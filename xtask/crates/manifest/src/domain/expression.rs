//! Regular expressions, compiled when a manifest is read.

use regex_lite::Regex;

/// A regular expression that can be used.
#[derive(Debug, Clone)]
pub struct Expression {
    compiled: Regex,
}

impl Expression {
    /// Compiles a pattern.
    ///
    /// # Errors
    /// What is wrong with it, in one line.
    pub fn new(text: &str) -> Result<Expression, String> {
        Regex::new(text).map(|compiled| Expression { compiled }).map_err(|error| error.to_string().replace('\n', " "))
    }

    /// The pattern as it was given.
    pub fn as_str(&self) -> &str {
        self.compiled.as_str()
    }

    /// How many groups it has, its whole match aside.
    pub fn groups(&self) -> usize {
        self.compiled.captures_len() - 1
    }

    /// The compiled expression.
    pub fn regex(&self) -> &Regex {
        &self.compiled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_compiled_or_what_is_wrong_with_it_is_said_in_one_line() {
        for (text, groups) in [("", 0), (r"(\d+)\.(\d+)", 2), (r"(?<major>[a-z]+)?", 1), (r"\w{3}", 0)] {
            let expression = Expression::new(text).expect("a pattern");
            assert_eq!((expression.groups(), expression.as_str()), (groups, text));
        }
        for text in ["(", "[b-a]", r"\q", "a{3,2}", r"\p{Nobody}", "(a{1000}){1000}{1000}"] {
            let said = Expression::new(text).expect_err("no pattern");
            assert!(!said.is_empty() && !said.contains('\n'), "{text}: {said}");
        }
    }
}
