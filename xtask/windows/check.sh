#!/bin/sh
# Whether the harness compiles for Windows, on a machine that has no library of Rust's for it: that is compiled first, from sources.
#
#     sh xtask/windows/check.sh FOLDER
#
# It needs a nightly compiler of rustup's, an `x86_64-w64-mingw32-dlltool` (Debian: binutils-mingw-w64-x86-64), and the library's sources for
# that compiler: rustup's component rust-src, or Debian's package rust-src of the same minor version (RUST_SRC names the unpacked package's
# folder usr/src/rustc-VERSION). FOLDER keeps what is compiled. It ends with 77 and a reason where something of that cannot be had.
set -eu
[ $# = 1 ] || { echo "usage: sh $0 FOLDER" >&2; exit 2; }
mkdir -p "$1"
folder=$(cd "$1" && pwd)
cd "$(dirname "$0")/../.."
target=x86_64-pc-windows-gnu
command -v x86_64-w64-mingw32-dlltool > /dev/null || { echo "there is no x86_64-w64-mingw32-dlltool"; exit 77; }
sysroot=$(rustup run nightly rustc --print sysroot 2> /dev/null) || { echo "there is no nightly compiler"; exit 77; }
if [ ! -d "$sysroot/lib/rustlib/src/rust/library" ]; then
    [ -d "${RUST_SRC:-}/library" ] || { echo "there are no sources of Rust's library: rustup component add rust-src, or RUST_SRC"; exit 77; }
    # The compiler looks beside itself: a copy of it, by links where they can be made.
    rm -rf "$folder/nightly"
    cp -al "$sysroot" "$folder/nightly" 2> /dev/null || { rm -rf "$folder/nightly"; cp -a "$sysroot" "$folder/nightly"; }
    mkdir -p "$folder/nightly/lib/rustlib/src"
    ln -s "$RUST_SRC" "$folder/nightly/lib/rustlib/src/rust"
    sysroot=$folder/nightly
fi
RUSTC="$sysroot/bin/rustc" "$sysroot/bin/cargo" check -Zbuild-std=std,panic_abort -Zwarnings --config 'build.warnings="deny"' \
    --package xtask --locked --target $target --target-dir "$folder/target"
