//! Finds what somebody probably meant: one rule for keys, names in the manifest and names on the command line.

/// The longest name that is compared with others, in bytes.
const LONGEST: usize = 100;

/// A help line for a name that is not among `known`: the nearest known one, or all of them.
pub fn did_you_mean<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    match nearest(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => list(known.iter().map(|name| format!("`{name}`")).collect()),
    }
}

/// The known name nearest to `name`, unless even that one is far away.
pub fn nearest<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let plain = fold(name);
    let farthest = |candidate: &str| plain.len().max(candidate.len()).max(3) / 3;
    known
        .into_iter()
        // As many letters as the lengths differ by must be put in, and nobody mistypes a page.
        .filter(|candidate| plain.len().abs_diff(candidate.len()) <= farthest(candidate))
        .filter(|candidate| plain.len().max(candidate.len()) <= LONGEST)
        .map(|candidate| (strsim::damerau_levenshtein(&plain, &fold(candidate)), candidate))
        .filter(|(distance, candidate)| *distance <= farthest(candidate))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Case and the choice between `_` and `-` are the commonest slips; they cost nothing.
fn fold(name: &str) -> String {
    name.to_lowercase().replace('_', "-")
}

/// A help line that lists what may be written.
pub fn list(mut shown: Vec<String>) -> String {
    const MOST: usize = 24;
    if shown.is_empty() {
        return "none is declared".to_owned();
    }
    if shown.len() > MOST {
        shown.truncate(MOST);
        shown.push("...".to_owned());
    }
    format!("known here: {}", shown.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_finds_its_word() {
        let known = ["runner", "requirements", "fast-math", "tools", "toolchain"];
        for (typed, meant) in [
            ("runer", "runner"),
            ("fast_math", "fast-math"),
            ("FastMath", "fast-math"),
            ("toolchian", "toolchain"),
            ("tool", "tools"),
        ] {
            assert_eq!(nearest(typed, known), Some(meant), "{typed}");
        }
    }

    #[test]
    fn a_word_like_no_other_gets_the_whole_list() {
        assert_eq!(did_you_mean("zebra", ["nbody", "spectral-norm"]), "known here: `nbody`, `spectral-norm`");
        assert_eq!(did_you_mean("zebra", []), "none is declared");
    }
}
