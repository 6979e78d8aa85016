//! Makes unpacked packages work in a folder of their own: their links, and the loader and libraries of their programs.
//!
//! The programs are started by the loader that came with them and look for libraries beside it first, so that they run
//! on systems that are older than they are.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use object::Endianness;
use object::elf::{FileHeader64, PT_INTERP, ProgramHeader64};
use object::read::elf::FileHeader as _;
use object_rewrite::Rewriter;

/// Relocates everything in a folder that stands for the root of a system.
///
/// # Errors
/// When a file cannot be read, understood or written.
pub(super) fn relocate(folder: &Path) -> Result<(), String> {
    let mut entries = Vec::new();
    collect(folder, &mut entries).map_err(|error| format!("cannot read {}: {error}", folder.display()))?;
    let failed = |path: &Path, error: String| format!("cannot relocate {}: {error}", path.display());
    // Links first: the way to a loader may lead over one.
    for path in entries.iter().filter(|path| path.is_symlink()) {
        relink(path, folder).map_err(|error| failed(path, error.to_string()))?;
    }
    for path in entries.iter().filter(|path| is_program(path)) {
        reload(path, folder).map_err(|error| failed(path, error))?;
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
    let library = path.file_name().is_some_and(|name| name.to_string_lossy().contains(".so"));
    let mut magic = [0; 4];
    !library
        && !path.is_symlink()
        && executable(path)
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

/// Lets a program use the loader and the libraries of the folder. One whose loader is not there keeps the system's.
fn reload(path: &Path, folder: &Path) -> Result<(), String> {
    let data = fs::read(path).map_err(|error| error.to_string())?;
    let mut program = Rewriter::read(&data).map_err(|error| error.to_string())?;
    let Some(loader) = program.elf_interpreter() else { return Ok(()) };
    let loader = String::from_utf8_lossy(loader).trim_end_matches('\0').to_owned();
    let Some((loader, libraries)) = beside(&loader, folder) else { return Ok(()) };
    let bytes = |path: &Path| path.to_string_lossy().into_owned().into_bytes();
    let libraries: Vec<Vec<u8>> = libraries.iter().map(|folder| bytes(folder)).collect();
    program.elf_add_runpath(&libraries).map_err(|error| error.to_string())?;
    // DT_RPATH, unlike DT_RUNPATH, holds for the libraries that libraries need, too.
    program.elf_use_rpath().map_err(|error| error.to_string())?;
    let loader = bytes(&loader);
    program.elf_set_interpreter(loader.clone()).map_err(|error| error.to_string())?;
    let mut rewritten = Vec::new();
    program.write(&mut rewritten).map_err(|error| error.to_string())?;
    resize_loader(&mut rewritten, loader.len() + 1)?;
    let proof = Rewriter::read(&rewritten).map_err(|error| error.to_string())?;
    if proof.elf_interpreter().map(|read| read.strip_suffix(b"\0").unwrap_or(read)) != Some(&loader) {
        return Err("it does not name the loader that it was given".to_owned());
    }
    fs::write(path, rewritten).map_err(|error| error.to_string())
}

/// Says how long the loader's name is where the system looks for it: the rewriter does so only when the name has moved.
fn resize_loader(program: &mut [u8], length: usize) -> Result<(), String> {
    let parsed = FileHeader64::<Endianness>::parse(&*program);
    let header = parsed.map_err(|error| error.to_string())?;
    let endian = header.endian().map_err(|error| error.to_string())?;
    let (at, count) = (header.e_phoff(endian), header.e_phnum(endian));
    let table = usize::try_from(at).ok().and_then(|at| program.get_mut(at..)).unwrap_or_default();
    let (segments, _) = object::pod::slice_from_bytes_mut::<ProgramHeader64<Endianness>>(table, count.into())
        .map_err(|()| "its table of segments is cut short".to_owned())?;
    for segment in segments.iter_mut().filter(|segment| segment.p_type.get(endian) == PT_INTERP) {
        segment.p_filesz.set(endian, length as u64);
        segment.p_memsz.set(endian, length as u64);
    }
    Ok(())
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
    use std::time::Duration;

    use super::*;
    use system::process::{self, Spec};

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
        relocate(folder).expect("relocated");
        assert_eq!(fs::read_to_string(folder.join("inside")).expect("readable"), "here");
        assert_eq!(fs::read_link(folder.join("outside")).expect("a link"), Path::new("/etc/not-in-the-folder"));
        assert_eq!(fs::read_link(folder.join("relative")).expect("a link"), Path::new("etc"));
    }

    /// A program of this system with its loader and its C library, as a package would bring them.
    #[cfg(target_os = "linux")]
    fn small_system(folder: &Path) -> Option<PathBuf> {
        let program = fs::canonicalize("/bin/cat").ok()?;
        let data = fs::read(&program).ok()?;
        let named = String::from_utf8(Rewriter::read(&data).ok()?.elf_interpreter()?.to_vec()).ok()?;
        let named = Path::new(named.trim_end_matches('\0'));
        let loader = fs::canonicalize(named).ok()?;
        let below = |path: &Path| folder.join(path.strip_prefix("/").unwrap_or(path));
        for file in [&loader, &loader.with_file_name("libc.so.6")] {
            fs::create_dir_all(below(file).parent()?).ok()?;
            fs::copy(file, below(file)).ok()?;
        }
        if !below(named).exists() {
            fs::create_dir_all(below(named).parent()?).ok()?;
            symlink(&loader, &below(named)).ok()?;
        }
        fs::create_dir_all(folder.join("bin")).ok()?;
        fs::copy(&program, folder.join("bin/cat")).ok()?;
        Some(folder.join("bin/cat"))
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_program_runs_on_the_loader_and_the_libraries_that_came_with_it() {
        let root = tempfile::tempdir().expect("a folder");
        // Names of all lengths: what is longer than before goes elsewhere in the file.
        for name in ["a", "a-folder-with-a-long-name-that-is-longer-than-any-name-of-a-loader-in-the-world"] {
            let folder = fs::canonicalize(root.path()).expect("there").join(name);
            let Some(program) = small_system(&folder) else {
                eprintln!("skipped: /bin/cat of this system is no program that needs a loader");
                return;
            };
            relocate(&folder).expect("relocated");
            let spec = Spec::new([program.display().to_string(), "/proc/self/maps".to_owned()]);
            let maps = process::capture(&spec, Duration::from_secs(20)).expect("it runs").stdout;
            for part in ["/ld-", "/libc.so.6"] {
                let mapped = |line: &str| line.contains(part) && line.contains(&folder.display().to_string());
                assert!(maps.lines().any(mapped), "{part} is not from {}:\n{maps}", folder.display());
            }
            // A second time changes nothing.
            let before = fs::read(&program).expect("readable");
            relocate(&folder).expect("relocated");
            assert_eq!(fs::read(&program).expect("readable"), before);
        }
    }

    #[test]
    fn a_file_that_only_looks_like_a_program_is_named() {
        use std::os::unix::fs::PermissionsExt as _;
        let root = tempfile::tempdir().expect("a folder");
        let path = root.path().join("broken");
        fs::write(&path, b"\x7fELF and nothing else").expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("set");
        let error = relocate(root.path()).expect_err("no program");
        assert!(error.contains("broken"), "{error}");
    }
}
