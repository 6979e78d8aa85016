//! Programs that are Java archives: Maven's own client fetches them, and a script starts them.
//!
//! None of them is run before all have the hashes that the project's list gives them; Maven's own plugin, which copies
//! them, is pinned by its version. The user's settings for Maven
//! (mirrors, proxies) hold; its cache of archives is not used and not filled.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use super::super::installation::Filled;
use super::super::{Probe, Tool, Toolbox};
use files::{self, Fingerprint};
use manifest::{self, Maven, MavenPlaceholder};
use system::process::{ProcessError, Spec};

/// How long the download may take.
const DOWNLOAD_LIMIT: Duration = Duration::from_secs(15 * 60);

/// How long the program may take to start for the first time.
const START_LIMIT: Duration = Duration::from_secs(3 * 60);

/// Where the archives go.
const JARS: &str = "jars";

impl Toolbox<'_> {
    /// Fetches archives into an empty folder, verifies them, writes the script that starts them, and starts it once.
    ///
    /// # Errors
    /// When there is no Java for them, they cannot be had, are not those that are pinned, or do not work.
    pub(super) fn fetch(&self, maven: &Maven, folder: &Path) -> Result<Filled, String> {
        let java = self.java_for(maven)?;
        let pinned = pinned(&self.manifest.root.join(&maven.sha256))?;
        let downloaded = self.get_archives(maven, &java, folder)?;
        verify(&folder.join(JARS), &pinned, &maven.sha256)?;
        let file = folder.join(&maven.file);
        let words = command(maven, &java, folder)?;
        let script = format!("#!/bin/sh\nexec {} \"$@\"\n", Spec::new(words).line());
        files::write_whole(&file, script.as_bytes()).map_err(|error| format!("{error:#}"))?;
        make_executable(&file).map_err(|error| format!("cannot make {} executable: {error}", file.display()))?;
        let start = Spec::new([file.display().to_string()].into_iter().chain(maven.start.iter().cloned()));
        self.spawner.capture(&start, START_LIMIT).map_err(|error| format!("it does not start: {}", error.brief()))?;
        Ok(Filled { downloaded_bytes: Some(downloaded), ..Filled::default() })
    }

    /// The Java that runs it.
    ///
    /// # Errors
    /// Why there is none.
    fn java_for(&self, maven: &Maven) -> Result<Tool, String> {
        match self.get(&maven.toolchain) {
            Probe::Found(tool) => Ok(*tool),
            Probe::Missing(absence) => Err(format!("it needs {}: {}", maven.toolchain, absence.reason)),
            Probe::Broken(absence) => Err(format!("it needs {}, which is broken: {}", maven.toolchain, absence.reason)),
        }
    }

    /// What else decides what is fetched and started, for the folder's name.
    pub(super) fn pins(&self, maven: &Maven, key: Fingerprint) -> Fingerprint {
        let hash = |file: &Path| files::sha256_of_file(&self.manifest.root.join(file)).unwrap_or_default();
        key.with("pom", hash(&maven.pom)).with("sha256", hash(&maven.sha256))
    }

    /// The bytes that came over the network: archives, their descriptions, and Maven's own parts.
    fn get_archives(&self, maven: &Maven, java: &Tool, folder: &Path) -> Result<u64, String> {
        let cache = folder.join("repository");
        let argument = |name: &str, path: &Path| format!("-D{name}={}", path.display());
        let spec = Spec::new([
            "mvn".to_owned(),
            "--batch-mode".to_owned(),
            "--no-transfer-progress".to_owned(),
            "--quiet".to_owned(),
            "--strict-checksums".to_owned(),
            "-Dstyle.color=never".to_owned(),
            // A network that does not answer should cost seconds, not minutes.
            "-Daether.connector.connectTimeout=5000".to_owned(),
            "-Dmaven.wagon.rto=60000".to_owned(),
            argument("maven.repo.local", &cache),
            argument(JARS, &folder.join(JARS)),
            "--file".to_owned(),
            self.manifest.root.join(&maven.pom).display().to_string(),
        ]);
        let home = java.path.parent().and_then(Path::parent).unwrap_or(&java.path);
        let spec = spec.env("JAVA_HOME", home.display().to_string());
        // What a folder above has for projects of its own is not for this one.
        let spec = spec.env("MAVEN_BASEDIR", folder.display().to_string()).folder(folder);
        let fetched = self.spawner.capture(&spec, DOWNLOAD_LIMIT);
        let size = files::size_of_folder(&cache);
        // Maven leaves no cache behind when it had nothing to do, or did not start.
        let _ = fs::remove_dir_all(&cache);
        fetched.map(|_| size).map_err(|error| complaint(&error))
    }
}

/// What Maven says first: its last lines are advice on Maven.
fn complaint(error: &ProcessError) -> String {
    match error {
        ProcessError::Start { source, .. } => format!("Maven's `mvn` cannot be started ({source})"),
        ProcessError::Failed { tail, .. } => {
            let first = tail.lines().find_map(|line| line.trim().strip_prefix("[ERROR] "));
            let first = first.map(|line| line.split(" -> [Help").next().unwrap_or(line).trim());
            format!("Maven cannot fetch it: {}", first.map_or_else(|| error.brief(), str::to_owned))
        }
        other => format!("Maven cannot fetch it: {}", other.brief()),
    }
}

/// The hashes by name, from a list as `sha256sum` prints it.
fn pinned(list: &Path) -> Result<BTreeMap<String, String>, String> {
    let text = fs::read_to_string(list).map_err(|error| format!("cannot read {}: {error}", list.display()))?;
    let line = |(number, line): (usize, &str)| match line.split_once("  ") {
        Some((hash, name)) if hash.len() == 64 && !name.is_empty() => Ok((name.to_owned(), hash.to_owned())),
        _ => Err(format!("{} line {}: `{line}` is no hash and name", list.display(), number + 1)),
    };
    text.lines().enumerate().map(line).collect()
}

/// Sees that a folder holds what is pinned and nothing else.
fn verify(folder: &Path, pinned: &BTreeMap<String, String>, list: &Path) -> Result<(), String> {
    let unreadable = |error: std::io::Error| format!("cannot read {}: {error}", folder.display());
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let name = entry.map_err(unreadable)?.file_name().to_string_lossy().into_owned();
        if !pinned.contains_key(&name) {
            return Err(format!("{name} was fetched, but {} does not know it", list.display()));
        }
    }
    for (name, hash) in pinned {
        let file = folder.join(name);
        if !file.is_file() {
            return Err(format!("{name} of {} was not fetched", list.display()));
        }
        let is = files::sha256_of_file(&file).map_err(|error| format!("{error:#}"))?;
        if is != *hash {
            return Err(format!("{name} is not the one that {} pins: its SHA-256 is {is}", list.display()));
        }
    }
    Ok(())
}

/// The command line of the script.
fn command(maven: &Maven, java: &Tool, folder: &Path) -> Result<Vec<String>, String> {
    let words = manifest::expand_all(&maven.command, |placeholder: MavenPlaceholder| {
        let path = match placeholder {
            MavenPlaceholder::Tool => java.path.clone(),
            MavenPlaceholder::Jars => folder.join(JARS),
            MavenPlaceholder::Folder => folder.to_owned(),
            MavenPlaceholder::File => folder.join(&maven.file),
        };
        Some(path.display().to_string())
    });
    words.map_err(|error| error.to_string())
}

#[cfg(unix)]
fn make_executable(file: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(file, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn make_executable(_file: &Path) -> std::io::Result<()> {
    Err(std::io::Error::new(std::io::ErrorKind::Unsupported, "it is a script of the shell"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_maven_says_first_is_the_reason() {
        let tail =
            "[ERROR] No plugin found for prefix 'dependency' -> [Help 1]\n[ERROR] \n[ERROR] Re-run Maven with -X";
        let error = |tail: &str| ProcessError::Failed {
            line: "mvn".to_owned(),
            ending: "exited with 1".to_owned(),
            tail: tail.to_owned(),
        };
        assert_eq!(complaint(&error(tail)), "Maven cannot fetch it: No plugin found for prefix 'dependency'");
        assert_eq!(complaint(&error("no Java")), "Maven cannot fetch it: no Java");
    }

    #[test]
    fn a_list_of_hashes_is_read_as_sha256sum_writes_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let list = folder.path().join("jars.sha256");
        let hash = "a".repeat(64);
        fs::write(&list, format!("{hash}  one.jar\n")).expect("a list");
        assert_eq!(pinned(&list), Ok(BTreeMap::from([("one.jar".to_owned(), hash)])));
        fs::write(&list, "one.jar\n").expect("a list");
        let error = pinned(&list).expect_err("no hash");
        assert!(error.ends_with("line 1: `one.jar` is no hash and name"), "{error}");
    }
}
