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
if [ -n "$BUNDLE" ]; then
    # The repository as it was sent: the harness is built here.
    git clone --quiet "$stage/ladder.bundle" "$stage/ladder" > said 2>&1 || { tell clone; exit 0; }
    cd "$stage/ladder" || exit 0
    ladder="$stage/ladder/ladder.toml"
    target="$stage/target"
    xtask() { cargo xtask --manifest "$ladder" --target "$target" "$@"; }
else
    # A folder that all nodes see. Each node builds for itself, in a folder of its own, and takes what was fetched from the shared one.
    ladder="$LADDER"
    target="$TARGET/fleet-nodes/$node"
    if [ ! -d "$target" ]; then
        mkdir -p "$target"
        cp -p "$TARGET/CACHEDIR.TAG" "$target/"
        for fetched in apt environments source toolchains tools uv; do
            [ -d "$TARGET/$fetched" ] && ln -s "$TARGET/$fetched" "$target/$fetched"
        done
    fi
    xtask() { "$PROGRAM" --manifest "$ladder" --target "$target" "$@"; }
fi
if [ -n "$SHARES" ]; then
    # Whole or not at all: what is cut off is no outcome.
    xtask "$TASK" $ARGUMENTS --share "$LADDER_SHARE/$SHARES" --format json > "$stage/outcome.part" 2>> "$stage/said"
    status=$?
    [ "$status" -le 1 ] && mv "$stage/outcome.part" "$stage/outcome.json"
    tell "$status"
    exit 0
fi
xtask --results "$stage/results" run $ARGUMENTS >> "$stage/said" 2>&1
status=$?
xtask --results "$stage/results" report --format json --output "$stage/report.json" >> "$stage/said" 2>&1
tell "$status"
exit 0
