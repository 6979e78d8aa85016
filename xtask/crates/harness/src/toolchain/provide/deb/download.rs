//! Packages of a suite, and all that they need.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::super::super::Toolbox;
use super::super::apt::{Apt, Distribution, KnownDistribution, complaint};
use manifest::Deb;
use system::lock;

/// What is known of the distribution's archive in this session.
#[derive(Debug, Default)]
pub(in crate::toolchain) struct Archive {
    pub(in crate::toolchain::provide) known: KnownDistribution,
    suites: Mutex<HashMap<String, Arc<Mutex<Lists>>>>,
}

/// Whether a suite's lists of packages were got in this session, or why they could not be; none before the first try.
type Lists = Option<Result<(), String>>;

impl Toolbox<'_> {
    /// Downloads packages of a suite, and all that they need, into an empty folder.
    ///
    /// # Errors
    /// When the archive cannot be reached, has no such suite or package, or is not signed by a key that the machine
    /// trusts.
    pub(super) fn download(&self, source: &Distribution, suite: &str, deb: &Deb, folder: &Path) -> Result<(), String> {
        let home = self.target.join("apt").join(suite);
        let apt = Apt::new(&self.spawner, &home, folder, &source.packages(suite), &deb.without)?;
        let lists = {
            let mut suites = self.archive.suites.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(suites.entry(suite.to_owned()).or_default())
        };
        let mut lists = lists.lock().unwrap_or_else(PoisonError::into_inner);
        // Another session may be getting the same lists.
        let _lock = lock::take(&home.join("lock"), "reads the archive's lists of packages", &self.progress)
            .map_err(|error| format!("{error:#}"))?;
        lists
            .get_or_insert_with(|| {
                let _step = self.progress.step(&format!("getting the list of packages of {suite}"));
                apt.update()
            })
            .clone()?;
        let mut words = vec!["install", "--download-only"];
        words.extend(deb.packages.iter().map(String::as_str));
        apt.download(&words, folder).map_err(|error| complaint(&error))
    }
}
