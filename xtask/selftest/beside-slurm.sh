#!/bin/sh
# Whether a Slurm and a waiting ReFrame beside it move the self-test: `cargo xtask selftest` alone, then beside slurmctld, two slurmd and a
# ReFrame that polls the queue for a job that never begins, then alone again. Run it on a machine that does nothing else.
#
#     sh xtask/selftest/beside-slurm.sh FOLDER [options of selftest]
#
# It needs root and Debian's slurmctld, slurmd, slurm-client and munge. FOLDER gets alone.json, beside.json, again.json and reframe.log; it
# ends with a line for each: false alarms of all pairs, and the smallest slowdown that was found.
set -eu
folder=$1
shift
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
root=$(cd "$(dirname "$0")/../.." && pwd)
slurm=$root/xtask/tests/it/fixtures/fleet/slurm.sh
cd "$root"
cargo build --quiet --locked --package xtask
measure() { # NAME OPTION...
    name=$1
    shift
    # In a folder of its own: a self-test goes on with what an earlier one has measured.
    cargo xtask --results "$folder/results-$name" selftest --format json "$@" > "$folder/$name.json" || [ $? = 1 ]
}
measure alone "$@"
machines=$(mktemp -d /tmp/ladder-machines.XXXXXX)
ended() {
    [ -z "${waiting:-}" ] || kill "$waiting" 2> /dev/null || true
    sh "$slurm" stop "$machines" || true
    rm -rf "$machines"
}
trap ended EXIT
site=$(sh "$slurm" start "$machines" | tail -n 1)
export SLURM_CONF="$machines/slurm.conf"
# Nodes that are drained take no job, so that ReFrame has nothing to do but to ask for it.
scontrol update nodename=n1,n2 state=drain reason=idle
# Who measures in this queue waits for nobody: the fleet's coordinator holds a target folder of its own.
cargo xtask --target "$machines/target" fleet --site "$site" --profile quick > "$folder/reframe.log" 2>&1 &
waiting=$!
until [ -n "$(squeue --noheader)" ]; do
    kill -0 "$waiting" 2> /dev/null || { cat "$folder/reframe.log"; exit 1; }
    sleep 1
done
measure beside "$@"
kill "$waiting" 2> /dev/null || true
waiting=
scancel --user=root || true
measure again "$@"
for name in alone beside again; do
    python3 - "$name" "$folder/$name.json" << 'EOT'
import json, sys
name, file = sys.argv[1:]
with open(file, encoding="utf-8") as opened:
    outcome = json.load(opened)
print(name, json.dumps({key: value for key, value in outcome.items() if not isinstance(value, (list, dict))}))
EOT
done
