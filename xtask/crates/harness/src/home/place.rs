//! Places that the manifest names with `~` and `$VARIABLE` in them.

use std::path::{Path, PathBuf};

/// A place with a leading `~` and `$VARIABLE`s replaced; none when one of them has no value.
pub(crate) fn located(place: &str) -> Option<PathBuf> {
    let mut parts = PathBuf::new();
    for part in Path::new(place) {
        let text = part.to_string_lossy();
        match text.strip_prefix('$') {
            Some(variable) => parts.push(std::env::var_os(variable).filter(|value| !value.is_empty())?),
            None if text == "~" => parts.push(std::env::home_dir().filter(|home| home.is_absolute())?),
            None => parts.push(part),
        }
    }
    Some(parts)
}

/// All files that a place may mean which may begin with `{above}`: each folder from the root of the file system to this one.
pub(super) fn all_of(place: &str, below: &Path) -> Vec<PathBuf> {
    let Some(rest) = place.strip_prefix("{above}") else { return located(place).into_iter().collect() };
    let mut folders: Vec<&Path> = below.ancestors().collect();
    folders.reverse();
    folders.into_iter().map(|folder| folder.join(rest.trim_start_matches('/'))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_that_names_an_unset_variable_is_no_place() {
        assert!(located("$LADDER_SURELY_UNSET/bin").is_none());
        assert_eq!(located("/usr/bin"), Some(PathBuf::from("/usr/bin")));
    }

    #[test]
    fn folders_above_come_from_the_root_downwards() {
        let all = all_of("{above}/.tool/config", Path::new("/a/b"));
        assert_eq!(all, ["/.tool/config", "/a/.tool/config", "/a/b/.tool/config"].map(PathBuf::from));
        assert_eq!(all_of("/etc/tool", Path::new("/a/b")), [PathBuf::from("/etc/tool")]);
    }
}
