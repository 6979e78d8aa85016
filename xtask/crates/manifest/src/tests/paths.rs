//! Paths: relative, inside the manifest's folder, and leading somewhere.

use super::found;

#[test]
fn paths_are_relative_stay_inside_and_lead_somewhere() {
    for (from, to, message, help) in [
        (
            "\"kernels-python/nbody.py\"",
            "\"/kernels-python/nbody.py\"",
            "`/kernels-python/nbody.py` is not a relative path",
            "starts at the manifest's folder",
        ),
        ("\"kernels-python/nbody.py\"", "\"../nbody.py\"", "`../nbody.py` leaves its folder by `..`", "starts at"),
        (
            "\"kernels-python/nbody.py\"",
            "'kernels-python\\nbody.py'",
            "`kernels-python\\nbody.py` contains a backslash",
            "write `/`",
        ),
        (
            "\"kernels-python/nbody.py\"",
            "\"kernels-python/nbdy.py\"",
            "there is no file `kernels-python/nbdy.py`",
            "did you mean `kernels-python/nbody.py`?",
        ),
        ("\"kernels-python/nbody.py\"", "\"kernels-python\"", "`kernels-python` is no file", "name a file here"),
        (
            "\"kernels-cython/requirements.txt\"",
            "\"kernels-cython/requirement.txt\"",
            "there is no file `kernels-cython/requirement.txt`",
            "did you mean `kernels-cython/requirements.txt`?",
        ),
        (
            "\"kernels-rust/requirements.txt\"",
            "\"kernels-rust/lock.txt\"",
            "there is no file `kernels-rust/lock.txt`",
            "create it, or mend the path",
        ),
        ("\"data/check\"", "\"data/checks\"", "there is no folder `data/checks`", "did you mean `data/check`?"),
        (
            "\"nbody_pow.pyx\"",
            "\"nbody_paw.pyx\"",
            "there is no file `kernels-cython/nbody_paw.pyx`",
            "did you mean `nbody_pow.pyx`?",
        ),
        (
            "\"data/many-users.json\"",
            "\"~/many-users.json\"",
            "`~/many-users.json` is not a relative path",
            "starts at",
        ),
    ] {
        let start = to.chars().take(4).collect::<String>();
        found(&[(from, to)], &[(&start, message, help)]);
    }
}

#[test]
fn a_missing_project_folder_does_not_make_every_kernel_missing() {
    found(
        &[("project = \"kernels-cython\"", "project = \"kernel-cython\"")],
        &[("\"kernel-cython\"", "there is no folder `kernel-cython`", "did you mean `kernels-cython`?")],
    );
}
