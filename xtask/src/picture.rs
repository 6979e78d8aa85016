//! Pictures as PNG: drawn by a program that is fetched, as its own environment, when one is first asked for.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, bail};

use harness::session::Workspace;
use harness::toolchain::Fetch;
use system::process::Spec;

/// What draws, and the packages of that.
const FILES: [(&str, &str); 2] = [
    ("draw.py", include_str!("../picture/draw.py")),
    ("requirements.txt", include_str!("../picture/requirements.txt")),
];

/// How long drawing may take, with what is fetched for it.
const LIMIT: Duration = Duration::from_secs(5 * 60);

/// Pixels for each unit of a picture: a slide of 1280 by 720 becomes 1920 by 1080.
const ZOOM: &str = "1.5";

/// Draws a picture.
///
/// # Errors
/// When what draws it cannot be had, or does not.
pub fn drawn(workspace: &Workspace, svg: &str) -> anyhow::Result<Vec<u8>> {
    workspace.target_folder().claim(&workspace.target)?;
    let folder = workspace.target.join("picture");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    for (name, text) in FILES {
        files::write_whole(&folder.join(name), text.as_bytes())?;
    }
    let own = tempfile_beside(&folder);
    let [svg_file, png_file] = ["svg", "png"].map(|extension| own.with_extension(extension));
    files::write_whole(&svg_file, svg.as_bytes())?;
    let said = ask(workspace, &folder, &[&svg_file, &png_file]);
    let png = said.and_then(|()| fs::read(&png_file).with_context(|| format!("cannot read {}", png_file.display())));
    for file in [svg_file, png_file] {
        let _ = fs::remove_file(file);
    }
    png
}

/// A name that no other call uses meanwhile.
fn tempfile_beside(folder: &Path) -> PathBuf {
    folder.join(format!("drawing-{}", std::process::id()))
}

fn ask(workspace: &Workspace, folder: &Path, files: &[&PathBuf]) -> anyhow::Result<()> {
    let toolbox = workspace.toolbox(Fetch::IfNeeded);
    let tool =
        toolbox.oracle().map_err(|absence| anyhow::anyhow!("drawing needs the oracle's interpreter: {absence}"))?;
    let tool = toolbox.with_packages(&tool, &folder.join("requirements.txt"), "drawing pictures");
    let tool = tool.map_err(|absence| anyhow::anyhow!("drawing needs a package of its own: {absence}"))?;
    let program = [tool.path.display().to_string(), folder.join("draw.py").display().to_string(), ZOOM.to_owned()];
    let files = files.iter().map(|file| file.display().to_string());
    match workspace.spawner.capture(&Spec::new(program.into_iter().chain(files)), LIMIT) {
        Ok(_) => Ok(()),
        Err(error) => bail!("{}", error.brief()),
    }
}
