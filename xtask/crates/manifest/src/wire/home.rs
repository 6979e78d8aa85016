//! Parts of the home that processes get, as typed.

use super::Texts;
use crate::reader::{Entries, shape};

shape! {
    /// What of the user's own settings and folders tools see. Processes get a home of their own, which is empty but for this.
    "[home.NAME]" WireHome {
        /// Where the user has it. `~`, `$VARIABLE` and `{above}` (each folder above the manifest) are replaced. Of settings all count,
        /// the later before the earlier; of anything else the first that is there.
        files: Texts = r#"files = ["/etc/tool.toml", "~/.config/tool.toml", "{above}/tool.toml"]"#;
        /// Where tools find it, in their home. Without `format` it is a link to the user's.
        place: String = r#"place = ".config/tool.toml""#;
        /// How settings are written; then a file of those in `keep` alone is made of them.
        format: String = r#"format = "toml""# among crate::SettingsFormat::NAMES;
        /// The settings that tools see, as glob patterns of dotted names; a table is kept with all that is in it.
        keep: Texts = r#"keep = ["registries", "http.proxy"]"#;
        /// Those of them that are paths, which start at the file's folder, unless they are absolute.
        paths: Texts = r#"paths = ["source.*.directory"]"#;
        /// Where such a path starts, seen from the file's folder.
        paths_from: String = r#"paths-from = "..""#;
        /// Settings are given as environment variables of this beginning, too: `index-url` of any table as `TOOL_INDEX_URL`.
        variables: String = r#"variables = "TOOL_""#;
        /// Environment variables of all processes, unless a rung or a toolchain sets them otherwise. `{home}` is the home that they get.
        set: Entries<String> = r#"set = { TOOL_CONFIG = "{home}/.config/tool.toml" }"#;
        /// Whether it takes the place of one of this name in an included file.
        replace: bool = "replace = true";
    }
}
