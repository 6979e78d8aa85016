//! How to build from source, and what is built so, as typed.

use super::Texts;
use crate::reader::shape;

shape! {
    /// A way to build from source, with `configure` and `make`.
    "[recipe.NAME]" WireRecipe {
        /// The file that makes a source one of this recipe, as it states the version.
        version_file: String = r#"version-file = "Include/patchlevel.h""#;
        /// The pattern whose first group is the version in it.
        version_pattern: String = r#"version-pattern = 'PY_VERSION\s+"([^"]+)"'"#;
        /// Arguments of every `configure`.
        configure: Texts = r#"configure = ["--disable-test-modules"]"#;
        /// Further ones, unless the build is to be plain.
        optimise: Texts = r#"optimise = ["--enable-optimizations", "--with-lto"]"#;
        /// What `make` is asked for in the end.
        install: String = r#"install = "altinstall""#;
        /// How long one core takes for a plain build, roughly.
        plain_minutes: i64 = "plain-minutes = 6";
        /// How long one core takes for an optimised build, roughly.
        optimised_minutes: i64 = "optimised-minutes = 40";
        /// Releases of the distribution whose source packages are looked at beside the machine's own, oldest first.
        suites: Texts = r#"suites = ["bookworm", "trixie"]"#;
        /// Whether it takes the place of one of this name in an included file.
        replace: bool = "replace = true";
    }
}

shape! {
    /// How a toolchain is built from source on request.
    "source" WireSource {
        /// The recipe.
        recipe: String = r#"recipe = "cpython""#, whole;
        /// The version or its beginning.
        version: String = r#"version = "3.13""#, whole;
        /// The tool, among what is installed.
        file: String = r#"file = "bin/python3.13t""#, whole;
        /// Arguments of `configure` of its own.
        configure: Texts = r#"configure = ["--disable-gil"]"#, whole;
        /// The distribution's source package.
        package: String = r#"package = "python3.13""#, whole;
    }
}
