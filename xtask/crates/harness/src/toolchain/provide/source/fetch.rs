//! Sources as the distribution has them.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::super::apt::{Apt, Distribution};
use system::process::{ProcessError, Spawner};

/// The distribution's source packages.
#[derive(Debug)]
pub(super) struct Mirror {
    spawner: Spawner,
    folder: PathBuf,
    suites: Vec<String>,
    ready: OnceLock<Result<Lists, String>>,
}

/// apt, with the lists of sources that it could get.
#[derive(Debug)]
struct Lists {
    apt: Apt,
    /// What it could not get. A release that the mirror does not have is no reason to do without the others.
    complaint: Option<String>,
}

impl Mirror {
    /// Nothing is asked yet. What apt keeps goes into `folder`; `suites` are releases to look in beside the machine's
    /// own.
    pub(super) fn new(spawner: Spawner, folder: &Path, suites: Vec<String>) -> Mirror {
        Mirror { spawner, folder: folder.to_owned(), suites, ready: OnceLock::new() }
    }

    /// Downloads the upstream archive of a source package, the newest version that the mirror serves. apt has compared
    /// it with the signed list.
    ///
    /// # Errors
    /// When there is no such package, or no version of it is served.
    pub(super) fn fetch(&self, source: &Distribution, package: &str) -> Result<PathBuf, String> {
        let Lists { apt, complaint } =
            self.ready.get_or_init(|| self.prepare(source)).as_ref().map_err(Clone::clone)?;
        let listed = apt.ask("apt-cache", &["showsrc", "--only-source", package]);
        let unlisted = |more: &str| match complaint {
            Some(complaint) => format!("the distribution's sources cannot be looked up: {complaint}"),
            None => format!("the distribution has no source package {package}{more}"),
        };
        let listed = listed.map_err(|reason| unlisted(&format!(": {reason}")))?;
        let mut versions: Vec<&str> = listed.lines().filter_map(|line| line.strip_prefix("Version: ")).collect();
        versions.dedup();
        if versions.is_empty() {
            return Err(unlisted(""));
        }
        let mut refusals = Vec::new();
        // The newest release comes last.
        for version in versions.into_iter().rev() {
            match self.download(apt, package, version) {
                Ok(archive) => return Ok(archive),
                Err(reason) => refusals.push(format!("{version}: {reason}")),
            }
        }
        Err(format!("the distribution's mirror does not serve the source of {package} ({})", refusals.join("; ")))
    }

    fn download(&self, apt: &Apt, package: &str, version: &str) -> Result<PathBuf, String> {
        let folder = self.folder.join("archives").join(package);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).map_err(|error| format!("cannot create {}: {error}", folder.display()))?;
        let wanted = format!("{package}={version}");
        let words = ["source", "--download-only", "--tar-only", &wanted];
        apt.download(&words, &folder).map_err(|error| refusal(&error))?;
        let archives = fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let mut archives = archives.filter(|path| path.to_string_lossy().contains(".orig.tar."));
        archives.next().ok_or_else(|| "apt brought no upstream archive".to_owned())
    }

    /// Lets apt read the mirror's lists.
    fn prepare(&self, source: &Distribution) -> Result<Lists, String> {
        let mut suites: Vec<&String> = source.codename.iter().chain(&self.suites).collect();
        // Older releases first, as the versions are taken from the end.
        suites.sort_by_key(|suite| self.suites.iter().position(|known| known == *suite));
        suites.dedup();
        let lines: String = suites.into_iter().map(|suite| source.sources(suite)).collect();
        let apt = Apt::new(&self.spawner, &self.folder, &self.folder.join("packages"), &lines, &[])?;
        let complaint = apt.update().err();
        Ok(Lists { apt, complaint })
    }
}

/// apt's own words for a download that failed, without the address.
fn refusal(error: &ProcessError) -> String {
    let text = error.to_string();
    let line = text.lines().find(|line| line.starts_with("E: Failed to fetch"));
    let words = line.map(|line| line.split_whitespace().skip(5).collect::<Vec<_>>().join(" "));
    let words = words.map(|words| words.split(" [IP").next().unwrap_or_default().to_owned());
    words.filter(|words| !words.is_empty()).unwrap_or_else(|| error.brief())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_told_without_the_address() {
        let tail = "E: Failed to fetch http://mirror/pool/p_3.14.orig.tar.xz  404  Not Found [IP: 192.0.2.1 80]\n\
            E: Failed to fetch some archives.";
        let error =
            ProcessError::Failed { line: "apt-get".into(), ending: "exited with 100".into(), tail: tail.into() };
        assert_eq!(refusal(&error), "404 Not Found");
        let error =
            ProcessError::Failed { line: "apt-get".into(), ending: "exited with 1".into(), tail: "E: odd".into() };
        assert_eq!(refusal(&error), "E: odd");
    }
}
