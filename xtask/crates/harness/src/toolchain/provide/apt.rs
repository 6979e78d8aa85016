//! The distribution's archive, asked through the machine's own apt.
//!
//! The mirror and the keys are the machine's; lists, cache and the list of installed packages are not: to apt it looks
//! as if nothing were installed, so it resolves and downloads everything that a package needs. Nothing needs root. One
//! configuration serves for packages and for sources.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

use super::super::Toolbox;
use system::process::{ProcessError, Spawner, Spec};

/// How long a question to the machine's package manager may take.
const ASK_LIMIT: Duration = Duration::from_secs(10);

/// How long it may take to get lists of what the archive has.
const LISTS_LIMIT: Duration = Duration::from_secs(5 * 60);

/// How long it may take to read them.
const READ_LIMIT: Duration = Duration::from_secs(60);

/// How long it may take to get packages.
const DOWNLOAD_LIMIT: Duration = Duration::from_secs(15 * 60);

/// What apt does without: it has no reason to think that a mirror which does not answer will, it runs no hooks of the
/// machine's, and it trusts nothing that is not signed. The rest of the machine's configuration (a proxy, for one)
/// stays.
const SETTINGS: &str = r##"
quiet "1";
APT::Get::Assume-Yes "true";
Debug::NoLocking "true";
APT::Sandbox::User "root";
APT::Install-Recommends "false";
APT::Install-Suggests "false";
APT::Default-Release "";
APT::Keep-Downloaded-Packages "true";
APT::Get::AllowUnauthenticated "false";
APT::Update::Error-Mode "any";
Acquire::AllowInsecureRepositories "false";
Acquire::Retries "0";
Acquire::http::Timeout "5";
Acquire::https::Timeout "5";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear DPkg::Pre-Invoke;
#clear DPkg::Post-Invoke;
#clear DPkg::Pre-Install-Pkgs;
"##;

/// Where packages come from, and for what machine.
#[derive(Debug, Clone)]
pub(super) struct Distribution {
    site: String,
    keyrings: Vec<String>,
    architecture: String,
    /// The release of the machine itself, where it says so.
    pub(super) codename: Option<String>,
}

impl Distribution {
    /// The line of a `sources.list` for a suite's packages: nothing but those of this machine's architecture.
    pub(super) fn packages(&self, suite: &str) -> String {
        let options = format!("{}arch={} target=Packages lang=none", self.keys(), self.architecture);
        format!("deb [{options}] {} {suite} main\n", self.site)
    }

    /// The line for a suite's sources.
    pub(super) fn sources(&self, suite: &str) -> String {
        match self.keys().trim_end() {
            "" => format!("deb-src {} {suite} main\n", self.site),
            keys => format!("deb-src [{keys}] {} {suite} main\n", self.site),
        }
    }

    fn keys(&self) -> String {
        if self.keyrings.is_empty() { String::new() } else { format!("signed-by={} ", self.keyrings.join(",")) }
    }
}

/// What is known of the distribution's archive in this session, asked for at most once.
#[derive(Debug, Default)]
pub(super) struct KnownDistribution(OnceLock<Result<Distribution, String>>);

impl Toolbox<'_> {
    /// Where the machine's packages come from.
    ///
    /// # Errors
    /// When the machine has no apt, or knows no archive of its distribution.
    pub(super) fn source(&self) -> Result<&Distribution, String> {
        self.archive.known.0.get_or_init(|| source(&self.spawner)).as_ref().map_err(Clone::clone)
    }
}

/// The machine's apt with a configuration of ours.
#[derive(Debug)]
pub(super) struct Apt {
    spawner: Spawner,
    config: String,
}

impl Apt {
    /// Writes what apt reads: the lists and what it makes of them into `home`, what belongs to one download into `folder`,
    /// where packages go as well. The packages of `without` count as installed.
    ///
    /// # Errors
    /// Which folder cannot be prepared, and why.
    pub(super) fn new(
        spawner: &Spawner,
        home: &Path,
        folder: &Path,
        sources: &str,
        without: &[String],
    ) -> Result<Apt, String> {
        let config = configure(home, folder, sources, without);
        let config = config.map_err(|error| format!("cannot prepare {}: {error}", home.display()))?;
        Ok(Apt { spawner: spawner.clone(), config })
    }

    /// Gets the lists of what the archive has.
    ///
    /// # Errors
    /// When it cannot be reached, has no such suite, or is not signed by a key that the machine trusts.
    pub(super) fn update(&self) -> Result<(), String> {
        let spec = self.command("apt-get", &["update"]);
        self.spawner.capture(&spec, LISTS_LIMIT).map(drop).map_err(|error| complaint(&error))
    }

    /// What apt prints when it is asked for something that is in the lists.
    ///
    /// # Errors
    /// As apt says.
    pub(super) fn ask(&self, program: &str, words: &[&str]) -> Result<String, String> {
        let spec = self.command(program, words);
        self.spawner.capture(&spec, READ_LIMIT).map(|captured| captured.stdout).map_err(|error| complaint(&error))
    }

    /// Downloads something, in this folder where it is for apt to choose.
    ///
    /// # Errors
    /// As apt says.
    pub(super) fn download(&self, words: &[&str], folder: &Path) -> Result<(), ProcessError> {
        let spec = self.command("apt-get", words).folder(folder);
        self.spawner.capture(&spec, DOWNLOAD_LIMIT).map(drop)
    }

    fn command(&self, program: &str, words: &[&str]) -> Spec {
        let options = [program, "--config-file", &self.config];
        Spec::new(options.into_iter().chain(words.iter().copied())).env("LC_ALL", "C")
    }
}

/// Writes the configuration, and returns its place.
fn configure(home: &Path, folder: &Path, sources: &str, without: &[String]) -> std::io::Result<String> {
    let (home, folder) = (std::path::absolute(home)?, std::path::absolute(folder)?);
    for part in ["lists/partial", "cache", "state"] {
        fs::create_dir_all(home.join(part))?;
    }
    fs::create_dir_all(folder.join("partial"))?;
    let (list, status, config) = (folder.join("sources.list"), folder.join("status"), folder.join("apt.conf"));
    fs::write(&list, sources)?;
    fs::write(&status, without.iter().map(|name| installed(name)).collect::<String>())?;
    let places = [
        ("Dir::State", home.join("state")),
        ("Dir::State::Lists", home.join("lists")),
        ("Dir::State::Status", status),
        ("Dir::Cache", home.join("cache")),
        ("Dir::Cache::Archives", folder),
        ("Dir::Cache::PkgCache", PathBuf::from("packages.bin")),
        ("Dir::Cache::SrcPkgCache", PathBuf::from("lists.bin")),
        ("Dir::Etc::SourceList", list),
    ];
    let places: String = places.iter().map(|(key, path)| format!("{key} \"{}\";\n", path.display())).collect();
    fs::write(&config, places + SETTINGS)?;
    Ok(config.display().to_string())
}

/// The entry of a package that counts as installed, in a version that is new enough for everybody.
fn installed(name: &str) -> String {
    format!(
        "Package: {name}\nStatus: install ok installed\nArchitecture: all\nMulti-Arch: foreign\nVersion: 999:0\n\
         Maintainer: nobody\nDescription: not wanted\n\n"
    )
}

/// What the machine's configuration says about its distribution's archive.
fn source(spawner: &Spawner) -> Result<Distribution, String> {
    let ask = |words: &[&str]| {
        let spec = Spec::new(words.iter().copied()).env("LC_ALL", "C");
        spawner.capture(&spec, ASK_LIMIT).map(|captured| captured.stdout).map_err(|error| match error {
            ProcessError::Start { .. } => format!("this system has no `{}`", words[0]),
            error => complaint(&error),
        })
    };
    // A fresh image has no lists yet: what stands in its sources is enough.
    let targets = ask(&["apt-get", "indextargets", "--no-release-info"])?;
    let architecture = ask(&["dpkg", "--print-architecture"])?.trim().to_owned();
    ask(&["dpkg-deb", "--version"])?;
    let release = Release::read(&fs::read_to_string("/etc/os-release").unwrap_or_default());
    let site = site(&targets, &release)
        .ok_or_else(|| format!("apt is configured without an archive of {}", release.ids.join(" or ")))?;
    Ok(Distribution { site, keyrings: keyrings(&release.ids), architecture, codename: release.codename })
}

/// The parts of `/etc/os-release` that matter here.
#[derive(Debug, Default, PartialEq, Eq)]
struct Release {
    /// ID and ID_LIKE.
    ids: Vec<String>,
    codename: Option<String>,
}

impl Release {
    fn read(text: &str) -> Release {
        let mut release = Release::default();
        for (name, value) in text.lines().filter_map(|line| line.split_once('=')) {
            let value = value.trim_matches(['"', '\'']);
            match name {
                "ID" => release.ids.insert(0, value.to_owned()),
                "ID_LIKE" => release.ids.extend(value.split_whitespace().map(str::to_owned)),
                "VERSION_CODENAME" => release.codename = Some(value.to_owned()).filter(|name| !name.is_empty()),
                _ => {}
            }
        }
        release
    }
}

/// The archive among the sources that apt knows: the one of the installed release, else one that is called like the
/// distribution.
fn site(targets: &str, release: &Release) -> Option<String> {
    let stanzas: Vec<HashMap<&str, &str>> = targets
        .split("\n\n")
        .map(|stanza| stanza.lines().filter_map(|line| line.split_once(": ")).collect())
        .filter(|stanza: &HashMap<&str, &str>| stanza.get("Component") == Some(&"main"))
        .collect();
    let of_release = |stanza: &&HashMap<&str, &str>| {
        release.codename.as_deref().is_some_and(|codename| stanza.get("Release") == Some(&codename))
    };
    let of_name = |stanza: &&HashMap<&str, &str>| {
        let last = stanza.get("Site").and_then(|site| site.trim_end_matches('/').rsplit('/').next());
        last.is_some_and(|last| release.ids.iter().any(|id| id == last))
    };
    let named = |stanza: &&HashMap<&str, &str>| of_release(stanza) && of_name(stanza);
    let found = stanzas.iter().find(named).or_else(|| stanzas.iter().find(of_release));
    let found = found.or_else(|| stanzas.iter().find(of_name));
    found?.get("Site").map(|site| (*site).to_owned())
}

/// The keys of the distribution's archive; where there are none in the usual place, apt's own choice stands.
fn keyrings(ids: &[String]) -> Vec<String> {
    let files = ids
        .iter()
        .flat_map(|id| ["gpg", "pgp"].map(|ending| format!("/usr/share/keyrings/{id}-archive-keyring.{ending}")));
    files.filter(|file| Path::new(file).is_file()).collect()
}

/// The first thing that apt complains of: what follows is usually its consequence.
pub(super) fn complaint(error: &ProcessError) -> String {
    let ProcessError::Failed { tail, .. } = error else { return error.brief() };
    let complains = |line: &str| line.strip_prefix("E: ").or_else(|| line.strip_prefix("W: ")).map(str::to_owned);
    let first = tail.lines().find_map(complains).unwrap_or_else(|| error.brief());
    let trouble = first.contains("NO_PUBKEY") || first.contains("Missing key");
    let hint = if trouble { "; a newer package of the distribution's keyring has that key" } else { "" };
    format!("{first}{hint}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TARGETS: &str = "\
Component: main
Release: bookworm
Site: http://elsewhere.example/tools

Component: main
Release: bookworm-security
Site: http://mirror.example/debian-security

Component: contrib
Release: bookworm
Site: http://contrib.example/debian

Component: main
Origin: Debian
Release: bookworm
Site: http://mirror.example/debian
";

    fn release(codename: &str) -> Release {
        Release::read(&format!("ID=debian\nVERSION_CODENAME={codename}\n"))
    }

    #[test]
    fn the_archive_is_the_one_of_the_installed_release() {
        let bookworm = release("bookworm");
        assert_eq!(site(TARGETS, &bookworm).as_deref(), Some("http://mirror.example/debian"));
        let renamed = TARGETS.replace("mirror.example/debian\n", "mirror.example/proxy\n");
        assert_eq!(site(&renamed, &bookworm).as_deref(), Some("http://elsewhere.example/tools"));
        let renamed = renamed.replace("Site: http://elsewhere.example/tools", "Site: http://mirror.example/proxy");
        assert_eq!(site(&renamed, &bookworm).as_deref(), Some("http://mirror.example/proxy"));
        assert_eq!(site(TARGETS, &release("sid")).as_deref(), Some("http://mirror.example/debian"));
        assert_eq!(site(TARGETS, &Release::read("ID=fedora\nVERSION_CODENAME=\"\"\n")), None);
    }

    #[test]
    fn a_derivative_counts_as_what_it_is_like() {
        let release = Release::read("NAME=Mint\nID_LIKE=\"ubuntu debian\"\nID=linuxmint\nVERSION_CODENAME=wilma\n");
        assert_eq!(release.ids, ["linuxmint", "ubuntu", "debian"]);
        assert_eq!(release.codename.as_deref(), Some("wilma"));
    }

    #[test]
    fn the_first_complaint_is_the_reason() {
        let failed = |tail: &str| ProcessError::Failed {
            line: "apt-get update".to_owned(),
            ending: "exited with 100".to_owned(),
            tail: tail.to_owned(),
        };
        let tail = "W: GPG error: the public key is not available: NO_PUBKEY 6ED0\nE: It is not signed.";
        let said = complaint(&failed(tail));
        assert!(said.starts_with("GPG error") && said.contains("newer package"), "{said}");
        assert_eq!(complaint(&failed("nothing")), "nothing");
    }
}
