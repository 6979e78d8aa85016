//! The placeholders that each field understands, as types: whoever fills them in answers all of them, or does not compile.

use super::Vocabulary;

/// The placeholders of a field.
pub trait Placeholder<'t>: Sized {
    /// The placeholder of this name.
    fn of(name: &'t str) -> Option<Self>;
}

/// Declares the placeholders of a field with their names.
macro_rules! placeholders {
    ($(#[$about:meta])* $name:ident, $vocabulary:ident { $($(#[$says:meta])* $placeholder:ident = $written:literal,)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name {
            $($(#[$says])* $placeholder,)*
        }

        impl Placeholder<'_> for $name {
            fn of(name: &str) -> Option<Self> {
                match name {
                    $($written => Some($name::$placeholder),)*
                    _ => None,
                }
            }
        }

        $(#[$about])*
        pub(crate) const $vocabulary: Vocabulary = Vocabulary { names: &[$($written),*], tools: false, facts: false };
    };
}

placeholders! {
    /// For a rung's `build`, `runner` and `env`, beside tools and facts.
    RungWord, RUNG_WORDS {
        /// The interpreter or compiler that hosts or builds it.
        Tool = "tool",
        /// The manifest's folder.
        Root = "root",
        /// The kernel's source.
        Kernel = "kernel",
        /// Its name without suffix.
        Stem = "stem",
        /// The kernel's function.
        Entry = "entry",
        /// The benchmark.
        Benchmark = "benchmark",
        /// A folder of the cell's own for what is built.
        Out = "out",
        /// What the build leaves.
        Artefact = "artefact",
        /// A folder of the cell's own for what compiles while it runs.
        Cache = "cache",
        /// The number of threads.
        Threads = "threads",
        /// A folder for all cells.
        Target = "target",
    }
}

placeholders! {
    /// For the oracle's `runner`.
    OraclePlaceholder, ORACLE {
        /// The interpreter.
        Tool = "tool",
        /// The manifest's folder.
        Root = "root",
        /// The oracle's kernel.
        Kernel = "kernel",
        /// Its name without suffix.
        Stem = "stem",
        /// The kernel's function.
        Entry = "entry",
        /// The benchmark.
        Benchmark = "benchmark",
    }
}

placeholders! {
    /// For the `command` of a data file.
    DataPlaceholder, DATA {
        /// The interpreter.
        Tool = "tool",
        /// The manifest's folder.
        Root = "root",
        /// The file that is written.
        File = "file",
    }
}

placeholders! {
    /// For the program that makes documents for fuzzing.
    FuzzPlaceholder, FUZZ {
        /// The oracle's interpreter.
        Tool = "tool",
        /// The manifest's folder.
        Root = "root",
        /// The folder that is filled.
        Folder = "folder",
        /// The seed of the documents.
        Seed = "seed",
        /// How many are made.
        Count = "count",
    }
}

placeholders! {
    /// For the program that says what is expected of documents.
    ExpectPlaceholder, EXPECT {
        /// The oracle's interpreter.
        Tool = "tool",
        /// The manifest's folder.
        Root = "root",
        /// The folder of the documents.
        Folder = "folder",
    }
}

placeholders! {
    /// For the `files` that a name in a source may stand for.
    SourcePlaceholder, SOURCE {
        /// The name.
        Name = "name",
        /// The name, without suffix, of the source that names it.
        Stem = "stem",
    }
}

placeholders! {
    /// For the texts of a toolchain that speak of its version or its name.
    ToolchainPlaceholder, TOOLCHAIN {
        /// Its version.
        Version = "version",
        /// Its name.
        Name = "name",
        /// The environment variable that names its file.
        Variable = "variable",
    }
}

placeholders! {
    /// For a toolchain's `probe`.
    ProbePlaceholder, PROBE {
        /// The file that is asked.
        Tool = "tool",
        /// The manifest's folder.
        Root = "root",
    }
}

placeholders! {
    /// For the `command` of a program of Java archives.
    MavenPlaceholder, MAVEN {
        /// The Java that runs it.
        Tool = "tool",
        /// The folder of the archives.
        Jars = "jars",
        /// The folder around that.
        Folder = "folder",
        /// The script that runs the command.
        File = "file",
    }
}

placeholders! {
    /// For the variables that all processes see.
    HomePlaceholder, HOME {
        /// The home that they get.
        Home = "home",
    }
}

placeholders! {
    /// For the `by` of a change in unpacked packages.
    EditPlaceholder, EDIT {
        /// The folder of the packages.
        Folder = "folder",
    }
}

/// For a rung's `build`, `runner`, `env` and `artefact`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RungPlaceholder<'t> {
    /// What every rung has.
    Word(RungWord),
    /// `{tool.ID}`: the path of a tool that the rung lists.
    Tool(&'t str),
    /// `{folder.ID}`: the folder that such a path really lies in.
    Folder(&'t str),
    /// `{fact.NAME}`: what the toolchain's probe reported.
    Fact(&'t str),
}

impl<'t> Placeholder<'t> for RungPlaceholder<'t> {
    fn of(name: &'t str) -> Option<Self> {
        let named = |prefix: &str| name.strip_prefix(prefix).filter(|rest| !rest.is_empty());
        let other = named("tool.").map(RungPlaceholder::Tool).or_else(|| named("folder.").map(RungPlaceholder::Folder));
        let other = other.or_else(|| named("fact.").map(RungPlaceholder::Fact));
        other.or_else(|| RungWord::of(name).map(RungPlaceholder::Word))
    }
}

/// For a toolchain's `disk`: `{fact.NAME}`, what its probe reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FactPlaceholder<'t>(pub &'t str);

impl<'t> Placeholder<'t> for FactPlaceholder<'t> {
    fn of(name: &'t str) -> Option<Self> {
        name.strip_prefix("fact.").filter(|fact| !fact.is_empty()).map(FactPlaceholder)
    }
}

/// For a rung's `build`, `runner` and `env`.
pub(crate) const RUNG: Vocabulary = Vocabulary { tools: true, facts: true, ..RUNG_WORDS };

/// For a rung's `artefact`: all that `RUNG` has, but for itself.
pub(crate) const ARTEFACT: Vocabulary = Vocabulary {
    names: &["tool", "root", "kernel", "stem", "entry", "benchmark", "out", "cache", "threads", "target"],
    ..RUNG
};

/// For a toolchain's `places`, where `$VARIABLE` and a leading `~` are replaced, too. `{environment}` needs an
/// environment.
pub(crate) const PLACES: Vocabulary = Vocabulary { names: &["environment"], ..NOTHING };

/// For the files of the user's that are taken into the home of processes, where `$VARIABLE` and a leading `~` are replaced, too.
/// `{above}` is each folder from the root of the file system to the manifest's.
pub(crate) const HOME_FILES: Vocabulary = Vocabulary { names: &["above"], ..NOTHING };

/// For a toolchain's `disk`.
pub(crate) const DISK: Vocabulary = Vocabulary { facts: true, ..NOTHING };

/// For what has no placeholders.
pub(crate) const NOTHING: Vocabulary = Vocabulary { names: &[], tools: false, facts: false };
