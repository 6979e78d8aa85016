//! The distribution's packages, unpacked without root.

use std::path::Path;

use super::super::Toolbox;
use super::super::installation::Filled;
use crate::manifest::Deb;

impl Toolbox<'_> {
    /// Unpacks packages, and all that they need, into an empty folder.
    ///
    /// # Errors
    /// When the distribution has no such packages, or they cannot be had.
    pub(super) fn unpack(&self, deb: &Deb, folder: &Path) -> Result<Filled, String> {
        Err(format!(
            "cannot unpack {} of {} into {} yet",
            deb.packages.join(", "),
            deb.suites.join(", "),
            folder.display()
        ))
    }
}
