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
}
