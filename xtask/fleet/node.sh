# What a node of a fleet does: measures one session in its own folder, or checks or fuzzes a share, and writes how that ended. Run by
# ladder_reframe.py.
# `cargo xtask fleet` puts the values of HERE below in front of it.
#
# It ends with status 0 whatever came of it, as some schedulers fetch nothing from a job that failed: `status` says how it ended.
set -u
stage=$(pwd)
node=${LADDER_NODE:-${SLURMD_NODENAME:-$(hostname)}}
cpu=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1)
[ -n "$cpu" ] || cpu=$(sysctl -n machdep.cpu.brand_string 2>/dev/null || uname -m)
cores=$(nproc 2>/dev/null || sysctl -n hw.ncpu)
kind="$cpu, $cores cores, $(uname -m)"
begun=$(date +%s)
tell() {
    printf '%s\n' "$1" > "$stage/status"
    printf '{"node": "%s", "kind": "%s", "seconds": %s}\n' "$node" "$kind" "$(($(date +%s) - begun))" > "$stage/node.json"
}
printf '{"node": "%s", "kind": "%s", "seconds": null}\n' "$node" "$kind" > "$stage/node.json"
for done_before in $DONE; do
    if [ "$done_before" = "${LADDER_SHARE:-$node}" ]; then
        : > "$stage/left-alone"
        tell 0
        exit 0
    fi
done
# A node's own folder for what is built, which takes what was fetched from another one.
take_fetched() { # TARGET FETCHED-TARGET
    [ -d "$1" ] && return
    mkdir -p "$1"
    cp -p "$2/CACHEDIR.TAG" "$1/"
    for fetched in $FETCHED; do
        [ -d "$2/$fetched" ] && ln -s "$2/$fetched" "$1/$fetched"
    done
}
sent="ladder.bundle fetched.tar ladder-program ladder target"
if [ -n "$BUNDLE" ]; then
    # The repository as it was sent.
    git clone --quiet "$stage/ladder.bundle" "$stage/ladder" > said 2>&1 || { tell clone; exit 0; }
    cd "$stage/ladder" || exit 0
    ladder="$stage/ladder/$PLACE"
    target="$stage/target"
    if [ -f "$stage/fetched.tar" ]; then
        # What was fetched knows where it lies, and so lies at the same place here. What is there already is the same, by its name.
        { mkdir -p "$TARGET" && tar -xf "$stage/fetched.tar" -C "$TARGET" --skip-old-files; } >> "$stage/said" 2>&1 ||
            { echo "error: what was fetched cannot be unpacked to $TARGET: $(grep -m 1 -e '^tar: ' -e '^mkdir: ' "$stage/said")" >> "$stage/said"
              cd "$stage" && rm -rf $sent; tell unpack; exit 0; }
        take_fetched "$target" "$TARGET"
        xtask() { "$stage/ladder-program" --manifest "$ladder" --target "$target" "$@"; }
    else
        # The harness is built here.
        xtask() { cargo xtask --manifest "$ladder" --target "$target" "$@"; }
    fi
else
    # A folder that all nodes see. Each node builds for itself, in a folder of its own, and takes what was fetched from the shared one.
    ladder="$LADDER"
    target="$TARGET/fleet-nodes/$node"
    take_fetched "$target" "$TARGET"
    xtask() { "$PROGRAM" --manifest "$ladder" --target "$target" "$@"; }
fi
# What was sent does not go back.
tidy() { [ -z "$BUNDLE" ] || { cd "$stage" && rm -rf $sent; }; }
if [ -n "$SHARES" ]; then
    # Whole or not at all: what is cut off is no outcome.
    xtask "$TASK" $ARGUMENTS --share "$LADDER_SHARE/$SHARES" --format json > "$stage/outcome.part" 2>> "$stage/said"
    status=$?
    [ "$status" -le 1 ] && mv "$stage/outcome.part" "$stage/outcome.json"
    tidy
    tell "$status"
    exit 0
fi
xtask --results "$stage/results" run $ARGUMENTS >> "$stage/said" 2>&1
status=$?
# Where nothing was measured there is nothing to report, and what was said last is why.
[ ! -d "$stage/results" ] || xtask --results "$stage/results" report --format json --output "$stage/report.json" >> "$stage/said" 2>&1
tidy
tell "$status"
exit 0
