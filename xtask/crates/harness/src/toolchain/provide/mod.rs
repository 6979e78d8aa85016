//! Getting what is not there: each provider fills a folder below `target/`, without root.
//!
//! What failed is remembered for a while, so that a closed network costs a session nothing; `setup` tries again.

mod apt;
mod deb;
mod maven;
mod source;
mod uv;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

pub(super) use self::deb::Archive;
use super::installation::{self, Receipt};
use super::network;
use super::{Fetch, Toolbox};
use files::{self, Fingerprint};
use manifest::{Provider, Provision};
pub use source::{SourceBuild, SourceRequest};
use system::interrupt;

/// How long a failure is remembered.
const PATIENCE: Duration = Duration::from_secs(60 * 60);

/// What a provider has got.
#[derive(Debug)]
pub(super) struct Provided {
    /// The tool.
    pub(super) path: PathBuf,
    /// Who got it, in words.
    pub(super) origin: &'static str,
    /// What it took; none for what uv had already.
    pub(super) receipt: Option<Receipt>,
}

/// A failure, as remembered.
#[derive(Debug, Serialize, Deserialize)]
struct Failure {
    reason: String,
    at: SystemTime,
}

impl Toolbox<'_> {
    /// What was got earlier.
    pub(super) fn provided(&self, provision: &Provision) -> Option<Provided> {
        let folder = self.folder_for(provision);
        let receipt = installation::receipt(&folder);
        let (path, origin) = match &provision.provider {
            Provider::Uv { request } => (self.uv_find(request)?, "uv"),
            Provider::Deb(deb) => {
                receipt?;
                (deb::inside(&folder, &deb.file).ok()?.pop()?, "unpacked packages of the distribution")
            }
            Provider::Maven(maven) => (receipt.map(|_| folder.join(&maven.file))?, "fetched by Maven"),
        };
        Some(Provided { path, origin, receipt })
    }

    /// Gets it now, and anew if what was got earlier is `broken`. What failed a short while ago is not tried again,
    /// unless somebody insists.
    ///
    /// # Errors
    /// Why it cannot be had.
    pub(super) fn provide(&self, title: &str, provision: &Provision, broken: bool) -> Result<Provided, String> {
        let folder = self.folder_for(provision);
        if self.fetch != Fetch::Always
            && let Some(failure) = self.failure(provision)
        {
            return Err(failure);
        }
        if let Provider::Deb(_) = &provision.provider {
            // Where there is no such archive, there is nothing to try.
            self.source()?;
        }
        if installation::receipt(&folder).is_some() && (broken || self.is_gone(provision)) {
            // Somebody removed, moved or spoilt what was got; the receipt alone is worth nothing.
            let _ = fs::remove_dir_all(&folder);
        }
        let got = self.install(&folder, || {
            let _step = self.progress.step(&format!("getting {title}: {}", way(&provision.provider)));
            match &provision.provider {
                Provider::Uv { request } => self.uv_install(request),
                Provider::Deb(deb) => self.unpack(deb, &folder),
                Provider::Maven(maven) => self.fetch(maven, &folder),
            }
        });
        match got {
            Ok(_) => {
                let _ = fs::remove_file(memory_of(&folder));
                self.provided(provision).ok_or_else(|| format!("{title} was got, but is not there"))
            }
            Err(reason) => {
                let reason = network::named(reason.clone(), &reason);
                remember_failure(&folder, &reason);
                Err(reason)
            }
        }
    }

    /// Whether nothing is left of what was got earlier.
    fn is_gone(&self, provision: &Provision) -> bool {
        self.provided(provision).is_none_or(|got| !got.path.exists())
    }

    /// Why it could not be had a short while ago.
    pub(super) fn failure(&self, provision: &Provision) -> Option<String> {
        let memory = fs::read(memory_of(&self.folder_for(provision))).ok()?;
        let failure: Failure = serde_json::from_slice(&memory).ok()?;
        let age = failure.at.elapsed().ok().filter(|age| *age < PATIENCE)?;
        Some(format!("{} ({} min ago; `cargo xtask setup` tries again)", failure.reason, age.as_secs() / 60))
    }

    /// Toolchains that come from the same place share a folder.
    fn folder_for(&self, provision: &Provision) -> PathBuf {
        let key = Fingerprint::default().with("provider", format!("{:?}", provision.provider));
        let (name, key) = match &provision.provider {
            Provider::Uv { request } => (format!("uv-{request}"), key),
            Provider::Deb(deb) => (format!("deb-{}", deb.packages[0]), key),
            Provider::Maven(maven) => {
                (format!("maven-{}", maven.file.file_name().unwrap_or_default().display()), self.pins(maven, key))
            }
        };
        self.target.join("toolchains").join(format!("{name}-{}", &key.hex()[..12]))
    }
}

/// How a provider goes about it, for people.
fn way(provider: &Provider) -> String {
    match provider {
        Provider::Uv { request } => format!("downloading {request} with uv"),
        Provider::Deb(deb) => format!("unpacking the distribution's {}", deb.packages.join(", ")),
        Provider::Maven(maven) => format!("fetching what {} names with Maven", maven.pom.display()),
    }
}

/// Keeps in mind why something could not be had. That only saves time: a full disk is no further reason.
fn remember_failure(folder: &Path, reason: &str) {
    let failure = Failure { reason: reason.to_owned(), at: SystemTime::now() };
    if let Ok(text) = serde_json::to_vec(&failure)
        && !interrupt::requested()
    {
        let _ = files::write_whole(&memory_of(folder), &text);
    }
}

/// Where the failure to fill a folder is remembered.
fn memory_of(folder: &Path) -> PathBuf {
    PathBuf::from(format!("{}.failed", folder.display()))
}
