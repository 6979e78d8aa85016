//! Sources as the distribution has them: apt with a configuration of its own below `target/`, without root, and never
//! the machine's own lists.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

use crate::process::{self, ProcessError, Spec};

/// How long one question to apt may take.
const ASK_LIMIT: Duration = Duration::from_secs(60);

/// How long a download may take.
const DOWNLOAD_LIMIT: Duration = Duration::from_secs(15 * 60);

/// The distribution's source packages.
#[derive(Debug)]
pub(super) struct Mirror {
    folder: PathBuf,
    suites: Vec<String>,
    ready: OnceLock<Result<(), String>>,
}

impl Mirror {
    /// Nothing is asked yet. What apt keeps goes into `folder`; `suites` are releases to look in beside the machine's
    /// own.
    pub(super) fn new(folder: &Path, suites: Vec<String>) -> Mirror {
        Mirror { folder: folder.to_owned(), suites, ready: OnceLock::new() }
    }

    /// Downloads the upstream archive of a source package, the newest version that the mirror serves. apt has compared
    /// it with the signed list.
    ///
    /// # Errors
    /// When there is no apt, no such package, or no version of it is served.
    pub(super) fn fetch(&self, package: &str) -> Result<PathBuf, String> {
        self.ready.get_or_init(|| self.prepare()).clone()?;
        let listed = self.ask("apt-cache", &["showsrc", "--only-source", package], ASK_LIMIT);
        let listed = listed.map_err(|error| error.brief())?;
        let mut versions: Vec<&str> = listed.lines().filter_map(|line| line.strip_prefix("Version: ")).collect();
        versions.dedup();
        if versions.is_empty() {
            return Err(format!("the distribution has no source package {package}"));
        }
        let mut refusals = Vec::new();
        // The newest release comes last.
        for version in versions.into_iter().rev() {
            match self.download(package, version) {
                Ok(archive) => return Ok(archive),
                Err(reason) => refusals.push(format!("{version}: {reason}")),
            }
        }
        Err(format!("the distribution's mirror does not serve the source of {package} ({})", refusals.join("; ")))
    }

    fn download(&self, package: &str, version: &str) -> Result<PathBuf, String> {
        let folder = self.folder.join("archives").join(package);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).map_err(|error| format!("cannot create {}: {error}", folder.display()))?;
        let spec =
            self.command("apt-get", &["source", "--download-only", "--tar-only", &format!("{package}={version}")]);
        process::capture(&spec.folder(&folder), DOWNLOAD_LIMIT).map_err(|error| refusal(&error))?;
        let archives = fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let mut archives = archives.filter(|path| path.to_string_lossy().contains(".orig.tar."));
        archives.next().ok_or_else(|| "apt brought no upstream archive".to_owned())
    }

    /// Writes apt's configuration and lets it read the mirror's lists.
    fn prepare(&self) -> Result<(), String> {
        let machine = Machine::ask()?;
        for folder in ["lists/partial", "cache/archives/partial"] {
            let folder = self.folder.join(folder);
            fs::create_dir_all(&folder).map_err(|error| format!("cannot create {}: {error}", folder.display()))?;
        }
        let mut suites = vec![machine.codename.clone()];
        suites.extend(self.suites.iter().filter(|suite| **suite != machine.codename).cloned());
        // Older releases first, as the versions are taken from the end.
        suites.sort_by_key(|suite| self.suites.iter().position(|known| known == suite));
        let signed = machine.keyring().map(|path| format!("[signed-by={}] ", path.display())).unwrap_or_default();
        let lines = suites.iter().map(|suite| format!("deb-src {signed}{} {suite} main\n", machine.site));
        let list = self.folder.join("sources.list");
        crate::files::write_whole(&list, lines.collect::<String>().as_bytes()).map_err(|error| format!("{error:#}"))?;
        // A release that the mirror does not have is no reason to do without the others; none at all shows soon enough.
        match self.ask("apt-get", &["update"], DOWNLOAD_LIMIT) {
            Ok(_) | Err(ProcessError::Failed { .. }) => Ok(()),
            Err(error) => Err(error.brief()),
        }
    }

    fn ask(&self, program: &str, arguments: &[&str], limit: Duration) -> Result<String, ProcessError> {
        process::capture(&self.command(program, arguments), limit).map(|captured| captured.stdout)
    }

    fn command(&self, program: &str, arguments: &[&str]) -> Spec {
        let place = |name: &str| self.folder.join(name).display().to_string();
        let options = [
            format!("Dir::Etc::SourceList={}", place("sources.list")),
            "Dir::Etc::SourceParts=/dev/null".to_owned(),
            format!("Dir::State::Lists={}", place("lists")),
            format!("Dir::Cache={}", place("cache")),
            "Debug::NoLocking=1".to_owned(),
            "Acquire::Languages=none".to_owned(),
            "Acquire::Retries=0".to_owned(),
            "Acquire::http::Timeout=10".to_owned(),
            "APT::Sandbox::User=".to_owned(),
        ];
        let options = options.into_iter().flat_map(|option| ["-o".to_owned(), option]);
        let words = std::iter::once(program.to_owned()).chain(options);
        Spec::new(words.chain(arguments.iter().map(|word| (*word).to_owned()))).env("LC_ALL", "C")
    }
}

/// Where the machine gets its packages from.
struct Machine {
    site: String,
    codename: String,
    origin: String,
}

impl Machine {
    fn ask() -> Result<Machine, String> {
        let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
        let id = release.lines().find_map(|line| line.strip_prefix("ID=")).unwrap_or_default().trim_matches('"');
        let ask = |words: &[&str]| {
            let spec = Spec::new(["apt-get", "indextargets"].iter().chain(words).copied());
            process::capture(&spec, ASK_LIMIT).map_err(|error| match error {
                ProcessError::Start { .. } => {
                    "this machine has no apt-get, so there is no distribution to ask".to_owned()
                }
                error => error.brief(),
            })
        };
        let listed = ask(&["--format", "$(SITE)|$(CODENAME)|$(ORIGIN)|$(COMPONENT)"])?;
        if let Some(machine) = listed.stdout.lines().find_map(Machine::understand) {
            return Ok(machine);
        }
        // A fresh image has no lists yet; its sources say where the distribution's own archive is.
        let format = format!("$(SITE)|$(RELEASE)|{id}|$(COMPONENT)");
        let declared = ask(&["--no-release-info", "--format", &format])?;
        let own = |machine: &Machine| machine.site.trim_end_matches('/').ends_with(&format!("/{id}"));
        let machine = declared.stdout.lines().filter_map(Machine::understand).find(own);
        machine.ok_or_else(|| "apt-get knows no mirror of the distribution".to_owned())
    }

    /// The main archive; those of security and other updates have a hyphen in their names.
    fn understand(line: &str) -> Option<Machine> {
        let [site, codename, origin, "main"] = line.split('|').collect::<Vec<_>>()[..] else { return None };
        let main = !codename.is_empty() && !codename.contains('-');
        main.then(|| Machine { site: site.to_owned(), codename: codename.to_owned(), origin: origin.to_lowercase() })
    }

    /// The keys of all of the distribution's releases, where they are in their usual place.
    fn keyring(&self) -> Option<PathBuf> {
        let path = PathBuf::from(format!("/usr/share/keyrings/{}-archive-keyring.gpg", self.origin));
        path.is_file().then_some(path)
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
    fn the_main_archive_is_told_from_security_and_updates() {
        assert!(Machine::understand("http://a|trixie-security|Debian|main").is_none());
        assert!(Machine::understand("http://a|trixie|Debian|contrib").is_none());
        assert!(Machine::understand("nonsense").is_none());
        let machine = Machine::understand("http://a|trixie|Debian|main").expect("the main archive");
        assert_eq!(
            (machine.site.as_str(), machine.codename.as_str(), machine.origin.as_str()),
            ("http://a", "trixie", "debian")
        );
    }

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
