//! A table's keys, each written once: `shape!` makes of them what is read, what is inherited, and what is documented.

use serde_json::{Map, Value, json};
use toml::de::DeValue;

/// All that is declared about the keys of a table.
#[derive(Debug)]
pub(crate) struct TableOfKeys {
    /// How it is written, such as `[rung.NAME]`; empty at the top.
    pub(crate) table: &'static str,
    /// What it is, in a sentence.
    pub(crate) about: &'static str,
    /// Its keys, in the order in which they are best written.
    pub(crate) keys: &'static [Key],
    /// Keys of earlier versions.
    pub(crate) retired: &'static [Retired],
}

/// All that is declared about a key.
#[derive(Debug)]
pub(crate) struct Key {
    /// The key.
    pub(crate) name: &'static str,
    /// What it says, in a sentence.
    pub(crate) says: &'static str,
    /// A line as it may be written.
    pub(crate) example: &'static str,
    /// The words that may stand there, where there are only these.
    pub(crate) words: Option<&'static [&'static str]>,
    /// What becomes of it in a table that is `like` another one; none where no table can be.
    pub(crate) inherits: Option<Inherits>,
    /// What its value is called.
    pub(crate) kind: fn(bool) -> String,
    /// What its value looks like to a JSON Schema.
    pub(crate) schema: fn() -> Value,
    /// The tables that stand under it.
    pub(crate) tables: fn(&mut Vec<&'static TableOfKeys>),
}

/// What becomes of a key in a table that is `like` another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(non_camel_case_types, reason = "the words of a declaration")]
pub(crate) enum Inherits {
    /// Each table says it for itself.
    own,
    /// The other one's, where this one says nothing.
    whole,
    /// The other one's keys, where this one does not say them.
    merged,
    /// The other one's, where this one says none of the keys that go together.
    together,
    /// The other one's, where those that go together are the other one's and this one says nothing.
    along,
}

/// A key of earlier versions.
#[derive(Debug)]
pub(crate) struct Retired {
    /// The key.
    pub(crate) name: &'static str,
    /// What to write instead of its value.
    pub(crate) instead: fn(&DeValue<'_>) -> String,
}

impl TableOfKeys {
    /// This table and those under it, each once.
    pub(crate) fn with_those_under_it(&'static self, into: &mut Vec<&'static TableOfKeys>) {
        if into.iter().any(|known| std::ptr::eq(*known, self)) {
            return;
        }
        into.push(self);
        for key in self.keys {
            (key.tables)(into);
        }
    }

    /// A JSON Schema of the table.
    pub(crate) fn schema(&self) -> Value {
        let properties: Map<String, Value> = self.keys.iter().map(|key| (key.name.to_owned(), key.schema())).collect();
        json!({
            "description": self.about.trim(),
            "type": "object",
            "additionalProperties": false,
            "properties": properties,
        })
    }
}

impl Key {
    fn schema(&self) -> Value {
        let mut schema = Map::from_iter([("description".to_owned(), self.description().into())]);
        if let Value::Object(kind) = (self.schema)() {
            // The key's own description says more than that of its value.
            schema.extend(kind.into_iter().filter(|(name, _)| name != "description"));
        }
        if let Some(words) = self.words {
            match schema.get_mut("items") {
                Some(items) => *items = json!({ "enum": words }),
                None => _ = schema.insert("enum".to_owned(), json!(words)),
            }
        }
        Value::Object(schema)
    }

    fn description(&self) -> String {
        format!("{}\n\nFor example: {}", self.says.trim(), self.example)
    }
}

/// A key as it is written for a field: `fast_math` is `fast-math`.
pub(crate) const fn kebab<const N: usize>(field: &str) -> [u8; N] {
    let (bytes, mut kebab, mut at) = (field.as_bytes(), [0; N], 0);
    while at < N {
        kebab[at] = if bytes[at] == b'_' { b'-' } else { bytes[at] };
        at += 1;
    }
    kebab
}

/// The text of bytes that are one.
pub(crate) const fn text(bytes: &[u8]) -> &str {
    match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(_) => panic!("no UTF-8"),
    }
}

/// Declares the keys of a table.
///
/// ```ignore
/// shape! {
///     /// What the table is.
///     "[rung.NAME]" WireRung {
///         /// What the key says.
///         fast_math: WireFastMath = r#"fast-math = ["nbody"]"#, whole;
///     }
/// }
/// ```
///
/// Where a table can be `like` another one, every key says how it is inherited, with a word of [`Inherits`]. A key that is
/// no name in Rust follows `as`; the only words that a value may be follow `among`. At the end stand keys of earlier
/// versions, each with the function that says what to write instead.
macro_rules! shape {
    (
        $(#[doc = $about:literal])+
        $table:literal $name:ident {
            $(
                $(#[doc = $says:literal])+
                $field:ident $(as $key:literal)?: $type:ty = $example:literal $(among $words:expr)?, $mode:ident;
            )*
            $(retired $old:literal: $instead:path;)*
        }
    ) => {
        shape! { @common
            [$($about)+] $table $name
            [$([$($says)+] $field [$($key)?] $type, $example [$($words)?] [Some($crate::reader::Inherits::$mode)])*]
            [$($old $instead)*]
        }

        impl $crate::reader::Inherit for $name {
            fn inherit(&mut self, from: &Self) {
                let _together = true $(&& shape!(@silent $mode self.$field))*;
                $(shape!(@inherit $mode _together self.$field, from.$field);)*
            }
        }
    };
    (
        $(#[doc = $about:literal])+
        $table:literal $name:ident {
            $(
                $(#[doc = $says:literal])+
                $field:ident $(as $key:literal)?: $type:ty = $example:literal $(among $words:expr)?;
            )*
            $(retired $old:literal: $instead:path;)*
        }
    ) => {
        shape! { @common
            [$($about)+] $table $name
            [$([$($says)+] $field [$($key)?] $type, $example [$($words)?] [None])*]
            [$($old $instead)*]
        }
    };
    (@common
        [$($about:literal)+] $table:literal $name:ident
        [$([$($says:literal)+] $field:ident [$($key:literal)?] $type:ty, $example:literal [$($words:expr)?] [$inherits:expr])*]
        [$($old:literal $instead:path)*]
    ) => {
        $(#[doc = $about])+
        #[derive(Debug, Clone)]
        pub(crate) struct $name {
            $($(#[doc = $says])+ pub(crate) $field: $crate::reader::Field<$type>,)*
        }

        impl $crate::reader::Shape for $name {
            const TABLE: &'static $crate::reader::TableOfKeys = &$crate::reader::TableOfKeys {
                table: $table,
                about: concat!($($about),+),
                keys: &[$($crate::reader::Key {
                    name: shape!(@key $field $($key)?),
                    says: concat!($($says),+),
                    example: $example,
                    words: shape!(@words $($words)?),
                    inherits: $inherits,
                    kind: <$type as $crate::reader::Read>::kind,
                    schema: <$type as $crate::reader::Read>::schema,
                    tables: <$type as $crate::reader::Read>::tables,
                }),*],
                retired: &[$($crate::reader::Retired { name: $old, instead: $instead }),*],
            };

            fn read(table: &$crate::reader::Table<'_, '_>) -> Self {
                $name { $($field: table.get(shape!(@key $field $($key)?), $example),)* }
            }
        }
    };
    (@key $field:ident $key:literal) => { $key };
    (@key $field:ident) => {{
        const KEY: &[u8] = &$crate::reader::kebab::<{ stringify!($field).len() }>(stringify!($field));
        const { $crate::reader::text(KEY) }
    }};
    (@words $words:expr) => { Some(&$words) };
    (@words) => { None };
    (@silent together $field:expr) => { $field.is_absent() };
    (@silent $mode:ident $field:expr) => { true };
    (@inherit own $together:ident $field:expr, $from:expr) => {};
    (@inherit whole $together:ident $field:expr, $from:expr) => { $field.inherit(&$from) };
    (@inherit merged $together:ident $field:expr, $from:expr) => { $field.merge(&$from) };
    (@inherit $mode:ident $together:ident $field:expr, $from:expr) => {
        if $together {
            $field.inherit(&$from);
        }
    };
}
pub(crate) use shape;
