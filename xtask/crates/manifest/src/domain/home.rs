//! The home that processes get: what of the user's own is in it.

use std::path::PathBuf;

use indexmap::IndexMap;

/// A part of the home that processes get.
#[derive(Debug, Clone)]
pub struct HomePart {
    /// Where the user may have it: templates with `~`, `$VARIABLE` and `{above}`.
    pub files: Vec<String>,
    /// Where it is in that home, if anywhere.
    pub place: Option<PathBuf>,
    /// What is taken of settings; none where the user's file or folder is there as it is.
    pub settings: Option<KeptSettings>,
    /// Variables of all processes, with `{home}`.
    pub set: IndexMap<String, String>,
}

/// What is taken of the user's settings.
#[derive(Debug, Clone)]
pub struct KeptSettings {
    /// How they are written.
    pub format: SettingsFormat,
    /// Glob patterns of the dotted names that are kept.
    pub keep: Vec<String>,
    /// Glob patterns of those that are paths.
    pub paths: Vec<String>,
    /// Where a path starts, seen from the folder of the file.
    pub paths_from: PathBuf,
    /// The beginning of the variables that say the same, where there are some.
    pub variables: Option<String>,
}

/// How settings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingsFormat {
    /// TOML.
    Toml,
    /// Sections in brackets, and lines of a name, `=` or `:`, and a value.
    Ini,
}

impl SettingsFormat {
    /// What they are called in the manifest.
    pub const NAMES: [&'static str; 2] = ["toml", "ini"];

    /// The format of this name.
    pub fn of(name: &str) -> Option<SettingsFormat> {
        let known = [SettingsFormat::Toml, SettingsFormat::Ini];
        Self::NAMES.iter().position(|known| *known == name).map(|place| known[place])
    }

    /// What it is called in the manifest.
    pub fn name(self) -> &'static str {
        match self {
            SettingsFormat::Toml => "toml",
            SettingsFormat::Ini => "ini",
        }
    }
}
