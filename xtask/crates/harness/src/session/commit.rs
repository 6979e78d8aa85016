//! What the ladder's repository is at: commit and branch, read from its folder, and whether files were changed since, which git
//! itself is asked for.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use records::Revision;
use system::process::{Spawner, Spec};

/// How long git may look for changed files.
const PATIENCE: Duration = Duration::from_secs(20);

/// What stands for the commit where there is no repository.
const NONE: &str = "none";

/// The commit that a folder's repository is at; `none` outside of any, absent where it cannot be told.
pub(super) fn commit_of(folder: &Path) -> Option<String> {
    match folder.ancestors().map(|folder| folder.join(".git")).find(|git| git.exists()) {
        None => Some(NONE.to_owned()),
        Some(git) => commit_in(&repository(git)?),
    }
}

/// What a folder's repository is at; absent where there is none, or nothing can be told.
pub(super) fn revision_of(folder: &Path, spawner: &Spawner) -> Option<Revision> {
    let git = folder.ancestors().map(|folder| folder.join(".git")).find(|git| git.exists())?;
    let git = repository(git)?;
    let status = Spec::new(["git", "status", "--porcelain", "--untracked-files=no"]).folder(folder);
    let changed = spawner.capture(&status, PATIENCE).ok().map(|said| !said.stdout.trim().is_empty());
    Some(Revision { commit: commit_in(&git)?, branch: branch_in(&git), dirty: changed })
}

/// The branch that is checked out, if one is.
fn branch_in(git: &Path) -> Option<String> {
    let head = line(&git.join("HEAD"))?;
    Some(head.strip_prefix("ref:")?.trim().trim_start_matches("refs/heads/").to_owned())
}

/// The folder of a repository. In a working tree that shares one there is a file that names it.
fn repository(git: PathBuf) -> Option<PathBuf> {
    if git.is_dir() {
        return Some(git);
    }
    let named = line(&git)?.strip_prefix("gitdir:")?.trim().to_owned();
    Some(git.parent()?.join(named))
}

fn commit_in(git: &Path) -> Option<String> {
    let head = line(&git.join("HEAD"))?;
    let Some(name) = head.strip_prefix("ref:").map(str::trim) else { return hash(&head) };
    // What working trees share lies in another folder.
    let common = line(&git.join("commondir")).map_or_else(|| git.to_owned(), |common| git.join(common));
    let loose = [git, &common].into_iter().find_map(|folder| line(&folder.join(name)));
    loose.map_or_else(|| packed(&common, name), |text| hash(&text))
}

/// A reference among those that are kept in one file.
fn packed(common: &Path, name: &str) -> Option<String> {
    let text = fs::read_to_string(common.join("packed-refs")).ok()?;
    let mut lines = text.lines().filter_map(|line| line.split_once(' '));
    lines.find(|(_, reference)| *reference == name).and_then(|(commit, _)| hash(commit))
}

/// A commit's name: SHA-1 or SHA-256.
fn hash(text: &str) -> Option<String> {
    let is_hash = [40, 64].contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hash.then(|| text.to_owned())
}

/// The first line of a file.
fn line(path: &Path) -> Option<String> {
    Some(fs::read_to_string(path).ok()?.lines().next()?.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Path, name: &str, text: &str) {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("written");
    }

    #[test]
    fn the_commit_is_read_from_loose_and_packed_references_and_from_a_head_that_is_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let (root, one, two) = (folder.path(), "1".repeat(40), "2".repeat(40));
        let inner = root.join("a/b");
        fs::create_dir_all(&inner).expect("a folder");
        assert_eq!(commit_of(&inner).as_deref(), Some("none"));
        write(root, ".git/HEAD", "ref: refs/heads/main\n");
        assert_eq!(commit_of(&inner), None, "there is none yet");
        write(root, ".git/packed-refs", &format!("# pack-refs with: peeled\n{one} refs/heads/main\n^{two}\n"));
        assert_eq!(commit_of(&inner).as_ref(), Some(&one));
        write(root, ".git/refs/heads/main", &format!("{two}\n"));
        assert_eq!(commit_of(&inner).as_ref(), Some(&two), "the loose one is newer");
        assert_eq!(branch_in(&root.join(".git")).as_deref(), Some("main"));
        write(root, ".git/HEAD", &format!("{one}\n"));
        assert_eq!(branch_in(&root.join(".git")), None);
        assert_eq!(commit_of(&inner).as_ref(), Some(&one));
    }

    #[test]
    fn a_working_tree_beside_its_repository_has_a_commit_of_its_own() {
        let folder = tempfile::tempdir().expect("a folder");
        let (root, commit) = (folder.path(), "a".repeat(64));
        write(root, "tree/.git", "gitdir: ../main/.git/worktrees/tree\n");
        write(root, "main/.git/worktrees/tree/HEAD", "ref: refs/heads/side\n");
        write(root, "main/.git/worktrees/tree/commondir", "../..\n");
        write(root, "main/.git/refs/heads/side", &commit);
        assert_eq!(commit_of(&root.join("tree")), Some(commit));
    }
}
