//! Builds what is not Rust: yyjson, when the feature of that name asks for it. Without features it does nothing, so
//! that the plain kernels need no C compiler and no libclang.

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    // macOS wants to be told that an extension leaves Python's symbols to the interpreter; elsewhere this is nothing.
    #[cfg(feature = "python")]
    pyo3_build_config::add_extension_module_link_args();
    #[cfg(feature = "yyjson")]
    yyjson::build()?;
    Ok(())
}

#[cfg(feature = "yyjson")]
mod yyjson {
    use std::env;
    use std::error::Error;
    use std::path::{Path, PathBuf};
    use std::process::Command;

    use serde_json::Value;

    type Result<T> = std::result::Result<T, Box<dyn Error>>;

    /// What the wrapper in src/yyjson.rs calls. Most are `static inline` functions, which bindgen gives a symbol each.
    const FUNCTIONS: &str = "yyjson_(read_opts|doc_free|doc_get_root|arr_iter_init|arr_iter_next|obj_getn\
                             |is_(arr|obj|str|num|null|int|uint)|get_(str|len|num|sint|uint))";

    /// Compiles yyjson into the crate, and writes `OUT_DIR/yyjson.rs`.
    pub(super) fn build() -> Result<()> {
        println!("cargo::rerun-if-env-changed=YYJSON_SRC");
        println!("cargo::rerun-if-env-changed=LIBCLANG_PATH");
        let folder = source_folder()?;
        let (source, header) = (folder.join("yyjson.c"), folder.join("yyjson.h"));
        for file in [&source, &header] {
            println!("cargo::rerun-if-changed={}", utf8(file)?);
        }
        let out = PathBuf::from(env::var("OUT_DIR")?);
        let wrappers = out.join("yyjson_inline.c");
        // bindgen panics where there is no libclang. Cargo shows this line when it does.
        eprintln!("hint: if libclang cannot be found, set LIBCLANG_PATH to the folder that holds its shared library");
        let mut compiler = cc::Build::new();
        compiler.include(&folder);
        bindgen::Builder::default()
            .header(utf8(&header)?)
            .clang_args(system_includes(&compiler)?)
            .allowlist_function(FUNCTIONS)
            .allowlist_var("YYJSON_READ_NOFLAG")
            .wrap_static_fns(true)
            .wrap_static_fns_path(&wrappers)
            .generate()?
            .write_to_file(out.join("yyjson.rs"))?;
        compiler.file(&source).file(&wrappers).try_compile("yyjson")?;
        Ok(())
    }

    /// Where yyjson.c and yyjson.h are: below YYJSON_SRC, if that is set, else in the crate that carries them.
    fn source_folder() -> Result<PathBuf> {
        let root = match env::var_os("YYJSON_SRC") {
            Some(folder) => PathBuf::from(folder),
            None => crate_folder("yyjson-sys")?,
        };
        [".", "src", "yyjson/src"]
            .iter()
            .map(|below| root.join(below))
            .find(|folder| folder.join("yyjson.c").is_file() && folder.join("yyjson.h").is_file())
            .ok_or_else(|| {
                format!("no yyjson.c and yyjson.h in {} nor in its src or yyjson/src", root.display()).into()
            })
    }

    /// Where Cargo keeps the sources of a package that Cargo.toml names but nothing builds.
    fn crate_folder(name: &str) -> Result<PathBuf> {
        #[expect(
            clippy::disallowed_methods,
            reason = "a build script is no part of the harness and cannot use its module"
        )]
        let output = Command::new(env::var_os("CARGO").ok_or("CARGO is not set")?)
            .args(["metadata", "--format-version=1", "--locked", "--manifest-path"])
            .arg(Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("Cargo.toml"))
            .output()?;
        if !output.status.success() {
            let error = String::from_utf8_lossy(&output.stderr);
            return Err(format!("cargo metadata failed: {error}hint: set YYJSON_SRC to a folder with yyjson.c").into());
        }
        let metadata: Value = serde_json::from_slice(&output.stdout)?;
        metadata["packages"]
            .as_array()
            .into_iter()
            .flatten()
            .find(|package| package["name"] == name)
            .and_then(|package| Path::new(package["manifest_path"].as_str()?).parent())
            .map(Path::to_path_buf)
            .ok_or_else(|| format!("cargo metadata knows no package {name}").into())
    }

    /// The C compiler's own headers (stddef.h and such). A libclang that came without clang has none of its own.
    fn system_includes(compiler: &cc::Build) -> Result<Vec<String>> {
        let output = compiler.try_get_compiler()?.to_command().arg("-print-file-name=include").output()?;
        let folder = String::from_utf8(output.stdout)?;
        let folder = Path::new(folder.trim());
        // A compiler that has no such folder prints the bare name.
        Ok(if output.status.success() && folder.is_absolute() {
            vec!["-isystem".to_owned(), utf8(folder)?.to_owned()]
        } else {
            Vec::new()
        })
    }

    fn utf8(path: &Path) -> Result<&str> {
        path.to_str().ok_or_else(|| format!("{} is not UTF-8", path.display()).into())
    }
}
