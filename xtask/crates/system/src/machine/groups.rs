//! The groups (`cgroups`) that the harness is in, of both versions, each within those above it. Containers, services and batch
//! systems limit what their processes get by such groups.

use std::fs;
use std::path::{Path, PathBuf};

/// A group of processes that are limited together.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub(super) folder: PathBuf,
    /// Of the second version.
    pub(super) unified: bool,
}

/// The groups of the harness that this controller (`memory`, `cpu`) may limit, each before those above it.
pub(super) fn groups(root: &Path, controller: &str) -> Vec<Group> {
    let read = |path: &str| fs::read_to_string(root.join(path)).unwrap_or_default();
    let (mounts, own) = (read("proc/self/mountinfo"), read("proc/self/cgroup"));
    let mut found = Vec::new();
    for mount in mounts.lines().filter_map(|line| Mount::read(line, controller)) {
        let Some(path) = own.lines().find_map(|line| mount.path_in(line, controller)) else { continue };
        let top = root.join(mount.place.trim_start_matches('/'));
        // A container may see its group as the top, under the name that it has outside.
        let below = path.strip_prefix(mount.root.as_str()).unwrap_or_default().trim_matches('/');
        let below = if below.split('/').any(|part| part == "..") { "" } else { below };
        let folder = top.join(below);
        let levels = folder.ancestors().take_while(|folder| folder.starts_with(&top)).map(Path::to_owned);
        found.extend(levels.map(|folder| Group { folder, unified: mount.unified }));
    }
    found
}

/// Where groups of a controller are shown as folders.
struct Mount {
    /// Which group is its top.
    root: String,
    place: String,
    unified: bool,
}

impl Mount {
    /// From a line of `/proc/self/mountinfo`, if it is one.
    fn read(line: &str, controller: &str) -> Option<Mount> {
        let (place, system) = line.split_once(" - ")?;
        let mut place = place.split(' ').skip(3);
        let (root, place) = (place.next()?, place.next()?);
        let mut system = system.split(' ');
        let unified = match system.next()? {
            "cgroup2" => true,
            "cgroup" if system.nth(1)?.split(',').any(|option| option == controller) => false,
            _ => return None,
        };
        Some(Mount { root: root.trim_end_matches('/').to_owned(), place: unescaped(place), unified })
    }

    /// The harness's group, from a line of `/proc/self/cgroup`, if it is about groups of this kind.
    fn path_in<'l>(&self, line: &'l str, controller: &str) -> Option<&'l str> {
        let (number, rest) = line.split_once(':')?;
        let (kinds, path) = rest.split_once(':')?;
        let fits = if self.unified {
            number == "0" && kinds.is_empty()
        } else {
            kinds.split(',').any(|kind| kind == controller)
        };
        fits.then_some(path)
    }
}

/// A path of a mount, in which blanks are written as `\040`.
fn unescaped(path: &str) -> String {
    path.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")
}

/// The number behind a name, in a file of names and numbers.
pub(super) fn named(text: &str, name: &str) -> Option<u64> {
    text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')?.trim().parse().ok())
}
