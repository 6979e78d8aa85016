//! What the user asks for: a function, its calls, and what agrees with it.

use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::console::Problem;
use flags::{Allowance, ClimbFlags};

/// What the user asks for.
#[derive(Debug, Clone)]
pub struct ClimbRequest {
    /// The file, with all of its folders.
    pub file: PathBuf,
    /// The function, or `Class.method`.
    pub function: String,
    /// The calls as expressions.
    pub calls: Vec<String>,
    /// Files of arguments.
    pub inputs: Vec<PathBuf>,
    /// Which call is timed, from 1 on.
    pub timed: usize,
    /// Whether arguments are made anew for every call.
    pub fresh: bool,
    /// How much floats may differ.
    pub tolerance: Option<Allowance>,
    /// Whether an equal value of another type agrees.
    pub same_value: bool,
    /// The user's folder.
    pub home: PathBuf,
    /// What the file needs of others, one requirement a line.
    pub requirements: Option<String>,
    /// Whether packages are built from their sources.
    pub allow_builds: bool,
}

impl ClimbRequest {
    /// Understands the command line.
    ///
    /// # Errors
    /// When there is no such file, or no call.
    pub fn new(flags: &ClimbFlags) -> Result<ClimbRequest, Problem> {
        let (file, function) = file_and_function(&flags.function)?;
        let (calls, fresh) = match &flags.arguments {
            Some(maker) => (vec![format!("{function}(*{maker}())")], true),
            None => (flags.call.clone(), false),
        };
        for input in &flags.input {
            if !input.is_file() {
                return Err(Problem::usage(format!("there is no file {}", input.display())));
            }
        }
        let count = calls.len() + flags.input.len();
        let timed = flags.time as usize;
        if count == 0 {
            let hint = format!(
                "--call '{function}(...)', --input FILE with the arguments, or --arguments FUNCTION that makes them"
            );
            return Err(Problem::usage_with_hint(format!("no call of {function} is given"), hint));
        }
        if timed > count {
            return Err(Problem::usage(format!(
                "--time {timed} is not among the calls: there is one of each, {count} in all"
            )));
        }
        Ok(ClimbRequest {
            requirements: requirements(&file, flags.requirements.as_deref())?,
            allow_builds: flags.allow_builds,
            file,
            function,
            calls,
            inputs: flags.input.clone(),
            timed,
            fresh,
            tolerance: flags.tolerance,
            same_value: flags.same_value,
            home: std::env::current_dir().context("cannot tell the working folder")?,
        })
    }

    /// What the function is called in names of benchmarks: lower-case letters, digits and `-`.
    pub fn id(&self) -> String {
        let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
        let id: String = self.function.chars().map(plain).collect();
        let id = id.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
        if id.starts_with(|c: char| c.is_ascii_lowercase()) {
            id
        } else {
            format!("function-{id}").trim_end_matches('-').to_owned()
        }
    }

    /// The name of the function's module in the copy: that of the file, as far as it can name one.
    pub fn module(&self) -> String {
        let stem = self.file.file_stem().unwrap_or_default().to_string_lossy();
        let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
        let name: String = stem.chars().map(plain).collect();
        if name.starts_with(|c: char| c.is_ascii_digit()) || name.is_empty() { format!("_{name}") } else { name }
    }

    /// What people call it.
    pub fn title(&self) -> String {
        let file = self.file.file_name().unwrap_or_default().to_string_lossy();
        format!("{} of {file}", self.function)
    }
}

fn file_and_function(target: &str) -> Result<(PathBuf, String), Problem> {
    let shape = "write FILE.py:FUNCTION, such as slow.py:distance";
    let Some((file, function)) = target.rsplit_once(':').filter(|(_, function)| !function.is_empty()) else {
        return Err(Problem::usage_with_hint(format!("`{target}` names no function"), shape));
    };
    let path = Path::new(file);
    if !path.is_file() {
        return Err(Problem::usage_with_hint(format!("there is no file {file}"), shape));
    }
    let path = std::path::absolute(path).with_context(|| format!("cannot use {file}"))?;
    Ok((path, function.to_owned()))
}

/// What the file needs of others: as the user lists it, or as the file says.
fn requirements(file: &Path, given: Option<&Path>) -> Result<Option<String>, Problem> {
    if let Some(list) = given {
        let text = std::fs::read_to_string(list);
        let needs_some = |text: &String| text.lines().any(|line| !line.trim().is_empty() && !line.starts_with('#'));
        return text
            .map(|text| Some(text).filter(needs_some))
            .map_err(|error| Problem::usage(format!("cannot read {}: {error}", list.display())));
    }
    // Whatever is wrong with the file itself, its import tells.
    let text = std::fs::read_to_string(file).unwrap_or_default();
    declared(&text)
        .map_err(|error| Problem::usage(format!("the metadata in {} cannot be read: {error}", file.display())))
}

/// The dependencies in a source's metadata (PEP 723), one a line: a block of comments between `# /// script` and `# ///`.
fn declared(source: &str) -> Result<Option<String>, String> {
    let mut lines = source.lines().skip_while(|line| line.trim_end() != "# /// script").skip(1);
    let mut block = String::new();
    loop {
        let Some(line) = lines.next().filter(|line| line.starts_with('#')) else { return Ok(None) };
        if line.trim_end() == "# ///" {
            break;
        }
        block.push_str(line.strip_prefix("# ").unwrap_or(&line[1..]));
        block.push('\n');
    }
    let metadata: toml::Table = toml::from_str(&block).map_err(|error| error.to_string())?;
    let needed = metadata.get("dependencies").and_then(toml::Value::as_array);
    let needed: Vec<&str> = needed.into_iter().flatten().filter_map(toml::Value::as_str).collect();
    Ok((!needed.is_empty()).then(|| needed.join("\n") + "\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(file: &str, function: &str) -> ClimbRequest {
        ClimbRequest {
            file: file.into(),
            function: function.to_owned(),
            calls: Vec::new(),
            inputs: Vec::new(),
            timed: 1,
            fresh: false,
            tolerance: None,
            same_value: false,
            home: PathBuf::new(),
            requirements: None,
            allow_builds: false,
        }
    }

    #[test]
    fn a_file_says_itself_what_it_needs() {
        let text = "import numpy\n# /// script\n# requires-python = \">=3.10\"\n# dependencies = [\n#   \"numpy>=2\",\n#   \"rich\",\n# ]\n# ///\n";
        assert_eq!(declared(text), Ok(Some("numpy>=2\nrich\n".to_owned())));
        assert_eq!(declared("import os\n"), Ok(None));
        assert_eq!(declared("# /// script\n# dependencies = []\n# ///\n"), Ok(None), "it needs nothing");
        assert!(declared("# /// script\n# dependencies = [\n# ///\n").is_err());
    }

    #[test]
    fn any_function_gives_a_name_of_a_benchmark() {
        for (function, id) in [
            ("distance", "distance"),
            ("_editDistance", "editdistance"),
            ("Shape.area", "shape-area"),
            ("_1", "function-1"),
        ] {
            assert_eq!(request("a.py", function).id(), id);
        }
        assert_eq!(request("a.py", "__").id(), "function");
    }

    #[test]
    fn any_file_gives_a_name_of_a_module() {
        for (file, module) in
            [("/a/slow.py", "slow"), ("/a/my file.py", "my_file"), ("/a/2nd.py", "_2nd"), ("/a/zürich.py", "z_rich")]
        {
            assert_eq!(request(file, "f").module(), module);
        }
    }

    #[test]
    fn what_names_no_function_of_a_file_is_told_so() {
        for target in ["slow.py", "slow.py:", ":f", "nowhere.py:f"] {
            assert!(file_and_function(target).is_err(), "{target}");
        }
    }
}
