"""A session of measuring on every node, or shares of other work, as tests of ReFrame's.

`cargo xtask fleet` runs them, and so can you:

    reframe -C SITE.py -c ladder_reframe.py -r --distribute=all --name=LadderSession
    reframe -C SITE.py -c ladder_reframe.py -r --name=LadderShare

What it does is in variables, which `cargo xtask fleet` sets:

    LADDER_FLEET      the fleet's name, by which jobs are found again
    LADDER_SCRIPT     the script that each node runs
    LADDER_TIME       the most that a job may take, such as 1h30m
    LADDER_SENT       files that nodes get as they do not see the folder, a line each
    LADDER_SHARES     into how many shares a check or fuzzing is parted
    LADDER_PARTITIONS which systems and partitions, with blanks between them

A node has passed when its session has the record `end` and the script ended well; performance variables
are the speedups of the session's report. Whether a session is whole is judged again by `cargo xtask fleet`,
from the session: schedulers without accounting call jobs well that were killed.
"""

from __future__ import annotations

import json
import os
import pathlib
import shutil

import reframe as rfm
import reframe.utility.sanity as sn
from reframe.core.builtins import parameter, run_before, sanity_function

SCRIPT = pathlib.Path(os.environ.get("LADDER_SCRIPT", "node.sh"))


def last_record(stage: pathlib.Path) -> str:
    """The type of the last record of the session in a folder; empty where there is no session."""
    for samples in stage.glob("results/*/samples.jsonl"):
        lines = samples.read_text(encoding="utf-8").splitlines()
        try:
            return str(json.loads(lines[-1])["type"])
        except (IndexError, KeyError, ValueError):
            return "broken"
    return ""


def speedups(stage: pathlib.Path) -> dict[str, float]:
    """The speedup of every cell in the report of a session, by `rung/benchmark`."""
    try:
        report = json.loads((stage / "report.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    cells = [cell for cell in report["cells"] if cell["speedup"]]
    return {f"{cell['rung']}/{cell['benchmark']}": cell["speedup"]["estimate"] for cell in cells}


def give(file: pathlib.Path, folder: pathlib.Path) -> None:
    """Puts a file, which may be large, into a folder as well."""
    try:
        os.link(file, folder / file.name)
    except OSError:
        shutil.copy(file, folder / file.name)


class LadderJob(rfm.RunOnlyRegressionTest):
    """What a node does, in its own folder."""

    valid_systems = os.environ.get("LADDER_PARTITIONS", "*").split()
    valid_prog_environs = ["*"]  # noqa: RUF012 (ReFrame's own way)
    num_tasks = 1
    sourcesdir = None
    executable = "sh"
    executable_opts = ["node.sh"]  # noqa: RUF012
    time_limit = os.environ.get("LADDER_TIME", "2h")
    keep_files = ["job.json", "node.json"]  # noqa: RUF012
    maintainers = ["optimization ladder"]  # noqa: RUF012

    @run_before("run")
    def prepare(self) -> None:
        """Puts the script beside the job, and says which node it is for, where the scheduler pins it."""
        stage = pathlib.Path(self.stagedir)
        shutil.copy(SCRIPT, stage / "node.sh")
        for sent in os.environ.get("LADDER_SENT", "").splitlines():
            give(pathlib.Path(sent), stage)
        pinned = [str(node) for node in getattr(self, ".nid", [])]
        if pinned:
            self.env_vars["LADDER_NODE"] = pinned[0]
        place = {"node": pinned[0] if pinned else None, "partition": self.current_partition.fullname}
        place |= self.part()
        (stage / "job.json").write_text(json.dumps(place) + "\n", encoding="utf-8")
        if self.current_partition.scheduler.registered_name in ("slurm", "squeue"):
            # A job that was killed must not begin again: its session would be measured twice.
            fleet = os.environ.get("LADDER_FLEET", "ladder")
            self.job.options += ["--no-requeue", f"--comment={fleet}"]

    def part(self) -> dict[str, object]:
        """What else is to be known of the job."""
        return {}


@rfm.simple_test
class LadderSession(LadderJob):
    """One session of the ladder, on a node that it has to itself."""

    descr = "optimization ladder: a session of measuring"
    exclusive_access = True

    @sanity_function
    def is_whole(self) -> object:
        """Whether the script ended well and the session came to its end; or a node was left alone."""
        stage = pathlib.Path(self.stagedir)
        if (stage / "left-alone").is_file():
            return sn.assert_true(True)
        status = stage / "status"
        said = status.read_text(encoding="utf-8").strip() if status.is_file() else "none"
        return sn.all(
            [
                sn.assert_true(said in ("0", "1"), f"the session ended with status {said}"),
                sn.assert_eq(last_record(stage), "end", "the session did not come to its end"),
            ]
        )

    @run_before("performance")
    def figures(self) -> None:
        """Every cell's speedup as a performance variable."""

        def of(value: float) -> object:
            return sn.make_performance_function(sn.defer(value), "x")

        self.perf_variables = {
            name: of(value) for name, value in speedups(pathlib.Path(self.stagedir)).items()
        }


@rfm.simple_test
class LadderShare(LadderJob):
    """A share of a check or of fuzzing, on any node: nothing is timed."""

    descr = "optimization ladder: a share of a check or of fuzzing"
    share = parameter(range(1, int(os.environ.get("LADDER_SHARES", "0")) + 1))

    def part(self) -> dict[str, object]:
        """Which share it is, for the script as well."""
        self.env_vars["LADDER_SHARE"] = str(self.share)
        return {"share": self.share}

    @sanity_function
    def is_whole(self) -> object:
        """Whether something came of the share; or it was left alone, as it was done before."""
        stage = pathlib.Path(self.stagedir)
        came = (stage / "outcome.json").is_file() or (stage / "left-alone").is_file()
        return sn.assert_true(came, "nothing came of the share")
