//! Makes unpacked packages work in a folder of their own: their links, and the loader and libraries of their programs.
//!
//! The programs are started by the loader that came with them and look for libraries beside it first, so that they run
//! on systems that are older than they are.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use system::process::{ProcessError, Spawner, Spec};

/// How long one call of patchelf may take.
const PATCH_LIMIT: Duration = Duration::from_secs(60);

/// What patchelf says of programs that no loader starts.
const NO_LOADER: [&str; 2] = ["cannot find section '.interp'", "wrong ELF type"];

/// Relocates everything in a folder that stands for the root of a system. `patchelf` is asked for where there are
/// programs.
///
/// # Errors
/// When there is no patchelf, or a file cannot be read, understood or written.
pub(super) fn relocate(
    spawner: &Spawner,
    folder: &Path,
    patchelf: impl FnOnce() -> Result<PathBuf, String>,
) -> Result<(), String> {
    let mut entries = Vec::new();
    collect(folder, &mut entries).map_err(|error| format!("cannot read {}: {error}", folder.display()))?;
    let failed = |path: &Path, error: String| format!("cannot relocate {}: {error}", path.display());
    // Links first: the way to a loader may lead over one.
    for path in entries.iter().filter(|path| path.is_symlink()) {
        relink(path, folder).map_err(|error| failed(path, error.to_string()))?;
    }
    let programs: Vec<&PathBuf> = entries.iter().filter(|path| is_program(path)).collect();
    if programs.is_empty() {
        return Ok(());
    }
    let patchelf = Patchelf { spawner, program: patchelf()? };
    let mut libraries = Vec::new();
    for path in programs {
        libraries.extend(reload(path, folder, &patchelf).map_err(|error| failed(path, error))?);
    }
    libraries.sort();
    libraries.dedup();
    for path in entries.iter().filter(|path| is_library(path)) {
        lead(path, &libraries, &patchelf).map_err(|error| failed(path, error))?;
    }
    Ok(())
}

fn collect(folder: &Path, entries: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), entries)?;
        } else {
            entries.push(entry.path());
        }
    }
    Ok(())
}

/// Lets a link to an absolute path lead to the same place below the folder, if there is something.
fn relink(link: &Path, folder: &Path) -> io::Result<()> {
    let target = fs::read_link(link)?;
    let Ok(inside) = target.strip_prefix("/") else { return Ok(()) };
    let inside = folder.join(inside);
    if target.starts_with(folder) || inside.symlink_metadata().is_err() {
        return Ok(());
    }
    fs::remove_file(link)?;
    symlink(&inside, link)
}

#[cfg(unix)]
fn symlink(target: &Path, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, link)
}

#[cfg(not(unix))]
fn symlink(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Whether it is an ELF file to be started: libraries, of which some can be, keep away from this.
fn is_program(path: &Path) -> bool {
    !is_called_library(path) && executable(path) && is_elf(path)
}

/// Whether it is an ELF file that programs load.
fn is_library(path: &Path) -> bool {
    is_called_library(path) && is_elf(path)
}

fn is_called_library(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().contains(".so"))
}

/// Whether the file itself, and not what a link leads to, is one of the executable and linkable format.
fn is_elf(path: &Path) -> bool {
    let mut magic = [0; 4];
    !path.is_symlink()
        && path.is_file()
        && fs::File::open(path).and_then(|mut file| io::Read::read_exact(&mut file, &mut magic)).is_ok()
        && &magic == b"\x7fELF"
}

#[cfg(unix)]
fn executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(path).is_ok_and(|about| about.is_file() && about.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn executable(path: &Path) -> bool {
    path.is_file()
}

/// Lets a program use the loader and the libraries of the folder, whose folders are returned. One whose loader is not there
/// keeps the system's.
fn reload(program: &Path, folder: &Path, patchelf: &Patchelf<'_>) -> Result<Vec<PathBuf>, String> {
    let Some(loader) = loader_of(program, patchelf)? else { return Ok(Vec::new()) };
    let Some((loader, libraries)) = beside(&loader, folder) else { return Ok(Vec::new()) };
    let loader = loader.display().to_string();
    let mut words = vec!["--set-interpreter".to_owned(), loader.clone()];
    if !libraries.is_empty() {
        words.extend(["--force-rpath".to_owned(), "--add-rpath".to_owned(), joined(&libraries)]);
    }
    patchelf.patch(&words, program).map_err(|error| error.brief())?;
    if loader_of(program, patchelf)?.as_ref() != Some(&loader) {
        return Err("it does not name the loader that it was given".to_owned());
    }
    Ok(libraries)
}

/// Lets a library that says where what it needs is (DT_RUNPATH) look in the folders of libraries, too: the DT_RPATH of its
/// program holds for the others alone.
fn lead(library: &Path, libraries: &[PathBuf], patchelf: &Patchelf<'_>) -> Result<(), String> {
    if libraries.is_empty() {
        return Ok(());
    }
    // Of what patchelf cannot read, such as a file of symbols alone, nothing is looked for.
    let said = patchelf.patch(&["--print-rpath".to_owned()], library).unwrap_or_default();
    if said.trim().is_empty() {
        return Ok(());
    }
    let words = ["--add-rpath".to_owned(), joined(libraries)];
    patchelf.patch(&words, library).map(drop).map_err(|error| error.brief())
}

/// Folders as a program names them.
fn joined(folders: &[PathBuf]) -> String {
    folders.iter().map(|folder| folder.display().to_string()).collect::<Vec<_>>().join(":")
}

/// The loader that a program names; none for one that needs none.
fn loader_of(program: &Path, patchelf: &Patchelf<'_>) -> Result<Option<String>, String> {
    match patchelf.patch(&["--print-interpreter".to_owned()], program) {
        Ok(said) => Ok(Some(said.trim_end().to_owned())),
        Err(error) if NO_LOADER.iter().any(|sign| error.to_string().contains(sign)) => Ok(None),
        Err(error) => Err(error.brief()),
    }
}

/// What changes programs, and how it is started.
struct Patchelf<'s> {
    spawner: &'s Spawner,
    program: PathBuf,
}

impl Patchelf<'_> {
    /// Calls it; what it says.
    fn patch(&self, words: &[String], program: &Path) -> Result<String, ProcessError> {
        let (patchelf, program) = (self.program.display().to_string(), program.display().to_string());
        let spec = Spec::new([patchelf].into_iter().chain(words.iter().cloned()).chain([program]));
        self.spawner.capture(&spec, PATCH_LIMIT).map(|captured| captured.stdout)
    }
}

/// The loader below the folder, wherever it really lies there, and the folders of libraries.
fn beside(loader: &str, folder: &Path) -> Option<(PathBuf, Vec<PathBuf>)> {
    let inside = loader.strip_prefix('/').filter(|_| !Path::new(loader).starts_with(folder))?;
    let found = [folder.to_owned(), folder.join("usr")].iter().find_map(|root| {
        let real = fs::canonicalize(root.join(inside)).ok()?;
        real.starts_with(fs::canonicalize(folder).ok()?).then_some(real)
    })?;
    let name = found.parent().and_then(Path::file_name)?;
    let libraries = ["usr/lib", "lib"].map(|lib| folder.join(lib).join(name));
    Some((found.clone(), libraries.into_iter().filter(|folder| folder.is_dir()).collect()))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn absolute_links_stay_within_the_folder_where_they_can() {
        let root = tempfile::tempdir().expect("a folder");
        let folder = root.path();
        fs::create_dir_all(folder.join("etc/tool")).expect("created");
        fs::write(folder.join("etc/tool/settings"), "here").expect("written");
        let links = [("inside", "/etc/tool/settings"), ("outside", "/etc/not-in-the-folder"), ("relative", "etc")];
        for (link, target) in links {
            symlink(Path::new(target), &folder.join(link)).expect("linked");
        }
        relocate(&Spawner::default(), folder, || Err("nothing is a program".to_owned())).expect("relocated");
        assert_eq!(fs::read_to_string(folder.join("inside")).expect("readable"), "here");
        assert_eq!(fs::read_link(folder.join("outside")).expect("a link"), Path::new("/etc/not-in-the-folder"));
        assert_eq!(fs::read_link(folder.join("relative")).expect("a link"), Path::new("etc"));
    }
}
