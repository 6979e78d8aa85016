//! The home that processes get: a folder below the target folder, in which nothing of the user's is but what the manifest lets in.
//!
//! Settings files steer tools as variables do, and nobody sees it. So no process is told where the user's own folder is. What
//! selects a registry, a proxy or certificates is copied without the rest; folders of what can be got again are links. What
//! reaches tools is described for the record, and part of what builds are known by.

mod ini;
mod place;
mod settings;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use self::settings::Kept;
use files::Fingerprint;
use manifest::{HomePart, HomePlaceholder, Id, KeptSettings, Manifest};
pub(crate) use place::located;
use system::process::Spawner;

/// Where tools look for the user's folders when they are not told of a home.
const FOLDERS: [&str; 5] = ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_CONFIG_DIRS"];

/// The home that processes get.
#[derive(Debug)]
pub struct Home {
    folder: PathBuf,
    parts: Vec<Furnishing>,
    given: Vec<(String, String)>,
}

/// What the user has of one of the manifest's parts.
#[derive(Debug)]
struct Furnishing {
    name: String,
    /// The user's files, as far as they are there.
    from: Vec<PathBuf>,
    /// Where it goes.
    place: Option<PathBuf>,
    contents: Contents,
}

#[derive(Debug)]
enum Contents {
    /// The user's own file or folder, if there is one.
    Link(Option<PathBuf>),
    /// Settings that are kept.
    Text { text: String, kept: Kept, trouble: Vec<String> },
}

impl Home {
    /// Looks at what the user has, and changes nothing. The home is below `target`.
    pub fn new(manifest: &Manifest, target: &Path) -> Home {
        let folder = target.join("home");
        let mut given = vec![("HOME".to_owned(), folder.display().to_string())];
        let mut parts = Vec::new();
        for (id, part) in &manifest.home {
            let furnishing = Furnishing::new(id, part, &manifest.root);
            if let (Contents::Text { kept, .. }, Some(settings)) = (&furnishing.contents, &part.settings) {
                given.extend(settings.variables.iter().flat_map(|beginning| kept.variables(beginning)));
            }
            for (name, value) in &part.set {
                let value = manifest::expand(value, |HomePlaceholder::Home| Some(folder.display().to_string()));
                given.extend(value.ok().map(|value| (name.clone(), value)));
            }
            parts.push(furnishing);
        }
        Home { folder, parts, given }
    }

    /// What starts processes in this home, and hides from them the variables of these patterns. What the user says in a
    /// variable that is not hidden comes before what a file of the user's says.
    pub fn spawner(&self, unset: &[String]) -> Spawner {
        let spawner = Spawner::hiding(unset.iter().map(String::as_str).chain(FOLDERS));
        let said = |name: &String| spawner.passed().contains(name);
        let given = self.given.iter().filter(|(name, _)| !said(name)).cloned().collect();
        spawner.giving(given)
    }

    /// Puts everything in its place.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn furnish(&self) -> anyhow::Result<()> {
        fs::create_dir_all(&self.folder)?;
        for part in &self.parts {
            let Some(place) = part.place.as_ref().map(|place| self.folder.join(place)) else { continue };
            match &part.contents {
                Contents::Link(user) => link(user.as_deref(), &place)?,
                Contents::Text { text, .. } if fs::read_to_string(&place).is_ok_and(|there| there == *text) => {}
                Contents::Text { text, .. } => files::write_whole(&place, text.as_bytes())?,
            }
        }
        Ok(())
    }

    /// The user's settings that cannot be read, in sentences.
    pub fn trouble(&self) -> Vec<String> {
        let troubles = self.parts.iter().flat_map(|part| match &part.contents {
            Contents::Text { trouble, .. } => trouble.as_slice(),
            Contents::Link(_) => &[],
        });
        troubles.cloned().collect()
    }

    /// What of the user's reaches tools, and what was in the same files and does not: names, and no values.
    pub fn described(&self) -> Value {
        let mut all = serde_json::Map::new();
        for Furnishing { name, from, contents, .. } in self.parts.iter().filter(|part| !part.from.is_empty()) {
            let about = match contents {
                Contents::Link(_) => json!({ "from": from }),
                Contents::Text { kept, .. } => json!({ "from": from, "kept": kept.kept, "left": kept.left }),
            };
            all.insert(name.clone(), about);
        }
        Value::Object(all)
    }

    /// Changes whenever other settings reach tools.
    pub fn fingerprint(&self) -> String {
        let mut print = Fingerprint::default();
        for (name, value) in &self.given {
            print = print.with(name, value);
        }
        for part in &self.parts {
            if let Contents::Text { text, .. } = &part.contents {
                print = print.with(&part.name, text);
            }
        }
        print.hex()
    }
}

impl Furnishing {
    fn new(id: &Id, part: &HomePart, root: &Path) -> Furnishing {
        let all = part.files.iter().flat_map(|file| place::all_of(file, root));
        let mut from: Vec<PathBuf> = Vec::new();
        for file in all.filter(|file| file.exists()) {
            if !from.contains(&file) {
                from.push(file);
            }
        }
        let contents = match &part.settings {
            None => {
                from.truncate(1);
                Contents::Link(from.first().cloned())
            }
            Some(settings) => kept(&from, settings),
        };
        Furnishing { name: id.to_string(), from, place: part.place.clone(), contents }
    }
}

fn kept(from: &[PathBuf], settings: &KeptSettings) -> Contents {
    let (mut kept, mut trouble) = (Kept::default(), Vec::new());
    for file in from.iter().filter(|file| !file.is_dir()) {
        let text = fs::read_to_string(file).map_err(|error| error.to_string());
        if let Err(reason) = text.and_then(|text| kept.take(&text, file, settings)) {
            trouble.push(format!("nothing is taken of {}, which cannot be read: {}", file.display(), reason.trim()));
        }
    }
    Contents::Text { text: kept.text(settings.format), kept, trouble }
}

/// Makes a link to what the user has; where that is nothing, removes one that was made earlier.
#[cfg(unix)]
fn link(user: Option<&Path>, place: &Path) -> std::io::Result<()> {
    let there = fs::symlink_metadata(place).ok();
    let Some(user) = user else {
        return if there.is_some_and(|there| there.is_symlink()) { fs::remove_file(place) } else { Ok(()) };
    };
    match there {
        Some(there) if there.is_symlink() && fs::read_link(place)? == user => return Ok(()),
        Some(there) if there.is_dir() => fs::remove_dir_all(place)?,
        Some(_) => fs::remove_file(place)?,
        None => {}
    }
    if let Some(folder) = place.parent() {
        fs::create_dir_all(folder)?;
    }
    std::os::unix::fs::symlink(user, place)
}

/// Elsewhere tools do not look for it there.
#[cfg(not(unix))]
fn link(_user: Option<&Path>, _place: &Path) -> std::io::Result<()> {
    Ok(())
}
