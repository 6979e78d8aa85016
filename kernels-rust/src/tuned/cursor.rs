//! A reader of JSON that goes through a text once, from value to value, and keeps nothing.
//!
//! [`Quotes`] tells it where strings end and has looked into them; everything else is read here, byte by byte, and
//! checked whether anybody wants it or not: the whole text is RFC 8259 JSON when the reader has come to its end.
//! A third of this file are the tests that hold it against another reader.

use std::borrow::Cow;

use super::level::Level;
use super::quotes::{Fault, Quotes};

/// Deeper values are refused, as every reader of JSON that calls itself refuses them at some depth.
const DEEPEST: usize = 1000;

/// A place in a text. What passes something returns nothing where the text is no JSON; [`Cursor::finish`] says why.
pub(crate) struct Cursor<'a> {
    text: &'a [u8],
    at: usize,
    depth: usize,
    quotes: Quotes<'a>,
    fault: Option<Fault>,
}

/// What a string means, given as it stands in the text, with its quotes: nothing if that is not Unicode, as a lone
/// surrogate is not. Not yet known to be UTF-8. `escapes`: whether there may be any in it.
#[inline(always)]
pub(crate) fn read_string(quoted: &[u8], escapes: bool) -> Option<Cow<'_, [u8]>> {
    let inner = &quoted[1..quoted.len() - 1];
    if escapes && inner.contains(&b'\\') {
        return serde_json::from_slice(quoted).ok().map(|text: String| Cow::Owned(text.into_bytes()));
    }
    Some(Cow::Borrowed(inner))
}

/// Where the text stops being UTF-8, if it does.
fn not_utf8(level: Level, text: &[u8]) -> Option<usize> {
    match level {
        // The crate would ask the processor and not the level.
        #[cfg(target_arch = "x86_64")]
        Level::Portable => str::from_utf8(text).err().map(|error| error.valid_up_to()),
        _ => simdutf8::compat::from_utf8(text).err().map(|error| error.valid_up_to()),
    }
}

impl<'a> Cursor<'a> {
    /// At the beginning of a text.
    pub(crate) fn new(level: Level, text: &'a [u8]) -> Self {
        Cursor { text, at: 0, depth: 0, quotes: Quotes::new(level, text), fault: None }
    }

    /// At a place of a text where an element of its outermost array begins, if it does.
    pub(crate) fn at_element(level: Level, text: &'a [u8], place: usize) -> Self {
        Cursor { text, at: place, depth: 1, quotes: Quotes::beyond(level, text, place), fault: None }
    }

    /// The byte that a value begins with; 0 at the end of the text, where no value can begin.
    #[inline(always)]
    pub(crate) fn peek(&self) -> u8 {
        self.text.get(self.at).copied().unwrap_or(0)
    }

    /// Whether any string up to here may have an escape in it.
    #[inline(always)]
    pub(crate) fn escapes(&self) -> bool {
        self.quotes.any_backslash()
    }

    /// Something is wrong here.
    #[cold]
    #[inline(never)]
    pub(crate) fn fail<T>(&mut self, reason: &'static str) -> Option<T> {
        self.fault = self.fault.or(Some(Fault { reason, at: self.at }));
        None
    }

    #[inline(always)]
    pub(crate) fn skip_white_space(&mut self) {
        while matches!(self.peek(), b' ' | b'\n' | b'\r' | b'\t') {
            self.at += 1;
        }
    }

    /// That the text was JSON: `passed` says whether its value was, nothing but white space may be left, and what was in
    /// strings must be UTF-8.
    pub(crate) fn finish(mut self, passed: Option<()>) -> Result<(), Fault> {
        if passed.is_some() {
            self.skip_white_space();
            if self.at < self.text.len() {
                self.fail::<()>("something follows the document");
            }
        }
        if let Some(fault) = self.quotes.fault().or(self.fault) {
            return Err(fault);
        }
        if self.quotes.any_beyond_ascii()
            && let Some(at) = not_utf8(self.quotes.level(), self.text)
        {
            return Err(Fault { reason: "not UTF-8", at });
        }
        Ok(())
    }

    /// Whether nothing was wrong from a place up to here, what was in strings included.
    pub(crate) fn is_sound_from(&self, place: usize) -> bool {
        self.quotes.fault().or(self.fault).is_none()
            && (!self.quotes.any_beyond_ascii() || not_utf8(self.quotes.level(), &self.text[place..self.at]).is_none())
    }

    /// Whether only white space is left.
    pub(crate) fn is_at_end(&mut self) -> bool {
        self.skip_white_space();
        self.at == self.text.len()
    }

    /// Passes the beginning of the array that begins here, and says whether it has elements.
    #[inline(always)]
    pub(crate) fn enter_array(&mut self) -> Option<bool> {
        self.enter()?;
        Some(self.peek() != b']')
    }

    /// Passes the array that begins here. Each time an element begins, `element` must pass it.
    #[inline(always)]
    fn array(&mut self, element: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        match self.enter_array()? {
            true => self.elements(usize::MAX, element).map(drop),
            false => self.leave(),
        }
    }

    /// Passes elements of an array from here on, until one begins at `stop` or beyond: where it does. At the array's end passes
    /// that, and there is no such place.
    #[inline(always)]
    pub(crate) fn elements(
        &mut self,
        stop: usize,
        mut element: impl FnMut(&mut Self) -> Option<()>,
    ) -> Option<Option<usize>> {
        loop {
            element(self)?;
            if !self.separator(b',') {
                if self.peek() != b']' {
                    return self.fail("a comma or the end of an array was expected");
                }
                self.leave()?;
                return Some(None);
            }
            if self.at >= stop {
                return Some(Some(self.at));
            }
        }
    }

    /// Passes the object that begins here. `member` gets each key with its quotes when its value begins, and must pass that.
    #[inline(always)]
    pub(crate) fn object(&mut self, mut member: impl FnMut(&mut Self, &'a [u8]) -> Option<()>) -> Option<()> {
        self.enter()?;
        if self.peek() == b'}' {
            return self.leave();
        }
        loop {
            if self.peek() != b'"' {
                return self.fail("a key was expected, a string");
            }
            let key = self.string()?;
            if !self.separator(b':') {
                return self.fail("a colon was expected");
            }
            member(self, key)?;
            if !self.separator(b',') {
                if self.peek() != b'}' {
                    return self.fail("a comma or the end of an object was expected");
                }
                return self.leave();
            }
        }
    }

    /// Passes the value that begins here. It is returned as it stands there, so that its first byte says what it is; of an
    /// array or object that byte alone.
    #[inline(always)]
    pub(crate) fn value(&mut self) -> Option<&'a [u8]> {
        match self.peek() {
            b'"' => self.string(),
            b'-' | b'0'..=b'9' => self.number(),
            _ => self.other_value(),
        }
    }

    /// Passes a value that is neither string nor number.
    fn other_value(&mut self) -> Option<&'a [u8]> {
        let start = self.at;
        match self.peek() {
            b'{' => self.object(|cursor, _| cursor.value().map(drop))?,
            b'[' => self.array(|cursor| cursor.value().map(drop))?,
            b'n' => self.word(b"null")?,
            b't' => self.word(b"true")?,
            b'f' => self.word(b"false")?,
            _ => return self.fail("a value was expected"),
        }
        Some(&self.text[start..start + 1])
    }

    /// Passes a comma or colon and the white space on both sides, if there is one; else only white space.
    #[inline(always)]
    fn separator(&mut self, separator: u8) -> bool {
        // As most writers of JSON have it.
        if let Some(&[first, b' ', next]) = self.text.get(self.at..).and_then(|text| text.first_chunk())
            && first == separator
            && next > b' '
        {
            self.at += 2;
            return true;
        }
        self.skip_white_space();
        if self.peek() != separator {
            return false;
        }
        self.at += 1;
        self.skip_white_space();
        true
    }

    /// Passes an opening bracket and the white space behind it.
    #[inline(always)]
    fn enter(&mut self) -> Option<()> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return self.fail("more than a thousand values within each other");
        }
        self.at += 1;
        self.skip_white_space();
        Some(())
    }

    /// Passes a closing bracket.
    #[inline(always)]
    pub(crate) fn leave(&mut self) -> Option<()> {
        self.depth -= 1;
        self.at += 1;
        Some(())
    }

    fn word(&mut self, word: &[u8]) -> Option<()> {
        // What follows is looked at by whoever expects something there, as after a number.
        if !self.text[self.at..].starts_with(word) {
            return self.fail("a value was expected");
        }
        self.at += word.len();
        Some(())
    }

    #[inline(always)]
    fn string(&mut self) -> Option<&'a [u8]> {
        let start = self.at;
        self.at = self.quotes.closing()? + 1;
        Some(&self.text[start..self.at])
    }

    #[inline(always)]
    fn number(&mut self) -> Option<&'a [u8]> {
        let start = self.at;
        if self.peek() == b'-' {
            self.at += 1;
        }
        let first = self.peek();
        let digits = self.digits();
        if digits == 0 || (digits > 1 && first == b'0') {
            return self.fail("no number that JSON has");
        }
        if self.peek() == b'.' {
            self.at += 1;
            if self.digits() == 0 {
                return self.fail("a digit was expected");
            }
        }
        if matches!(self.peek(), b'e' | b'E') {
            self.at += 1;
            if matches!(self.peek(), b'+' | b'-') {
                self.at += 1;
            }
            if self.digits() == 0 {
                return self.fail("a digit was expected");
            }
        }
        Some(&self.text[start..self.at])
    }

    /// Passes decimal digits, and says how many.
    #[inline(always)]
    fn digits(&mut self) -> usize {
        let start = self.at;
        while let Some(eight) = self.text[self.at..].first_chunk() {
            let digits = leading_digits(u64::from_le_bytes(*eight));
            self.at += digits;
            if digits < 8 {
                return self.at - start;
            }
        }
        while self.peek().is_ascii_digit() {
            self.at += 1;
        }
        self.at - start
    }
}

/// How many of eight bytes, from the lowest, are decimal digits before the first that is none.
#[inline(always)]
fn leading_digits(bytes: u64) -> usize {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    // A digit becomes its value. Adding 0x76 carries 10 and more into the top bit (or, beyond the first such byte, anywhere).
    let values = bytes ^ (ONES * b'0' as u64);
    let others = (values.wrapping_add(ONES * 0x76) | values) & (ONES << 7);
    others.trailing_zeros() as usize / 8
}

#[cfg(test)]
mod tests {
    use super::{Cursor, Level, leading_digits, read_string};

    /// Whether a text is JSON.
    fn accepts(level: Level, text: &[u8]) -> bool {
        let mut cursor = Cursor::new(level, text);
        cursor.skip_white_space();
        let passed = cursor.value().map(drop);
        cursor.finish(passed).is_ok()
    }

    #[test]
    fn it_accepts_what_serde_json_accepts_and_nothing_else() {
        let pieces = [
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            " ",
            "\n",
            "\"a\"",
            "\"\"",
            "\"\\n\"",
            "\"\\u00e9\"",
            "1",
            "0",
            "-",
            "-0",
            "1.5",
            "01",
            "1e3",
            "1e",
            "1E+2",
            "1.",
            ".5",
            "true",
            "null",
            "false",
            "tru",
            "nul",
            "\"",
            "\\",
            "é",
            "\"é\"",
            "12345678",
            "123456789.25",
            "NaN",
            "+1",
            "\t",
            "\u{a0}",
            "\r",
            "{\"a\":1}",
            "[1,2]",
            "{\"b\" : [ ] , \"c\":{}}",
        ];
        let mut state = 7_u64;
        let mut accepted = 0;
        for _ in 0..200_000 {
            let mut next = |bound: usize| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (state >> 33) as usize % bound
            };
            let text: String = (0..next(7)).map(|_| pieces[next(pieces.len())]).collect();
            let expected = serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok();
            accepted += usize::from(expected);
            for level in Level::available() {
                assert_eq!(accepts(level, text.as_bytes()), expected, "{level:?}: {text:?}");
            }
        }
        assert!(accepted > 1000, "only {accepted} texts were JSON");
    }

    #[test]
    fn strings_that_are_not_utf_8_are_refused_wherever_they_stand() {
        for level in Level::available() {
            for bad in [&b"\xff"[..], b"\xc3", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf4\x90\x80\x80"] {
                for text in [[&b"[\""[..], bad, b"\"]"], [b"{\"", bad, b"\": 1}"], [b"[1]", bad, b""]] {
                    assert!(!accepts(level, &text.concat()), "{level:?}: {:?}", text.concat());
                }
            }
        }
    }

    #[test]
    fn depth_has_a_limit_instead_of_the_stack() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(accepts(Level::Portable, nested(1000).as_bytes()));
        assert!(!accepts(Level::Portable, nested(1001).as_bytes()));
        assert!(!accepts(Level::Portable, "[".repeat(100_000).as_bytes()));
    }

    #[test]
    fn texts_are_read_with_their_escapes_resolved() {
        for (text, read) in [("\"plain\"", "plain"), (r#""a\"\u00e9\ud83d\ude00b""#, "a\"é😀b"), ("\"\"", "")] {
            let mut cursor = Cursor::new(Level::Portable, text.as_bytes());
            let value = cursor.value().expect("a string");
            assert_eq!(read_string(value, cursor.escapes()).as_deref(), Some(read.as_bytes()));
        }
    }

    #[test]
    fn leading_digits_are_counted_up_to_the_first_other_byte() {
        for (bytes, digits) in [
            (b"12345678", 8),
            (b"1234567,", 7),
            (b"/2345678", 0),
            (b":2345678", 0),
            (b"99\xff99999", 2),
            (b"0\x0099999\xb9", 1),
            (b"123456\xb97", 6),
        ] {
            assert_eq!(leading_digits(u64::from_le_bytes(*bytes)), digits, "{bytes:?}");
        }
    }
}
