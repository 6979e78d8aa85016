//! Values as messages show them: as Python would write them, and no more of them than a message has room for.

use super::graph::{Heap, Held, Node, member, number};
use crate::canonical::canonical;
use crate::quoted::quoted;
use crate::value::Value;

/// More characters than this are cut off later in any case.
const ENOUGH: usize = 400;

/// Deeper than this nobody reads.
const DEEPEST: usize = 6;

/// A part as Python would write it.
pub(super) fn shown(part: &Value, heap: Heap<'_>) -> String {
    let mut text = String::new();
    write(&mut text, part, heap, 0);
    text
}

/// What the type of a part is called.
pub(super) fn type_of<'v>(part: &'v Value, heap: Heap<'v>) -> &'v str {
    if let Some(node) = number(part).and_then(|number| heap.node(number)) {
        return node.kind;
    }
    match part {
        Value::Null => "NoneType",
        Value::Bool(_) => "bool",
        Value::Integer(_) => "int",
        Value::Float(_) => "float",
        Value::String(_) => "str",
        Value::Array(_) => "a list",
        Value::Object(members) => match members.first().map(|(key, value)| (key.as_str(), value)) {
            Some(("float", _)) => "float",
            Some(("complex", _)) => "complex",
            Some(("bytes", _)) => "bytes",
            Some(("surrogates", _)) => "str",
            Some(("class", _)) => "type",
            Some(("scalar", Value::Array(parts)) | ("value" | "enum", Value::Array(parts))) => match parts.first() {
                Some(Value::String(kind)) => kind,
                _ => "an unknown type",
            },
            Some(("opaque", Value::String(what))) => what,
            _ => "an unknown type",
        },
    }
}

fn write(text: &mut String, part: &Value, heap: Heap<'_>, level: usize) {
    if text.len() > ENOUGH || level > DEEPEST {
        text.push('…');
        return;
    }
    match number(part) {
        Some(number) => match heap.node(number) {
            Some(node) => write_node(text, &node, heap, level + 1),
            None => text.push('?'),
        },
        None => text.push_str(&plain(part)),
    }
}

fn plain(part: &Value) -> String {
    match part {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Object(_) => special(part).unwrap_or_else(|| canonical(part)),
        _ => canonical(part),
    }
}

fn special(part: &Value) -> Option<String> {
    let Value::Object(members) = part else { return None };
    let (key, value) = members.first()?;
    let word = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => plain(other),
    };
    let two = |value: &Value| match value {
        Value::Array(parts) => Some((word(parts.first()?), parts.get(1)?.clone())),
        _ => None,
    };
    Some(match key.as_str() {
        "float" | "class" => word(value),
        "bytes" => format!("bytes.fromhex({})", quoted(&word(value))),
        "complex" => {
            let (real, imaginary) = two(value)?;
            format!("complex({real}, {})", word(&imaginary))
        }
        "scalar" => {
            let (kind, held) = two(value)?;
            format!("{kind}({})", plain(&held))
        }
        "value" => {
            let (kind, held) = two(value)?;
            format!("{kind}({})", word(&held))
        }
        "enum" => {
            let (kind, name) = two(value)?;
            format!("{kind}.{}", word(&name))
        }
        "opaque" => format!("<{}>", word(value)),
        _ => return None,
    })
}

fn write_node(text: &mut String, node: &Node<'_>, heap: Heap<'_>, level: usize) {
    let is_plain = matches!(node.kind, "list" | "tuple" | "dict" | "set");
    if !is_plain {
        text.push_str(node.kind);
        text.push('(');
    }
    match node.held {
        Held::Nothing => {}
        Held::List(parts) => write_parts(text, "[", parts, "]", heap, level),
        Held::Tuple([one]) => write_parts(text, "(", std::slice::from_ref(one), ",)", heap, level),
        Held::Tuple(parts) => write_parts(text, "(", parts, ")", heap, level),
        Held::Elements(parts) => write_parts(text, "{", parts, "}", heap, level),
        Held::Members(parts) => write_members(text, parts, heap, level),
        Held::Bytes(part) => text.push_str(&plain(part)),
        Held::Value(part) => write(text, part, heap, level),
        Held::Array { elements, kind, shape } => {
            write_parts(text, "[", elements, "]", heap, level);
            text.push_str(&format!(", dtype={kind}, shape={}", canonical(shape)));
        }
    }
    let pairs = node.names.iter().zip(node.parts).enumerate();
    for (index, (name, part)) in pairs {
        if text.len() > ENOUGH {
            break;
        }
        let first = index == 0 && matches!(node.held, Held::Nothing);
        let name = match name {
            Value::String(name) => name.as_str(),
            _ => "?",
        };
        text.push_str(if first { "" } else { ", " });
        text.push_str(name);
        text.push('=');
        write(text, part, heap, level);
    }
    if !is_plain {
        text.push(')');
    }
}

fn write_parts(text: &mut String, open: &str, parts: &[Value], close: &str, heap: Heap<'_>, level: usize) {
    text.push_str(open);
    for (index, part) in parts.iter().enumerate() {
        if text.len() > ENOUGH {
            break;
        }
        text.push_str(if index > 0 { ", " } else { "" });
        write(text, part, heap, level);
    }
    text.push_str(close);
}

fn write_members(text: &mut String, parts: &[Value], heap: Heap<'_>, level: usize) {
    text.push('{');
    for (index, pair) in parts.chunks_exact(2).enumerate() {
        if text.len() > ENOUGH {
            break;
        }
        text.push_str(if index > 0 { ", " } else { "" });
        write(text, &pair[0], heap, level);
        text.push_str(": ");
        write(text, &pair[1], heap, level);
    }
    text.push('}');
}

/// A text that is one, without quotation marks.
pub(super) fn words(part: &Value) -> String {
    match part {
        Value::String(text) => text.clone(),
        other => member(other, "surrogates").map_or_else(|| canonical(other), canonical),
    }
}
