#!/bin/sh
# Whether a Slurm and a waiting ReFrame beside it move the self-test: `cargo xtask selftest` alone, then beside slurmctld, two slurmd and a
# ReFrame that polls the queue for a job that never begins, then alone again. Run it as root on a machine that does nothing else.
#
#     sh xtask/selftest/beside-slurm.sh FOLDER [options of selftest] [default: --budget 6m, 20 minutes altogether]
#
# It needs Debian's slurmctld, slurmd, slurm-client and munge, which it installs where apt has them. FOLDER gets alone.json, beside.json,
# again.json and reframe.log. At its end it prints a table with 95 % intervals, the difference between beside and alone with its own, and
# how many comparisons would narrow that; the table's place is the section "The harness measured" of docs/methodology-appendix.md.
set -eu
[ $# -ge 1 ] || { echo "usage: sh $0 FOLDER [options of selftest]" >&2; exit 2; }
folder=$1
shift
[ $# -gt 0 ] || set -- --budget 6m
[ "$(id -u)" = 0 ] || { echo "error: a Slurm needs root" >&2; exit 2; }
PATH=$PATH:/usr/sbin
for needed in slurmctld slurmd squeue munged; do
    command -v $needed > /dev/null && continue
    echo "installing slurmctld, slurmd, slurm-client and munge" >&2
    DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends slurmctld slurmd slurm-client munge > /dev/null
    break
done
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
    rm -rf "$folder/results-$name"
    cargo xtask --results "$folder/results-$name" selftest --format json "$@" > "$folder/$name.json" || [ -s "$folder/$name.json" ]
}
measure alone "$@"
machines=$(mktemp -d /tmp/ladder-machines.XXXXXX)
waiting=
ended() {
    [ -z "$waiting" ] || kill "$waiting" 2> /dev/null || true
    sh "$slurm" stop "$machines" || true
    rm -rf "$machines"
}
trap ended EXIT
trap 'exit 130' INT TERM
# The fleet installs ReFrame, and then has nothing to do: this site is none.
echo 'site_configuration = {' > "$machines/none.py"
cargo xtask --results "$machines/results" fleet --site "$machines/none.py" --profile quick > "$folder/reframe.log" 2>&1 || true
reframe=$(ls -t "${CARGO_TARGET_DIR:-target}"/ladder/environments/*/bin/reframe 2> /dev/null | head -n 1)
[ -n "$reframe" ] || { cat "$folder/reframe.log" >&2; echo "error: ReFrame cannot be had" >&2; exit 1; }
sh "$slurm" start "$machines" > "$machines/said" || { cat "$machines/said" >&2; exit 1; }
site=$(tail -n 1 "$machines/said")
export SLURM_CONF="$machines/slurm.conf"
# A job on each node that sleeps, so that ReFrame has nothing to do but to ask for it. (A job that waits in the queue would end ReFrame.)
echo 'sleep 86400' > "$machines/sleep.sh"
LADDER_SCRIPT="$machines/sleep.sh" LADDER_TIME=24h "$reframe" -C "$site" -c xtask/fleet/ladder_reframe.py -r --distribute=all \
    --name=LadderSession --prefix "$machines/reframe" > "$folder/reframe.log" 2>&1 &
waiting=$!
until [ "$(squeue --noheader --states=running | wc -l)" = 2 ]; do
    kill -0 "$waiting" 2> /dev/null || { cat "$folder/reframe.log" >&2; exit 1; }
    sleep 1
done
measure beside "$@"
# It was so to the end, or it shows nothing.
kill -0 "$waiting" && [ "$(squeue --noheader --states=running | wc -l)" = 2 ] || { cat "$folder/reframe.log" >&2; exit 1; }
kill "$waiting"
wait "$waiting" 2> /dev/null || true
waiting=
scancel --user=root || true
sh "$slurm" stop "$machines"
measure again "$@"
python3 xtask/selftest/beside.py "$folder"
