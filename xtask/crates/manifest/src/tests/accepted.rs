//! Manifests without mistakes.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::super::{Group, Id, Input, InputKind, Kernel, Manifest, Origin, Rung, Threads};
use super::{LADDER, accepted, folder, parsed};
use agreement::Tolerance;

fn id(text: &str) -> Id {
    Id(text.to_owned())
}

fn rung<'m>(manifest: &'m Manifest, name: &str) -> &'m Rung {
    &manifest.rungs[name]
}

#[test]
fn a_manifest_without_mistakes_is_accepted() {
    let manifest = accepted(&[]);
    assert_eq!(manifest.baseline.rungs, [id("cpython-3.14"), id("cpython-3.11")]);
    assert_eq!(manifest.oracle.toolchain, id("cpython"));
    assert_eq!(manifest.sha256.len(), 64);
    let rungs: Vec<&str> = manifest.rungs.keys().map(Id::as_str).collect();
    assert_eq!(rungs, ["cpython-3.11", "cpython-3.14", "cython", "cython-pow"]);
}

#[test]
fn the_root_is_the_manifests_folder_and_absolute() {
    let folder = folder();
    let manifest = super::super::parse(LADDER, &folder.path().join("ladder.toml")).expect("no mistakes");
    assert_eq!(manifest.root, folder.path());
    assert!(manifest.root.is_absolute());
}

#[test]
fn the_first_profile_comes_first_and_defaults_are_filled_in() {
    let manifest = accepted(&[("width = 0.01\n", "")]);
    let (name, blog) = manifest.profiles.first().expect("two profiles");
    assert_eq!(name, &id("blog"));
    assert_eq!((blog.invocations, blog.max_invocations), (3, 30));
    assert_eq!(blog.sample_time, Duration::from_millis(20));
    assert_eq!(blog.budget, Duration::from_secs(1200));
    assert_eq!(blog.width, 0.02);
    assert_eq!(blog.cells, [Group::All]);
    assert_eq!((blog.rounds, blog.max_rounds), (3, 3));
    assert_eq!((blog.turn_time, blog.warm_up), (Duration::from_millis(50), Duration::from_secs(2)));
    let quick = &manifest.profiles["quick"];
    assert_eq!(quick.steadying, Some(0.05), "of the budget");
    assert_eq!((quick.invocations, quick.max_invocations), (3, 3));
    assert_eq!(quick.cells, [Group::Headline]);
}

#[test]
fn a_recipe_belongs_to_every_toolchain_that_names_it_or_is_like_one() {
    let manifest = accepted(&[]);
    let recipe = &manifest.recipes["cpython"];
    assert_eq!((recipe.plain_minutes, recipe.optimised_minutes), (6, 40));
    assert_eq!((recipe.configure.len(), recipe.optimise.len(), recipe.suites.len()), (0, 1, 0));
    for name in ["cpython-3.11", "cpython-3.14"] {
        let Origin::File(origin) = &manifest.toolchains[name].origin else { panic!("{name} is no file") };
        let source = origin.source.as_ref().expect("a source");
        assert_eq!((source.recipe.as_str(), source.version.as_str()), ("cpython", "3.11"));
        assert_eq!((source.configure.len(), source.package.is_none()), (1, true));
    }
}

#[test]
fn a_benchmark_keeps_what_was_declared() {
    let manifest = accepted(&[]);
    let nbody = &manifest.benchmarks["nbody"];
    assert_eq!(nbody.input, InputKind::Integer);
    assert_eq!(nbody.tolerance, Tolerance::Absolute(1e-10));
    assert_eq!(nbody.check.values, [1, 2, 1000, 10000]);
    assert_eq!(nbody.sizes["blog"].input, Input::Value(500_000));
    assert_eq!(nbody.known[1].output, ["", "-0.169016441"]);
    let pipeline = &manifest.benchmarks["pipeline-bytes"];
    assert_eq!(pipeline.entry, "pipeline_bytes");
    assert_eq!(pipeline.tolerance, Tolerance::Exact);
    assert_eq!(pipeline.check.folders, [PathBuf::from("data/check")]);
    assert_eq!(pipeline.sizes["quick"].input, Input::Data(id("events-quick")));
    let expected = pipeline.sizes["blog"].sha256.as_deref();
    assert_eq!(expected, Some("938758bca15672e372cb8d92747212b135ff0153d78d0492942983442217f282"));
}

#[test]
fn small_profiles_select_a_benchmark_unless_it_says_otherwise() {
    let title = "title = \"N-body\"\n";
    let manifest = accepted(&[(title, &format!("{title}headline = false\n"))]);
    assert!(!manifest.benchmarks["nbody"].headline);
    assert!(manifest.benchmarks["pipeline-bytes"].headline);
}

#[test]
fn the_self_test_knows_how_much_work_each_share_is() {
    let selftest = accepted(&[]).selftest.expect("a self-test");
    assert_eq!((selftest.benchmark, selftest.value, selftest.beside), (id("nbody"), 1000, vec![id("cython")]));
    let more: Vec<(f64, i64)> = selftest.more.iter().map(|more| (more.share, more.value)).collect();
    assert_eq!(more, [(0.02, 1020), (0.1, 1100)]);
    assert_eq!((selftest.comparisons, selftest.copies, selftest.profile.rounds), (40, 4, 4));
}

#[test]
fn hashes_are_kept_in_lower_case() {
    let manifest = accepted(&[]);
    let sha256 = manifest.data["events-blog"].sha256.as_deref();
    assert_eq!(sha256, Some("bb1d037e7c5740610883a5e1d36089f00ac37312edb3d16a56187ea51d891e07"));
}

#[test]
fn a_template_is_no_toolchain_but_gives_its_fields_over_two_levels() {
    let manifest = accepted(&[]);
    assert!(!manifest.toolchains.contains_key("python"));
    let newest = &manifest.toolchains["cpython-3.14"];
    let Origin::File(file) = &newest.origin else { panic!("cpython-3.14 is a file") };
    assert_eq!(file.probe, ["{tool}", "{root}/kernels-python/probe.py"]);
    assert_eq!(file.names, ["python3.14"]);
    assert_eq!(file.accept["version_tag"], serde_json::json!("3.14"));
    assert_eq!(newest.prefer, ["pgo", "lto"]);
}

#[test]
fn toolchains_come_from_files_crates_or_other_toolchains() {
    let manifest = accepted(&[("crate = \"yyjson-sys\"", "crate = \"yyjson-sys\"\ninside = \"yyjson/src\"")]);
    let Origin::AnyOf(members) = &manifest.toolchains["cpython"].origin else { panic!("cpython is one of several") };
    assert_eq!(members, &[id("cpython-3.14"), id("cpython-3.11")]);
    assert_eq!(manifest.toolchains["cpython"].fix, "");
    let Origin::Crate { package, inside, variables, .. } = &manifest.toolchains["yyjson"].origin else {
        panic!("yyjson is a crate")
    };
    assert_eq!((package.as_str(), variables.as_slice()), ("yyjson-sys", &["YYJSON_SRC".to_owned()][..]));
    assert_eq!(inside, Path::new("yyjson/src"));
    let Origin::File(libclang) = &manifest.toolchains["libclang"].origin else { panic!("libclang is a file") };
    assert!(!libclang.on_path && libclang.environment.is_some() && libclang.probe.is_empty());
}

#[test]
fn a_rung_without_a_build_leaves_the_kernel_itself() {
    let manifest = accepted(&[]);
    let cpython = rung(&manifest, "cpython-3.11");
    assert_eq!(cpython.artefact, "{kernel}");
    assert!(cpython.build.is_empty() && cpython.requirements.is_none());
    assert_eq!(cpython.fairness.threads, Threads::Count(1));
    assert_eq!(cpython.fairness.target_cpu, "generic");
    let nbody = &cpython.cells["nbody"];
    assert!(matches!(&nbody.kernel, Kernel::Source(path) if path == &PathBuf::from("kernels-python/nbody.py")));
    assert_eq!(nbody.algorithm, "same loop");
}

#[test]
fn a_rung_that_is_like_another_inherits_how_it_is_built_and_run() {
    let manifest = accepted(&[]);
    let (cython, pow) = (rung(&manifest, "cython"), rung(&manifest, "cython-pow"));
    assert_eq!(pow.title, "Cython, ** instead of sqrt");
    assert_eq!((&pow.toolchain, &pow.tools, &pow.project), (&cython.toolchain, &cython.tools, &cython.project));
    assert_eq!((&pow.build, &pow.artefact, &pow.runner), (&cython.build, &cython.artefact, &cython.runner));
    assert_eq!((&pow.requirements, &pow.env, &pow.cost), (&cython.requirements, &cython.env, &cython.cost));
    assert!(pow.cells["nbody"].fast_math && pow.fairness.native);
    assert_eq!(pow.fairness.target_cpu, "native");
    assert_eq!((cython.fairness.threads, pow.fairness.threads), (Threads::Count(2), Threads::All));
}

#[test]
fn limits_on_answers_are_inherited_one_by_one_and_those_of_a_rung_count_more_than_the_benchmarks() {
    let manifest = accepted(&[]);
    let seconds = |seconds| Some(Duration::from_secs(seconds));
    let (cython, pow) = (rung(&manifest, "cython").limits, rung(&manifest, "cython-pow").limits);
    assert_eq!((cython.start, cython.run, cython.output), (seconds(300), seconds(3600), None));
    assert_eq!((pow.start, pow.prepare, pow.run), (seconds(300), seconds(20), seconds(10)));
    let both = pow.or(manifest.benchmarks["nbody"].limits);
    assert_eq!((both.run, both.output), (seconds(10), seconds(60)));
    assert_eq!(rung(&manifest, "cpython-3.11").limits.or(manifest.benchmarks["nbody"].limits).run, seconds(1200));
}

#[test]
fn only_a_rung_that_says_so_has_times_from_a_model_or_warms_up_by_itself() {
    let manifest = accepted(&[]);
    let simulated = |name| rung(&manifest, name).fairness.simulated;
    assert_eq!((simulated("cython"), simulated("cython-pow")), (false, true));
    let warms_up = |name| rung(&manifest, name).fairness.warms_up_itself;
    assert_eq!((warms_up("cython"), warms_up("cython-pow")), (false, true));
}

#[test]
fn the_licence_to_reorder_is_the_kernels_of_the_benchmarks_that_are_named() {
    let two = ("pipeline-bytes = \"not written yet\"", "");
    let second = ("nbody = \"nbody.pyx\"", "nbody = \"nbody.pyx\"\npipeline-bytes = \"nbody_pow.pyx\"");
    for (given, expected) in [
        ("fast-math = true", [true, true, true]),
        ("fast-math = false", [false, false, false]),
        ("fast-math = [\"nbody\"]", [true, false, true]),
        // The heir has no kernel for it, and needs none.
        ("fast-math = [\"pipeline-bytes\"]", [false, true, false]),
        ("fast-math = []", [false, false, false]),
    ] {
        let manifest = accepted(&[two, second, ("fast-math = true", given)]);
        let (cython, pow) = (rung(&manifest, "cython"), rung(&manifest, "cython-pow"));
        let cells = [&cython.cells["nbody"], &cython.cells["pipeline-bytes"], &pow.cells["nbody"]];
        assert_eq!(cells.map(|cell| cell.fast_math), expected, "{given}");
    }
}

#[test]
fn a_rung_that_says_nothing_of_the_benchmarks_does_what_the_other_one_does() {
    let manifest = accepted(&[("[rung.cython-pow.kernels]\nnbody = \"nbody_pow.pyx\"\n", "")]);
    let (cython, pow) = (rung(&manifest, "cython"), rung(&manifest, "cython-pow"));
    assert_eq!(pow.cells.keys().collect::<Vec<_>>(), cython.cells.keys().collect::<Vec<_>>());
    assert_eq!(pow.cells["nbody"].algorithm, cython.cells["nbody"].algorithm);
}

#[test]
fn a_rung_with_kernels_of_its_own_has_those_alone_and_is_not_of_the_headline_by_itself() {
    let manifest = accepted(&[]);
    let (cython, pow) = (rung(&manifest, "cython"), rung(&manifest, "cython-pow"));
    assert_eq!(cython.cells["nbody"].algorithm, "vectorised");
    assert!(cython.headline && cython.cells.contains_key("pipeline-bytes"));
    assert!(!pow.headline && pow.marks().is_empty());
    assert_eq!(pow.cells.len(), 1, "neither kernels nor reasons are inherited");
    let nbody = &pow.cells["nbody"];
    assert_eq!(nbody.algorithm, "typed loop", "the rung's own word is inherited, those for benchmarks are not");
    assert!(matches!(&nbody.kernel, Kernel::Source(path) if path.ends_with("nbody_pow.pyx")));
}

#[test]
fn a_table_may_come_before_the_one_that_it_is_like() {
    let (first, rest) = LADDER.split_once("[rung.cython]").expect("a rung");
    let (cython, pow) = rest.split_once("[rung.cython-pow]").expect("another rung");
    let manifest = parsed(&format!("{first}[rung.cython-pow]{pow}\n[rung.cython]{cython}")).expect("no mistakes");
    assert_eq!(rung(&manifest, "cython-pow").build, rung(&manifest, "cython").build);
    assert_eq!(manifest.rungs.get_index(2).map(|(id, _)| id.as_str()), Some("cython-pow"));
}

#[test]
fn whole_numbers_will_do_for_real_ones() {
    let manifest = accepted(&[("absolute = 1e-10", "relative = 1")]);
    assert_eq!(manifest.benchmarks["nbody"].tolerance, Tolerance::Relative(1.0));
}

#[test]
fn variables_may_be_kept_from_processes() {
    assert!(accepted(&[]).unset.is_empty());
    let manifest = accepted(&[("version = 1\n", "version = 1\nunset = [\"CFLAGS\", \"PYTHON*\"]\n")]);
    assert_eq!(manifest.unset, ["CFLAGS", "PYTHON*"]);
}
