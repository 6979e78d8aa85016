//! Source text as far as it counts: its tokens, line by line, without comments, docstrings, blank lines and white space.
//!
//! Pure. One lexer for all languages, told by the manifest what a comment is; it need not understand a language to count
//! what somebody wrote in it.

use manifest::Language;

/// Operators of more than one character, the longer before the shorter that they begin with.
const OPERATORS: [&str; 29] = [
    "**=", "//=", "<<=", ">>=", "...", "..=", "::", "->", "=>", "==", "!=", "<=", ">=", "&&", "||", "**", "//", "<<",
    ">>", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", ":=", "..",
];

/// The tokens of each line that has any. A string over several lines belongs to the one that it begins on.
pub(super) fn lines(text: &str, language: &Language) -> Vec<Vec<String>> {
    let text =
        language.until.as_ref().and_then(|until| until.regex().find(text)).map_or(text, |from| &text[..from.start()]);
    let mut lexer = Lexer { rest: text, language, line: Vec::new(), lines: Vec::new(), depth: 0 };
    lexer.read();
    lexer.lines
}

struct Lexer<'a> {
    rest: &'a str,
    language: &'a Language,
    line: Vec<String>,
    lines: Vec<Vec<String>>,
    /// How many brackets are open.
    depth: usize,
}

impl Lexer<'_> {
    fn read(&mut self) {
        while let Some(first) = self.rest.chars().next() {
            match first {
                '\n' => self.end_line(),
                _ if first.is_whitespace() => {}
                _ if self.skipped_comment() => continue,
                _ => {
                    let length = self.token_length(first);
                    self.take(length);
                    continue;
                }
            }
            self.rest = &self.rest[first.len_utf8()..];
        }
        self.end_line();
    }

    /// A line that is a string and nothing else, outside all brackets, is a docstring.
    fn end_line(&mut self) {
        let is_string =
            |token: &str| token.trim_start_matches(|c: char| c.is_ascii_alphabetic()).starts_with(['"', '\'']);
        let docstring = self.language.docstrings
            && self.depth == 0
            && !self.line.is_empty()
            && self.line.iter().all(|token| is_string(token));
        let line = std::mem::take(&mut self.line);
        if !line.is_empty() && !docstring {
            self.lines.push(line);
        }
    }

    fn skipped_comment(&mut self) -> bool {
        if self.language.line_comments.iter().any(|mark| self.rest.starts_with(mark.as_str())) {
            self.rest = &self.rest[self.rest.find('\n').unwrap_or(self.rest.len())..];
            return true;
        }
        let Some((_, close, inside)) = self
            .language
            .block_comments
            .iter()
            .find_map(|(open, close)| Some((open, close, self.rest.strip_prefix(open.as_str())?)))
        else {
            return false;
        };
        self.rest = inside.find(close.as_str()).map_or("", |end| &inside[end + close.len()..]);
        true
    }

    fn take(&mut self, length: usize) {
        let (token, rest) = self.rest.split_at(length);
        match token {
            "(" | "[" | "{" => self.depth += 1,
            ")" | "]" | "}" => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        self.line.push(token.to_owned());
        self.rest = rest;
    }

    fn token_length(&self, first: char) -> usize {
        if let Some(length) = self.string_length() {
            return length;
        }
        if first.is_ascii_digit() {
            return number_length(self.rest);
        }
        if is_word(first) {
            return self.rest.find(|c| !is_word(c)).unwrap_or(self.rest.len());
        }
        let operator = OPERATORS.iter().find(|operator| self.rest.starts_with(**operator));
        operator.map_or(first.len_utf8(), |operator| operator.len())
    }

    /// The length of the string or character that begins here, with the letters before its quotes.
    fn string_length(&self) -> Option<usize> {
        let prefix = self.rest.find(|c: char| !c.is_ascii_alphabetic()).filter(|letters| *letters <= 2)?;
        let quoted = &self.rest[prefix..];
        for triple in ["\"\"\"", "'''"] {
            if self.language.docstrings
                && let Some(inside) = quoted.strip_prefix(triple)
            {
                return Some(prefix + inside.find(triple).map_or(quoted.len(), |end| end + 2 * triple.len()));
            }
        }
        match quoted.chars().next()? {
            '"' => Some(prefix + quoted_length(quoted, '"')),
            '\'' if self.language.single_quotes => Some(prefix + quoted_length(quoted, '\'')),
            '\'' => character_length(quoted).map(|length| prefix + length),
            _ => None,
        }
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// A number with its point, its exponent and its suffix.
fn number_length(text: &str) -> usize {
    let mut previous = '0';
    for (at, c) in text.char_indices() {
        let sign = (c == '+' || c == '-') && (previous == 'e' || previous == 'E') && !text.starts_with("0x");
        let point =
            c == '.' && !text[at + 1..].starts_with(['.', '_']) && !text[at + 1..].starts_with(char::is_alphabetic);
        if !is_word(c) && !sign && !point {
            return at;
        }
        previous = c;
    }
    text.len()
}

/// A string with its quotes, up to the end of the text if they are not closed.
fn quoted_length(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// A character in single quotes, where a single quote alone stands for something else.
fn character_length(text: &str) -> Option<usize> {
    let inside = text.strip_prefix('\'')?;
    let first = inside.chars().next()?;
    let length = match first {
        '\\' => {
            let escaped = 1 + inside[1..].chars().next()?.len_utf8();
            escaped + inside[escaped..].find('\'')?
        }
        _ => first.len_utf8(),
    };
    inside[length..].starts_with('\'').then_some(length + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn python() -> Language {
        Language { line_comments: vec!["#".to_owned()], docstrings: true, single_quotes: true, ..Language::default() }
    }

    fn rust() -> Language {
        Language {
            line_comments: vec!["//".to_owned()],
            block_comments: vec![("/*".to_owned(), "*/".to_owned())],
            until: manifest::Expression::new(r"#\[cfg\(test\)\]").ok(),
            ..Language::default()
        }
    }

    fn shown(text: &str, language: &Language) -> String {
        lines(text, language).iter().map(|line| line.join(" ")).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn what_is_not_code_does_not_count() {
        let text = "\"\"\"Says\n\nmuch.\"\"\"\nimport math  # for pi\n\n\n# Nothing.\ndef f(x):\n    'Says little.'\n    return x**2+1.5e-3\n";
        assert_eq!(shown(text, &python()), "import math\ndef f ( x ) :\nreturn x ** 2 + 1.5e-3");
        let text = "/* a\nb */ fn f<'a>(x: &'a str) -> char { '\"' } // c\n#[cfg(test)]\nmod tests {}\n";
        assert_eq!(shown(text, &rust()), "fn f < ' a > ( x : & ' a str ) -> char { '\"' }");
    }

    #[test]
    fn strings_keep_what_looks_like_something_else() {
        assert_eq!(shown("x = '# no' + f\"{y} // no\"", &python()), "x = '# no' + f\"{y} // no\"");
        assert_eq!(shown("x = [\n    'a',\n]", &python()), "x = [\n'a' ,\n]");
        assert_eq!(shown("x = \"a \\\" b\" + c", &python()), "x = \"a \\\" b\" + c");
        assert_eq!(shown("let c = b'\\''; // end", &rust()), "let c = b'\\'' ;");
        assert_eq!(shown("x = \"open", &python()), "x = \"open");
    }

    #[test]
    fn white_space_changes_nothing() {
        let tokens = |text: &str| lines(text, &python()).concat();
        assert_eq!(tokens("a=b+1"), tokens("a  =  b + 1"));
        assert_eq!(tokens("for i in 0..5:"), ["for", "i", "in", "0", "..", "5", ":"]);
    }
}
