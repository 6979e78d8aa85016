//! Where a toolchain can be got, as typed.

use toml::Spanned;

use super::Texts;
use crate::reader::{Section, shape};

shape! {
    /// What uv downloads.
    "uv" WireUv {
        /// What to ask it for.
        request: String = r#"request = "cpython-3.11""#, whole;
        /// The preferred facts that it promises.
        gives: Texts = r#"gives = ["pgo", "lto"]"#, whole;
    }
}

shape! {
    /// Packages of the distribution that are unpacked with everything that they need.
    "deb" WireDeb {
        /// Releases of the distribution, best first: the first that has all the packages is taken. Versions are not pinned, as a
        /// suite has one of each.
        suites: Texts = r#"suites = ["trixie"]"#, whole;
        /// The packages.
        packages: Texts = r#"packages = ["python3.13-venv", "python3.13-dev"]"#, whole;
        /// Packages that count as installed, and so come neither themselves nor with what they need.
        without: Texts = r#"without = ["libc6-dev"]"#, whole;
        /// The tool, in the folder into which they are unpacked: a glob pattern, of which the last match counts.
        file: String = r#"file = "usr/bin/python3.13""#, whole;
        /// What to change in their files; that nothing matches is an error, as the packages have changed.
        edit: Vec<Spanned<Section<WireEdit>>>
            = r#"edit = [{ files = "usr/lib/*.py", pattern = "'/usr", by = "'{folder}/usr" }]"#, whole;
        /// Files to remove afterwards: glob patterns.
        remove: Texts = r#"remove = ["usr/lib/python3*/EXTERNALLY-MANAGED"]"#, whole;
        /// The preferred facts that it promises.
        gives: Texts = r#"gives = ["pgo", "lto", "distribution"]"#, whole;
    }
}

shape! {
    /// A change in the files of unpacked packages.
    "edit" WireEdit {
        /// The files: a glob pattern.
        files: String = r#"files = "usr/lib/python3*/_sysconfigdata_*.py""#;
        /// What to replace: a regular expression.
        pattern: String = r#"pattern = "'/usr/lib""#;
        /// What by: `{folder}` is the folder of the packages, `$1` the first group.
        by: String = r#"by = "'{folder}/usr/lib""#;
    }
}

shape! {
    /// A program of pinned Java archives: see below.
    "maven" WireMaven {
        /// The project file that names them.
        pom: String = r#"pom = "kernels-python/hosts/graalpy/pom.xml""#, whole;
        /// The SHA-256 and name of every archive, as `sha256sum` prints them.
        sha256: String = r#"sha256 = "kernels-python/hosts/graalpy/jars.sha256""#, whole;
        /// The Java that runs them, and Maven as well.
        toolchain: String = r#"toolchain = "java-25""#, whole;
        /// The tool, in the folder that is filled: a script that runs `command` and hands on its arguments.
        file: String = r#"file = "bin/graalpy""#, whole;
        /// The command line of that script.
        command: Texts = r#"command = ["{tool}", "-jar", "{jars}/python-launcher.jar"]"#, whole;
        /// What the tool is given when it is started for the first time.
        start: Texts = r#"start = ["-c", "pass"]"#, whole;
        /// The preferred facts that it promises.
        gives: Texts = r#"gives = ["jit_enabled"]"#, whole;
    }
}
