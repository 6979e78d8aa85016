//! The ladder of a climb: the function as its oracle, its calls as what is checked, the rungs of the ladder at hand.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};

use super::request::ClimbRequest;
use flags::Allowance;
use manifest::{Id, Manifest, Rung};

/// The profile of a climb.
const PROFILE: &str = "climb";

/// Where the function's source is copied to.
const ORACLE: &str = "oracle";

/// Where files of arguments are copied to.
const INPUTS: &str = "inputs";

/// Where the list of the packages that the function needs is copied to.
const REQUIREMENTS: &str = "requirements.in";

/// A ladder that is about to be written.
#[derive(Debug)]
pub struct ClimbLadder<'a> {
    /// What the user asks for.
    pub request: &'a ClimbRequest,
    /// The ladder at hand.
    pub base: &'a Manifest,
    /// Its file.
    pub base_file: &'a Path,
    /// The rung whose speedup is 1.
    pub baseline: &'a Id,
}

impl ClimbLadder<'_> {
    /// Writes it into a folder that is new or made by an earlier climb, and returns the manifest's file.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    pub fn write(&self, folder: &Path) -> anyhow::Result<PathBuf> {
        if folder.exists() {
            fs::remove_dir_all(folder).with_context(|| format!("cannot empty {}", folder.display()))?;
        }
        self.files(folder, &[])?;
        // Nothing was seen yet; that there is a file says that somebody looks.
        self.write_types(folder, &[])?;
        let file = folder.join("ladder.toml");
        files::write_whole(&file, self.toml(true)?.as_bytes())?;
        Ok(file)
    }

    /// Adds copies of what the function's file imports from beside it.
    ///
    /// # Errors
    /// When a file cannot be copied.
    pub fn add_sources(&self, folder: &Path, sources: &[String]) -> anyhow::Result<()> {
        let from = self.request.file.parent().unwrap_or(Path::new("."));
        for source in sources.iter().filter(|source| from.join(source) != self.request.file) {
            copy(&from.join(source), &folder.join(ORACLE).join(source))?;
        }
        Ok(())
    }

    /// Writes down what types were seen of each call, for the rungs that need them; before anybody has looked, that none were.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write_types(&self, folder: &Path, seen: &[String]) -> anyhow::Result<()> {
        let file = Rung::types_of(&folder.join(self.oracle()));
        files::write_whole(&file, format!("{{\"calls\": [{}]}}\n", seen.join(", ")).as_bytes())
    }

    /// Keeps it for the user, with everything that it needs, in a folder that must be new.
    ///
    /// # Errors
    /// When there is something already, or a file cannot be copied.
    pub fn keep(&self, folder: &Path, sources: &[String]) -> anyhow::Result<()> {
        let is_new = fs::read_dir(folder).map_or(true, |mut entries| entries.next().is_none());
        ensure!(is_new, "{} is not empty: name a new folder with --keep", folder.display());
        self.files(folder, sources)?;
        fs::create_dir_all(folder.join("kernels")).with_context(|| format!("cannot write to {}", folder.display()))?;
        files::write_whole(&folder.join("ladder.toml"), self.toml(false)?.as_bytes())
    }

    fn files(&self, folder: &Path, sources: &[String]) -> anyhow::Result<()> {
        copy(&self.request.file, &folder.join(self.oracle()))?;
        self.add_sources(folder, sources)?;
        if let Some(requirements) = &self.request.requirements {
            files::write_whole(&folder.join(REQUIREMENTS), requirements.as_bytes())?;
        }
        for (index, input) in self.request.inputs.iter().enumerate() {
            copy(input, &folder.join(input_name(index)))?;
        }
        Ok(())
    }

    fn oracle(&self) -> String {
        format!("{ORACLE}/{}.py", self.request.module())
    }

    /// The manifest's text. One that is not kept works where the user's file is.
    fn toml(&self, in_place: bool) -> anyhow::Result<String> {
        let request = self.request;
        let rung = &self.base.rungs[self.baseline.as_str()];
        let inputs = (0..request.inputs.len()).map(input_name);
        let calls: Vec<String> = request.calls.iter().cloned().chain(inputs).collect();
        let purpose = format!("How fast can {} get? `cargo xtask run --manifest` goes on from here.", request.title());
        let head = ladder_head(self.base, self.base_file, &purpose, &[self.baseline.to_string()], &rung.toolchain)?;
        let mut lines = vec![
            head,
            format!("\n[benchmark.{}]", request.id()),
            format!("title = {}", quoted(&request.title())?),
            "input = \"call\"".to_owned(),
            format!("function = {}", quoted(&request.function)?),
            format!("calls = {}", list(&calls)?),
            format!("oracle = {}", quoted(&self.oracle())?),
            format!("sizes = {{ {PROFILE} = {{ call = {} }} }}", request.timed),
        ];
        lines.extend(request.fresh.then(|| "fresh-arguments = true".to_owned()));
        if request.requirements.is_some() {
            lines.push(format!("requirements = {}", quoted(REQUIREMENTS)?));
            lines.extend(request.allow_builds.then(|| "allow-builds = true".to_owned()));
        }
        lines.extend(request.same_value.then(|| "same-value = true".to_owned()));
        lines.extend(request.tolerance.map(|allowance| match allowance {
            Allowance::Absolute(by) => format!("tolerance = {{ absolute = {by:e} }}"),
            Allowance::Relative(by) => format!("tolerance = {{ relative = {by:e} }}"),
        }));
        if in_place {
            lines.push(format!("origin = {}", quoted(&request.file.display().to_string())?));
            lines.push(format!("home = {}", quoted(&request.home.display().to_string())?));
        } else {
            lines.push(own_rung(&request.id(), self.baseline));
        }
        Ok(lines.join("\n") + "\n")
    }
}

/// The beginning of a ladder that includes the one at hand, with its toolchains and rungs, and has no benchmark yet.
///
/// # Errors
/// When a path is no text.
pub fn ladder_head(
    base: &Manifest,
    base_file: &Path,
    purpose: &str,
    baseline: &[String],
    oracle: &Id,
) -> anyhow::Result<String> {
    let root = base.root.display().to_string();
    let runner: Vec<String> = base.oracle.runner.iter().map(|word| word.replace("{root}", &root)).collect();
    let types = base.oracle.types.as_ref().map(|path| base.root.join(path).display().to_string());
    let types = types.map(|path| Ok::<_, anyhow::Error>(format!("types = {}", quoted(&path)?))).transpose()?;
    Ok([
        format!("# {purpose}"),
        "version = 1".to_owned(),
        format!(
            "include = [{{ path = {}, only = [\"toolchain\", \"rung\"] }}]",
            quoted(&base_file.display().to_string())?
        ),
        "\n[baseline]".to_owned(),
        format!("rungs = {}", list(baseline)?),
        format!("prefer = {}", list(&base.baseline.prefer)?),
        "\n[oracle]".to_owned(),
        format!("toolchain = {}", quoted(oracle.as_str())?),
        format!("runner = {}", list(&runner)?),
        types.unwrap_or_default(),
        format!("\n{PROFILE_TOML}"),
    ]
    .join("\n"))
}

/// How much is measured in a climb: a table with intervals in a minute.
const PROFILE_TOML: &str = "\
[profile.climb]
invocations = 3
max-invocations = 3
rounds = 2
max-rounds = 2
samples = 2
sample-time = \"10ms\"
warm-up = \"500ms\"
steadying = 0.05
budget = \"3m\"
width = 0.05
cells = [\"all\"]";

fn own_rung(id: &str, like: &Id) -> String {
    format!(
        "\n# A rung of your own is a file in kernels/ and four lines, such as these; `like` any rung that builds what you write:\n\
         # [rung.mine]\n# like = \"{like}\"\n# project = \"kernels\"\n# kernels = {{ {id} = \"mine.py\" }}"
    )
}

fn input_name(index: usize) -> String {
    format!("{INPUTS}/{}.json", index + 1)
}

fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    let contents = fs::read(from).with_context(|| format!("cannot read {}", from.display()))?;
    files::write_whole(to, &contents)
}

/// A text as TOML has it, which is as JSON has it but for one character.
///
/// # Errors
/// Never, for a text.
pub fn quoted(text: &str) -> anyhow::Result<String> {
    Ok(serde_json::to_string(text)?.replace('\u{7f}', "\\u007f"))
}

fn list(texts: &[String]) -> anyhow::Result<String> {
    let quoted = texts.iter().map(|text| quoted(text)).collect::<anyhow::Result<Vec<_>>>()?;
    Ok(format!("[{}]", quoted.join(", ")))
}
