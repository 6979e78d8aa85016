#!/usr/bin/env bash
# pip installs a wheel that was built with other compiler flags, even with --force-reinstall and other build settings.
#
# Tried: a package in C built from source with CFLAGS=-O0, then installed again with CFLAGS=-O2: by pip, by
# pip with --force-reinstall, with --config-settings and with --no-cache-dir, and by uv likewise.
# A good guess: the environment is no part of the key of a cache, so plain repetition reuses the wheel;
# --force-reinstall or other --config-settings build anew.
# Seen: pip gives the -O0 build in all three cases, also with --no-binary, and builds anew with --no-cache-dir
# alone; --config-settings of the second call are dropped without a word. uv reuses it in the plain case, and
# builds anew with --reinstall and with --config-settings.
# Versions: pip 26.3, uv 0.13.9, MarkupSafe 3.0.4, gcc 12.2, tried on 2026-11-28.
# Why it matters: whoever compares -O2 with -O3 or -march=native this way times one and the same binary, and
# finds that flags do not matter.
set -euo pipefail

skip() {
    echo "cannot be tried here: $1"
    exit 77
}
changed() {
    echo "changed: $1"
    exit 1
}

[[ $(uname -sm) == "Linux x86_64" ]] || skip "the pinned packages are tried on Linux x86-64 alone"
command -v gcc >/dev/null || skip "there is no gcc"
command -v readelf >/dev/null || skip "there is no readelf"

python=
for candidate in "${PYTHON:-}" python3 python3.13 python3.12 python3.14; do
    if [[ -n $candidate ]] && "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
[[ -n $python ]] || skip "no Python from 3.11 to 3.14 (PYTHON can name one)"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$python" -m venv "$work/venv" || skip "a virtual environment cannot be made"
cd "$work"
venv/bin/pip install --quiet --no-compile --disable-pip-version-check 'pip==26.3' 'uv==0.13.9' ||
    skip "pip cannot install the pinned packages"

package=markupsafe==3.0.4
export PIP_CACHE_DIR=$work/pip-cache UV_CACHE_DIR=$work/uv-cache
unset CC CPPFLAGS LDFLAGS PIP_NO_CACHE_DIR PIP_CONFIG_SETTINGS UV_NO_CACHE
venv/bin/python -c 'import sysconfig, pathlib, sys; sys.exit(not pathlib.Path(sysconfig.get_path("include"), "Python.h").exists())' ||
    skip "the headers of Python are missing"
venv/bin/pip --version | cut -d ' ' -f 1-2
venv/bin/uv --version

# The levels of optimization that the compiler has written into the extension.
levels() {
    local found
    found=$(readelf -p .GCC.command.line "$1"/markupsafe/_speedups*.so | grep -o -- ' -O[0-3]' | sort -u | tr -d ' \n')
    echo "${found:-none}"
}
# build TOOL FLAG FOLDER OPTIONS...
build() {
    local tool=$1 flag=$2 target=$3
    shift 3
    local command=(venv/bin/pip install --quiet --disable-pip-version-check)
    [[ $tool == pip ]] || command=(venv/bin/uv pip install --quiet --python venv/bin/python)
    CFLAGS="-frecord-gcc-switches $flag" "${command[@]}" --no-binary markupsafe --no-deps --target "$target" "$@" "$package" ||
        skip "$tool cannot build $package"
}
# expect FOLDER FLAG SENTENCE
expect() {
    local seen
    seen=$(levels "$1")
    echo "$3: $seen"
    [[ $seen == "$2" ]] || changed "$3 gives a build with $seen, it was $2"
}
build pip -O0 pip-first
expect pip-first -O0 "pip, first with -O0"
build pip -O2 pip-again
expect pip-again -O0 "pip, again with -O2"
build pip -O2 pip-force --force-reinstall
expect pip-force -O0 "pip --force-reinstall with -O2"
build pip -O2 pip-settings --config-settings=--build-option=--verbose
expect pip-settings -O0 "pip --config-settings with -O2"
build pip -O2 pip-uncached --no-cache-dir
expect pip-uncached -O2 "pip --no-cache-dir with -O2"
build uv -O0 uv-first
expect uv-first -O0 "uv, first with -O0"
build uv -O2 uv-again
expect uv-again -O0 "uv, again with -O2"
build uv -O2 uv-settings --config-setting=--build-option=--verbose
expect uv-settings -O2 "uv --config-setting with -O2"
build uv -O2 uv-reinstall --reinstall
expect uv-reinstall -O2 "uv --reinstall with -O2"
