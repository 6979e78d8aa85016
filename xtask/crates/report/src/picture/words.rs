//! How long a text is, as far as that can be told without a font, and how it is made to fit.

/// A character's width as a share of its height: those of wide sans-serif fonts, so that a text is rather too short than cut.
fn share(character: char) -> f64 {
    match character {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | '(' | ')' | '[' | ']' | ' ' | 'f' | 't' | 'I' => {
            0.36
        }
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.92,
        'A'..='Z' | '+' | '=' => 0.70,
        '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{ffdc}' | '\u{1f000}'.. => 1.05,
        _ => 0.61,
    }
}

/// The width of a text in this size.
pub(super) fn width(text: &str, font: f64) -> f64 {
    text.chars().map(share).sum::<f64>() * font
}

/// The text, or as much of its beginning as has room, with an ellipsis.
pub(super) fn shortened(text: &str, room: f64, font: f64) -> String {
    if width(text, font) <= room {
        return text.to_owned();
    }
    let mut left = room - font * 0.9;
    let kept = text.chars().take_while(|character| {
        left -= share(*character) * font;
        left >= 0.0
    });
    format!("{}…", kept.collect::<String>().trim_end())
}

/// The text in lines of so many characters; a word that is longer stands alone.
pub(super) fn wrapped(text: &str, letters: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= letters => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
