//! What a compiler says of the lines that it could not make fast, as a build left it and `environment.json` has it.

use serde_json::Value;

/// The slow lines and the landmines of a cell, a sentence each; none where its tool said nothing. What is no account is left out.
pub(crate) fn sentences(built: &Value) -> Option<Vec<String>> {
    let account = built.get("account")?;
    let each = |name: &str| account.get(name).and_then(Value::as_array).into_iter().flatten();
    let text = |entry: &Value, name: &str| entry.get(name).and_then(Value::as_str).map(str::to_owned);
    let number = |entry: &Value| entry.get("line").and_then(Value::as_u64);
    let slow = each("lines").filter_map(|entry| {
        Some(format!("line {}: {} ({})", number(entry)?, text(entry, "text")?, text(entry, "why")?))
    });
    let landmines =
        each("landmines").filter_map(|entry| Some(format!("line {}: {}", number(entry)?, text(entry, "what")?)));
    let all: Vec<String> = slow.chain(landmines).collect();
    (!all.is_empty()).then_some(all)
}

/// Whose account it is, in the tool's words.
pub(crate) fn by(built: &Value) -> &str {
    built.get("account").and_then(|account| account.get("by")).and_then(Value::as_str).unwrap_or("its tool")
}

/// Where the time of a benchmark goes in the oracle, a sentence each. What is no profile is left out.
pub(crate) fn profile(profile: &Value) -> Vec<String> {
    let percent = |share: f64| format!("{:.0} %", share * 100.0);
    let kind = |name: &str| match name {
        "own" => "own code".to_owned(),
        "built in" => "what is built into Python".to_owned(),
        other => other.to_owned(),
    };
    let shares = profile.get("shares").and_then(Value::as_object).into_iter().flatten();
    let shares = shares.filter_map(|(name, share)| Some((kind(name), share.as_f64()?)));
    let shares = shares.filter(|(_, share)| *share >= LEAST).map(|(name, share)| format!("{} {name}", percent(share)));
    let functions = profile.get("functions").and_then(Value::as_array).into_iter().flatten();
    let functions = functions.take(MOST).filter_map(|function| {
        let line = function.get("line").and_then(Value::as_u64).map(|line| format!(" (line {line})"));
        let (name, share) = (function.get("name")?.as_str()?, function.get("share")?.as_f64()?);
        Some(format!("{} {name}{}", percent(share), line.unwrap_or_default()))
    });
    let (shares, functions): (Vec<String>, Vec<String>) = (shares.collect(), functions.collect());
    let waiting = profile.get("waiting").and_then(Value::as_f64).filter(|share| *share >= LEAST);
    let mut sentences = Vec::new();
    sentences.extend((!shares.is_empty()).then(|| shares.join(", ")));
    sentences.extend((!functions.is_empty()).then(|| format!("most of it in {}", functions.join(", "))));
    sentences.extend(waiting.map(|share| format!("{} of it is waiting", percent(share))));
    sentences
}

/// What takes less of the time is not told.
const LEAST: f64 = 0.01;

/// So many functions are told.
const MOST: usize = 3;

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn slow_lines_and_landmines_are_sentences_and_what_is_none_is_left_out() {
        let built = json!({ "account": {
            "by": "a tool", "lines": [{ "line": 7, "text": "x += 1", "why": "3 calls" }, { "line": "no" }, 3],
            "landmines": [{ "line": 2, "what": "a division" }],
        } });
        let said = sentences(&built).expect("an account");
        assert_eq!(said, ["line 7: x += 1 (3 calls)", "line 2: a division"]);
        assert_eq!((sentences(&json!({ "account": 1 })), sentences(&json!({})), by(&built)), (None, None, "a tool"));
    }

    #[test]
    fn a_profile_is_told_by_kinds_of_code_and_by_functions_and_what_is_none_is_left_out() {
        let known = json!({
            "seconds": 1.0, "waiting": 0.2, "shares": { "own": 0.75, "re in C": 0.245, "built in": 0.005 },
            "functions": [{ "name": "f", "line": 3, "share": 0.75 }, { "name": "sub", "line": null, "share": 0.245 }, 7],
        });
        assert_eq!(
            profile(&known),
            ["75 % own code, 24 % re in C", "most of it in 75 % f (line 3), 24 % sub", "20 % of it is waiting"]
        );
        assert!(profile(&json!({ "shares": 3 })).is_empty());
    }
}
