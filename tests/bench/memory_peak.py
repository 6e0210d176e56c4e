#!/usr/bin/python3
"""Measures the memory of sotval-cli at its peak: the sum of the proportional set sizes of it and its workers.

Usage: memory_peak.py REPO_ROOT SOTVAL_CLI [ROUNDS]

Without a fact store, with one that is written, and with one in which nothing has changed. The repository is only
read. Give the sotval-cli of an installation: it must find its worker.
"""

import os
import shutil
import sys
import tempfile

sys.dont_write_bytecode = True
from commands import peak_memory, require_processes, tell_goal  # noqa: E402

GOAL = 120  # MB in all, for two workers
STRATEGIES = (("sequential", 0), ("threads", 2), ("processes", 2), ("auto", 2))


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    root, cli = os.path.realpath(sys.argv[1]), sys.argv[2]
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 7
    base = [cli, "validate", "--repo-root", root, "--no-progress", "-q"]
    require_processes(base + ["--strategy", "processes", "--workers", "2", "--no-cache"])
    for strategy, workers in STRATEGIES:
        command = base + ["--strategy", strategy] + (["--workers", str(workers)] if workers else [])
        for store in ("none", "written", "unchanged"):
            peaks = []
            for _ in range(rounds):
                directory = tempfile.mkdtemp(prefix="sotval-memory-")
                try:
                    here = command + (["--no-cache"] if store == "none" else ["--cache-dir", directory])
                    if store == "unchanged":
                        peak_memory(here)
                    peaks.append(peak_memory(here))
                finally:
                    shutil.rmtree(directory)
            # A peak that no look fell upon is not seen: the highest of all rounds counts.
            peak, shares = max(peaks)
            parts = " + ".join(f"{share / 1e6:.1f}" for share in shares)
            print(f"{strategy:10} store {store:9} {peak / 1e6:7.1f} MB ({parts}); lowest {min(peaks)[0] / 1e6:.1f}")
            if strategy == "processes":
                tell_goal(f"memory in all, two workers, store {store}, MB", peak / 1e6, GOAL)


if __name__ == "__main__":
    main()
